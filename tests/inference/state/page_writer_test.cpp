// SPDX-License-Identifier: Apache-2.0
#include "inference/state/page_writer.h"

#include <QtTest>

#include <atomic>
#include <semaphore>

using namespace inference;

namespace {

/// A page of so many bytes, which nobody reads.
PageWriter::Job jobOf(std::int64_t bytes, std::uint64_t owner = 0)
{
    static const std::uint8_t byte = 0;
    PageWriter::Job job;
    job.bytes.bytes = {&byte, static_cast<std::size_t>(bytes)};
    job.owner = owner;
    return job;
}

} // namespace

class PageWriterTest : public QObject {
    Q_OBJECT

private slots:
    void writesInOrderAndAllBeforeTheEnd()
    {
        std::vector<std::uint64_t> written;
        {
            PageWriter writer([&](const std::vector<PageWriter::Job>& batch) {
                for (const PageWriter::Job& job : batch) {
                    written.push_back(job.owner);
                }
            });
            for (std::uint64_t i = 0; i < 100; ++i) {
                QVERIFY(writer.offer(jobOf(10, i)));
            }
        }
        QCOMPARE(written.size(), std::size_t{100});
        QVERIFY(std::is_sorted(written.begin(), written.end()));
    }

    void tooMuchThatWaitsIsRefused()
    {
        std::binary_semaphore entered(0);
        std::binary_semaphore leave(0);
        std::atomic<int> batches = 0;
        PageWriter writer([&](const std::vector<PageWriter::Job>&) {
            if (++batches == 1) {
                entered.release();
                leave.acquire();
            }
        });
        QVERIFY(writer.offer(jobOf(1)));
        entered.acquire(); // it writes, and what comes now waits
        QVERIFY(writer.offer(jobOf(PageWriter::bytesWaitingMax - 5)));
        QVERIFY(!writer.offer(jobOf(6)));
        QVERIFY(writer.offer(jobOf(5)));
        leave.release();
        writer.finish();
        QVERIFY(writer.offer(jobOf(6)));
        writer.finish();
        QCOMPARE(batches, 3);
    }

    void whatIsDroppedIsNotWritten()
    {
        std::binary_semaphore entered(0);
        std::binary_semaphore leave(0);
        std::atomic<int> pages = 0;
        PageWriter writer([&](const std::vector<PageWriter::Job>& batch) {
            pages += static_cast<int>(batch.size());
            entered.release();
            leave.acquire();
        });
        QVERIFY(writer.offer(jobOf(1)));
        entered.acquire();
        QVERIFY(writer.offer(jobOf(1)));
        std::jthread later([&] { leave.release(); });
        writer.drop(); // waits for the one that is being written
        QCOMPARE(pages, 1);
        writer.finish();
        QCOMPARE(pages, 1);
    }
};

QTEST_APPLESS_MAIN(PageWriterTest)
#include "page_writer_test.moc"

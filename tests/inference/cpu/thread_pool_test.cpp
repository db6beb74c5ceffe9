// SPDX-License-Identifier: Apache-2.0
#include "inference/cpu/thread_pool.h"

#include <QtTest>

#include <atomic>
#include <ctime>
#include <vector>

using namespace inference;

class ThreadPoolTest : public QObject {
    Q_OBJECT
private slots:
    void refusesImpossibleCounts()
    {
        for (const int threads : {-1, ThreadPool::threadsMax + 1}) {
            const auto pool = ThreadPool::create(threads);
            QVERIFY(!pool);
            QCOMPARE(pool.error().code, core::ErrorCode::InvalidInput);
        }
    }

    void runsEachChunkOnce_data()
    {
        QTest::addColumn<int>("threads");
        for (const int threads : {0, 1, 2, 3, 7, 16}) {
            QTest::addRow("%d threads", threads) << threads;
        }
    }

    void runsEachChunkOnce()
    {
        QFETCH(const int, threads);
        const auto pool = ThreadPool::create(threads).value();
        for (int round = 0; round < 2000; ++round) {
            const std::int64_t chunks = round % 37;
            std::vector<int> calls(static_cast<std::size_t>(chunks), 0);
            std::atomic<int> wrongThreads = 0;
            pool->run(chunks, [&](std::int64_t chunk, int thread) {
                ++calls[static_cast<std::size_t>(chunk)];
                wrongThreads += thread < 0 || thread >= pool->threads() ? 1 : 0;
            });
            for (const int count : calls) {
                QCOMPARE(count, 1);
            }
            QCOMPARE(wrongThreads.load(), 0);
        }
    }

    void seesWhatOtherThreadsWrote()
    {
        const auto pool = ThreadPool::create(4).value();
        std::vector<std::int64_t> values(64, 1);
        for (int round = 0; round < 40; ++round) {
            std::vector<std::int64_t> next(values.size());
            pool->run(64, [&](std::int64_t chunk, int) {
                const auto at = static_cast<std::size_t>(chunk);
                next[at] = (values[at] + values[(at + 1) % values.size()]) % 1000003;
            });
            values = next;
        }
        // All values were equal, so they stay equal: 2^40 modulo 1000003.
        std::int64_t expected = 1;
        for (int round = 0; round < 40; ++round) {
            expected = expected * 2 % 1000003;
        }
        for (const std::int64_t value : values) {
            QCOMPARE(value, expected);
        }
    }

    void idleThreadsSleep()
    {
        const auto pool = ThreadPool::create(8).value();
        pool->run(8, [](std::int64_t, int) {});
        // Workers sleep after their spins; being busy for 50 ms they would use far more than 8 ms.
        const std::clock_t before = std::clock();
        QTest::qWait(50);
        const double usedMs = 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
        QVERIFY2(usedMs < 40, QByteArray::number(usedMs));
    }
};

QTEST_GUILESS_MAIN(ThreadPoolTest)
#include "thread_pool_test.moc"

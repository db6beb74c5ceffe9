// SPDX-License-Identifier: Apache-2.0
#include "core/model/model_library.h"

#include "core/base/durable_file.h"
#include "tests/core/model/fake_provider.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <thread>

using core::ErrorCode;
using core::ModelEntry;
using core::ModelLibrary;
using core::WorkProgress;
namespace fs = std::filesystem;

namespace {

constexpr std::size_t megabyte = std::size_t{1024} * 1024;

void writeFile(const fs::path& path, const std::string& bytes)
{
    std::ofstream(path, std::ios::binary) << bytes;
}

} // namespace

class ModelLibraryTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_root = fs::canonical(m_directory->path().toStdString());
        m_library = std::make_unique<ModelLibrary>(m_root / "data", m_services);
        m_file = m_root / "story.gguf";
        writeFile(m_file, "GGUF once upon a time");
    }

    void importsAndFindsAgain()
    {
        const auto entry = importFile(m_file);
        QVERIFY2(entry.has_value(), entry ? "" : entry.error().message.c_str());
        QCOMPARE(entry->name, std::string("story"));
        QCOMPARE(entry->path, m_file);
        QCOMPARE(entry->fingerprint.size(), std::size_t(64));
        QCOMPARE(entry->summary.architecture, std::string("llama"));
        QCOMPARE(entry->summary.contextLength, std::int64_t(0));
        for (const std::string& reference :
            {entry->id.text(), std::string("story"), m_file.native()}) {
            const auto found = m_library->find(reference);
            QVERIFY(found.has_value());
            QVERIFY(found->id == entry->id);
        }
        QCOMPARE(m_library->find("other").error().code, ErrorCode::NotFound);
        ModelLibrary reopened(m_root / "data", m_services);
        QCOMPARE(reopened.list()->size(), std::size_t(1));
        QVERIFY(reopened.list()->front().stamp == entry->stamp);
    }

    void theSameBytesAreTheSameModel()
    {
        const auto first = importFile(m_file);
        const fs::path other = m_root / "renamed.gguf";
        fs::copy_file(m_file, other);
        const auto second = importFile(other);
        QVERIFY(second->id == first->id);
        QCOMPARE(second->path, m_file); // the first is still there
        QCOMPARE(m_library->list()->size(), std::size_t(1));
        fs::remove(m_file);
        QVERIFY(!ModelLibrary::isPresent(*first));
        const auto third = importFile(other);
        QVERIFY(third->id == first->id);
        QCOMPARE(third->path, other);
    }

    void aKnownFileIsNotReadAgain()
    {
        QVERIFY(importFile(m_file).has_value());
        int steps = 0;
        QVERIFY(m_library->import({.file = m_file}, [&](const WorkProgress&) { ++steps; }, {})
                    .has_value());
        QCOMPARE(steps, 0);
    }

    void progressIsMeasuredInBytes()
    {
        constexpr std::size_t size = 9 * megabyte;
        writeFile(m_file, "GGUF" + std::string(size - 4, 'x'));
        std::vector<std::int64_t> done;
        const auto entry = m_library->import(
            {.file = m_file}, [&](const WorkProgress& p) { done.push_back(p.done); }, {});
        QVERIFY(entry.has_value());
        QVERIFY(done.size() >= 3);
        QVERIFY(std::is_sorted(done.begin(), done.end()));
        QCOMPARE(done.back(), std::int64_t(size));
    }

    void namesAreUnique()
    {
        QVERIFY(importFile(m_file).has_value());
        const fs::path other = m_root / "sub" / "story.gguf";
        fs::create_directories(other.parent_path());
        writeFile(other, "GGUF another story");
        QCOMPARE(importFile(other)->name, std::string("story 2"));
        const fs::path third = m_root / "third.gguf";
        writeFile(third, "GGUF third");
        const auto refused = m_library->import({.file = third, .name = "story"}, {}, {});
        QCOMPARE(refused.error().code, ErrorCode::AlreadyExists);
        QCOMPARE(m_library->import({.file = third, .name = "a\nb"}, {}, {}).error().code,
            ErrorCode::InvalidInput);
        QCOMPARE(m_library->list()->size(), std::size_t(2));
    }

    void refusedFiles_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<int>("code");
        QTest::newRow("missing") << "missing.gguf" << int(ErrorCode::NotFound);
        QTest::newRow("directory") << "folder" << int(ErrorCode::InvalidInput);
        QTest::newRow("other format") << "note.txt" << int(ErrorCode::Corrupt);
        QTest::newRow("empty") << "empty.gguf" << int(ErrorCode::Corrupt);
    }
    void refusedFiles()
    {
        QFETCH(QString, name);
        QFETCH(int, code);
        fs::create_directories(m_root / "folder");
        writeFile(m_root / "note.txt", "a note");
        writeFile(m_root / "empty.gguf", "");
        const auto entry = importFile(m_root / name.toStdString());
        QVERIFY(!entry.has_value());
        QCOMPARE(int(entry.error().code), code);
        QVERIFY(m_library->list()->empty());
    }

    void aMissingFileIsSaid()
    {
        const auto entry = importFile(m_file);
        fs::remove(m_file);
        QVERIFY(!ModelLibrary::isPresent(*entry));
        const auto verified = m_library->verify(*entry, {}, {});
        QCOMPARE(verified.error().code, ErrorCode::NotFound);
        QVERIFY(verified.error().message.find(m_file.native()) != std::string::npos);
        QVERIFY(m_library->find("story").has_value()); // the entry stays
    }

    void aChangedFileIsSaidAndATouchedOneIsNot()
    {
        const auto entry = importFile(m_file);
        fs::last_write_time(m_file, fs::last_write_time(m_file) + std::chrono::hours(1));
        const auto touched = m_library->verify(*entry, {}, {});
        QVERIFY(touched.has_value());
        QVERIFY(!(touched->stamp == entry->stamp));
        QVERIFY(m_library->find("story")->stamp == touched->stamp); // remembered
        writeFile(m_file, "GGUF another end of it");
        QCOMPARE(m_library->verify(*touched, {}, {}).error().code, ErrorCode::Conflict);
    }

    void aCopyIsOursAndGoesWithTheEntry()
    {
        const auto entry = m_library->import({.file = m_file, .makeCopy = true}, {}, {});
        QVERIFY2(entry.has_value(), entry ? "" : entry.error().message.c_str());
        QVERIFY(entry->isCopy);
        QVERIFY(entry->path.parent_path() == m_root / "data" / "models");
        fs::remove(m_file);
        QVERIFY(m_library->verify(*entry, {}, {}).has_value());
        QVERIFY(m_library->remove(entry->id.text()).has_value());
        QVERIFY(!fs::exists(entry->path));
        QVERIFY(m_library->list()->empty());
    }

    void aFileOfThePersonStays()
    {
        QVERIFY(importFile(m_file).has_value());
        QVERIFY(m_library->remove("story").has_value());
        QVERIFY(fs::exists(m_file));
    }

    void anInterruptedCopyLeavesNothing()
    {
        writeFile(m_file, "GGUF" + std::string(20 * megabyte, 'x'));
        std::stop_source stop;
        const auto entry = m_library->import(
            {.file = m_file, .makeCopy = true}, [&](const WorkProgress&) { stop.request_stop(); },
            stop.get_token());
        QCOMPARE(entry.error().code, ErrorCode::Cancelled);
        QVERIFY(fs::is_empty(m_root / "data" / "models"));
        QVERIFY(m_library->list()->empty());
    }

    void whatAKilledImportLeftIsRemoved()
    {
        // No process has the largest number there can be.
        const fs::path left = m_root / "data" / "models" / ".import-4194304-copy_x";
        fs::create_directories(left.parent_path());
        writeFile(left, "half");
        QVERIFY(m_library->import({.file = m_file, .makeCopy = true}, {}, {}).has_value());
        QVERIFY(!fs::exists(left));
    }

    void aCorruptRegistryIsSaidAndLeftAlone_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("code");
        const int corrupt = int(ErrorCode::Corrupt);
        QTest::newRow("garbage") << QByteArray("\x00\xff garbage", 10) << corrupt;
        QTest::newRow("empty") << QByteArray() << corrupt;
        QTest::newRow("half") << QByteArray("{\"version\":1,\"models\":[{") << corrupt;
        QTest::newRow("unknown") << QByteArray("{\"version\":1,\"models\":[],\"x\":1}") << corrupt;
        QTest::newRow("no list") << QByteArray("{\"version\":1,\"models\":{}}") << corrupt;
        QTest::newRow("bad entry")
            << QByteArray("{\"version\":1,\"models\":[{\"id\":\"x\"}]}") << corrupt;
        QTest::newRow("newer") << QByteArray("{\"version\":2,\"models\":[]}")
                               << int(ErrorCode::Unsupported);
    }
    void aCorruptRegistryIsSaidAndLeftAlone()
    {
        QFETCH(QByteArray, text);
        QFETCH(int, code);
        fs::create_directories(m_root / "data");
        const fs::path registry = m_root / "data" / "models.json";
        writeFile(registry, text.toStdString());
        QCOMPARE(int(m_library->list().error().code), code);
        QCOMPARE(int(importFile(m_file).error().code), code);
        QCOMPARE(*core::readWholeFile(registry, megabyte), text.toStdString());
    }

    void importsAtTheSameTimeLoseNothing()
    {
        constexpr int count = 8;
        {
            std::vector<std::jthread> threads;
            for (int i = 0; i < count; ++i) {
                threads.emplace_back([this, i] {
                    const fs::path file = m_root / ("m" + std::to_string(i) + ".gguf");
                    writeFile(file, "GGUF number " + std::to_string(i));
                    // Each its own library, as separate processes have.
                    ModelLibrary library(m_root / "data", m_services);
                    QVERIFY(library.import({.file = file}, {}, {}).has_value());
                });
            }
        }
        QCOMPARE(m_library->list()->size(), std::size_t(count));
    }

private:
    core::Result<ModelEntry> importFile(const fs::path& file)
    {
        return m_library->import({.file = file}, {}, {});
    }

    core::SystemClock m_clock;
    core::UuidSource m_ids{m_clock, 7};
    tests::FakeProvider m_provider;
    ModelLibrary::Services m_services{m_provider, m_clock, m_ids};
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<ModelLibrary> m_library;
    fs::path m_root;
    fs::path m_file;
};

QTEST_APPLESS_MAIN(ModelLibraryTest)
#include "model_library_test.moc"

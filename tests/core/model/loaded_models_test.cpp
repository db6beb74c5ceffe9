// SPDX-License-Identifier: Apache-2.0
#include "core/model/loaded_models.h"

#include "tests/core/model/fake_provider.h"

#include <QTemporaryDir>
#include <QTest>

#include <fstream>
#include <latch>
#include <thread>

using core::ErrorCode;
using core::LoadedModels;
using core::LoadOptions;
using core::ModelEntry;
using State = core::LoadedModels::State;

class LoadedModelsTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_provider = std::make_unique<tests::FakeProvider>();
        const std::filesystem::path root = m_directory->path().toStdString();
        m_library = std::make_unique<core::ModelLibrary>(
            root / "data", core::ModelLibrary::Services{*m_provider, m_clock, m_ids});
        m_entries.clear();
        for (const char* name : {"a", "b", "c"}) {
            const auto file = root / (std::string(name) + ".gguf");
            std::ofstream(file) << "GGUF " << name;
            m_entries.push_back(*m_library->import({.file = file}, {}, {}));
        }
        m_changes = 0;
        m_loaded = std::make_unique<LoadedModels>(
            *m_library, *m_provider, [this](const core::ModelId&) { ++m_changes; });
    }

    void loadsOnceAndSaysSo()
    {
        QCOMPARE(state(0), State::Unloaded);
        const auto first = load(0);
        QVERIFY(first.has_value());
        QCOMPARE(m_changes.load(), 2); // loading, loaded
        QCOMPARE(m_loaded->status(m_entries[0].id).device, std::string("fake"));
        QVERIFY(*load(0) == *first);
        QCOMPARE(m_provider->loads.load(), 1);
    }

    void otherOptionsLoadAnew()
    {
        QVERIFY(load(0).has_value());
        LoadOptions options;
        options.contextTokens = 77;
        QVERIFY(m_loaded->load(m_entries[0], options, {}, {}).has_value());
        QCOMPARE(m_provider->loads.load(), 2);
        QCOMPARE(m_loaded->status(m_entries[0].id).contextTokens, std::int64_t(77));
        QVERIFY(load(0).has_value()); // without options any will do
        QCOMPARE(m_provider->loads.load(), 2);
    }

    void theOneUsedLongestAgoGoesFirst()
    {
        QVERIFY(load(0).has_value());
        const auto held = load(1);
        QVERIFY(load(0).has_value());
        QVERIFY(load(2).has_value());
        QCOMPARE(state(0), State::Loaded);
        QCOMPARE(state(1), State::Unloaded);
        QCOMPARE(state(2), State::Loaded);
        QCOMPARE((*held)->name(), std::string("fake")); // who holds it may go on
    }

    void unloadFreesIt()
    {
        QVERIFY(!m_loaded->unload(m_entries[0].id));
        const std::weak_ptr<core::LanguageModel> model = *load(0);
        QVERIFY(m_loaded->unload(m_entries[0].id));
        QVERIFY(model.expired());
    }

    void aMissingFileIsSaidAndLeavesNothingLoading()
    {
        std::filesystem::remove(m_entries[0].path);
        QCOMPARE(load(0).error().code, ErrorCode::NotFound);
        QCOMPARE(state(0), State::Unloaded);
        QVERIFY(load(1).has_value());
    }

    void whoWaitsForALoadEndsAtItsStop()
    {
        std::latch begun(1);
        std::latch mayEnd(1);
        m_provider->whileLoading = [&] {
            begun.count_down();
            mayEnd.wait();
        };
        std::jthread slow([&] { QVERIFY(load(0).has_value()); });
        begun.wait();
        QCOMPARE(state(0), State::Loading);
        std::stop_source stop;
        core::Result<std::shared_ptr<core::LanguageModel>> second = nullptr;
        std::jthread waiting(
            [&] { second = m_loaded->load(m_entries[1], std::nullopt, {}, stop.get_token()); });
        stop.request_stop();
        waiting.join();
        QCOMPARE(second.error().code, ErrorCode::Cancelled);
        mayEnd.count_down();
        slow.join();
        QCOMPARE(m_provider->loads.load(), 1);
    }

private:
    core::Result<std::shared_ptr<core::LanguageModel>> load(std::size_t index)
    {
        return m_loaded->load(m_entries[index], std::nullopt, {}, {});
    }
    State state(std::size_t index) { return m_loaded->status(m_entries[index].id).state; }

    core::SystemClock m_clock;
    core::UuidSource m_ids{m_clock, 11};
    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<tests::FakeProvider> m_provider;
    std::unique_ptr<core::ModelLibrary> m_library;
    std::vector<ModelEntry> m_entries;
    std::atomic<int> m_changes = 0;
    std::unique_ptr<LoadedModels> m_loaded;
};

QTEST_APPLESS_MAIN(LoadedModelsTest)
#include "loaded_models_test.moc"

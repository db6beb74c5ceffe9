// SPDX-License-Identifier: Apache-2.0
#include "core/api/model_service.h"

#include "core/api/model_runtime.h"
#include "tests/core/model/fake_provider.h"

#include <QTemporaryDir>
#include <QTest>

#include <condition_variable>
#include <fstream>
#include <mutex>

using core::Event;
using core::Json;
using core::Result;

/// The methods of models over the table, as a window calls them.
class ModelServiceTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_directory = std::make_unique<QTemporaryDir>();
        m_root = std::filesystem::canonical(m_directory->path().toStdString());
        m_bus = std::make_unique<core::EventBus>(m_clock);
        m_runtime = std::make_unique<core::ModelRuntime>(
            m_root / "data", core::ModelRuntime::Services{m_provider, m_clock, m_ids, *m_bus});
        m_table = {};
        m_runtime->addMethods(m_table);
        m_file = (m_root / "story.gguf").native();
        std::ofstream(m_file) << "GGUF a story";
    }

    void importIsShownAndEnds()
    {
        std::mutex mutex;
        std::condition_variable changed;
        std::vector<Event> events;
        const core::Subscription subscription = m_bus->subscribe(0, [&](const Event& event) {
            const std::lock_guard lock(mutex);
            events.push_back(event);
            changed.notify_all();
        });
        const auto model = call("models.import", {{"path", m_file}, {"operation", "mine"}});
        QVERIFY2(model.has_value(), model ? "" : model.error().message.c_str());
        std::unique_lock lock(mutex);
        QVERIFY(changed.wait_for(lock, std::chrono::seconds(20),
            [&] { return !events.empty() && events.back().type == "operation.done"; }));
        QCOMPARE(events.front().type, std::string("operation.progress"));
        QVERIFY(events.front().data["operation"] == Json("mine"));
        QVERIFY(events.front().data["phase"] == Json("hashing"));
        QVERIFY(events.back().data["error"].is_null());
        QCOMPARE(events[events.size() - 2].type, std::string("model.changed"));
    }

    void computedContextsAreShownClearedAndLimited()
    {
        QCOMPARE(call("models.cache.limit", {{"bytes", 4096}})->dump(),
            std::string(R"({"place":"/nowhere","quota_bytes":4096})"));
        QVERIFY((*call("models.cache.show", Json::object()))["quota_bytes"] == Json(4096));
        QVERIFY((*call("models.cache.clear", Json::object()))["pages"] == Json(3));
        QCOMPARE(m_provider.clearedOwner, std::string());
        for (const char* wrong : {R"({})", R"({"bytes": -1})", R"({"bytes": "all"})"}) {
            QVERIFY(!call("models.cache.limit", core::parseJson(wrong).value()));
        }
        QVERIFY(!call("models.cache.clear", {{"model", "x"}}));
    }

    void aModelComesAndGoes()
    {
        const Json model = *call("models.import", {{"path", m_file}, {"name", "tale"}});
        QVERIFY(model["state"] == Json("unloaded"));
        QVERIFY(model["present"] == Json(true));
        const Json loaded = *call("models.load", {{"model", "tale"}, {"context_tokens", 64}});
        QVERIFY(loaded["state"] == Json("loaded"));
        QVERIFY(loaded["device"] == Json("fake"));
        QVERIFY(loaded["context_tokens"] == Json(64));
        QCOMPARE((*call("models.list", {}))["data"].size(), std::size_t(1));
        QVERIFY(
            (*call("models.get", {{"model", m_file}}))["facts"]["architecture"] == Json("llama"));
        QVERIFY((*call("models.unload", {{"model", model["id"]}}))["state"] == Json("unloaded"));
        QVERIFY((*call("models.remove", {{"model", "tale"}}))["file_kept"] == Json(true));
        QVERIFY((*call("models.list", {}))["data"].empty());
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<QString>("code");
        const auto row = [](const char* name, const char* method, const char* parameters,
                             const char* code) {
            QTest::newRow(name) << QString(method) << QString(parameters) << QString(code);
        };
        row("no path", "models.import", "{}", "invalid_input");
        row("relative", "models.inspect", R"({"path":"a.gguf"})", "invalid_input");
        row("unknown member", "models.list", R"({"x":1})", "invalid_input");
        row("missing", "models.inspect", R"({"path":"/none/a.gguf"})", "not_found");
        row("no model", "models.load", R"({"model":"x"})", "not_found");
        row("bad copy", "models.import", R"({"path":"/a","copy":"yes"})", "invalid_input");
        row("empty operation", "models.import", R"({"path":"/a","operation":""})", "invalid_input");
        row("no operation", "operations.cancel", "{}", "invalid_input");
    }
    void refusals()
    {
        QFETCH(QString, method);
        QFETCH(QString, parameters);
        QFETCH(QString, code);
        const auto answer =
            m_table.call(method.toStdString(), *core::parseJson(parameters.toStdString()));
        QVERIFY(!answer.has_value());
        QCOMPARE(QString::fromUtf8(core::errorCodeName(answer.error().code).data()), code);
    }

    void optionsAreChecked()
    {
        QVERIFY(core::loadOptionsFromJson({{"kv", "f32"}})->kvF32);
        QVERIFY(!core::loadOptionsFromJson({{"kv", "f8"}}).has_value());
        QVERIFY(!core::loadOptionsFromJson({{"threads", -1}}).has_value());
    }

    void anOperationIsCancelledByName()
    {
        QVERIFY(call("models.import", {{"path", m_file}}).has_value());
        m_provider.whileLoading = [this] {
            const Json cancelled = *call("operations.cancel", {{"operation", "load"}});
            QVERIFY(cancelled["cancelled"] == Json(true));
            QCOMPARE(call("models.load", {{"model", "story"}, {"operation", "load"}}).error().code,
                core::ErrorCode::Conflict); // the name is taken
        };
        const auto answer = call("models.load", {{"model", "story"}, {"operation", "load"}});
        m_provider.whileLoading = nullptr;
        QCOMPARE(answer.error().code, core::ErrorCode::Cancelled);
        QVERIFY((*call("operations.cancel", {{"operation", "load"}}))["cancelled"] == Json(false));
    }

private:
    Result<Json> call(std::string_view method, const Json& parameters)
    {
        return m_table.call(method, parameters.is_null() ? Json::object() : parameters);
    }

    core::SystemClock m_clock;
    core::UuidSource m_ids{m_clock, 5};
    tests::FakeProvider m_provider;
    std::unique_ptr<QTemporaryDir> m_directory;
    std::filesystem::path m_root;
    std::string m_file;
    std::unique_ptr<core::EventBus> m_bus;
    std::unique_ptr<core::ModelRuntime> m_runtime;
    core::ServiceTable m_table;
};

QTEST_APPLESS_MAIN(ModelServiceTest)
#include "model_service_test.moc"

// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/bench_run.h"
#include "inference/engine/generate_run.h"
#include "inference/engine/logits_run.h"
#include "inference/sampling/sampler.h"
#include "tests/inference/engine/engine_fixture.h"
#include "tests/inference/plan/llama_file.h"

#include <QTest>

#include <cmath>
#include <filesystem>
#include <fstream>

using namespace inference;
using namespace inference::testing;

/// The provider and the free functions of the command line, over made-up models.
class EngineProviderTest : public QObject {
    Q_OBJECT

private:
    static EngineProvider providerWith(std::int64_t availableBytes)
    {
        return {BackendRegistry::create(), [availableBytes] { return availableBytes; }};
    }

private slots:
    void initTestCase()
    {
        LlamaShape shape;
        m_model = m_fixture.makeModel(shape, "");
        m_fileBytes = static_cast<std::int64_t>(std::filesystem::file_size(m_model));
    }

    void estimatesInRealFigures()
    {
        auto provider = providerWith(plentyBytes);
        const auto estimate = provider.estimate(m_model, {});
        QVERIFY(estimate);
        QCOMPARE(estimate->device, std::string("cpu"));
        QCOMPARE(estimate->contextTokens, 256);
        QCOMPARE(estimate->weightsBytes, m_fileBytes);
        QCOMPARE(estimate->kvBytes, 2 * 2 * 16 * 2 * 2 * 256); // layers, heads, size, k and v, F16
        QVERIFY(estimate->workBytes > 0);
        QVERIFY(estimate->fits);
        const auto wide = provider.estimate(m_model, {.contextTokens = 100, .kvF32 = true});
        QCOMPARE(wide->kvBytes, 2 * 2 * 16 * 2 * 4 * 100);
        QVERIFY(availableMemoryBytes() > 0);
    }

    void computedContextsAreKeptShownAndCleared()
    {
        const QTemporaryDir folder;
        const std::filesystem::path root = folder.path().toStdString();
        const StatePlaces places{.folder = root / "kv", .settings = root / "config/state.json"};
        core::ModelRequest request;
        request.messages.push_back(
            {.role = core::ModelMessage::Role::User, .text = std::string(100, 'x')});
        request.outputTokensMax = 1;
        request.stateOwner = "mine";
        const auto cachedBy = [&](EngineProvider& provider) {
            const auto model = provider.load(m_model, "f", {}, {}, {});
            return model ? (*model)->respond(request, {}, {})->usage.inputTokensCached : -1;
        };
        EngineProvider first(
            BackendRegistry::create(), [] { return plentyBytes; }, places);
        QCOMPARE(cachedBy(first), 0);
        QVERIFY(cachedBy(first) > 0);
        const core::Json facts = first.stateFacts().value();
        QVERIFY(facts["pages"].get<int>() > 0);
        QVERIFY(facts["bytes"].get<std::int64_t>() > 0);
        QVERIFY(facts["quota_bytes"] == core::Json(stateDiskBytesDefault));
        QVERIFY(facts["trouble"].is_null());
        QVERIFY(first.clearState("another's").value()["pages"] == core::Json(0));
        QVERIFY(cachedBy(first) > 0);
        QVERIFY(first.clearState("mine").value()["pages"] == facts["pages"]);
        QCOMPARE(cachedBy(first), 0);

        QVERIFY(!first.limitState(-1));
        QCOMPARE(
            first.limitState(stateDiskBytesMax + 1).error().code, core::ErrorCode::LimitReached);
        QVERIFY(first.limitState(0));
        QVERIFY(first.stateFacts().value()["quota_bytes"] == core::Json(0));
        EngineProvider second(
            BackendRegistry::create(), [] { return plentyBytes; }, places);
        QVERIFY(second.clearState({}));
        QCOMPARE(cachedBy(second), 0);
        QCOMPARE(cachedBy(second), 0); // nothing on disk, and each load has its own memory
        std::ofstream(places.settings) << "{\"version\": 9}";
        const core::Json broken = second.stateFacts().value();
        QVERIFY(broken["trouble"].get<std::string>().find("state.json") != std::string::npos);
    }

    void whatDoesNotFitIsNotLoaded()
    {
        auto provider = providerWith(m_fileBytes);
        const auto estimate = provider.estimate(m_model, {});
        QVERIFY(estimate && !estimate->fits);
        const auto model = provider.load(m_model, "f", {}, {}, {});
        QVERIFY(!model);
        QCOMPARE(model.error().code, core::ErrorCode::OutOfMemory);
        QCOMPARE(model.error().detail, std::string("E_MEMORY"));
    }

    void devicesAreChosenByName()
    {
        auto provider = providerWith(plentyBytes);
        QVERIFY(provider.devices().size() >= 2);
        const auto loaded = provider.load(m_model, "f", {.device = "reference"}, {}, {});
        QVERIFY(loaded);
        QVERIFY((*loaded)->name().ends_with(" on reference"));
        QCOMPARE((*loaded)->fingerprint(), std::string("f"));
        QCOMPARE((*loaded)->contextTokens(), 256);
        QCOMPARE(provider.load(m_model, "f", {.device = "abacus"}, {}, {}).error().code,
            core::ErrorCode::InvalidInput);
        QCOMPARE(provider.load(m_model, "f", {.contextTokens = 257}, {}, {}).error().code,
            core::ErrorCode::InvalidInput);
        QCOMPARE(provider.load("/no/such/file.gguf", "f", {}, {}, {}).error().code,
            core::ErrorCode::NotFound);
    }

    void loadingTellsBytesAndStops()
    {
        auto provider = providerWith(plentyBytes);
        for (const core::DeviceFacts& device : provider.devices()) {
            if (!device.usable) {
                continue;
            }
            std::int64_t done = 0;
            std::int64_t total = 1;
            const auto loaded = provider.load(m_model, "f", {.device = device.name},
                [&](const core::WorkProgress& progress) {
                    QVERIFY(progress.done >= done);
                    done = progress.done;
                    total = progress.total;
                },
                {});
            QVERIFY(loaded);
            QCOMPARE(done, total);
            std::stop_source source;
            source.request_stop();
            const auto stopped =
                provider.load(m_model, "f", {.device = device.name}, {}, source.get_token());
            QVERIFY(!stopped);
            QCOMPARE(stopped.error().code, core::ErrorCode::Cancelled);
        }
    }

    void conversationsNeedATemplateThatRenders()
    {
        LlamaShape shape;
        shape.name = "odd";
        const auto path = m_fixture.makeModel(shape, "{{ messages[0].content");
        auto provider = providerWith(plentyBytes);
        bool reads = false;
        const auto loaded =
            provider.load(path, "f", {}, [&](const core::WorkProgress&) { reads = true; }, {});
        QVERIFY(!loaded);
        QCOMPARE(loaded.error().detail, std::string("E_TEMPLATE"));
        QVERIFY(!reads);
        QVERIFY(runGenerate(
            m_fixture.backends(), {.file = path, .prompt = "Once", .predict = 2}, {}, {}, {}));
    }

    void anyTemplateThatRendersWillDo()
    {
        LlamaShape shape;
        shape.name = "unknown_family";
        const auto path = m_fixture.makeModel(
            shape, "{% for m in messages %}### {{ m.role }}: {{ m.content }}\n{% endfor %}");
        auto provider = providerWith(plentyBytes);
        QVERIFY(provider.load(path, "f", {}, {}, {}));
        const auto facts = provider.inspect(path);
        QVERIFY(facts);
        QCOMPARE((*facts)["chat"]["family"].get<std::string>(), std::string("other"));
        QCOMPARE((*facts)["chat"]["tool_calls"].get<std::string>(), std::string("holdfast"));
        QVERIFY((*facts)["chat"]["takes_system"].get<bool>());
        QVERIFY((*provider.inspect(m_model))["chat"].is_null());
    }

    void inspectsWithoutLoading()
    {
        auto provider = providerWith(0);
        const auto facts = provider.inspect(m_model);
        QVERIFY(facts);
        QCOMPARE((*facts)["architecture"].get<std::string>(), std::string("llama"));
    }

    void generatesWhatTheLogitsSay()
    {
        GenerateRequest request{.file = m_model, .prompt = {}, .tokens = {1, 300, 301}};
        request.predict = 5;
        request.sampling.temperature = 0;
        request.options.kvF32 = true;
        std::string streamed;
        const auto generated = runGenerate(m_fixture.backends(), request,
            [&](std::string_view text) { streamed += text; }, {}, {});
        QVERIFY(generated);
        QCOMPARE(streamed, generated->text);
        QCOMPARE(generated->usage.inputTokensComputed, 3);
        QCOMPARE(
            generated->usage.outputTokens, static_cast<std::int64_t>(generated->tokens.size()));
        LogitsRequest check{.file = m_model, .tokens = request.tokens, .options = request.options};
        check.tokens.insert(check.tokens.end(), generated->tokens.begin(), generated->tokens.end());
        const auto logits = runLogits(m_fixture.backends(), check, {}, {});
        QVERIFY(logits);
        for (std::size_t i = 0; i < generated->tokens.size(); ++i) {
            const auto row = std::span(logits->values)
                                 .subspan((2 + i) * static_cast<std::size_t>(logits->vocabulary),
                                     static_cast<std::size_t>(logits->vocabulary));
            QCOMPARE(*greedyToken(row), generated->tokens[i]);
        }
    }

    void badRequestsAreRefused()
    {
        const BackendRegistry& backends = m_fixture.backends();
        const auto codeOf = [](const auto& result) { return result.error().code; };
        QCOMPARE(codeOf(runGenerate(backends, {.file = m_model}, {}, {}, {})),
            core::ErrorCode::InvalidInput);
        QCOMPARE(codeOf(runGenerate(
                     backends, {.file = m_model, .tokens = {1}, .predict = 500}, {}, {}, {})),
            core::ErrorCode::LimitReached);
        QCOMPARE(
            codeOf(runLogits(backends, {.file = m_model}, {}, {})), core::ErrorCode::InvalidInput);
        for (const char* device : {"cpu", "reference"}) {
            for (const TokenId token : {-1, 512}) {
                QCOMPARE(codeOf(runLogits(backends,
                             {.file = m_model, .tokens = {1, token}, .options = {.device = device}},
                             {}, {})),
                    core::ErrorCode::InvalidInput);
            }
        }
        QCOMPARE(codeOf(runBench(backends, {.file = m_model, .prefill = 0, .decode = 0}, {}, {})),
            core::ErrorCode::InvalidInput);
    }

    void damagedNumbersAreFoundInTheLogits()
    {
        const auto path = LlamaFile().fill(std::nanf("")).write(m_fixture.folder());
        for (const char* device : {"cpu", "reference"}) {
            const auto logits = runLogits(m_fixture.backends(),
                {.file = path, .tokens = {1, 2}, .options = {.device = device}}, {}, {});
            QVERIFY(!logits);
            QCOMPARE(logits.error().detail, std::string("E_NUMERIC"));
        }
    }

    void measuresBothParts()
    {
        const auto result = runBench(m_fixture.backends(),
            {.file = m_model, .prefill = 40, .decode = 5, .repeats = 3}, {}, {});
        QVERIFY(result);
        for (const BenchRate& rate : {result->prefill, result->decode}) {
            QVERIFY(rate.min > 0 && rate.min <= rate.median && rate.median <= rate.max);
        }
        QCOMPARE(result->device, std::string("cpu"));
        QCOMPARE(result->weightsBytes, m_fileBytes);
    }

private:
    EngineFixture m_fixture;
    std::filesystem::path m_model;
    std::int64_t m_fileBytes = 0;
};

QTEST_APPLESS_MAIN(EngineProviderTest)
#include "engine_provider_test.moc"

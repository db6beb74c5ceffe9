// SPDX-License-Identifier: Apache-2.0
// Every device against the reference data outside the repository; its README says how near.
#include "core/text/json.h"
#include "inference/engine/logits_run.h"

#include <QTest>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <sstream>

using namespace inference;

namespace {

constexpr double referenceNmseMax = 1e-8;
constexpr double floatNmseMax = 2e-6;
constexpr double clearMargin =
    0.01; ///< greedy tokens are compared where the best two differ by more

std::filesystem::path parityFolder()
{
    if (const char* folder = std::getenv("HOLDFAST_PARITY")) {
        return folder;
    }
    const char* source = std::getenv("HOLDFAST_SOURCE_DIR");
    return std::filesystem::path(source != nullptr ? source : ".") / "../shared/parity";
}

std::string readText(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

/// One model's data: what was computed exactly for some rows of its tokens.
struct Expected {
    core::Json facts;
    std::vector<float> rows;
};

Expected readExpected(const std::filesystem::path& models, const std::string& name)
{
    Expected expected;
    expected.facts = core::parseJson(readText(models / (name + ".json"))).value();
    const std::string bytes = readText(models / (name + ".logits"));
    expected.rows.resize(bytes.size() / sizeof(float));
    std::memcpy(expected.rows.data(), bytes.data(), bytes.size());
    return expected;
}

/// sum((a-b)^2) / sum(b^2) over the kept rows of the prompt.
double distance(const Expected& expected, const Logits& logits)
{
    const auto rows = expected.facts["rows"].get<std::vector<std::size_t>>();
    const auto promptLength = expected.facts["prompt_length"].get<std::size_t>();
    const auto vocabulary = static_cast<std::size_t>(logits.vocabulary);
    double difference = 0;
    double size = 0;
    for (std::size_t r = 0; r < rows.size() && rows[r] < promptLength; ++r) {
        for (std::size_t i = 0; i < vocabulary; ++i) {
            const double b = expected.rows[r * vocabulary + i];
            const double a = logits.values[rows[r] * vocabulary + i];
            difference += (a - b) * (a - b);
            size += b * b;
        }
    }
    return difference / size;
}

/// Greedy tokens that differ where the choice was clear. The tokens behind the prompt are the
/// greedy ones, so that row promptLength - 1 + k chooses token k.
int wrongGreedyTokens(const Expected& expected, const Logits& logits)
{
    const auto greedy = expected.facts["greedy"].get<std::vector<std::int64_t>>();
    const auto margin = expected.facts["greedy_margin"].get<std::vector<double>>();
    const auto promptLength = expected.facts["prompt_length"].get<std::size_t>();
    int wrong = 0;
    for (std::size_t k = 0; k < greedy.size(); ++k) {
        const auto row = logits.values.begin()
            + static_cast<std::ptrdiff_t>(promptLength - 1 + k) * logits.vocabulary;
        const auto best = std::max_element(row, row + logits.vocabulary) - row;
        wrong += margin[k] > clearMargin && best != greedy[k] ? 1 : 0;
    }
    return wrong;
}

} // namespace

class ParityTest : public QObject {
    Q_OBJECT

private slots:
    void logitsAreExact_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<QString>("device");
        for (const char* model :
            {"stories260K-f32", "mistral-f16", "mistral-Q8_0", "mistral-Q4_0", "mistral-Q4_K_M"})
        {
            for (const core::DeviceFacts& device : m_backends.facts()) {
                if (!device.usable) {
                    qWarning("NOT TESTED: %s, %s", device.name.c_str(), device.reason.c_str());
                    continue;
                }
                QTest::addRow("%s on %s", model, device.name.c_str())
                    << QString(model) << QString::fromStdString(device.name);
            }
        }
    }

    void logitsAreExact()
    {
        QFETCH(QString, model);
        QFETCH(QString, device);
        const std::filesystem::path models = parityFolder() / "models";
        const std::string name = model.toStdString();
        if (!std::filesystem::exists(models / (name + ".gguf"))) {
            qWarning("PARITY DATA IS MISSING: set HOLDFAST_PARITY; this test proves nothing.");
            QSKIP("no parity data");
        }
        const Expected expected = readExpected(models, name);
        LogitsRequest request{.file = models / (name + ".gguf"),
            .tokens = expected.facts["tokens"].get<std::vector<TokenId>>(),
            .options = {.device = device.toStdString(), .kvF32 = true}};
        const auto logits = runLogits(m_backends, request, {}, {});
        QVERIFY2(logits.has_value(), logits ? "" : logits.error().message.c_str());
        const double nmse = distance(expected, *logits);
        qInfo("NMSE %.3g", nmse);
        QVERIFY(nmse <= (device == "reference" ? referenceNmseMax : floatNmseMax));
        QCOMPARE(wrongGreedyTokens(expected, *logits), 0);
    }

private:
    BackendRegistry m_backends = BackendRegistry::create();
};

QTEST_APPLESS_MAIN(ParityTest)
#include "parity_test.moc"

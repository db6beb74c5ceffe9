// SPDX-License-Identifier: Apache-2.0
#include "inference/sampling/sampler.h"

#include <QTest>

#include <cmath>
#include <limits>
#include <map>

using namespace inference;

namespace {

constexpr float infinity = std::numeric_limits<float>::infinity();

/// Everything off but temperature 1.
core::SamplingOptions open()
{
    return {.temperature = 1, .topK = 0, .topP = 1, .minP = 0, .seed = 3};
}

/// How often each token was chosen over many positions, as a share.
std::map<std::int32_t, double> shares(
    const core::SamplingOptions& options, const std::vector<float>& logits)
{
    constexpr int draws = 40000;
    std::map<std::int32_t, double> shares;
    Sampler sampler(options);
    for (int position = 0; position < draws; ++position) {
        shares[*sampler.sample(logits, position)] += 1.0 / draws;
    }
    return shares;
}

std::vector<float> logarithms(std::vector<double> probabilities)
{
    std::vector<float> logits;
    for (const double probability : probabilities) {
        logits.push_back(static_cast<float>(std::log(probability)));
    }
    return logits;
}

bool near(double a, double b)
{
    return std::fabs(a - b) < 0.01;
}

} // namespace

class SamplerTest : public QObject {
    Q_OBJECT

private slots:
    void greedyTakesTheGreatestAndTheFirstOfEqual()
    {
        QCOMPARE(*greedyToken(std::vector<float>{1, 3, 2}), 1);
        QCOMPARE(*greedyToken(std::vector<float>{1, 3, 3}), 1);
        QCOMPARE(*greedyToken(std::vector<float>{-infinity, -5}), 1);
        core::SamplingOptions options;
        options.temperature = 0;
        QCOMPARE(*Sampler(options).sample(std::vector<float>{0, 9, 4}, 0), 1);
    }

    void numbersThatAreNoneAreAnError_data()
    {
        QTest::addColumn<std::vector<float>>("logits");
        QTest::newRow("NaN") << std::vector<float>{0, std::nanf(""), 1};
        QTest::newRow("NaN first") << std::vector<float>{std::nanf(""), 1};
        QTest::newRow("infinity") << std::vector<float>{0, infinity};
        QTest::newRow("nothing possible") << std::vector<float>{-infinity, -infinity};
    }
    void numbersThatAreNoneAreAnError()
    {
        QFETCH(std::vector<float>, logits);
        for (const double temperature : {0.0, 1.0}) {
            auto options = open();
            options.temperature = temperature;
            const auto token = Sampler(options).sample(logits, 0);
            QVERIFY(!token);
            QCOMPARE(token.error().detail, std::string("E_NUMERIC"));
        }
    }

    void drawsByProbability()
    {
        const auto found = shares(open(), logarithms({0.5, 0.3, 0.2}));
        QVERIFY(near(found.at(0), 0.5) && near(found.at(1), 0.3) && near(found.at(2), 0.2));
    }

    void temperatureFlattensAndSharpens()
    {
        auto options = open();
        options.temperature = 0.5; // squares the probabilities
        const auto found = shares(options, logarithms({0.6, 0.4}));
        QVERIFY(near(found.at(0), 0.36 / (0.36 + 0.16)));
    }

    void topKKeepsTheBest()
    {
        auto options = open();
        options.topK = 2;
        const auto found = shares(options, logarithms({0.1, 0.5, 0.4}));
        QCOMPARE(found.size(), std::size_t{2});
        QVERIFY(near(found.at(1), 5.0 / 9) && near(found.at(2), 4.0 / 9));
        options.topK = 1;
        QCOMPARE(shares(options, logarithms({0.1, 0.5, 0.4})).at(1), shares(options, {0, 1, 0})[1]);
    }

    void topPKeepsTheFewestThatHoldIt()
    {
        auto options = open();
        options.topP = 0.7;
        QCOMPARE(shares(options, logarithms({0.5, 0.3, 0.2})).size(), std::size_t{2});
        options.topP = 0.4;
        QCOMPARE(shares(options, logarithms({0.5, 0.3, 0.2})).size(), std::size_t{1});
        options.topP = 0;
        QCOMPARE(shares(options, logarithms({0.5, 0.3, 0.2})).size(), std::size_t{1});
    }

    void minPKeepsShareOfTheBest()
    {
        auto options = open();
        options.minP = 0.5;
        QCOMPARE(shares(options, logarithms({0.5, 0.3, 0.2})).size(), std::size_t{2});
        options.minP = 1;
        QCOMPARE(shares(options, logarithms({0.5, 0.3, 0.2})).size(), std::size_t{1});
    }

    void choiceFollowsFromSeedAndPosition()
    {
        const std::vector<float> logits(100, 0.0F);
        Sampler one(open());
        Sampler two(open());
        static_cast<void>(two.sample(logits, 77)); // what was drawn before does not matter
        auto other = open();
        other.seed = 4;
        int different = 0;
        for (int position = 0; position < 100; ++position) {
            QCOMPARE(*one.sample(logits, position), *two.sample(logits, position));
            different += *one.sample(logits, position) != *Sampler(other).sample(logits, position);
        }
        QVERIFY(different > 90);
    }
};

QTEST_APPLESS_MAIN(SamplerTest)
#include "sampler_test.moc"

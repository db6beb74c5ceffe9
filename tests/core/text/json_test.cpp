// SPDX-License-Identifier: Apache-2.0
#include "core/text/json.h"

#include <QtTest>

#include <clocale>

namespace {

class JsonTest : public QObject {
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void limitsDepthAndSize();
    void sortsKeys();
    void keepsTheOrderWhereAsked();
    void replacesInvalidTextWhenWriting();
    void doesNotListenToTheLocale();
    void readsMembers();
    void saysWhatIsWrongWithAMember();
    void requiresMembersAmong();
};

std::string nested(int depth)
{
    return std::string(std::size_t(depth), '[') + std::string(std::size_t(depth), ']');
}

void JsonTest::accepts_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("written"); // empty: the same
    const auto row = [](const char* name, const char* text, const char* written = "") {
        QTest::newRow(name) << QByteArray(text) << QByteArray(written);
    };
    row("null", "null");
    row("a number alone", "-1");
    row("text", R"("a")");
    row("blanks", " \t\r\n{ \"a\" : [ 1 , 2 ] } ", R"({"a":[1,2]})");
    row("escapes", R"("\u00e4\n\"\\\/")", "\"\xC3\xA4\\n\\\"\\\\/\"");
    row("a pair of surrogates", R"("\ud83d\ude00")", "\"\xF0\x9F\x98\x80\"");
    row("2^53", "9007199254740992");
    row("-2^53", "-9007199254740992");
    row("a fraction", "0.1");
    row("an exponent", "1e300", "1e+300");
    row("beyond 2^53 with an exponent", "1e20", "1e+20");
    row("minus zero", "-0", "0");
    row("the same key at two places", R"({"a":{"a":1},"b":{"a":2}})");
    row("an empty key", R"({"":1})");
}

void JsonTest::accepts()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, written);
    const auto value = core::parseJson(text.toStdString());
    QVERIFY2(value.has_value(), value ? "" : value.error().message.c_str());
    QCOMPARE(core::writeJson(*value), (written.isEmpty() ? text : written).toStdString());
}

void JsonTest::refuses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("offset"); // about where; -1: not asked
    QTest::addColumn<QByteArray>("reason");
    const auto row = [](const char* name, const QByteArray& text, int offset = -1,
                         const char* reason = "") {
        QTest::newRow(name) << text << offset << QByteArray(reason);
    };
    row("nothing", "", 0);
    row("blanks only", "  ");
    row("a word", "nul");
    row("single quotes", "{'a':1}", 1);
    row("a comma too many", "[1,]", 3);
    row("no comma", "[1 2]", 3);
    row("no colon", R"({"a" 1})", 5);
    row("not closed", R"({"a":[1,2)", 9);
    row("text not closed", R"("abc)", 4);
    row("something after the value", "{} x", 3);
    row("two values", "1 2", 2);
    row("a comment", "/* */ 1", 0);
    row("a leading zero", "01", 1);
    row("a plus", "+1", 0);
    row("a point alone", "1.", 2);
    row("NaN", "NaN", 0);
    row("infinity by overflow", "1e999");
    row("a zero byte after", QByteArray("1\0", 2), 1);
    row("a control character in text", "\"a\nb\"", 2);
    row("half a pair", R"("\ud83d")");
    row("the other half", R"("\ude00")");
    row("invalid UTF-8", "\"ab\xFF\"", 3);
    row("an overlong sequence", "\"\xC0\x80\"", 1);
    row("a surrogate in UTF-8", "\"\xED\xA0\x80\"");
    row("invalid UTF-8 in a key", "{\"\x80\":1}", 2);
    row("2^53 + 1", "9007199254740993", 15, "2^53");
    row("-2^53 - 1", "-9007199254740993", -1, "2^53");
    row("2^64", "18446744073709551616", -1, "2^53");
    row("a long integer", QByteArray(400, '9'));
    row("a zero byte and more", QByteArray("1\0 2", 4), 1);
    row("a zero byte in text", QByteArray("\"a\0\"", 4), 2);
    row("the same key twice", R"({"a":1,"b":2,"a":3})", 15, "'a'");
    row("the same key by an escape", R"({"a":1,"\u0061":3})", 15, "'a'");
    row("the same key further in", R"([{"x":{"k":1,"k":2}}])", 16, "'k'");
}

void JsonTest::refuses()
{
    QFETCH(QByteArray, text);
    QFETCH(int, offset);
    QFETCH(QByteArray, reason);
    const auto value = core::parseJson(text.toStdString());
    QVERIFY(!value.has_value());
    const core::Error& error = value.error();
    QVERIFY(error.code == core::ErrorCode::InvalidInput);
    QCOMPARE(error.detail, std::string("E_JSON"));
    QVERIFY2(error.message.find(reason.toStdString()) != std::string::npos, error.message.c_str());
    QVERIFY(error.byteOffset.has_value());
    if (offset >= 0) {
        const auto found = static_cast<int>(*error.byteOffset);
        QVERIFY2(std::abs(found - offset) <= 1,
            qPrintable(QString("found %1, expected %2").arg(found).arg(offset)));
    }
}

void JsonTest::limitsDepthAndSize()
{
    QVERIFY(core::parseJson(nested(64)));
    QVERIFY(!core::parseJson(nested(65)));
    QVERIFY(!core::parseJson(std::string(1'000'000, '[')));
    std::string objects;
    for (int i = 0; i < 65; ++i) {
        objects += R"({"a":)";
    }
    QVERIFY(!core::parseJson(objects + "1" + std::string(65, '}')));
    QVERIFY(core::parseJson(nested(3), {.depth = 3}));
    QVERIFY(!core::parseJson(nested(4), {.depth = 3}));
    const auto large = core::parseJson("[1,2,3]", {.bytes = 6});
    QVERIFY(!large);
    QVERIFY(large.error().code == core::ErrorCode::LimitReached);
    QVERIFY(core::parseJson("[1,2]", {.bytes = 5}));
}

void JsonTest::keepsTheOrderWhereAsked()
{
    const std::string text = R"({"b":1,"a":{"d":2,"c":3}})";
    QCOMPARE(core::parseOrderedJson(text)->dump(), text);
    QVERIFY(!core::parseOrderedJson(R"({"b":1,"b":2})"));
    QVERIFY(!core::parseOrderedJson(nested(65)));
    const auto object = [](std::size_t members) {
        core::Json value = core::Json::object();
        for (std::size_t i = 0; i < members; ++i) {
            value[std::to_string(i)] = 1;
        }
        return core::writeJson(value);
    };
    QVERIFY(core::parseOrderedJson(object(core::orderedMembersMax)));
    const auto large = core::parseOrderedJson(object(core::orderedMembersMax + 1));
    QVERIFY(!large);
    QVERIFY(large.error().message.find("1024 members") != std::string::npos);
    QVERIFY(core::parseJson(object(core::orderedMembersMax + 1)));
}

void JsonTest::sortsKeys()
{
    const auto value = core::parseJson(R"({"b":1,"a":{"d":2,"c":3}})");
    QVERIFY(value);
    QCOMPARE(core::writeJson(*value), std::string(R"({"a":{"c":3,"d":2},"b":1})"));
}

void JsonTest::replacesInvalidTextWhenWriting()
{
    QCOMPARE(core::writeJson(core::Json("a\xFFz")), std::string("\"a\xEF\xBF\xBDz\""));
}

void JsonTest::doesNotListenToTheLocale()
{
    const bool isSet = std::setlocale(LC_ALL, "de_DE.UTF-8") != nullptr;
    const auto value = core::parseJson("1.5");
    const std::string written = value ? core::writeJson(*value) : "";
    std::setlocale(LC_ALL, "C");
    QCOMPARE(written, std::string("1.5"));
    if (!isSet) {
        qWarning("The locale de_DE.UTF-8 is not installed; this was checked under C only.");
    }
}

void JsonTest::readsMembers()
{
    const core::Json object{{"t", "text"}, {"i", 7}, {"n", 0.5}, {"b", true}, {"z", nullptr}};
    QCOMPARE(core::requiredString(object, "t").value_or(""), std::string("text"));
    QCOMPARE(core::requiredInteger(object, "i", 0, 7).value_or(-1), 7);
    QCOMPARE(core::optionalNumber(object, "n", 0, 1).value().value_or(0), 0.5);
    QCOMPARE(core::optionalBool(object, "b").value().value_or(false), true);
    QVERIFY(!core::optionalString(object, "z").value());
    QVERIFY(!core::optionalInteger(object, "absent", 0, 1).value());
    QVERIFY(!core::optionalBool(core::Json::array(), "b").value());
}

void JsonTest::saysWhatIsWrongWithAMember()
{
    const core::Json object{{"t", 1}, {"i", 8}, {"f", 1.5}, {"u", UINT64_MAX}, {"z", nullptr}};
    for (const auto& [name, refused] : std::vector<std::pair<std::string, core::Error>>{
             {"t", core::requiredString(object, "t").error()},
             {"i", core::requiredInteger(object, "i", 0, 7).error()},
             {"f", core::requiredInteger(object, "f", 0, 7).error()},
             {"u", core::optionalInteger(object, "u", 0, INT64_MAX).error()},
             {"i", core::optionalNumber(object, "i", 0, 1).error()},
             {"i", core::optionalBool(object, "i").error()},
             {"z", core::requiredString(object, "z").error()},
             {"absent", core::requiredInteger(object, "absent", 0, 1).error()}})
    {
        QVERIFY(refused.code == core::ErrorCode::InvalidInput);
        QCOMPARE(refused.field, name);
        QVERIFY(refused.message.find("'" + name + "'") != std::string::npos);
    }
}

void JsonTest::requiresMembersAmong()
{
    const core::Json object{{"a", 1}, {"b", 2}};
    QVERIFY(core::requireMembersAmong(object, {"a", "b", "c"}));
    const auto refused = core::requireMembersAmong(object, {"a", "c"});
    QVERIFY(!refused);
    QCOMPARE(refused.error().field, std::string("b"));
    QVERIFY(refused.error().message.find("a, c") != std::string::npos);
    QVERIFY(!core::requireMembersAmong(core::Json(1), {"a"}));
}

} // namespace

QTEST_APPLESS_MAIN(JsonTest)
#include "json_test.moc"

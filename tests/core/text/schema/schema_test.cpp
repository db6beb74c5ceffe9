// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/schema.h"

#include "core/text/schema/schema_limits.h"

#include <fmt/format.h>

#include <QtTest>

#include <ctime>

namespace {

namespace limits = core::schema::limits;

/// What a refusal of any schema may take, in time of the processor.
constexpr qint64 refusalMs = 250;

class SchemaTest : public QObject {
    Q_OBJECT

private slots:
    void refuses_data();
    void refuses();
    void endsHostileSchemas_data();
    void endsHostileSchemas();
    void keepsTheOrderOfProperties();
    void tellsInvitedPropertiesFromAllowedOnes();
};

void SchemaTest::refuses_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QByteArray>("mentions");
    const auto row = [](const char* name, const char* schema, const char* field,
                         const char* mentions) {
        QTest::newRow(name) << QByteArray(schema) << QByteArray(field) << QByteArray(mentions);
    };
    for (const char* keyword : {"not", "if", "uniqueItems", "patternProperties", "minProperties",
             "dependentRequired", "contains", "propertyNames", "unevaluatedProperties", "nullable",
             "$dynamicRef", "$anchor"})
    {
        const QByteArray schema =
            R"({"type":"object","properties":{"a":{")" + QByteArray(keyword) + R"(":1}}})";
        QTest::newRow(keyword) << schema << QByteArray("#/properties/a")
                               << '"' + QByteArray(keyword) + '"';
    }
    row("no schema", "[]", "#", "an object, true or false");
    row("no schema inside", R"({"items":7})", "#/items", "found 7");
    row("an unknown type", R"({"type":"text"})", "#", "null, boolean, number");
    row("no type", R"({"type":[]})", "#", "empty");
    row("an unknown format", R"({"format":"color"})", "#", "date-time");
    row("a length that is none", R"({"maxLength":-1})", "#", "\"maxLength\"");
    row("a length that is a fraction", R"({"minItems":1.5})", "#", "\"minItems\"");
    row("a bound that is none", R"({"maximum":"1"})", "#", "\"maximum\"");
    row("an old bound", R"({"maximum":1,"exclusiveMaximum":true})", "#", "\"exclusiveMaximum\"");
    row("a step of zero", R"({"multipleOf":0})", "#", "over 0");
    row("a step of many digits", R"({"multipleOf":3.1415926535})", "#", "1000000");
    row("a list of items", R"({"items":[{}]})", "#", "\"prefixItems\"");
    row("properties that are none", R"({"properties":[]})", "#", "\"properties\"");
    row("required that is none", R"({"required":"a"})", "#", "\"required\"");
    row("required and forbidden", R"({"required":["a"],"additionalProperties":false})", "#",
        "\"a\"");
    row("an empty enum", R"({"enum":[]})", "#", "\"enum\"");
    row("an empty anyOf", R"({"anyOf":[]})", "#", "\"anyOf\"");
    row("a pattern that is none", R"({"pattern":"(a"})", "#", "')'");
    row("a pattern that looks ahead", R"x({"pattern":"(?=a)"})x", "#", "ahead");
    row("a reference to elsewhere", R"({"$ref":"https://a.example/b"})", "#",
        "https://a.example/b");
    row("a reference to nowhere", R"({"$ref":"#/$defs/a"})", "#", "leads nowhere");
    row("a reference to itself", R"({"$ref":"#"})", "#", "itself");
    row("references in a ring",
        R"({"$ref":"#/$defs/a","$defs":{"a":{"anyOf":[{"$ref":"#/$defs/b"}]},
        "b":{"$ref":"#/$defs/a"}}})",
        "", "itself");
    row("oneOf that may both hold", R"({"oneOf":[{"type":"integer"},{"type":"number"}]})", "#",
        "0 and 1");
    row("oneOf of objects that may both hold",
        R"({"oneOf":[{"type":"null"},{"required":["a"],"type":"object"},{"required":["b"],"type":"object"}]})",
        "#", "1 and 2");
}

void SchemaTest::refuses()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, field);
    QFETCH(QByteArray, mentions);
    const auto read = core::Schema::parse(schema.toStdString());
    QVERIFY(!read);
    QCOMPARE(read.error().detail, std::string("E_SCHEMA"));
    QVERIFY2(read.error().message.find(mentions.toStdString()) != std::string::npos,
        read.error().message.c_str());
    if (!field.isEmpty()) {
        QCOMPARE(read.error().field, field.toStdString());
    }
}

std::string repeated(std::size_t count, const std::function<std::string(std::size_t)>& item)
{
    std::string text;
    for (std::size_t i = 0; i < count; ++i) {
        text += (i == 0 ? "" : ",") + item(i);
    }
    return text;
}

void SchemaTest::endsHostileSchemas_data()
{
    QTest::addColumn<QByteArray>("schema");
    QTest::addColumn<QByteArray>("mentions");
    const auto row = [](const char* name, const std::string& schema, const char* mentions) {
        QTest::newRow(name) << QByteArray::fromStdString(schema) << QByteArray(mentions);
    };
    std::string deep = "{}";
    for (int i = 0; i < 10'000; ++i) {
        deep = R"({"items":)" + deep + "}";
    }
    row("10,000 levels", deep, "64 levels");
    const auto object = [](auto) {
        return R"({"properties":{)"
            + repeated(1000, [](auto i) { return '"' + std::to_string(i) + "\":{}"; }) + "}}";
    };
    row("too many places", R"({"anyOf":[)" + repeated(6, object) + "]}", "5000 places");
    row("too many values",
        R"({"enum":[)" + repeated(limits::valuesMax + 1, [](auto i) { return std::to_string(i); })
            + "]}",
        "5000 values");
    row("too many bytes of values",
        R"({"enum":[")" + std::string(limits::literalBytesMax, 'x') + R"("]})", "262144 bytes");
    std::string spaced = "{}";
    spaced.resize(limits::textBytesMax + 1, ' ');
    row("too many bytes", spaced, "1048576");
    row("recursion through allOf",
        R"({"$ref":"#/$defs/a","$defs":{"a":{"allOf":[{"$ref":"#/$defs/a"},{"type":"object"}]}}})",
        "5000 places");
    row("too many references",
        R"({"$ref":"#/$defs/0","$defs":{)"
            + repeated(600,
                [](auto i) { return fmt::format(R"("{}":{{"$ref":"#/$defs/{}"}})", i, i + 1); })
            + R"(,"600":{}}})",
        "500 references");
    row("allOf of anyOf of many",
        R"({"allOf":[)"
            + repeated(14, [](auto) { return R"({"anyOf":[{"minLength":1},{"maxLength":9}]})"; })
            + "]}",
        "5000 places");
    row("a pattern of many states", R"({"pattern":"(a|b)*a(a|b){20}"})", "2000 states");
    row("a pattern of many places", R"({"pattern":"((a{100}){100}){100}"})", "8000 places");
    row("a pattern of many groups",
        R"({"pattern":")" + std::string(40, '(') + std::string(40, ')') + R"("})", "32 groups");
    row("a long pattern",
        R"({"pattern":")" + std::string(limits::patternBytesMax + 1, 'a') + R"("})", "4096");
    row("many alternatives that may all hold",
        R"({"oneOf":[)"
            + repeated(1000, [](auto i) { return fmt::format(R"({{"minLength":{}}})", i); }) + "]}",
        "0 and 1");
}

void SchemaTest::endsHostileSchemas()
{
    QFETCH(QByteArray, schema);
    QFETCH(QByteArray, mentions);
    const std::string text = schema.toStdString();
    const std::clock_t before = std::clock();
    const auto read = core::Schema::parse(text);
    const qint64 elapsed = (std::clock() - before) * 1000 / CLOCKS_PER_SEC;
    QVERIFY(!read);
    QVERIFY2(read.error().message.find(mentions.toStdString()) != std::string::npos,
        read.error().message.c_str());
    QVERIFY2(elapsed <= refusalMs, QByteArray::number(elapsed));
}

void SchemaTest::keepsTheOrderOfProperties()
{
    const auto read = core::Schema::parse(
        R"({"type":"object","properties":{"z":{},"a":{},"m":{}},"required":["q","a"]})");
    QVERIFY(read);
    const core::Schema::Node* node = &read->node(read->root());
    while (!node->object) {
        node = &read->node(node->alternatives.front());
    }
    QStringList names;
    for (const auto& property : node->object->properties) {
        names += QString::fromStdString(property.name) + (property.isRequired ? "!" : "");
    }
    QCOMPARE(names.join(' '), QString("z a! m q!"));
}

void SchemaTest::tellsInvitedPropertiesFromAllowedOnes()
{
    const auto invites = [](const char* text) {
        const auto read = core::Schema::parse(text);
        const core::Schema::Node* node = &read->node(read->root());
        while (!node->object) {
            node = &read->node(node->alternatives.front());
        }
        return node->object->invitesAdditional;
    };
    QVERIFY(!invites(R"({"type":"object","properties":{}})"));
    QVERIFY(invites(R"({"type":"object"})"));
    QVERIFY(invites(R"({"type":"object","properties":{},"additionalProperties":true})"));
}

} // namespace

QTEST_APPLESS_MAIN(SchemaTest)
#include "schema_test.moc"

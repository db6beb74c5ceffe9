// SPDX-License-Identifier: Apache-2.0
// Templates: small cases of the language, what must be refused, and the chat templates of
// well-known models against what Jinja2 renders.
#include "core/text/jinja/template.h"

#include <QDir>
#include <QFile>
#include <QTest>

using core::jinja::Template;
using OrderedJson = nlohmann::ordered_json;

class TemplateTest : public QObject {
    Q_OBJECT

private slots:
    void structure_data();
    void structure();
    void expressions_data();
    void expressions();
    void refused_data();
    void refused();
    void parity_data();
    void parity();
};

namespace {

const std::string now = "2026-11-20T09:30:00";

core::Result<std::string> render(const std::string& source, const OrderedJson& variables)
{
    return TRY(Template::parse(source)).render(variables, now);
}

void checkRendering()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, expected);
    const auto rendered = render(source.toStdString(), OrderedJson::object());
    QVERIFY2(rendered.has_value(), rendered ? "" : rendered.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*rendered), expected);
}

QString parityFolder()
{
    const QString named = qEnvironmentVariable("HOLDFAST_PARITY");
    return named.isEmpty() ? qEnvironmentVariable("HOLDFAST_SOURCE_DIR") + "/../shared/parity"
                           : named;
}

} // namespace

void TemplateTest::structure_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* source, const char* expected) {
        QTest::newRow(name) << QByteArray(source) << QByteArray(expected);
    };
    row("text", "plain", "plain");
    row("one trailing newline goes", "a\n\n", "a\n");
    row("trim_blocks", "{% if true %}\nx\n{% endif %}\ny", "x\ny");
    row("lstrip_blocks", "a\n   {% if true %}b{% endif %}", "a\nb");
    row("lstrip not before output", "a\n   {{ 1 }}", "a\n   1");
    row("lstrip needs a line's start", "{{ 1 }} {% if true %}b{% endif %}", "1 b");
    row("minus strips", "a  {{- 1 -}}  b", "a1b");
    row("comment", "a{# not {{ this }} #}b", "ab");
    row("raw", "{% raw %}{{ x }}{% endraw %}", "{{ x }}");
    row("braces inside a tag", "{{ {'a': {'b': 1}}['a']['b'] }}", "1");
    row("set in a loop stays there",
        "{% set x = 0 %}{% for i in [1, 2] %}{% set x = x + i %}{% endfor %}{{ x }}", "0");
    row("namespace carries out",
        "{% set n = namespace(x=0) %}{% for i in [1, 2] %}{% set n.x = n.x + i %}{% endfor %}{{ "
        "n.x }}",
        "3");
    row("loop facts", "{% for c in 'ab' %}{{ loop.index }}{{ c }}{{ loop.last }} {% endfor %}",
        "1aFalse 2bTrue ");
    row("loop neighbours",
        "{% for i in [1, 2] %}{{ loop.previtem is defined }}{{ loop.nextitem is defined }} {% "
        "endfor %}",
        "FalseTrue TrueFalse ");
    row("loop filter and else",
        "{% for i in [1, 2, 3] if i > 1 %}{{ i }}{% endfor %}{% for i in [] %}x{% else %}none{% "
        "endfor %}",
        "23none");
    row("break and continue",
        "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break "
        "%}{% endif %}{{ i }}{% endfor %}",
        "02");
    row("unpacking", "{% for k, v in {'a': 1, 'b': 2}.items() %}{{ k }}={{ v }};{% endfor %}",
        "a=1;b=2;");
    row("macro", "{% macro m(a, b='x') %}{{ a }}{{ b }}{% endmacro %}{{ m(1) }}{{ m(2, b=3) }}",
        "1x23");
    row("call block", "{% macro m() %}<{{ caller() }}>{% endmacro %}{% call m() %}in{% endcall %}",
        "<in>");
    row("filter block", "{% filter upper %}ab{% endfilter %}", "AB");
    row("set block", "{% set x %}a{{ 1 }}{% endset %}{{ x }}", "a1");
}

void TemplateTest::structure()
{
    checkRendering();
}

void TemplateTest::expressions_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char* name, const char* source, const char* expected) {
        QTest::newRow(name) << QByteArray(source) << QByteArray(expected);
    };
    row("conditional", "{{ 'a' if false else 'b' }}{{ 'c' if false }}", "b");
    row("precedence", "{{ 1 + 2 * 3 ** 2 }} {{ not true or true }} {{ -2 ** 2 }}", "19 True 4");
    row("floor and rest", "{{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }}", "-4 2 3.5");
    row("chained comparison", "{{ 1 < 2 < 3 }} {{ 1 < 3 < 2 }}", "True False");
    row("concatenation", "{{ 1 ~ 'a' ~ none }}", "1aNone");
    row("repr in lists", "{{ ['a', 1.0, none, true, \"it's\"] }}",
        "['a', 1.0, None, True, \"it's\"]");
    row("slices", "{{ 'abcdef'[1:4] }}{{ [1, 2, 3][::-1] }}{{ 'abc'[-1] }}", "bcd[3, 2, 1]c");
    row("methods", "{{ ' x '.strip() }}{{ 'a,b'.split(',') }}{{ 'abc'.startswith('ab') }}",
        "x['a', 'b']True");
    row("tojson", "{{ {'b': [1, 2.5, none], 'a': 'é\"'} | tojson }}",
        "{\"b\": [1, 2.5, null], \"a\": \"é\\\"\"}");
    row("tojson indent", "{{ {'a': [1]} | tojson(indent=2) }}", "{\n  \"a\": [\n    1\n  ]\n}");
    row("filters",
        "{{ [3, 1, 2] | sort | join('-') }} {{ 'x' | default('y') }}{{ nope | default('y') }}",
        "1-2-3 xy");
    row("selectattr",
        "{{ [{'r': 'a', 'n': 1}, {'r': 'b', 'n': 2}] | selectattr('r', 'equalto', 'b') | "
        "map(attribute='n') | list }}",
        "[2]");
    row("tests",
        "{{ 1 is number }}{{ 'a' is string }}{{ x is defined }}{{ {} is mapping }}{{ 4 is "
        "divisibleby 2 }}",
        "TrueTrueFalseTrueTrue");
    row("time", "{{ strftime_now('%d %b %Y %A') }}", "20 Nov 2026 Friday");
    row("text beyond ASCII", "{{ 'größe' | length }}{{ 'größe'[2] }}", "5ö");
    row("missing member is empty", "{{ {'a': 1}.b }}{{ [1][5] }}", "");
}

void TemplateTest::expressions()
{
    checkRendering();
}

void TemplateTest::refused_data()
{
    QTest::addColumn<QByteArray>("source");
    QTest::addColumn<QByteArray>("detail");
    const auto row = [](const char* name, const QByteArray& source, const char* detail) {
        QTest::newRow(name) << source << QByteArray(detail);
    };
    row("unclosed tag", "{{ 1", "E_TEMPLATE");
    row("unclosed block", "{% if x %}a", "E_TEMPLATE");
    row("unknown filter", "{{ 1 | nope }}", "E_TEMPLATE");
    row("include", "{% include 'x' %}", "E_TEMPLATE");
    row("attributes of Python", "{{ ''.__class__.__mro__ }}", "E_TEMPLATE");
    row("globals of Python", "{{ lipsum.__globals__ }}", "E_TEMPLATE");
    row("parentheses", "{{ " + QByteArray(100000, '(') + "1" + QByteArray(100000, ')') + " }}",
        "E_TEMPLATE depth");
    row("negations", "{{ " + QByteArray("not ").repeated(20000) + "1 }}", "E_TEMPLATE depth");
    row("nested blocks", QByteArray("{% if 1 %}").repeated(5000), "E_TEMPLATE depth");
    row("a macro that calls itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "E_TEMPLATE depth");
    row("loops in loops",
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "E_TEMPLATE fuel");
    row("a long range", "{{ range(1000000000) }}", "E_TEMPLATE fuel");
    row("a text times a number", "{{ 'x' * 1000000000 }}", "E_TEMPLATE fuel");
    row("doubling",
        "{% set n = namespace(s='xxxxxxxx') %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% "
        "endfor %}",
        "E_TEMPLATE fuel");
    row("lists in lists",
        "{% set n = namespace(l=[]) %}{% for i in range(5000) %}{% set n.l = [n.l] %}{% endfor %}",
        "E_TEMPLATE depth");
    row("adding text to a number", "{{ 'a' + 1 }}", "E_TEMPLATE");
    row("division by zero", "{{ 1 // 0 }}", "E_TEMPLATE");
    row("member of nothing", "{{ nope.x }}", "E_TEMPLATE");
    row("raised", "{{ raise_exception('no system') }}", "E_TEMPLATE_RAISED");
}

void TemplateTest::refused()
{
    QFETCH(QByteArray, source);
    QFETCH(QByteArray, detail);
    const auto rendered = render(source.toStdString(), OrderedJson::object());
    QVERIFY(!rendered.has_value());
    QCOMPARE(QByteArray::fromStdString(rendered.error().detail), detail);
}

void TemplateTest::parity_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("number");
    const QDir folder(parityFolder() + "/templates");
    for (const QString& name : folder.entryList({"*.json"}, QDir::Files)) {
        QFile file(folder.filePath(name));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto json = OrderedJson::parse(file.readAll().toStdString());
        for (int i = 0; i < static_cast<int>(json["cases"].size()); ++i) {
            const std::string caseName = json["cases"][static_cast<std::size_t>(i)]["case"];
            QTest::newRow(qPrintable(name + "/" + QString::fromStdString(caseName)))
                << folder.filePath(name) << i;
        }
    }
}

void TemplateTest::parity()
{
    if (!QDir(parityFolder() + "/templates").exists()) {
        qWarning("SKIPPED: no parity templates in %s", qPrintable(parityFolder()));
        QSKIP("no parity data");
    }
    QFETCH(QString, file);
    QFETCH(int, number);
    QFile data(file);
    QVERIFY(data.open(QIODevice::ReadOnly));
    const auto json = OrderedJson::parse(data.readAll().toStdString());
    const auto& entry = json["cases"][static_cast<std::size_t>(number)];
    const std::string time = entry["input"].value("now", now);
    const auto parsed = Template::parse(json["source"].get<std::string>());
    QVERIFY2(parsed.has_value(), parsed ? "" : parsed.error().message.c_str());
    const auto rendered = parsed->render(entry["input"], time);
    if (entry.contains("error")) {
        QVERIFY(!rendered.has_value());
        QCOMPARE(QByteArray::fromStdString(rendered.error().message),
            QByteArray::fromStdString(entry["error"]));
        return;
    }
    QVERIFY2(rendered.has_value(), rendered ? "" : rendered.error().message.c_str());
    QCOMPARE(QByteArray::fromStdString(*rendered), QByteArray::fromStdString(entry["expected"]));
}

QTEST_APPLESS_MAIN(TemplateTest)
#include "template_test.moc"

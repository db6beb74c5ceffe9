// SPDX-License-Identifier: Apache-2.0
#include "tests/core/text/schema/schema_cases.h"

namespace testing {

namespace {

using Cases = std::vector<SchemaCase>;

Cases typeCases()
{
    return {
        {"null", R"({"type":"null"})", {"null"}, {" null "}, {"0", "false", R"("null")", "[]"}},
        {"boolean", R"({"type":"boolean"})", {"true", "false"}, {}, {"null", "0", R"("true")"}},
        {"two types", R"({"type":["string","null"]})", {"null", R"("")", R"("a")"}, {}, {"1"}},
        {"anything", "true",
            {"null", "-1.5e3", R"("a\u00e4\ud83d\ude00")", R"([1, [], {"a":{"b": []}}])", "{}"},
            {"[ ]", "{\n}", R"({"a" :1})"}},
        {"nothing said", R"({"title":"T","description":"D","$schema":"x","default":7})",
            {"7", R"({"x":null,"y":[]})"}},
        {"any object", R"({"type":"object"})", {"{}", R"({"a":1, "b": [2]})", R"({"":0})"},
            {R"({"\u0061":1})"}, {"[]", "null"}},
        {"any list", R"({"type":"array"})", {"[]", R"([1,"a",null])", "[[[]]]"}, {}, {"{}"}},
    };
}

Cases numberCases()
{
    return {
        {"number", R"({"type":"number"})", {"0", "-1", "1.5", "-0.25", "1e5", "1E-7", "12.50"},
            {"1234567890123456.5"}, {R"("1")", "true"}},
        {"integer", R"({"type":"integer"})",
            {"0", "-7", "42", "9007199254740992", "-9007199254740992"}, {"1.0", "1e3", "-0"},
            {"1.5", "-0.5"}},
        {"from 3 to 120", R"({"type":"integer","minimum":3,"maximum":120})",
            {"3", "9", "10", "99", "100", "119", "120"}, {"3.0"}, {"2", "-3", "0", "121", "200"}},
        {"from -15 to 7", R"({"type":"integer","minimum":-15,"maximum":7})",
            {"-15", "-9", "-1", "0", "7"}, {}, {"-16", "8", "10", "-20", "-100"}},
        {"under zero", R"({"type":"integer","exclusiveMaximum":0,"minimum":-20})",
            {"-1", "-20", "-10"}, {}, {"0", "-21", "1"}},
        {"between fractions", R"({"type":"number","minimum":0.5,"exclusiveMaximum":2.25})",
            {"0.5", "0.50", "0.51", "1", "2", "2.2", "2.249"}, {"1e0"},
            {"0.49", "0", "2.25", "2.250", "2.3", "3", "-1", "10"}},
        {"over minus a half", R"({"type":"number","exclusiveMinimum":-0.5,"maximum":100})",
            {"-0.49", "-0.1", "0", "99.9", "100", "100.0"}, {"-0.0"}, {"-0.5", "-1", "100.1"}},
        {"multiples of 7", R"({"type":"integer","multipleOf":7,"minimum":-21,"maximum":140})",
            {"0", "7", "-14", "70", "133", "140"}, {}, {"1", "8", "-15", "147", "139"}},
        {"cents", R"({"type":"number","multipleOf":0.05,"minimum":0,"maximum":10})",
            {"0", "0.05", "0.1", "9.95", "3.50", "10"}, {}, {"0.01", "9.99", "0.055", "11"}},
        {"from 0.000001", R"({"type":"number","minimum":0.000001,"maximum":1})",
            {"0.000001", "0.5", "1"}, {"1e-6"}, {"0", "0.0000009", "1.1"}},
    };
}

Cases stringCases()
{
    return {
        {"string", R"({"type":"string"})",
            {R"("")", R"("a b")", R"("\"\\\/\b\f\n\r\t")", R"("\u0041\uD83D\uDE00")",
                "\"\xC3\xA4\""},
            {}, {"a", "1", "null"}},
        {"from 2 to 4 characters", R"({"type":"string","minLength":2,"maxLength":4})",
            {R"("ab")", R"("abcd")", R"("\n\n")", "\"\xF0\x9F\x98\x80\xF0\x9F\x98\x80\"",
                R"("\ud83d\ude00a")"},
            {}, {R"("")", R"("a")", R"("abcde")", "\"\xF0\x9F\x98\x80\""}},
        {"from 15 to 40 characters", R"({"type":"string","minLength":15,"maxLength":40})",
            {R"("aaaaaaaaaaaaaaa")", R"("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")"}, {},
            {R"("aaaaaaaaaaaaaa")", R"("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")"}},
        {"at least 3 characters", R"({"type":"string","minLength":3})",
            {R"("abc")", R"("abcdefghijklmnop")"}, {}, {R"("ab")"}},
        {"a pattern", R"({"type":"string","pattern":"^[a-z]{2}-\\d+$"})",
            {R"("ab-1")", R"("zz-007")"}, {R"("a\u0062-1")"},
            {R"("ab-")", R"("AB-1")", R"("ab-1x")", R"("xab-1")"}},
        {"a pattern without ends", R"({"type":"string","pattern":"b+c"})",
            {R"("bc")", R"("abbbcd")", R"("\nbc")"}, {}, {R"("b c")", R"("")"}},
        {"a pattern with alternatives", R"({"pattern":"^(?:yes|no|\"\\\\?)$","type":"string"})",
            {R"("yes")", R"("no")", R"("\"")", R"("\"\\")"}, {}, {R"("maybe")", R"("\\")"}},
        {"a pattern and a length",
            R"({"type":"string","pattern":"^a*$","minLength":2,"maxLength":3})",
            {R"("aa")", R"("aaa")"}, {}, {R"("a")", R"("aaaa")", R"("ab")"}},
        {"a pattern of other letters",
            "{\"type\":\"string\",\"pattern\":\"^[\xC3\xA0-\xC3\xBC]+$\"}",
            {"\"\xC3\xA4\xC3\xB6\""}, {R"("\u00e4")"}, {R"("a")", R"("")"}},
        {"date", R"({"type":"string","format":"date"})",
            {R"("2024-02-29")", R"("1999-12-31")", R"("2000-02-29")"}, {},
            {R"("2023-02-29")", R"("1900-02-29")", R"("2024-04-31")", R"("2024-13-01")"}},
        {"date-time", R"({"type":"string","format":"date-time"})",
            {R"("2024-02-29T23:59:59Z")", R"("2024-01-01T00:00:00.123+01:00")"}, {},
            {R"("2024-02-29 23:59:59Z")", R"("2024-02-29T24:00:00Z")", R"("2024-02-29T23:59:59")"}},
        {"uuid", R"({"type":"string","format":"uuid"})",
            {R"("123e4567-e89b-12d3-a456-426614174000")"}, {}, {R"("123e4567")"}},
        {"email", R"({"type":"string","format":"email"})", {R"("a.b+c@example.org")"}, {},
            {R"("a@")", R"("@b")", R"("a b@c")", R"(".a@b")"}},
        {"ipv4", R"({"type":"string","format":"ipv4"})",
            {R"("192.168.0.1")", R"("255.255.255.255")"}, {},
            {R"("256.1.1.1")", R"("1.2.3")", R"("01.2.3.4")"}},
        {"ipv6", R"({"type":"string","format":"ipv6"})",
            {R"("::")", R"("::1")", R"("fe80::1:2")", R"("1:2:3:4:5:6:7:8")", R"("1::")"}, {},
            {R"("1:2")", R"("1::2::3")", R"("12345::")", R"("1:2:3:4:5:6:7:8:9")"}},
        {"time, duration, hostname, uri",
            R"({"prefixItems":[{"type":"string","format":"time"},{"type":"string","format":"duration"},
                {"type":"string","format":"hostname"},{"type":"string","format":"uri"}],
                "type":"array","items":false,"minItems":4})",
            {R"(["12:00:00Z","P1Y2M3DT4H5M6S","a.example","https://a.example/b?c=d#e"])",
                R"(["23:59:59.5-12:30", "P2W", "x", "urn:a"])"},
            {}, {R"(["12:00:00Z","P","a","b:c"])", R"(["12:00:00Z","P1D","a","b"])", "[]"}},
    };
}

Cases valueCases()
{
    return {
        {"enum", R"({"enum":["red","green",1,null,{"b":1,"a":[2]}]})",
            {R"("red")", R"("green")", "1", "null", R"({"b":1,"a":[2]})"},
            {R"({"a":[2],"b":1})", "1.0"}, {R"("blue")", "2", R"("re")", R"("redd")"}},
        {"enum with a type", R"({"type":"string","enum":["a",1,"bb"],"minLength":2})", {R"("bb")"},
            {}, {R"("a")", "1"}},
        {"const", R"({"const":"a\"\n"})", {R"("a\"\n")"}, {}, {R"("a")"}},
        {"enum and const", R"({"enum":["a","b"],"const":"b"})", {R"("b")"}, {}, {R"("a")"}},
        {"values with common beginnings", R"({"enum":["a","ab","abc","b",12,123]})",
            {R"("a")", R"("ab")", R"("abc")", R"("b")", "12", "123"}, {}, {R"("")", "1", "1234"}},
    };
}

Cases arrayCases()
{
    return {
        {"items", R"({"type":"array","items":{"type":"integer"}})", {"[]", "[1]", "[1,2, 3]"},
            {"[1 ,2]", "[ 1]"}, {R"(["a"])", "[1.5]"}},
        {"from 1 to 3 items",
            R"({"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":3})",
            {"[true]", "[true,false,true]"}, {}, {"[]", "[true,true,true,true]"}},
        {"prefix items", R"({"type":"array","prefixItems":[{"type":"string"},{"type":"integer"}]})",
            {"[]", R"(["a"])", R"(["a",1])", R"(["a",1,null,2])"}, {}, {"[1]", R"(["a","b"])"}},
        {"only prefix items",
            R"({"type":"array","prefixItems":[{"const":1},{"const":2}],"items":false,"minItems":1})",
            {"[1]", "[1,2]"}, {}, {"[]", "[1,2,3]", "[2]"}},
        {"prefix and other items",
            R"({"type":"array","prefixItems":[{"const":1}],"items":{"const":2},"maxItems":3})",
            {"[]", "[1]", "[1,2,2]"}, {}, {"[1,2,2,2]", "[1,1]", "[2]"}},
        {"exactly two", R"({"type":"array","items":{"enum":[0,1]},"minItems":2,"maxItems":2})",
            {"[0,1]", "[1, 1]"}, {}, {"[0]", "[0,0,0]"}},
    };
}

Cases objectCases()
{
    return {
        {"strict", R"({"type":"object","properties":{"b":{"type":"string"},"a":{"type":"integer"}},
            "required":["b","a"],"additionalProperties":false})",
            {R"({"b":"x","a":1})", R"({"b": "x", "a": 1})"}, {R"({"a":1,"b":"x"})"},
            {"{}", R"({"b":"x"})", R"({"a":1,"b":"x","c":2})", R"({"b":1,"a":1})"}},
        {"optional properties", R"({"type":"object","properties":{"a":{"const":1},"b":{"const":2},
            "c":{"const":3}},"required":["b"],"additionalProperties":false})",
            {R"({"b":2})", R"({"a":1,"b":2})", R"({"b":2, "c": 3})", R"({"a":1,"b":2,"c":3})"},
            {R"({"b":2,"a":1})"}, {"{}", R"({"a":1})", R"({"a":2,"b":2})"}},
        {"nothing required", R"({"type":"object","properties":{"a":{"const":1},"ab":{"const":2}}})",
            {"{}", R"({"a":1})", R"({"ab":2})", R"({"a":1,"ab":2})"}, {R"({"x":1})"},
            {R"({"ab":1})"}},
        {"no properties", R"({"type":"object","properties":{},"additionalProperties":false})",
            {"{}"}, {"{ }"}, {R"({"a":1})"}},
        {"a map", R"({"type":"object","additionalProperties":{"type":"integer"}})",
            {"{}", R"({"a":1})", R"({"a":1,"b":2, "":3})"}, {}, {R"({"a":"b"})"}},
        {"properties and others", R"({"type":"object","properties":{"id":{"type":"integer"}},
            "required":["id"],"additionalProperties":{"type":"boolean"}})",
            {R"({"id":1})", R"({"id":1,"x":true})", R"({"id":1,"i":true,"idd":false})"},
            {R"({"x":true,"id":1})"}, {R"({"id":true})", R"({"id":1,"x":2})", R"({"x":true})"}},
        {"required without a name", R"({"type":"object","required":["x"]})", {R"({"x":1})"},
            {R"({"y":1,"x":2})"}, {"{}", R"({"y":1})"}},
        {"names with signs",
            R"({"type":"object","properties":{"a\"b":{"const":0},"\u00e4":{"const":0}},
            "required":["a\"b","\u00e4"],"additionalProperties":false})",
            {"{\"a\\\"b\":0,\"\xC3\xA4\":0}"}, {}, {R"({"a":0})"}},
        {"nested", R"({"type":"object","properties":{"o":{"type":"object","properties":{"l":{"type":
            "array","items":{"type":"object","properties":{"k":{"enum":["x","y"]}},"required":["k"],
            "additionalProperties":false}}},"required":["l"],"additionalProperties":false}},
            "required":["o"],"additionalProperties":false})",
            {R"({"o":{"l":[]}})", R"({"o":{"l":[{"k":"x"},{"k":"y"}]}})"}, {},
            {R"({"o":{"l":[{"k":"z"}]}})", R"({"o":{}})"}},
    };
}

Cases combinedCases()
{
    return {
        {"anyOf", R"({"anyOf":[{"type":"integer"},{"type":"string","maxLength":1}]})",
            {"1", R"("a")"}, {}, {R"("ab")", "null"}},
        {"anyOf with neighbours",
            R"({"type":"object","properties":{"a":{"const":1},"b":{"const":2}},
            "additionalProperties":false,"anyOf":[{"required":["a"]},{"required":["b"]}]})",
            {R"({"a":1})", R"({"b":2})", R"({"a":1,"b":2})"}, {}, {"{}"}},
        {"oneOf by a constant", R"({"oneOf":[
            {"type":"object","properties":{"t":{"const":"a"},"x":{"type":"integer"}},"required":["t","x"]},
            {"type":"object","properties":{"t":{"const":"b"},"y":{"type":"string"}},"required":["t"]}]})",
            {R"({"t":"a","x":1})", R"({"t":"b"})", R"({"t":"b","y":""})"}, {},
            {R"({"t":"a"})", R"({"t":"c"})"}},
        {"oneOf by bounds", R"({"oneOf":[{"type":"integer","maximum":0},{"type":"integer",
            "exclusiveMinimum":0,"maximum":9},{"type":"null"}]})",
            {"0", "-5", "9", "null"}, {}, {"10", R"("")"}},
        {"allOf of objects", R"({"allOf":[{"type":"object","properties":{"a":{"type":"integer"}},
            "required":["a"]},{"type":"object","properties":{"b":{"type":"boolean"},"a":{"minimum":5}},
            "required":["b"]}]})",
            {R"({"a":5,"b":true})"}, {R"({"b":true,"a":7})"},
            {R"({"a":4,"b":true})", R"({"a":5})"}},
        {"allOf of texts",
            R"({"allOf":[{"type":"string","pattern":"^a"},{"pattern":"b$"},{"maxLength":3}]})",
            {R"("ab")", R"("aab")"}, {}, {R"("aaab")", R"("ba")"}},
        {"allOf of enums", R"({"allOf":[{"enum":[1,2,3]},{"enum":[2,3,4]},{"minimum":3}]})", {"3"},
            {}, {"1", "2", "4"}},
        {"definitions", R"({"type":"object","properties":{"a":{"$ref":"#/$defs/n"},"b":{"$ref":
            "#/definitions/m~1x"}},"required":["a","b"],"additionalProperties":false,
            "$defs":{"n":{"type":"integer","minimum":1}},"definitions":{"m/x":{"$ref":"#/$defs/n"}}})",
            {R"({"a":1,"b":2})"}, {}, {R"({"a":0,"b":2})"}},
        {"a tree",
            R"({"$ref":"#/$defs/node","$defs":{"node":{"type":"object","properties":{"v":{"type":
            "integer"},"kids":{"type":"array","items":{"$ref":"#/$defs/node"}}},"required":["v","kids"],
            "additionalProperties":false}}})",
            {R"({"v":1,"kids":[]})", R"({"v":1,"kids":[{"v":2,"kids":[{"v":3,"kids":[]}]}]})"}, {},
            {R"({"v":1})", R"({"v":1,"kids":[1]})"}},
        {"a list with a tail",
            R"({"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":
            "null"}]}},"required":["next"],"additionalProperties":false})",
            {R"({"next":null})", R"({"next":{"next":{"next":null}}})"}, {}, {R"({"next":{}})"}},
        {"alternatives with a common beginning", R"({"anyOf":[
            {"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false},
            {"type":"object","properties":{"a":{"type":"string"},"b":{"type":"null"}},"required":["a","b"],
                "additionalProperties":false}]})",
            {R"({"a":"x"})", R"({"a":"x","b":null})"}, {}, {R"({"b":null})"}},
        {"allOf through a reference",
            R"({"allOf":[{"$ref":"#/$defs/base"}],"properties":{"y":{"type":
            "integer"}},"required":["y"],"$defs":{"base":{"type":"object","properties":{"x":{"type":
            "integer"}},"required":["x"]}}})",
            {R"({"y":2,"x":1})"}, {R"({"x":1,"y":2})"}, {R"({"x":1})", R"({"y":1})"}},
    };
}

} // namespace

std::vector<SchemaCase> schemaCases()
{
    Cases all;
    for (const Cases& some : {typeCases(), numberCases(), stringCases(), valueCases(), arrayCases(),
             objectCases(), combinedCases()})
    {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

} // namespace testing

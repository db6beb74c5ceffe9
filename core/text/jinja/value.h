// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace core::jinja {

class Value;

/// What a call was given: positional arguments and named ones.
struct Arguments {
    std::vector<Value> positional;
    std::vector<std::pair<std::string, Value>> named;
    /// The named argument, else the positional one at `index`, else nullptr.
    [[nodiscard]] const Value* find(std::size_t index, std::string_view name) const;
};

using Function = std::function<Result<Value>(const Arguments&)>;
using List = std::vector<Value>;

/// A mapping that keeps the order in which keys came, as Python's does.
struct Dict {
    std::vector<std::pair<Value, Value>> entries;
    [[nodiscard]] const Value* find(const Value& key) const;
    [[nodiscard]] const Value* findName(std::string_view key) const;
    void set(Value key, Value value);
};

/// A value of a template, with the meaning Python and Jinja2 give it. No value reaches the
/// program: there are no host objects, and what a template can change is its own (`namespace`).
/// Copying shares lists and dicts. Thread rule: one owner.
class Value {
public:
    struct Undefined {
        std::string name; ///< what was not there, for errors
    };
    struct None { };
    /// `namespace(…)`: the only thing a template may assign attributes of.
    struct Namespace {
        Dict attributes;
    };
    using Data = std::variant<Undefined, None, bool, std::int64_t, double, std::string,
        std::shared_ptr<const List>, std::shared_ptr<const Dict>, std::shared_ptr<Namespace>,
        std::shared_ptr<const Function>>;

    Value() = default;
    Value(Data data)
        : m_data(std::move(data))
    {
    } // NOLINT: conversions keep call sites readable
    Value(bool value)
        : m_data(value)
    {
    }
    Value(int value)
        : m_data(std::int64_t{value})
    {
    }
    Value(std::int64_t value)
        : m_data(value)
    {
    }
    Value(double value)
        : m_data(value)
    {
    }
    Value(std::string value)
        : m_data(std::move(value))
    {
    }
    Value(std::string_view value)
        : m_data(std::string(value))
    {
    }
    Value(const char* value)
        : m_data(std::string(value))
    {
    }
    Value(List value)
        : m_data(std::make_shared<const List>(std::move(value)))
    {
    }
    Value(Dict value)
        : m_data(std::make_shared<const Dict>(std::move(value)))
    {
    }
    Value(Function value)
        : m_data(std::make_shared<const Function>(std::move(value)))
    {
    }
    static Value none() { return Value(Data(None{})); }
    static Value undefined(std::string name) { return Value(Data(Undefined{std::move(name)})); }

    template <class T>
    [[nodiscard]] const T* as() const
    {
        return std::get_if<T>(&m_data);
    }
    [[nodiscard]] bool isUndefined() const { return as<Undefined>() != nullptr; }
    [[nodiscard]] bool isNone() const { return as<None>() != nullptr; }
    [[nodiscard]] bool isNumber() const;
    [[nodiscard]] const std::string* string() const { return as<std::string>(); }
    [[nodiscard]] const List* list() const;
    [[nodiscard]] const Dict* dict() const;
    [[nodiscard]] std::shared_ptr<Namespace> nameSpace() const;
    [[nodiscard]] const Function* function() const;

    /// A bool or integer as an integer; a number as a double. Only when isNumber().
    [[nodiscard]] std::optional<std::int64_t> integer() const;
    [[nodiscard]] double number() const;

    [[nodiscard]] bool truthy() const;
    [[nodiscard]] std::string_view typeName() const; ///< Python's: "str", "int", …
    bool operator==(const Value& other) const;

    static Value fromJson(const nlohmann::ordered_json& json);

private:
    Data m_data;
};

/// What `{{ value }}` prints: Python's str().
std::string toText(const Value& value);

/// Python's repr(), as inside printed lists and dicts.
std::string toRepr(const Value& value);

/// Python's str() of a float: shortest digits, "1.0", "1e+16".
std::string floatText(double value);

/// json.dumps with ensure_ascii off. `indent` below 0 is one line with ", " and ": ".
Result<std::string> toJsonText(const Value& value, int indent, bool sortKeys);

} // namespace core::jinja

// SPDX-License-Identifier: Apache-2.0
#include "core/text/jinja/value.h"

#include <cmath>

namespace core::jinja {

const Value* Arguments::find(std::size_t index, std::string_view name) const
{
    for (const auto& [known, value] : named) {
        if (known == name) {
            return &value;
        }
    }
    return index < positional.size() ? &positional[index] : nullptr;
}

const Value* Dict::find(const Value& key) const
{
    for (const auto& [known, value] : entries) {
        if (known == key) {
            return &value;
        }
    }
    return nullptr;
}

const Value* Dict::findName(std::string_view key) const
{
    for (const auto& [known, value] : entries) {
        if (const std::string* text = known.string(); text != nullptr && *text == key) {
            return &value;
        }
    }
    return nullptr;
}

void Dict::set(Value key, Value value)
{
    for (auto& [known, old] : entries) {
        if (known == key) {
            old = std::move(value);
            return;
        }
    }
    entries.emplace_back(std::move(key), std::move(value));
}

bool Value::isNumber() const
{
    return as<bool>() != nullptr || as<std::int64_t>() != nullptr || as<double>() != nullptr;
}

const List* Value::list() const
{
    const auto* shared = as<std::shared_ptr<const List>>();
    return shared == nullptr ? nullptr : shared->get();
}

const Dict* Value::dict() const
{
    const auto* shared = as<std::shared_ptr<const Dict>>();
    return shared == nullptr ? nullptr : shared->get();
}

std::shared_ptr<Value::Namespace> Value::nameSpace() const
{
    const auto* shared = as<std::shared_ptr<Namespace>>();
    return shared == nullptr ? nullptr : *shared;
}

const Function* Value::function() const
{
    const auto* shared = as<std::shared_ptr<const Function>>();
    return shared == nullptr ? nullptr : shared->get();
}

std::optional<std::int64_t> Value::integer() const
{
    if (const bool* truth = as<bool>()) {
        return *truth ? 1 : 0;
    }
    if (const std::int64_t* whole = as<std::int64_t>()) {
        return *whole;
    }
    return std::nullopt;
}

double Value::number() const
{
    if (const double* real = as<double>()) {
        return *real;
    }
    return static_cast<double>(integer().value_or(0));
}

bool Value::truthy() const
{
    if (isUndefined() || isNone()) {
        return false;
    }
    if (isNumber()) {
        return number() != 0;
    }
    if (const std::string* text = string()) {
        return !text->empty();
    }
    if (const List* items = list()) {
        return !items->empty();
    }
    if (const Dict* mapping = dict()) {
        return !mapping->entries.empty();
    }
    return true;
}

std::string_view Value::typeName() const
{
    static constexpr std::string_view names[]{"Undefined", "NoneType", "bool", "int", "float",
        "str", "list", "dict", "namespace", "function"};
    return names[m_data.index()];
}

bool Value::operator==(const Value& other) const
{
    if (isNumber() && other.isNumber()) {
        const auto a = integer();
        const auto b = other.integer();
        return a && b ? *a == *b : number() == other.number();
    }
    if (m_data.index() != other.m_data.index()) {
        return false;
    }
    if (const std::string* text = string()) {
        return *text == *other.string();
    }
    if (const List* items = list()) {
        return *items == *other.list();
    }
    if (const Dict* mapping = dict()) {
        const Dict& theirs = *other.dict();
        if (mapping->entries.size() != theirs.entries.size()) {
            return false;
        }
        for (const auto& [key, value] : mapping->entries) {
            const Value* found = theirs.find(key);
            if (found == nullptr || !(*found == value)) {
                return false;
            }
        }
        return true;
    }
    if (isUndefined() || isNone()) {
        return true;
    }
    return nameSpace() == other.nameSpace() && function() == other.function();
}

Value Value::fromJson(const nlohmann::ordered_json& json)
{
    if (json.is_null()) {
        return none();
    }
    if (json.is_boolean()) {
        return json.get<bool>();
    }
    if (json.is_number_integer()) {
        return json.get<std::int64_t>();
    }
    if (json.is_number()) {
        return json.get<double>();
    }
    if (json.is_string()) {
        return json.get<std::string>();
    }
    if (json.is_array()) {
        List items;
        for (const auto& item : json) {
            items.push_back(fromJson(item));
        }
        return items;
    }
    Dict dict;
    for (const auto& [key, item] : json.items()) {
        dict.entries.emplace_back(Value(key), fromJson(item));
    }
    return dict;
}

} // namespace core::jinja

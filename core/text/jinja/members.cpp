// SPDX-License-Identifier: Apache-2.0
// What stands behind a dot or in square brackets, and what a loop goes over.
#include "core/text/jinja/interpreter.h"

#include <fmt/format.h>

#include <algorithm>

namespace core::jinja {

namespace {

Value pairOf(const Value& a, const Value& b)
{
    return List{a, b};
}

Value dictMethod(const std::shared_ptr<const Dict>& dict, const std::string& name)
{
    if (name == "get") {
        return Function([dict](const Arguments& arguments) -> Result<Value> {
            const Value* key = arguments.find(0, "key");
            if (key == nullptr) {
                return templateError("get() needs a key.");
            }
            const Value* found = dict->find(*key);
            const Value* fallback = arguments.find(1, "default");
            return found != nullptr ? *found : fallback != nullptr ? *fallback : Value::none();
        });
    }
    if (name != "items" && name != "keys" && name != "values") {
        return Value();
    }
    return Function([dict, name](const Arguments&) -> Result<Value> {
        List out;
        for (const auto& [key, value] : dict->entries) {
            out.push_back(name == "items" ? pairOf(key, value) : name == "keys" ? key : value);
        }
        return Value(std::move(out));
    });
}

Value listMethod(const Value& object, const std::string& name)
{
    if (name != "index" && name != "count") {
        return Value();
    }
    return Function([object, name](const Arguments& arguments) -> Result<Value> {
        if (arguments.positional.empty()) {
            return templateError(fmt::format("{}() needs a value.", name));
        }
        const List& items = *object.list();
        const Value& wanted = arguments.positional[0];
        if (name == "count") {
            return Value(static_cast<std::int64_t>(std::count(items.begin(), items.end(), wanted)));
        }
        const auto found = std::find(items.begin(), items.end(), wanted);
        if (found == items.end()) {
            return templateError("index() found no such value.");
        }
        return Value(static_cast<std::int64_t>(found - items.begin()));
    });
}

Result<Value> missing(const Value& object, const std::string& name)
{
    if (const auto* undefined = object.as<Value::Undefined>()) {
        return templateError(fmt::format("'{}' is undefined", undefined->name));
    }
    return Value::undefined(name);
}

} // namespace

Result<Value> attributeOf(const Value& object, const std::string& name, Budget& budget)
{
    TRY(budget.spend());
    if (const auto space = object.nameSpace()) {
        const Value* found = space->attributes.findName(name);
        return found != nullptr ? *found : Value::undefined(name);
    }
    if (const auto* dict = object.as<std::shared_ptr<const Dict>>()) {
        Value method = dictMethod(*dict, name);
        if (!method.isUndefined()) {
            return method;
        }
        const Value* found = (*dict)->findName(name);
        return found != nullptr ? *found : Value::undefined(name);
    }
    if (object.list() != nullptr) {
        Value method = listMethod(object, name);
        return method.isUndefined() ? Value::undefined(name) : method;
    }
    if (const std::string* text = object.string(); text != nullptr && isTextMethod(name)) {
        return Value(Function([text = *text, name, &budget](const Arguments& arguments) {
            return textMethod(text, name, arguments, budget);
        }));
    }
    return missing(object, name);
}

Result<Value> subscriptOf(const Value& object, const Value& index, Budget& budget)
{
    if (const Dict* dict = object.dict()) {
        TRY(budget.spend(1 + dict->entries.size() / 16));
        if (const Value* found = dict->find(index)) {
            return *found;
        }
    } else if (index.integer() && (object.list() != nullptr || object.string() != nullptr)) {
        const List items = TRY(itemsOf(object));
        TRY(budget.spend(items.size() / 16));
        const auto count = static_cast<std::int64_t>(items.size());
        const std::int64_t at = *index.integer() < 0 ? *index.integer() + count : *index.integer();
        return at >= 0 && at < count ? items[static_cast<std::size_t>(at)]
                                     : Value::undefined(toText(index));
    }
    if (const std::string* name = index.string()) {
        return attributeOf(object, *name, budget);
    }
    return missing(object, toText(index));
}

std::vector<std::string> charactersOf(std::string_view text)
{
    std::vector<std::string> out;
    for (const char c : text) {
        const bool continues = (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
        if (continues && !out.empty()) {
            out.back() += c;
        } else {
            out.emplace_back(1, c);
        }
    }
    return out;
}

Result<List> itemsOf(const Value& value)
{
    if (const List* items = value.list()) {
        return *items;
    }
    List out;
    if (const Dict* dict = value.dict()) {
        for (const auto& entry : dict->entries) {
            out.push_back(entry.first);
        }
        return out;
    }
    if (const std::string* text = value.string()) {
        for (std::string& character : charactersOf(*text)) {
            out.emplace_back(std::move(character));
        }
        return out;
    }
    if (value.isUndefined()) {
        return out;
    }
    return templateError(fmt::format("'{}' object is not iterable", value.typeName()));
}

} // namespace core::jinja

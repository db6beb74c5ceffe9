// SPDX-License-Identifier: Apache-2.0
#include "core/text/schema/schema_pointer.h"

#include <charconv>

namespace core::schema {

std::string pathBelow(std::string_view path, std::string_view name)
{
    std::string result(path);
    result += '/';
    for (const char c : name) {
        if (c == '~') {
            result += "~0";
        } else if (c == '/') {
            result += "~1";
        } else {
            result += c;
        }
    }
    return result;
}

std::string pointerName(std::string_view part)
{
    std::string result;
    for (std::size_t i = 0; i < part.size(); ++i) {
        const bool hasTwo = i + 2 < part.size();
        unsigned byte = 0;
        if (part[i] == '%' && hasTwo
            && std::from_chars(part.data() + i + 1, part.data() + i + 3, byte, 16).ptr
                == part.data() + i + 3)
        {
            result += static_cast<char>(byte);
            i += 2;
        } else if (part[i] == '~' && i + 1 < part.size()) {
            result += part[++i] == '1' ? '/' : '~';
        } else {
            result += part[i];
        }
    }
    return result;
}

const OrderedJson* memberOf(const OrderedJson& json, const std::string& name)
{
    if (json.is_object()) {
        const auto found = json.find(name);
        return found == json.end() ? nullptr : &*found;
    }
    std::size_t index = 0;
    const char* end = name.data() + name.size();
    const bool isIndex =
        !name.empty() && std::from_chars(name.data(), end, index).ptr == end && json.is_array();
    return isIndex && index < json.size() ? &json[index] : nullptr;
}

} // namespace core::schema

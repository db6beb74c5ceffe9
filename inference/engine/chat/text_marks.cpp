// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/text_marks.h"

#include <algorithm>
#include <functional>
#include <utility>

namespace inference {

using core::OrderedJson;

namespace {

constexpr char32_t anchorFirst = 0x10E000;
static_assert(anchorFirst + TextMarks::anchorsMax <= 0x10FFFE, "anchors are private characters");

/// Beginnings of the code points from U+10E000 on.
constexpr std::string_view anchorBegins[]{"\xF4\x8E", "\xF4\x8F"};
constexpr std::size_t anchorBytes = 4;

std::string utf8(char32_t c)
{
    const auto byte = [](char32_t value) { return static_cast<char>(value); };
    if (c < 0x10000) { // nothing below U+0800 is asked for
        return {byte(0xE0 | c >> 12U), byte(0x80 | (c >> 6U & 0x3F)), byte(0x80 | (c & 0x3F))};
    }
    return {byte(0xF0 | c >> 18U), byte(0x80 | (c >> 12U & 0x3F)), byte(0x80 | (c >> 6U & 0x3F)),
        byte(0x80 | (c & 0x3F))};
}

/// All 66 noncharacters of Unicode (section 23.7).
std::vector<std::string> noncharacters()
{
    std::vector<std::string> all;
    for (char32_t c = 0xFDD0; c <= 0xFDEF; ++c) {
        all.push_back(utf8(c));
    }
    for (char32_t plane = 0; plane <= 16; ++plane) {
        all.push_back(utf8(plane << 16U | 0xFFFE));
        all.push_back(utf8(plane << 16U | 0xFFFF));
    }
    return all;
}

std::size_t characterBytes(std::string_view text, std::size_t at)
{
    std::size_t end = at + 1;
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
        ++end;
    }
    return end - at;
}

} // namespace

TextMarks TextMarks::choose(const OrderedJson& variables)
{
    TextMarks marks;
    marks.m_isBreakShared = true;
    for (const std::string& candidate : noncharacters()) {
        marks.m_break = candidate;
        const auto has = [&](std::string_view text) {
            return text.find(candidate) != std::string_view::npos;
        };
        if (!anyString(variables, has)) {
            marks.m_isBreakShared = false;
            break;
        }
    }
    marks.m_hasAnchors = !anyString(variables, [](std::string_view text) {
        return std::any_of(std::begin(anchorBegins), std::end(anchorBegins),
            [&](std::string_view begin) { return text.find(begin) != std::string_view::npos; });
    });
    return marks;
}

std::string TextMarks::broken(std::string_view text, const MarkerSet& markers, BreakAt where) const
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = characterBytes(text, at);
        const std::string_view character = text.substr(at, length);
        out +=
            m_isBreakShared && character == m_break ? std::string_view("\xEF\xBF\xBD") : character;
        if (markers.mayBegin(text[at])
            && (where == BreakAt::Beginnings || markers.matchAt(text, at).has_value()))
        {
            out += m_break;
        }
        at += length;
    }
    return out;
}

std::string TextMarks::anchored(std::string_view text, std::size_t at, std::size_t number) const
{
    std::string out(text);
    if (m_hasAnchors && number < anchorsMax && at < text.size()) {
        out.insert(at + characterBytes(text, at), utf8(anchorFirst + number));
    }
    return out;
}

UnmarkedText TextMarks::removed(std::string_view text, std::size_t anchors) const
{
    UnmarkedText out;
    out.anchors.assign(anchors, std::string::npos);
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        if (rest.starts_with(m_break)) {
            out.breaks.push_back(out.text.size());
            at += m_break.size();
            continue;
        }
        const bool isAnchor = m_hasAnchors && rest.size() >= anchorBytes
            && (rest.starts_with(anchorBegins[0]) || rest.starts_with(anchorBegins[1]));
        if (!isAnchor) {
            out.text += rest.front();
            ++at;
            continue;
        }
        const std::size_t number = (static_cast<std::size_t>(rest[1] & 0x3F) << 12U
                                       | static_cast<std::size_t>(rest[2] & 0x3F) << 6U
                                       | static_cast<std::size_t>(rest[3] & 0x3F))
            - (anchorFirst & 0x3FFFF);
        if (number < anchors && out.anchors[number] == std::string::npos) {
            out.anchors[number] = out.text.size();
        }
        at += anchorBytes;
    }
    return out;
}

bool anyString(const OrderedJson& value, const std::function<bool(std::string_view)>& holds)
{
    if (value.is_string()) {
        return holds(value.get_ref<const std::string&>());
    }
    if (!value.is_structured()) {
        return false;
    }
    for (const auto& [name, item] : value.items()) {
        if ((value.is_object() && holds(name)) || anyString(item, holds)) {
            return true;
        }
    }
    return false;
}

void changeStrings(OrderedJson& value, const std::function<std::string(std::string_view)>& change)
{
    if (value.is_string()) {
        value = change(value.get_ref<const std::string&>());
    } else if (value.is_array()) {
        for (OrderedJson& item : value) {
            changeStrings(item, change);
        }
    } else if (value.is_object()) {
        OrderedJson object = OrderedJson::object();
        for (auto& [name, item] : value.items()) {
            changeStrings(item, change);
            object[change(name)] = std::move(item);
        }
        value = std::move(object);
    }
}

} // namespace inference

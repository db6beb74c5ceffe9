// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/mistral_call_reader.h"

#include "inference/engine/chat/marker_search.h"

#include <utility>

namespace inference {

namespace {

constexpr std::string_view callsMark = "[TOOL_CALLS]";
constexpr std::string_view argumentsMark = "[ARGS]";
constexpr std::string_view idMark = "[CALL_ID]";
constexpr std::string_view between = " \t\r\n,";

/// Where the JSON of the calls begins: a list or object at once, or what follows [ARGS].
std::optional<std::size_t> jsonBegin(std::string_view calls)
{
    const std::size_t first = calls.find_first_not_of(between);
    if (first == std::string_view::npos) {
        return std::nullopt;
    }
    const bool isNamed = calls[first] != '{' && calls.substr(first, 2) != "[{"
        && calls.substr(first, 2) != "[]" && calls.substr(first, 2) != "[ "
        && calls.substr(first, 2) != "[\n";
    if (!isNamed) {
        return first;
    }
    const std::size_t begin = calls.find('{', first);
    return begin == std::string_view::npos ? std::nullopt : std::optional(begin);
}

} // namespace

/// Each object of a list as a call.
void MistralCallReader::takeList(std::string_view list)
{
    std::string_view rest = list.starts_with('[') ? list.substr(1, list.size() - 2) : list;
    bool hasAny = false;
    for (rest = trimmedText(rest); !rest.empty(); rest = trimmedText(rest)) {
        JsonProgress json;
        const bool isWhole = json.look(rest);
        const std::size_t end = isWhole ? json.end() : rest.size();
        m_calls.push_back(readJsonCall(rest.substr(0, end)));
        rest.remove_prefix(std::min(rest.find_first_not_of(between, end), rest.size()));
        hasAny = true;
    }
    if (!hasAny) {
        m_calls.push_back(unreadableCall(list));
    }
}

/// `name[CALL_ID]id[ARGS]` and the arguments behind it.
void MistralCallReader::takeNamed(std::string_view head, std::string_view arguments)
{
    head = trimmedText(head);
    if (!head.ends_with(argumentsMark)) {
        m_calls.push_back(unreadableCall(std::string(head) + std::string(arguments)));
        return;
    }
    head.remove_suffix(argumentsMark.size());
    const std::size_t id = head.find(idMark);
    core::ModelToolCall call{.callId = {},
        .name = std::string(trimmedText(head.substr(0, id))),
        .arguments = std::string(arguments)};
    if (id != std::string_view::npos) {
        call.callId = std::string(trimmedText(head.substr(id + idMark.size())));
    }
    m_calls.push_back(std::move(call));
}

/// Moves text out of m_held. True when calls follow.
bool MistralCallReader::readText(std::string& text)
{
    const std::size_t at = m_held.find(callsMark);
    if (at == std::string::npos) {
        const std::size_t certain = m_held.size() - heldSuffix(m_held, callsMark);
        text += m_held.substr(0, certain);
        m_held.erase(0, certain);
        return false;
    }
    text += m_held.substr(0, at);
    m_held.erase(0, at + callsMark.size());
    m_isInCalls = true;
    m_jsonBegin.reset();
    return true;
}

/// True when the JSON of the calls is whole.
bool MistralCallReader::readCalls()
{
    if (!m_jsonBegin) {
        m_jsonBegin = jsonBegin(m_held);
        m_json = {};
    }
    if (!m_jsonBegin || !m_json.look(std::string_view(m_held).substr(*m_jsonBegin))) {
        return false;
    }
    const std::string_view held = m_held;
    const std::string_view head = trimmedText(held.substr(0, *m_jsonBegin));
    const std::string_view json = held.substr(*m_jsonBegin, m_json.end());
    if (head.empty()) {
        takeList(json);
    } else {
        takeNamed(head, json);
    }
    m_held.erase(0, *m_jsonBegin + m_json.end());
    m_isInCalls = false;
    return true;
}

std::string MistralCallReader::add(std::string_view piece)
{
    m_held += piece;
    std::string text;
    while (m_isInCalls ? readCalls() : readText(text)) {
    }
    return text;
}

std::string MistralCallReader::finish()
{
    std::string rest = std::exchange(m_held, {});
    if (!std::exchange(m_isInCalls, false)) {
        return rest;
    }
    m_calls.push_back(unreadableCall(trimmedText(rest)));
    return {};
}

} // namespace inference

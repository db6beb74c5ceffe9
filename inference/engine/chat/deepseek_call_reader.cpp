// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/deepseek_call_reader.h"

#include "inference/engine/chat/marker_search.h"

#include <utility>

namespace inference {

namespace {

constexpr std::string_view callsBegin = "<｜tool▁calls▁begin｜>";
constexpr std::string_view callsEnd = "<｜tool▁calls▁end｜>";
constexpr std::string_view callBegin = "<｜tool▁call▁begin｜>";
constexpr std::string_view callEnd = "<｜tool▁call▁end｜>";
constexpr std::string_view separator = "<｜tool▁sep｜>";
constexpr std::string_view fenceBegin = "```json";
constexpr std::string_view fenceEnd = "```";

core::ModelToolCall readCallText(std::string_view written)
{
    const std::size_t at = written.find(separator);
    if (at == std::string_view::npos) {
        return unreadableCall(trimmedText(written));
    }
    std::string_view name = trimmedText(written.substr(0, at));
    std::string_view arguments = trimmedText(written.substr(at + separator.size()));
    const std::size_t fence = arguments.find(fenceBegin);
    const std::size_t brace = arguments.find('{');
    if (fence < brace) {
        name = trimmedText(arguments.substr(0, fence));
        arguments = trimmedText(arguments.substr(fence + fenceBegin.size()));
        arguments.remove_suffix(arguments.ends_with(fenceEnd) ? fenceEnd.size() : 0);
    }
    if (name.empty()) {
        return unreadableCall(trimmedText(written));
    }
    return {
        .callId = {}, .name = std::string(name), .arguments = std::string(trimmedText(arguments))};
}

} // namespace

/// Moves text out of m_held. True when a marker was taken and more may follow.
bool DeepSeekCallReader::readText(std::string& text)
{
    const auto markers = {callsBegin, callBegin, callsEnd};
    const MarkerPlace found = findMarker(m_held, markers);
    const std::size_t certain =
        found.at != std::string_view::npos ? found.at : m_held.size() - heldSuffix(m_held, markers);
    const std::string_view before = std::string_view(m_held).substr(0, certain);
    if (!m_isInCalls || !trimmedText(before).empty()) {
        text += before;
    }
    m_held.erase(0, certain + found.marker.size());
    if (found.at == std::string_view::npos) {
        return false;
    }
    m_isInCall = found.marker == callBegin;
    m_isInCalls = found.marker != callsEnd;
    return true;
}

/// True when the call is whole.
bool DeepSeekCallReader::readCall()
{
    const std::size_t at = m_held.find(callEnd);
    if (at == std::string::npos) {
        return false;
    }
    m_calls.push_back(readCallText(std::string_view(m_held).substr(0, at)));
    m_held.erase(0, at + callEnd.size());
    m_isInCall = false;
    return true;
}

std::string DeepSeekCallReader::add(std::string_view piece)
{
    m_held += piece;
    std::string text;
    while (m_isInCall ? readCall() : readText(text)) {
    }
    return text;
}

std::string DeepSeekCallReader::finish()
{
    std::string rest = std::exchange(m_held, {});
    if (!std::exchange(m_isInCall, false)) {
        return m_isInCalls && trimmedText(rest).empty() ? std::string() : rest;
    }
    m_calls.push_back(unreadableCall(trimmedText(rest)));
    return {};
}

} // namespace inference

// SPDX-License-Identifier: Apache-2.0
#include "inference/engine/chat/llama_call_reader.h"

#include "inference/engine/chat/marker_search.h"
#include "inference/engine/chat/python_call.h"

#include <array>
#include <utility>

namespace inference {

namespace {

constexpr std::string_view pythonTag = "<|python_tag|>";
constexpr std::string_view whitespace = " \t\r\n";

/// Whether an object that begins so may be a call: its first member is one of a call's.
bool mayBeCall(std::string_view object)
{
    const std::string_view inside = object.substr(1);
    const std::size_t first = inside.find_first_not_of(whitespace);
    if (first == std::string_view::npos) {
        return true;
    }
    constexpr std::array<std::string_view, 6> members{
        "\"name\"", "\"parameters\"", "\"arguments\"", "\"type\"", "\"id\"", "\"function\""};
    for (const std::string_view member : members) {
        const std::size_t length = std::min(member.size(), inside.size() - first);
        if (inside.substr(first, length) == member.substr(0, length)) {
            return true;
        }
    }
    return false;
}

bool hasArguments(std::string_view object)
{
    return object.find("\"parameters\"") != std::string_view::npos
        || object.find("\"arguments\"") != std::string_view::npos;
}

} // namespace

void LlamaCallReader::beginObject()
{
    m_state = State::Object;
    m_json = {};
}

/// Moves text out of m_held. True when what follows is to be read in another way.
bool LlamaCallReader::readText(std::string& text)
{
    std::size_t at = 0;
    for (; at < m_held.size(); ++at) {
        const char c = m_held[at];
        if (m_isLineStart && c == '{') {
            break;
        }
        if (std::string_view(m_held).substr(at).starts_with(pythonTag)
            || heldSuffix(m_held, pythonTag) == m_held.size() - at)
        {
            break;
        }
        if (m_isBehindCall && (c == ';' || whitespace.find(c) != std::string_view::npos)) {
            m_isLineStart = true;
            continue; // only parts two calls
        }
        m_isBehindCall = false;
        m_isLineStart =
            c == '\n' || (m_isLineStart && whitespace.find(c) != std::string_view::npos);
        text += c;
    }
    m_held.erase(0, at);
    if (m_held.starts_with(pythonTag)) {
        m_held.erase(0, pythonTag.size());
        m_state = State::Tag;
        return true;
    }
    if (m_held.starts_with('{')) {
        beginObject();
        return true;
    }
    return false;
}

/// True when the object is read, or is none that could be a call.
bool LlamaCallReader::readObject(std::string& text)
{
    if (!mayBeCall(m_held)) {
        text += m_held.front();
        m_held.erase(0, 1);
        m_isBehindCall = false;
    } else if (!m_json.look(m_held)) {
        return false;
    } else {
        const std::string object = m_held.substr(0, m_json.end());
        m_held.erase(0, m_json.end());
        core::ModelToolCall call = readJsonCall(object);
        const bool isCall = hasArguments(object) && call.name != unreadableToolName;
        if (isCall) {
            m_calls.push_back(std::move(call));
        } else {
            text += object;
        }
        m_isBehindCall = isCall;
    }
    m_isLineStart = m_isBehindCall;
    m_state = State::Text;
    return true;
}

std::string LlamaCallReader::add(std::string_view piece)
{
    m_held += piece;
    std::string text;
    for (bool goesOn = true; goesOn;) {
        switch (m_state) {
        case State::Text:
            goesOn = readText(text);
            break;
        case State::Object:
            goesOn = readObject(text);
            break;
        case State::Tag: {
            const std::size_t first = m_held.find_first_not_of(whitespace);
            goesOn = first != std::string::npos && m_held[first] == '{';
            if (goesOn) {
                m_held.erase(0, first);
                beginObject();
            }
            break;
        }
        }
    }
    return text;
}

std::string LlamaCallReader::finish()
{
    const std::string rest = std::exchange(m_held, {});
    const State state = std::exchange(m_state, State::Text);
    if (state == State::Tag && !trimmedText(rest).empty()) {
        m_calls.push_back(readPythonCall(trimmedText(rest)));
        return {};
    }
    if (state == State::Object && hasArguments(rest)) {
        m_calls.push_back(unreadableCall(rest));
        return {};
    }
    return rest;
}

} // namespace inference

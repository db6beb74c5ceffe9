// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/call_reader.h"
#include "inference/engine/chat/json_progress.h"

#include <optional>
#include <string>
#include <string_view>

namespace inference {

/// Calls as Mistral's models write them: [TOOL_CALLS] and a list of JSON objects, or
/// [TOOL_CALLS]name[ARGS]{…}, perhaps with [CALL_ID]id behind the name.
class MistralCallReader final : public CallReader {
public:
    std::string add(std::string_view piece) override;
    std::string finish() override;

private:
    [[nodiscard]] bool readText(std::string& text);
    [[nodiscard]] bool readCalls();
    void takeList(std::string_view list);
    void takeNamed(std::string_view head, std::string_view arguments);

    bool m_isInCalls = false;
    std::string m_held; ///< text that may become the marker, or the calls so far
    std::optional<std::size_t> m_jsonBegin; ///< of the calls' JSON in m_held
    JsonProgress m_json; ///< of what begins there
};

} // namespace inference

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/call_reader.h"
#include "inference/engine/chat/json_progress.h"

#include <string>
#include <string_view>

namespace inference {

/// Calls as Llama 3.1 and 3.2 write them: a JSON object with a name and parameters at the beginning
/// of a line, several of them apart by white space or semicolons; or behind <|python_tag|>, where
/// also `tool.call(name="value")` may stand. An object that is no call is text.
class LlamaCallReader final : public CallReader {
public:
    std::string add(std::string_view piece) override;
    std::string finish() override;

private:
    enum class State { Text, Object, Tag };

    [[nodiscard]] bool readText(std::string& text);
    [[nodiscard]] bool readObject(std::string& text);
    void beginObject();

    State m_state = State::Text;
    bool m_isLineStart = true;
    bool m_isBehindCall = false; ///< semicolons here part calls
    std::string m_held;
    JsonProgress m_json; ///< of the object at the beginning of m_held
};

} // namespace inference

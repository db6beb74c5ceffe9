// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/chat/call_reader.h"

#include <string>
#include <string_view>

namespace inference {

/// Calls as DeepSeek's models write them, between their own markers: the type and the name with the
/// arguments in a fenced block (R1 and what was distilled from it), or the name and the arguments
/// (V3.1).
class DeepSeekCallReader final : public CallReader {
public:
    std::string add(std::string_view piece) override;
    std::string finish() override;

private:
    [[nodiscard]] bool readText(std::string& text);
    [[nodiscard]] bool readCall();

    bool m_isInCall = false;
    bool m_isInCalls = false; ///< between calls: white space there parts them
    std::string m_held;
};

} // namespace inference

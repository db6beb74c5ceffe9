// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace inference {

/// The bytes of a member's value as they stand in the text of a JSON object, which has been parsed
/// already and is known to be valid. Empty when there is no such member. Names with escapes are
/// not found.
std::string_view jsonMember(std::string_view object, std::string_view name);

} // namespace inference

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace inference {

/// Appends a character as vocabularies without case and accents write it: taken apart (NFD),
/// without marks that take no room, in lower case. May append nothing or several characters.
void appendFolded(std::string& out, char32_t character);

} // namespace inference

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/text/json.h"

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace app {

/// Text of models, files and other people for a terminal: control characters other than newline
/// and tab, which could move the cursor or worse, become U+FFFD; so do invalid bytes.
std::string printable(std::string_view text);

/// A line on stdout.
void printLine(std::string_view line);

/// A line on stderr that begins with "holdfast: ".
void printError(std::string_view line);

/// An error with its field and byte offset on stderr.
void printError(const core::Error& error);

/// Columns side by side, as wide as their widest cell; the last one is free.
void printTable(
    const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

/// "name: value" lines with the values below each other. Values of several lines are indented.
void printFields(const std::vector<std::pair<std::string, std::string>>& fields);

/// A member of an answer as text: strings as they are, null and absent as "-", numbers, "yes" or
/// "no", lists with commas.
std::string textOf(const core::Json& object, std::string_view name);

/// "2027-01-15 08:00" in UTC.
std::string timeText(std::int64_t atUs);
std::string timeOf(const core::Json& object, std::string_view name);

/// "1.5 GiB".
std::string sizeText(std::int64_t bytes);

/// The rows of a list answer and, when there are more, how to see them.
void printList(const core::Json& answer, const std::vector<std::string>& header,
    const std::function<std::vector<std::string>(const core::Json&)>& row);

} // namespace app

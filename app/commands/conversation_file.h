// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/arguments.h"
#include "core/base/result.h"
#include "core/text/json.h"

#include <string>

namespace app {

/// The most bytes of a conversation in a file.
constexpr std::size_t conversationBytesMax = std::size_t{8} * 1024 * 1024;

/// --messages: a file of one JSON object; "-" reads stdin.
Option messagesOption();
core::Result<core::OrderedJson> conversationOf(const Arguments& arguments);

/// The time as templates show it, YYYY-MM-DDTHH:MM:SS.
std::string localTime();

/// The beginning of today in UTC, so that what is asked again on the same day begins alike.
std::string startOfDay();

} // namespace app

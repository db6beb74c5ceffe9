// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"

#include <string_view>

namespace inference {

/// `name.call(key="value", other=1)`, as Llama 3.1 calls the tools that it was taught; the values
/// are JSON. What is no such call is unreadable, with its text as it was written.
core::ModelToolCall readPythonCall(std::string_view written);

} // namespace inference

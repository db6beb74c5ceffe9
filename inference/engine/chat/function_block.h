// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"

#include <span>
#include <string_view>

namespace inference {

constexpr std::string_view functionBegin = "<function=";
constexpr std::string_view functionEnd = "</function>";

/// The call that a block of the form of Qwen3 Coder says:
///   <function=name> <parameter=key> value </parameter> … </function>
/// Values are written without types. A value is text where the tool's schema says so; else it is
/// JSON if it reads as JSON (Python's True, False and None too), and text if it does not. What is
/// no such block is an unreadable call.
core::ModelToolCall readFunctionBlock(
    std::string_view block, std::span<const core::ToolDeclaration> tools);

} // namespace inference

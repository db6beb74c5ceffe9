// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core::jinja {

/// A piece of a template. `text` of Data and String is what it stands for, escapes undone.
struct Token {
    enum class Kind {
        Data,
        VariableBegin,
        VariableEnd,
        BlockBegin,
        BlockEnd,
        Name,
        Integer,
        Float,
        String,
        Operator,
        End
    };
    Kind kind = Kind::End;
    std::string text;
    std::size_t offset = 0; ///< bytes from the start of the source
};

/// Cuts a template as Jinja2 3.1 does with trim_blocks and lstrip_blocks on: comments and raw
/// blocks are resolved, whitespace control is applied. Refused with the offset: unclosed tags and
/// strings, unknown characters.
Result<std::vector<Token>> tokenize(std::string_view source);

} // namespace core::jinja

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/backend/backend.h"

#include <span>

namespace inference {

/// Tokens of a sequence and how each was computed or is to be.
struct ClassedTokens {
    std::span<const TokenId> tokens;
    std::span<const NumericClass> classes; ///< as many, or none where a model has one class

    [[nodiscard]] ClassedTokens first(std::size_t count) const
    {
        return {tokens.first(count), classes.empty() ? classes : classes.first(count)};
    }
    [[nodiscard]] ClassedTokens from(std::size_t index) const
    {
        return {tokens.subspan(index), classes.empty() ? classes : classes.subspan(index)};
    }
    [[nodiscard]] NumericClass classOf(std::size_t index) const
    {
        return classes.empty() ? NumericClass::Prefill : classes[index];
    }
};

} // namespace inference

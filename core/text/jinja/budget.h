// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstddef>

namespace core::jinja {

/// What a template may use at most, so that none can hang or fill the memory.
struct TemplateLimits {
    std::size_t operations = 500'000;
    std::size_t outputBytes = std::size_t{8} * 1024 * 1024; ///< also of any one text
    std::size_t rangeItems = 10'000;
    std::size_t repeatBytes = std::size_t{64} * 1024; ///< of `text * number`
    int callDepth = 32; ///< macros inside macros
    int valueDepth = 64; ///< lists inside lists
};

/// What is left of the operations. Copying text costs one operation a KiB.
class Budget {
public:
    explicit Budget(TemplateLimits limits);

    /// LimitReached when nothing is left.
    Result<void> spend(std::size_t operations = 1);

    /// Pays for a text of this size and checks that it is not too long.
    Result<void> spendText(std::size_t bytes);

    [[nodiscard]] const TemplateLimits& limits() const { return m_limits; }
    int callDepth = 0;

private:
    TemplateLimits m_limits;
    std::size_t m_left;
};

/// A template's own mistake, such as adding a text to a number.
tl::unexpected<Error> templateError(std::string message);

} // namespace core::jinja

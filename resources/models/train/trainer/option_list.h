// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace train {

/// `--name value` and `--name` pairs of a command line. Ask for all options first, then check().
/// Thread rule: one owner.
class OptionList {
public:
    explicit OptionList(const std::vector<std::string_view>& arguments);

    [[nodiscard]] bool has(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name) const;
    [[nodiscard]] std::int64_t integer(std::string_view name, std::int64_t otherwise) const;
    [[nodiscard]] double number(std::string_view name, double otherwise) const;
    /// Numbers with commas between them.
    [[nodiscard]] std::vector<std::int64_t> integers(std::string_view name) const;

    /// InvalidInput for an argument that nobody asked for or that could not be read.
    [[nodiscard]] core::Result<void> check() const;

private:
    template <class Number>
    [[nodiscard]] Number parse(std::string_view name, Number otherwise) const;

    std::map<std::string, std::string, std::less<>> m_values;
    mutable std::map<std::string, bool, std::less<>> m_asked;
    mutable std::string m_wrong; ///< the first argument that is off
};

} // namespace train

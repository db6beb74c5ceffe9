// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace app {

/// `--name VALUE`, or a switch when `value` is empty.
struct Option {
    std::string name; ///< without the dashes
    std::string value; ///< what the help calls the value: "PATH"
    std::string help;
};

/// A word without dashes, in its place.
struct Positional {
    enum class Need { Required, Optional };
    std::string name; ///< "AGENT"
    std::string help;
    Need need = Need::Required;
};

/// What stood on the command line, checked against what a command takes.
class Arguments {
public:
    /// Reads `words`: options as `--name value` or `--name=value`, `--` ends them. InvalidInput
    /// with detail E_USAGE says what was found and what is allowed.
    static core::Result<Arguments> parse(const std::vector<std::string>& words,
        const std::vector<Positional>& positionals, const std::vector<Option>& options);

    [[nodiscard]] bool has(std::string_view option) const;
    [[nodiscard]] std::optional<std::string> value(std::string_view option) const;

    /// A positional by its place; empty when it is optional and absent.
    [[nodiscard]] std::string positional(std::size_t index) const;
    [[nodiscard]] bool hasPositional(std::size_t index) const;

    /// Numbers of options; InvalidInput names the option, what was found and the range.
    [[nodiscard]] core::Result<std::optional<std::int64_t>> integer(
        std::string_view option, std::int64_t minimum, std::int64_t maximum) const;
    [[nodiscard]] core::Result<std::optional<double>> number(std::string_view option) const;

private:
    std::vector<std::string> m_positionals;
    std::map<std::string, std::string, std::less<>> m_options;
};

/// An error of the one who typed: exit code 2, with a hint where help is.
core::Error usageError(std::string message);

/// The detail code of usage errors.
inline constexpr std::string_view usageDetail = "E_USAGE";

/// "--a, --b VALUE": what is allowed, for a message.
std::string namesOf(const std::vector<Option>& options);

} // namespace app

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/jinja/budget.h"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <string_view>

namespace core::jinja {

/// A Jinja template as models carry it for their conversations, and workflows for their texts.
/// Renders what Jinja2 3.1 renders with trim_blocks, lstrip_blocks and loop controls on and
/// autoescape off. Nothing of the program can be reached: no host objects, no files, no includes.
/// Thread rule: immutable after parse; render() from any thread.
class Template {
public:
    static constexpr std::size_t sourceBytesMax = std::size_t{256} * 1024;

    /// Refused with detail E_TEMPLATE and the byte offset.
    static Result<Template> parse(std::string_view source);

    /// `variables` is an object; the order of its keys is kept. `now` is the local time that
    /// strftime_now() shows, as YYYY-MM-DDTHH:MM:SS. What the template raises itself comes back as
    /// InvalidInput, detail E_TEMPLATE_RAISED, with its own message.
    [[nodiscard]] Result<std::string> render(const nlohmann::ordered_json& variables,
        const std::string& now, const TemplateLimits& limits = {}) const;

private:
    struct Parsed;
    std::shared_ptr<const Parsed> m_parsed;
};

} // namespace core::jinja

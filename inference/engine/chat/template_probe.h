// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/text/jinja/template.h"
#include "core/text/json.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace inference {

/// How a call is handed to a template.
struct CallShape {
    bool noText = false; ///< the content beside a call is null, else an empty text
    bool argumentsAsText = false; ///< JSON text, else an object
    bool shortIds = false; ///< nine letters and digits
};

/// Lets a template write made-up conversations. Borrows the template.
/// Thread rule: one owner.
class TemplateProbe {
public:
    using Messages = std::vector<std::pair<std::string, std::string>>; ///< role and content

    TemplateProbe(const core::jinja::Template& parsed, const core::OrderedJson& special)
        : m_template(parsed)
        , m_special(special)
    {
    }

    [[nodiscard]] core::Result<std::string> render(const Messages& messages) const;

    /// Whether every content comes out.
    [[nodiscard]] bool shows(const Messages& messages) const;

    /// Whether the declaration of a tool comes out.
    [[nodiscard]] bool showsTools() const;

    /// Whether a message with so many calls and their results come out, the arguments as JSON.
    [[nodiscard]] bool showsCalls(const CallShape& shape, int calls) const;

private:
    [[nodiscard]] core::Result<std::string> renderJson(
        core::OrderedJson messages, bool withTools) const;

    const core::jinja::Template& m_template;
    const core::OrderedJson& m_special;
};

} // namespace inference

// SPDX-License-Identifier: Apache-2.0
#include "core/api/library_model_resolver.h"

#include <fmt/format.h>

namespace core {

Result<std::shared_ptr<LanguageModel>> LibraryModelResolver::resolve(
    const Agent& agent, const ProgressSink& progress, std::stop_token stop)
{
    if (!agent.settings.model) {
        return fail(ErrorCode::NotFound,
            fmt::format("Agent '{}' has no model. Import one with models import, then choose it "
                        "for the agent.",
                agent.settings.name));
    }
    const auto entry = m_library.find(*agent.settings.model);
    if (!entry) {
        const bool isUnknown = entry.error().code == ErrorCode::NotFound;
        return fail(isUnknown
                ? Error{.code = ErrorCode::NotFound,
                    .message = fmt::format("The model of agent '{}' ({}) is not in the library. "
                                           "Import its file again, or choose another model for "
                                           "the agent.",
                        agent.settings.name, *agent.settings.model)}
                : entry.error());
    }
    return m_loaded.load(*entry, std::nullopt, progress, stop);
}

} // namespace core

// SPDX-License-Identifier: Apache-2.0
#include "core/tools/tool.h"

#include <fmt/format.h>

namespace core {

namespace {

tl::unexpected<Error> notMadeFor(const Tool& tool, std::string_view use)
{
    return fail(ErrorCode::Internal,
        fmt::format("The tool '{}' ({}) has no '{}'.", tool.declaration().name,
            toolEffectName(tool.effect()), use));
}

} // namespace

Result<ToolOutcome> Tool::run(const Json&, const ToolContext&)
{
    return notMadeFor(*this, "run");
}

Result<ToolOutcome> Tool::commit(Database&, std::int64_t, const Json&, const ToolContext&)
{
    return notMadeFor(*this, "commit");
}

Result<std::optional<ToolOutcome>> Tool::probe(const Json&, const ToolContext&)
{
    return notMadeFor(*this, "probe");
}

} // namespace core

// SPDX-License-Identifier: Apache-2.0
#include "core/model/sampling_json.h"

namespace core {

Result<SamplingOptions> samplingFromJson(const Json& object, SamplingOptions defaults)
{
    TRY(requireMembersAmong(object, {"temperature", "top_k", "top_p", "min_p", "seed"}));
    SamplingOptions options = defaults;
    options.temperature =
        TRY(optionalNumber(object, "temperature", 0, 5)).value_or(options.temperature);
    options.topK = static_cast<std::int32_t>(
        TRY(optionalInteger(object, "top_k", 0, 1000)).value_or(options.topK));
    options.topP = TRY(optionalNumber(object, "top_p", 0, 1)).value_or(options.topP);
    options.minP = TRY(optionalNumber(object, "min_p", 0, 1)).value_or(options.minP);
    const auto seed = TRY(optionalInteger(object, "seed", 0, std::int64_t{1} << 53U));
    options.seed = seed ? static_cast<std::uint64_t>(*seed) : options.seed;
    return options;
}

Json samplingToJson(const SamplingOptions& options)
{
    return {{"temperature", options.temperature}, {"top_k", options.topK}, {"top_p", options.topP},
        {"min_p", options.minP}, {"seed", options.seed}};
}

} // namespace core

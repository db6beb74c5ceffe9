// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/language_model.h"

namespace core {

/// `{temperature, top_k, top_p, min_p, seed}`, each optional, over the defaults given.
/// InvalidInput names the member that is out of range: temperature 0–5, top_k 0–1000,
/// top_p 0–1, min_p 0–1, seed 0–2^53.
Result<SamplingOptions> samplingFromJson(const Json& object, SamplingOptions defaults = {});

Json samplingToJson(const SamplingOptions& options);

} // namespace core

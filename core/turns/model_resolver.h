// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/agents/agent.h"
#include "core/base/result.h"
#include "core/model/language_model.h"
#include "core/model/model_provider.h"

#include <memory>
#include <stop_token>

namespace core {

/// Gives the model an agent speaks with, loading it when it must.
/// Thread rule: any thread, several at a time.
class ModelResolver {
public:
    virtual ~ModelResolver() = default;

    /// The loaded model of agent.settings.model. Reports progress while it loads and ends within
    /// 200 ms of a stop with Cancelled. NotFound or Unavailable, in words that say what to do, when
    /// the agent has no model ("Agent 'x' has no model. Import one …, choose one with agents.edit
    /// model."), the model is not in the library or its file is gone; OutOfMemory with figures.
    virtual Result<std::shared_ptr<LanguageModel>> resolve(
        const Agent& agent, const ProgressSink& progress, std::stop_token stop) = 0;
};

} // namespace core

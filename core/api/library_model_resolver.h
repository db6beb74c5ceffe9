// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/loaded_models.h"
#include "core/turns/model_resolver.h"

namespace core {

/// Finds an agent's model in the library and keeps it loaded.
/// Thread rule: that of ModelResolver.
class LibraryModelResolver final : public ModelResolver {
public:
    LibraryModelResolver(ModelLibrary& library, LoadedModels& loaded)
        : m_library(library)
        , m_loaded(loaded)
    {
    }

    Result<std::shared_ptr<LanguageModel>> resolve(
        const Agent& agent, const ProgressSink& progress, std::stop_token stop) override;

private:
    ModelLibrary& m_library;
    LoadedModels& m_loaded;
};

} // namespace core

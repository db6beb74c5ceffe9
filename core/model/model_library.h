// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id_source.h"
#include "core/base/result.h"
#include "core/model/model_provider.h"
#include "core/model/model_registry.h"

#include <filesystem>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// The models of this user. A model is known by the fingerprint of all its bytes; the file stays
/// where it is unless a copy is asked for.
/// Thread rule: any thread; several processes may import at a time.
class ModelLibrary {
public:
    struct Services {
        ModelProvider& provider;
        Clock& clock;
        IdSource& ids;
    };

    struct Import {
        std::filesystem::path file;
        std::string name = {}; ///< empty: from the file's name
        bool makeCopy = false;
    };

    /// Keeps models.json and the copies below `directory` (dataPlace()).
    ModelLibrary(std::filesystem::path directory, const Services& services);

    /// Checks the header, reads the whole file with progress, and enters it. The same bytes again
    /// give the model that is there. Errors: those of inspect, AlreadyExists (the name), Cancelled.
    Result<ModelEntry> import(
        const Import& request, const ProgressSink& progress, const std::stop_token& stop);

    /// In the order of their import.
    [[nodiscard]] Result<std::vector<ModelEntry>> list() const;

    /// By id, exact name or absolute path.
    [[nodiscard]] Result<ModelEntry> find(std::string_view reference) const;

    /// The entry, after a look whether its file is still the imported one. When the stamp differs
    /// the file is read again, with progress. NotFound: the file is gone. Conflict: other bytes.
    Result<ModelEntry> verify(
        const ModelEntry& entry, const ProgressSink& progress, const std::stop_token& stop);

    /// Takes the entry out, and its file when that is our copy.
    Result<ModelEntry> remove(std::string_view reference);

    /// True when a file of the imported size stands there.
    static bool isPresent(const ModelEntry& entry);

private:
    struct Located;
    Result<Located> locate(const std::filesystem::path& file, bool makeCopy,
        const ProgressSink& progress, const std::stop_token& stop);
    Result<Located> copyIn(const std::filesystem::path& file, const ProgressSink& progress,
        const std::stop_token& stop);
    Result<ModelEntry> enter(const Import& request, const Located& located, ModelSummary summary);
    void removeAbandonedCopies() const;

    std::filesystem::path m_directory;
    Services m_services;
    ModelRegistry m_registry;
};

} // namespace core

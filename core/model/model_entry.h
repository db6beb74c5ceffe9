// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id.h"
#include "core/base/result.h"
#include "core/model/file_stamp.h"
#include "core/text/json.h"

#include <filesystem>
#include <string>

namespace core {

/// What a list shows of a model, taken from its header at import.
struct ModelSummary {
    std::string architecture;
    std::int64_t parameters = 0;
    std::string quantization;
    std::int64_t contextLength = 0;
    bool hasChatTemplate = false;
};

/// From the facts of ModelProvider::inspect. What is absent there stays empty.
ModelSummary summaryOf(const Json& facts);

/// A model a person imported.
struct ModelEntry {
    ModelId id;
    std::string name; ///< unique in the library
    std::filesystem::path path; ///< absolute
    std::string fingerprint; ///< BLAKE2b-256 of all bytes, 64 hex digits
    FileStamp stamp; ///< of the file when its fingerprint was last computed
    bool isCopy = false; ///< the file is ours and goes with the entry
    TimestampUs importedAtUs = 0;
    ModelSummary summary;
};

/// One entry of models.json, a closed schema: unknown members are refused by name. Device, inode
/// and time are text, because JSON numbers are exact only up to 2^53.
Json entryToJson(const ModelEntry& entry);
Result<ModelEntry> entryFromJson(const Json& object);

} // namespace core

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/memory/memory_block.h"
#include "core/memory/memory_record.h"
#include "core/text/json.h"

namespace core {

/// The Block and the Record of core/api/README.md; a found record has `score` and `snippet` too.
Json blockToJson(const MemoryBlock& block);
Json recordToJson(const MemoryRecord& record);
Json foundRecordToJson(const FoundRecord& found);

} // namespace core

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "core/memory/memory_record.h"
#include "core/store/database.h"

namespace core {

/// The record of a row of record_rows, with its sources. Corrupt when a column holds what it may
/// not.
Result<MemoryRecord> readRecord(Database& database, const Statement& row);

} // namespace core

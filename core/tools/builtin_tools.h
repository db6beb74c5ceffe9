// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id_source.h"
#include "core/store/store.h"
#include "core/tools/tool_registry.h"

namespace core {

/// The tools of this program: calculate, list_files, memory_save, memory_search, read_file. The
/// parameters outlive the registry.
ToolRegistry makeBuiltinTools(Store& store, Clock& clock, IdSource& ids);

} // namespace core

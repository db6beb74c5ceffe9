// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/id_source.h"
#include "core/tools/tool.h"

#include <memory>

namespace core {

class Store;

/// memory_save {text, kind?}: a record whose trust is that of everything the model had read, and
/// whose source is the call. Transactional: it is saved with the result or not at all.
std::unique_ptr<Tool> makeMemorySaveTool(Store& store, Clock& clock, IdSource& ids);

/// memory_search {query, limit?}: records as of the model call that asked, best first, with the
/// joined label of what it shows.
std::unique_ptr<Tool> makeMemorySearchTool(Store& store);

} // namespace core

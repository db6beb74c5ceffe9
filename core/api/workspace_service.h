// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/service_table.h"
#include "core/store/store.h"

#include <string>

namespace core {

/// Adds workspace.status and audit.verify (core/api/README.md). `version` is the program's.
void addWorkspaceMethods(ServiceTable& table, Store& store, const std::string& version);

} // namespace core

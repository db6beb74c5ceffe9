// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/sessions/item.h"
#include "core/text/json.h"

namespace core {

/// The Item of core/api/README.md.
Json itemToJson(const Item& item);

} // namespace core

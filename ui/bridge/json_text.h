// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <QJsonObject>

#include <string_view>

namespace ui {

/// The object that JSON text holds, read by the one parser of the program and its limits.
core::Result<QJsonObject> parseObject(std::string_view text);

} // namespace ui

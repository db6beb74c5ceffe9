// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/json.h"

#include <QJsonObject>

namespace ui {

/// The edge between the wire's JSON and Qt's. Integers up to 2^53 keep their value.
/// Included only by sources that touch core::Client; pages see Qt's types.
QJsonValue toQt(const core::Json& value);
core::Json fromQt(const QJsonValue& value);

} // namespace ui

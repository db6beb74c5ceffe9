// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"

#include <QString>

namespace ui {

/// An error in words: a heading for its kind, what was found and allowed (from the runtime), and
/// what to do about that kind. `details` is for folding out and copying: code, place, field,
/// offset.
struct ErrorText {
    QString heading;
    QString message;
    QString advice;
    QString details;

    /// All in one paragraph, for a strip and for a screen reader.
    [[nodiscard]] QString sentence() const;
};

ErrorText errorText(const core::Error& error);
/// The same for the code and message that a turn or a session carries: codes of turns
/// (core/turns/turn_failure.h) have words of their own, other names are those of ErrorCode.
ErrorText errorText(const QString& code, const QString& message);

} // namespace ui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace ui {

/// One row of the spine, made of one or two items or of a turn. Plain data.
struct SpineRow {
    enum class Kind {
        Message, ///< text of a person or of the agent
        Tool, ///< a call and, when it is there, its output
        Usage, ///< what a turn cost
        Notice, ///< how a turn failed or that it was stopped
    };

    Kind kind = Kind::Message;
    QString id; ///< of the item, or of the turn for usage and notices; unique with kind
    QString item; ///< the item a fork may end with; empty when there is none
    QString name; ///< who speaks, or the tool
    bool fromUser = false;
    bool live = false; ///< text still arrives
    QString text; ///< message, arguments, figures or error
    QString heading; ///< of a notice
    QString output; ///< of a tool
    bool hasOutput = false;
    QString status; ///< of the item: in_progress, completed, failed, cancelled, in_doubt, queued
    QString integrity; ///< of the output, empty when unknown
    qint64 atUs = 0;
    qint64 durationUs = 0;

    bool operator==(const SpineRow&) const = default;
};

} // namespace ui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace ui {

/// The objects of the wire (core/api/README.md) as the pages read them. What is absent or null is
/// empty or zero. Times are microseconds UTC.

struct WireError {
    QString code;
    QString message;
};

struct AgentInfo {
    QString id;
    QString name;
    int version = 0;
    QString instructions;
    QString model; ///< id, empty when none is chosen
    QStringList tools;
    QString directory;
    QJsonObject sampling;
    int outputTokensMax = 0;
    static AgentInfo from(const QJsonObject& object);
};

struct BranchInfo {
    QString id;
    QString name;
    static BranchInfo from(const QJsonObject& object);
};

struct Usage {
    qint64 computed = 0;
    qint64 cached = 0;
    qint64 output = 0;
    qint64 readUs = 0;
    qint64 generateUs = 0;
    static Usage from(const QJsonObject& object);
};

struct SessionInfo {
    QString id;
    QString agentId;
    QString agentName;
    int agentVersion = 0;
    QString title;
    QString status; ///< idle, in_progress, requires_action
    QString activeBranch;
    QList<BranchInfo> branches; ///< empty in lists
    int branchCount = 1;
    int turns = 0;
    std::optional<WireError> lastError;
    qint64 lastActiveAtUs = 0;
    static SessionInfo from(const QJsonObject& object);
};

struct ItemInfo {
    QString id;
    QString branch;
    qint64 position = 0;
    QString turn;
    QString kind; ///< message, function_call, function_output
    QString role;
    QString status;
    QString callId;
    QString name;
    QString text;
    QString integrity;
    qint64 createdAtUs = 0;
    qint64 completedAtUs = 0;
    static ItemInfo from(const QJsonObject& object);
};

struct RequiredAction {
    QString kind;
    QString callId;
    QString name;
    QString arguments;
};

struct TurnInfo {
    QString id;
    QString branch;
    QString status; ///< queued, in_progress, waiting, completed, failed, cancelled
    std::optional<WireError> error;
    Usage usage;
    std::optional<RequiredAction> action;
    qint64 createdAtUs = 0;
    qint64 completedAtUs = 0;
    [[nodiscard]] bool isOpen() const;
    static TurnInfo from(const QJsonObject& object);
};

/// The text of a member, empty when absent.
QString textOf(const QJsonObject& object, const char* name);
qint64 integerOf(const QJsonObject& object, const char* name);

} // namespace ui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

namespace ui {

/// The wire's memory and model objects, as wire_types.h has those of agents and sessions.

struct BlockInfo {
    QString label;
    QString text;
    qint64 limitBytes = 0;
    static BlockInfo from(const QJsonObject& object);
};

struct SourceInfo {
    QString kind; ///< user, item, file
    QString reference;
    QString quote;
    QString item;
    QString session; ///< empty when it is no item of a session
};

struct RecordInfo {
    QString id;
    QString agent;
    QString kind; ///< semantic, episodic, procedural, preference
    QString state; ///< active, quarantine
    QString text;
    QString snippet; ///< from a search: matches between U+0002 and U+0003
    QString integrity;
    QList<SourceInfo> sources;
    qint64 createdAtUs = 0;
    static RecordInfo from(const QJsonObject& object);
};

struct ModelInfo {
    QString id;
    QString name;
    QString path;
    qint64 sizeBytes = 0;
    QString fingerprint;
    bool present = true;
    QString architecture;
    qint64 parameters = 0;
    QString quantization;
    qint64 contextLength = 0;
    bool hasChatTemplate = false;
    QString state; ///< unloaded, loading, loaded
    QString device;
    qint64 contextTokens = 0;
    static ModelInfo from(const QJsonObject& object);
};

struct DeviceInfo {
    QString name;
    QString title;
    bool usable = false;
    QString reason;
    qint64 memoryBytes = 0;
    static DeviceInfo from(const QJsonObject& object);
};

} // namespace ui

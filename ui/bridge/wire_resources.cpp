// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/wire_resources.h"

#include "ui/bridge/wire_types.h"

#include <QJsonArray>

namespace ui {

namespace {

QString integrityOf(const QJsonObject& object)
{
    return textOf(object.value(QLatin1String("labels")).toObject(), "integrity");
}

bool truthOf(const QJsonObject& object, const char* name, bool otherwise)
{
    return object.value(QLatin1String(name)).toBool(otherwise);
}

} // namespace

BlockInfo BlockInfo::from(const QJsonObject& object)
{
    return BlockInfo{
        textOf(object, "label"), textOf(object, "text"), integerOf(object, "limit_bytes")};
}

RecordInfo RecordInfo::from(const QJsonObject& object)
{
    RecordInfo record;
    record.id = textOf(object, "id");
    record.agent = textOf(object, "agent");
    record.kind = textOf(object, "kind");
    record.state = textOf(object, "state");
    record.text = textOf(object, "text");
    record.snippet = textOf(object, "snippet");
    record.integrity = integrityOf(object);
    for (const QJsonValue& value : object.value(QLatin1String("sources")).toArray()) {
        const QJsonObject source = value.toObject();
        record.sources.append(SourceInfo{textOf(source, "kind"), textOf(source, "reference"),
            textOf(source, "quote"), textOf(source, "item"), textOf(source, "session")});
    }
    record.createdAtUs = integerOf(object, "created_at_us");
    return record;
}

ModelInfo ModelInfo::from(const QJsonObject& object)
{
    ModelInfo model;
    model.id = textOf(object, "id");
    model.name = textOf(object, "name");
    model.path = textOf(object, "path");
    model.sizeBytes = integerOf(object, "size_bytes");
    model.fingerprint = textOf(object, "fingerprint");
    model.present = truthOf(object, "present", true);
    model.architecture = textOf(object, "architecture");
    model.parameters = integerOf(object, "parameters");
    model.quantization = textOf(object, "quantization");
    model.contextLength = integerOf(object, "context_length");
    model.hasChatTemplate = truthOf(object, "has_chat_template", false);
    model.state = textOf(object, "state");
    model.device = textOf(object, "device");
    model.contextTokens = integerOf(object, "context_tokens");
    return model;
}

DeviceInfo DeviceInfo::from(const QJsonObject& object)
{
    return DeviceInfo{textOf(object, "name"), textOf(object, "title"),
        truthOf(object, "usable", false), textOf(object, "reason"),
        integerOf(object, "memory_bytes")};
}

} // namespace ui

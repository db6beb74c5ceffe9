// SPDX-License-Identifier: Apache-2.0
#include "ui/bridge/json_convert.h"

#include "ui/bridge/json_text.h"

#include <QJsonArray>

namespace ui {

namespace {

QString text(const std::string& utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

QJsonValue integerToQt(const core::Json& value)
{
    if (value.is_number_unsigned()) {
        return QJsonValue(static_cast<qint64>(value.get<std::uint64_t>()));
    }
    return QJsonValue(static_cast<qint64>(value.get<std::int64_t>()));
}

core::Json numberFromQt(double number, qint64 integer)
{
    if (static_cast<double>(integer) == number) {
        return core::Json(static_cast<std::int64_t>(integer));
    }
    return core::Json(number);
}

} // namespace

QJsonValue toQt(const core::Json& value)
{
    if (value.is_object()) {
        QJsonObject object;
        for (const auto& [name, member] : value.items()) {
            object.insert(text(name), toQt(member));
        }
        return object;
    }
    if (value.is_array()) {
        QJsonArray array;
        for (const auto& member : value) {
            array.append(toQt(member));
        }
        return array;
    }
    if (value.is_string()) {
        return text(value.get_ref<const std::string&>());
    }
    if (value.is_boolean()) {
        return value.get<bool>();
    }
    if (value.is_number_integer()) {
        return integerToQt(value);
    }
    return value.is_number() ? QJsonValue(value.get<double>()) : QJsonValue(QJsonValue::Null);
}

core::Json fromQt(const QJsonValue& value)
{
    switch (value.type()) {
    case QJsonValue::Object: {
        auto object = core::Json::object();
        const QJsonObject members = value.toObject();
        for (auto it = members.begin(); it != members.end(); ++it) {
            object[it.key().toStdString()] = fromQt(it.value());
        }
        return object;
    }
    case QJsonValue::Array: {
        auto array = core::Json::array();
        for (const QJsonValue& member : value.toArray()) {
            array.push_back(fromQt(member));
        }
        return array;
    }
    case QJsonValue::String:
        return value.toString().toStdString();
    case QJsonValue::Bool:
        return value.toBool();
    case QJsonValue::Double:
        return numberFromQt(value.toDouble(), value.toInteger());
    default:
        return nullptr;
    }
}

core::Result<QJsonObject> parseObject(std::string_view text)
{
    const core::Json value = TRY(core::parseJson(text));
    if (!value.is_object()) {
        return core::fail(core::ErrorCode::InvalidInput,
            "Found JSON that is no object. Give an object in braces.");
    }
    return toQt(value).toObject();
}

} // namespace ui

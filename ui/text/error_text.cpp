// SPDX-License-Identifier: Apache-2.0
#include "ui/text/error_text.h"

#include <QCoreApplication>
#include <QStringList>

namespace ui {

namespace {

struct KindWords {
    const char* heading;
    const char* advice;
};

// No default: a new code without words here is a warning of the compiler.
KindWords wordsOf(core::ErrorCode code)
{
    using core::ErrorCode;
    switch (code) {
    case ErrorCode::InvalidInput:
        return {QT_TRANSLATE_NOOP("Error", "Not accepted"),
            QT_TRANSLATE_NOOP("Error", "Change the value and try again.")};
    case ErrorCode::NotFound:
        return {QT_TRANSLATE_NOOP("Error", "Not found"),
            QT_TRANSLATE_NOOP("Error", "It may have been deleted or moved. Choose another.")};
    case ErrorCode::AlreadyExists:
        return {QT_TRANSLATE_NOOP("Error", "Already there"),
            QT_TRANSLATE_NOOP("Error", "Choose another name.")};
    case ErrorCode::Conflict:
        return {QT_TRANSLATE_NOOP("Error", "Not possible now"),
            QT_TRANSLATE_NOOP("Error", "Wait until the running turn ends, or stop it.")};
    case ErrorCode::LimitReached:
        return {QT_TRANSLATE_NOOP("Error", "Limit reached"),
            QT_TRANSLATE_NOOP("Error", "Make it smaller, or raise the limit that is named.")};
    case ErrorCode::Corrupt:
        return {QT_TRANSLATE_NOOP("Error", "Damaged file"),
            QT_TRANSLATE_NOOP("Error", "Fetch the file again from where it came.")};
    case ErrorCode::Unsupported:
        return {QT_TRANSLATE_NOOP("Error", "Not supported"),
            QT_TRANSLATE_NOOP("Error", "Use another file or a newer version of Holdfast.")};
    case ErrorCode::Denied:
        return {QT_TRANSLATE_NOOP("Error", "Not permitted"),
            QT_TRANSLATE_NOOP("Error", "Change the permissions, or choose another place.")};
    case ErrorCode::Locked:
        return {QT_TRANSLATE_NOOP("Error", "In use"),
            QT_TRANSLATE_NOOP("Error", "Close the other program that has it open.")};
    case ErrorCode::ReadOnly:
        return {QT_TRANSLATE_NOOP("Error", "Read only"),
            QT_TRANSLATE_NOOP("Error", "Work on a copy in a place that can be written.")};
    case ErrorCode::DiskFull:
        return {QT_TRANSLATE_NOOP("Error", "Disk full"),
            QT_TRANSLATE_NOOP("Error", "Free some space on that disk, then try again.")};
    case ErrorCode::Io:
        return {QT_TRANSLATE_NOOP("Error", "Reading or writing failed"),
            QT_TRANSLATE_NOOP("Error", "Check the disk and its connection, then try again.")};
    case ErrorCode::OutOfMemory:
        return {QT_TRANSLATE_NOOP("Error", "Does not fit in memory"),
            QT_TRANSLATE_NOOP("Error", "Use a smaller context or model, or unload another.")};
    case ErrorCode::DeviceLost:
        return {QT_TRANSLATE_NOOP("Error", "Device lost"),
            QT_TRANSLATE_NOOP("Error", "Load the model again, on this device or on the CPU.")};
    case ErrorCode::Cancelled:
        return {QT_TRANSLATE_NOOP("Error", "Stopped"),
            QT_TRANSLATE_NOOP("Error", "Nothing was lost. Start it again when you want.")};
    case ErrorCode::Unavailable:
        return {QT_TRANSLATE_NOOP("Error", "Not available now"),
            QT_TRANSLATE_NOOP("Error", "Load what is missing, then try again.")};
    case ErrorCode::Internal:
        return {QT_TRANSLATE_NOOP("Error", "A mistake of Holdfast itself"),
            QT_TRANSLATE_NOOP("Error", "Copy the details into a report.")};
    }
    return {"", ""};
}

struct FailureWords {
    const char* code;
    KindWords words;
};

/// Why a turn can fail, in the names of the wire.
constexpr FailureWords failures[] = {
    {"no_model",
        {QT_TRANSLATE_NOOP("Error", "No model"),
            QT_TRANSLATE_NOOP("Error", "Choose a model for the agent, then send again.")}},
    {"model_failed",
        {QT_TRANSLATE_NOOP("Error", "The model failed"),
            QT_TRANSLATE_NOOP("Error", "Load the model again, or choose another.")}},
    {"context_too_long",
        {QT_TRANSLATE_NOOP("Error", "Too long for the model"),
            QT_TRANSLATE_NOOP("Error", "Shorten the message, or load with a larger context.")}},
    {"out_of_memory",
        {QT_TRANSLATE_NOOP("Error", "Does not fit in memory"),
            QT_TRANSLATE_NOOP("Error", "Use a smaller context or model, or unload another.")}},
    {"device_lost",
        {QT_TRANSLATE_NOOP("Error", "Device lost"),
            QT_TRANSLATE_NOOP("Error", "Load the model again, on this device or on the CPU.")}},
    {"step_limit",
        {QT_TRANSLATE_NOOP("Error", "Too many steps"),
            QT_TRANSLATE_NOOP("Error", "Send a narrower task; what was done is kept.")}},
    {"malformed_calls",
        {QT_TRANSLATE_NOOP("Error", "Calls that cannot be understood"),
            QT_TRANSLATE_NOOP("Error", "Use a model that calls tools, or fewer tools.")}},
    {"output_limit",
        {QT_TRANSLATE_NOOP("Error", "Answer too long"),
            QT_TRANSLATE_NOOP("Error", "Set fewer tokens in the agent's sampling.")}},
    {"interrupted_too_often",
        {QT_TRANSLATE_NOOP("Error", "Interrupted too often"),
            QT_TRANSLATE_NOOP("Error", "Send the message again; see why the program ended.")}},
    {"damaged_journal",
        {QT_TRANSLATE_NOOP("Error", "Damaged journal"),
            QT_TRANSLATE_NOOP("Error", "Fork before this turn, and check the workspace.")}},
    {"internal_error",
        {QT_TRANSLATE_NOOP("Error", "A mistake of Holdfast itself"),
            QT_TRANSLATE_NOOP("Error", "Copy the details into a report.")}},
};

QString detailsOf(const core::Error& error)
{
    QStringList parts{QString::fromStdString(std::string(core::errorCodeName(error.code)))};
    if (!error.detail.empty()) {
        parts << QString::fromStdString(error.detail);
    }
    if (!error.field.empty()) {
        parts << QCoreApplication::translate("Error", "field %1")
                     .arg(QString::fromStdString(error.field));
    }
    if (error.byteOffset) {
        parts << QCoreApplication::translate("Error", "byte %1").arg(*error.byteOffset);
    }
    return parts.join(QStringLiteral(", "));
}

} // namespace

QString ErrorText::sentence() const
{
    // Messages of the runtime mostly end with what to do; a bare fact gets the advice of its kind.
    const bool tellsWhatToDo = message.contains(QStringLiteral(". "));
    return tellsWhatToDo ? message : QStringLiteral("%1 %2").arg(message, advice).trimmed();
}

ErrorText errorText(const core::Error& error)
{
    const KindWords words = wordsOf(error.code);
    return ErrorText{QCoreApplication::translate("Error", words.heading),
        QString::fromStdString(error.message), QCoreApplication::translate("Error", words.advice),
        detailsOf(error)};
}

ErrorText errorText(const QString& code, const QString& message)
{
    for (const FailureWords& failure : failures) {
        if (code == QLatin1String(failure.code)) {
            return ErrorText{QCoreApplication::translate("Error", failure.words.heading), message,
                QCoreApplication::translate("Error", failure.words.advice), code};
        }
    }
    core::Error error;
    error.code = core::errorCodeFromName(code.toStdString());
    error.message = message.toStdString();
    ErrorText text = errorText(error);
    text.details = code;
    return text;
}

} // namespace ui

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <memory>

namespace tests {

/// What a run of the program came to.
struct ProgramRun {
    int exitCode = -1;
    QByteArray out;
    QByteArray err;

    /// The one JSON document on stdout; empty when there is none or more than one.
    [[nodiscard]] QJsonObject json() const;

    /// The `error` object of that document, and the elements of its `data`.
    [[nodiscard]] QJsonObject error() const { return json()[QStringLiteral("error")].toObject(); }
    [[nodiscard]] QJsonArray data() const { return json()[QStringLiteral("data")].toArray(); }

    /// A member of a member.
    [[nodiscard]] QJsonValue member(const QString& outer, const QString& inner) const
    {
        return json()[outer].toObject()[inner];
    }
};

/// The real program with places of its own, so that nothing of the person is touched.
class Program {
public:
    Program();

    [[nodiscard]] QString directory() const { return m_directory.path(); }
    [[nodiscard]] QString path(const QString& name) const { return m_directory.filePath(name); }
    [[nodiscard]] QString workspace() const { return path("w.holdfast"); }

    /// Runs to the end, at most 60 seconds.
    ProgramRun run(const QStringList& arguments, const QByteArray& input = {}) const;

    /// The same with `--workspace … --json` before it.
    ProgramRun ask(const QStringList& arguments, const QByteArray& input = {}) const;

    /// Starts it and waits for a first line on stdout.
    std::unique_ptr<QProcess> start(const QStringList& arguments) const;

    /// Writes a small file there.
    void write(const QString& name, const QByteArray& bytes) const;

    [[nodiscard]] QProcessEnvironment environment() const;

private:
    QTemporaryDir m_directory;
};

} // namespace tests

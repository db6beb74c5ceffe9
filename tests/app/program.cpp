// SPDX-License-Identifier: Apache-2.0
#include "tests/app/program.h"

#include <QDir>
#include <QFile>
#include <QJsonDocument>
#include <QTest>

namespace tests {

namespace {

constexpr int patienceMs = 60'000;

} // namespace

QJsonObject ProgramRun::json() const
{
    return QJsonDocument::fromJson(out).object();
}

Program::Program()
{
    QDir().mkpath(path("runtime"));
    QFile::setPermissions(path("runtime"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
}

QProcessEnvironment Program::environment() const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("HOME", path("home"));
    environment.insert("XDG_DATA_HOME", path("data"));
    environment.insert("XDG_CONFIG_HOME", path("config"));
    environment.insert("XDG_CACHE_HOME", path("cache"));
    environment.insert("XDG_STATE_HOME", path("state"));
    environment.insert("XDG_RUNTIME_DIR", path("runtime"));
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
    environment.remove("QT_QPA_PLATFORM");
    return environment;
}

ProgramRun Program::run(const QStringList& arguments, const QByteArray& input) const
{
    QProcess process;
    process.setProcessEnvironment(environment());
    process.setWorkingDirectory(directory());
    process.start(HOLDFAST_PROGRAM, arguments);
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(patienceMs)) {
        process.kill();
        process.waitForFinished();
        qWarning() << "took too long:" << arguments;
        return {};
    }
    const int code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    return {code, process.readAllStandardOutput(), process.readAllStandardError()};
}

ProgramRun Program::ask(const QStringList& arguments, const QByteArray& input) const
{
    return run(QStringList{"--workspace", workspace(), "--json"} + arguments, input);
}

std::unique_ptr<QProcess> Program::start(const QStringList& arguments) const
{
    auto process = std::make_unique<QProcess>();
    process->setProcessEnvironment(environment());
    process->setWorkingDirectory(directory());
    process->start(HOLDFAST_PROGRAM, arguments);
    if (!process->waitForReadyRead(patienceMs)) {
        qWarning() << "said nothing:" << arguments << process->readAllStandardError();
    }
    return process;
}

void Program::write(const QString& name, const QByteArray& bytes) const
{
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) {
        qFatal("%s cannot be written", qPrintable(name));
    }
}

} // namespace tests

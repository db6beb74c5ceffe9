// SPDX-License-Identifier: Apache-2.0
#include "core/store/store.h"

#include <QDirIterator>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

/// Prepares every statement of core against the newest schema. The constants are read from the
/// sources (core/store/README.md says in which form they stand), so that none can be forgotten.
namespace {

struct SqlConstant {
    QString file;
    QString name;
    QString text;
};

class AllStatementsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void everyConstantIsUnderstood();
    void everyStatementPrepares_data();
    void everyStatementPrepares();
    void everyNameIsUnique();
    void sqlStandsInItsHeadersOnly();

private:
    static QString sourceDirectory();
    static QStringList filesOfCore(const QStringList& patterns);
    static QString contentOf(const QString& path);

    QList<SqlConstant> m_constants;
    QTemporaryDir m_directory;
    std::filesystem::path m_workspace;
};

QString AllStatementsTest::sourceDirectory()
{
    return qEnvironmentVariable("HOLDFAST_SOURCE_DIR", QDir::currentPath());
}

QStringList AllStatementsTest::filesOfCore(const QStringList& patterns)
{
    QStringList files;
    QDirIterator it(
        sourceDirectory() + "/core", patterns, QDir::Files, QDirIterator::Subdirectories);
    while (it.hasNext()) {
        files.append(it.next());
    }
    files.sort();
    return files;
}

QString AllStatementsTest::contentOf(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

/// The text of adjacent string literals, plain or raw, up to the semicolon outside them.
QString literalText(const QString& source, qsizetype at)
{
    static const QRegularExpression piece(
        R"re(\G\s*(?:R"(\w*)\((.*?)\)\g1"|"((?:[^"\\]|\\.)*)"))re",
        QRegularExpression::DotMatchesEverythingOption);
    QString text;
    for (auto match = piece.match(source, at); match.hasMatch(); match = piece.match(source, at)) {
        text += match.captured(2);
        text += match.captured(3).replace("\\\"", "\"").replace("\\n", "\n");
        at = match.capturedEnd();
    }
    return text;
}

void AllStatementsTest::initTestCase()
{
    static const QRegularExpression declaration(
        R"re(inline constexpr std::string_view\s+(\w+)\s*=)re");
    for (const QString& path : filesOfCore({"*_sql.h"})) {
        const QString source = contentOf(path);
        for (auto it = declaration.globalMatch(source); it.hasNext();) {
            const auto match = it.next();
            m_constants.append({QFileInfo(path).fileName(), match.captured(1),
                literalText(source, match.capturedEnd())});
        }
    }
    m_workspace = m_directory.filePath("a.holdfast").toStdString();
    core::SystemClock clock;
    core::UuidSource ids(clock);
    const auto store = core::Store::open({.path = m_workspace, .backupDirectory = {}}, clock, ids);
    QVERIFY2(store.has_value(), store ? "" : store.error().message.c_str());
}

void AllStatementsTest::everyConstantIsUnderstood()
{
    QVERIFY2(m_constants.size() > 10, "HOLDFAST_SOURCE_DIR must name the sources.");
    for (const SqlConstant& constant : m_constants) {
        QVERIFY2(
            !constant.text.trimmed().isEmpty(), qPrintable(constant.file + ' ' + constant.name));
    }
}

void AllStatementsTest::everyStatementPrepares_data()
{
    QTest::addColumn<QString>("text");
    for (const SqlConstant& constant : m_constants) {
        QTest::addRow("%s %s", qPrintable(constant.file), qPrintable(constant.name))
            << constant.text;
    }
}

// The settings of a connection are several statements for execute(); each is prepared by itself.
// Some take effect when they are prepared, so each constant gets a connection of its own.
void AllStatementsTest::everyStatementPrepares()
{
    QFETCH(QString, text);
    const auto database = core::Database::open(m_workspace, core::Database::Mode::ReadWrite);
    QVERIFY2(database.has_value(), database ? "" : database.error().message.c_str());
    const QStringList parts = text.contains("PRAGMA") ? text.split(';') : QStringList{text};
    for (const QString& part : parts) {
        const auto prepared = (*database)->prepare(part.toStdString());
        QVERIFY2(prepared.has_value(), prepared ? "" : prepared.error().message.c_str());
    }
}

void AllStatementsTest::everyNameIsUnique()
{
    QSet<QString> names;
    for (const SqlConstant& constant : m_constants) {
        QVERIFY2(!names.contains(constant.name), qPrintable(constant.file + ' ' + constant.name));
        names.insert(constant.name);
    }
}

void AllStatementsTest::sqlStandsInItsHeadersOnly()
{
    static const QRegularExpression call(
        R"re((?:\.|->)(?:prepare|integerOf|textOf|execute)\s*\(([^;]*);)re");
    // A migration is an embedded file, and its version cannot be bound to a PRAGMA.
    const QStringList exceptions{"migrations.cpp"};
    for (const QString& path : filesOfCore({"*.cpp", "*.h"})) {
        if (exceptions.contains(QFileInfo(path).fileName())) {
            continue;
        }
        const QString source = contentOf(path);
        for (auto it = call.globalMatch(source); it.hasNext();) {
            const QString arguments = it.next().captured(1);
            const bool isForTheStore = arguments.startsWith('"') || arguments.startsWith("R\"")
                || arguments.startsWith("fmt::") || arguments.startsWith("sql");
            QVERIFY2(!isForTheStore || arguments.contains("sql::"),
                qPrintable(QString("%1: (%2 must be a constant of a *_sql.h header")
                               .arg(path, arguments)));
        }
    }
}

} // namespace

QTEST_APPLESS_MAIN(AllStatementsTest)
#include "all_statements_test.moc"

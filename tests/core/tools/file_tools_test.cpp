// SPDX-License-Identifier: Apache-2.0
#include "core/tools/file_tools.h"
#include "tests/core/test_support/workspace_fixture.h"

#include <QtTest>

#include <filesystem>
#include <fstream>

#include <sys/stat.h>

namespace core {

namespace fs = std::filesystem;

/// What an agent can read, and everything that tries to lead it out of its directory.
class FileToolsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void escapes_data();
    void escapes();
    void listsSorted();
    void listsAtMostItsLimit();
    void readsRanges_data();
    void readsRanges();
    void refusesBinary();
    void cutsLongFilesWithANote();
    void saysWhenThereIsNoDirectory();
    void labelsWhatItReads();

private:
    Result<ToolOutcome> read(const Json& arguments, PathResolution how = {});
    Result<ToolOutcome> list(const Json& arguments, PathResolution how = {});
    [[nodiscard]] ToolContext context() const;

    WorkspaceFixture m_workspace;
    fs::path m_directory;
};

namespace {

void writeFile(const fs::path& path, std::string_view text)
{
    std::ofstream(path, std::ios::binary) << text;
}

} // namespace

ToolContext FileToolsTest::context() const
{
    ToolContext context;
    context.directory = m_directory;
    return context;
}

Result<ToolOutcome> FileToolsTest::read(const Json& arguments, PathResolution how)
{
    return makeReadFileTool(m_workspace.store(), how)->run(arguments, context());
}

Result<ToolOutcome> FileToolsTest::list(const Json& arguments, PathResolution how)
{
    return makeListFilesTool(m_workspace.store(), how)->run(arguments, context());
}

void FileToolsTest::initTestCase()
{
    const fs::path outside = m_workspace.directory() / "outside";
    m_directory = m_workspace.directory() / "agent";
    fs::create_directories(outside / "deep");
    fs::create_directories(m_directory / "sub" / "below");
    writeFile(outside / "secret.txt", "secret");
    writeFile(m_directory / "notes.txt", "line one\nline two\n");
    writeFile(m_directory / "sub" / "below" / "deep.txt", "deep");
    writeFile(m_directory / "..hidden", "two dots are a name, too");
    fs::create_symlink(outside / "secret.txt", m_directory / "absolute_link");
    fs::create_symlink("../outside/secret.txt", m_directory / "relative_link");
    fs::create_directory_symlink("../outside", m_directory / "directory_link");
    fs::create_symlink("relative_link", m_directory / "chain");
    fs::create_symlink("loop_b", m_directory / "loop_a");
    fs::create_symlink("loop_a", m_directory / "loop_b");
    fs::create_symlink("sub/below/deep.txt", m_directory / "inner_link");
    fs::create_symlink("/proc/self", m_directory / "proc_link");
    fs::create_symlink("/proc/self/environ", m_directory / "environ_link");
    fs::create_hard_link(m_workspace.file(), m_directory / "workspace_link");
    QCOMPARE(::mkfifo((m_directory / "pipe").c_str(), 0600), 0);
}

void FileToolsTest::escapes_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QString>("words"); // what the refusal says; "=text" where it is read
    QTest::addColumn<QString>("walked"); // the same without the help of the kernel
    const auto row = [](const char* name, QByteArray path, const char* words,
                         const char* walked = nullptr) {
        QTest::newRow(name) << path << QString(words) << QString(walked ? walked : words);
    };
    const char* outside = "leads outside";
    const char* link = "goes through a link";
    row("a file", "notes.txt", "=line one\nline two\n");
    row("a file below", "sub/below/deep.txt", "=deep");
    row("dots and slashes", "./sub//below/./deep.txt", "=deep");
    row("a name with two dots", "..hidden", "=two dots are a name, too");
    row("up and down again", "sub/../notes.txt", "=line one\nline two\n", outside);
    row("a link that stays inside", "inner_link", "=deep", link);
    row("up", "..", outside);
    row("up to a file", "../outside/secret.txt", outside);
    row("down and up too far", "sub/below/../../../outside/secret.txt", outside);
    row("absolute", "/etc/passwd", outside);
    row("absolute, inside", "/notes.txt", outside);
    row("an absolute link", "absolute_link", outside, link);
    row("a relative link", "relative_link", outside, link);
    row("a link to a directory", "directory_link/secret.txt", outside, link);
    row("a chain of links", "chain", outside, link);
    row("a loop of links", "loop_a", outside, link);
    row("a link into proc", "proc_link/environ", outside, link);
    row("a link to a file in proc", "environ_link", outside, link);
    row("the workspace under another name", "workspace_link", "workspace's own file");
    row("a pipe", "pipe", "not a regular file");
    row("a directory", "sub", "a directory");
    row("itself", ".", "a directory");
    row("nothing", "", "a directory");
    row("not there", "none.txt", "There is no 'none.txt'");
    row("below a file", "notes.txt/x", "There is no");
    row("a NUL", QByteArray("notes.txt\0.png", 14), "NUL");
    row("too long", QByteArray(5000, 'a'), "At most 4096");
    row("a name too long", QByteArray(300, 'a'), "too long");
}

void FileToolsTest::escapes()
{
    QFETCH(QByteArray, path);
    QFETCH(QString, words);
    QFETCH(QString, walked);
    for (const auto how : {PathResolution::KernelOrWalk, PathResolution::Walk}) {
        const QString& expected = how == PathResolution::Walk ? walked : words;
        const auto outcome = read({{"path", path.toStdString()}}, how);
        if (expected.startsWith('=')) {
            QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
            QCOMPARE(QString(outcome->text.c_str()), expected.mid(1));
        } else {
            QVERIFY(!outcome.has_value());
            QVERIFY2(QString(outcome.error().message.c_str()).contains(expected),
                outcome.error().message.c_str());
        }
    }
    if (words == "leads outside") { // nor can it be listed
        QVERIFY(!list({{"path", path.toStdString()}}).has_value());
    }
}

void FileToolsTest::listsSorted()
{
    const auto outcome = list(Json::object());
    QVERIFY(outcome.has_value());
    const QStringList lines = QString(outcome->text.c_str()).split('\n', Qt::SkipEmptyParts);
    QStringList sorted = lines;
    sorted.sort();
    QCOMPARE(lines, sorted);
    QVERIFY(lines.contains("notes.txt  18 bytes"));
    QVERIFY(lines.contains("sub/"));
    QVERIFY(lines.contains("absolute_link  (link)"));
    QVERIFY(lines.contains("pipe  (special file)"));
    QCOMPARE(list({{"path", "sub/below"}})->text, std::string("deep.txt  4 bytes\n"));
    QVERIFY(!list({{"path", "notes.txt"}}).has_value());
}

void FileToolsTest::listsAtMostItsLimit()
{
    const fs::path many = m_directory / "sub" / "many";
    fs::create_directory(many);
    QCOMPARE(list({{"path", "sub/many"}})->text, std::string("The directory is empty."));
    for (std::size_t i = 0; i < listedEntriesMax + 7; ++i) {
        writeFile(many / QString("%1").arg(i, 5, 10, QChar('0')).toStdString(), "");
    }
    const QString text = list({{"path", "sub/many"}})->text.c_str();
    QVERIFY(text.startsWith("00000  0 bytes\n00001"));
    QVERIFY(text.endsWith("00499  0 bytes\n[500 of 507 entries are shown.]\n"));
}

void FileToolsTest::readsRanges_data()
{
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QString>("expected");
    QTest::newRow("begin") << 0 << 3 << "aä\n[Bytes 0 to 3 of 8.]";
    QTest::newRow("a character cut at the end") << 0 << 2 << "a\n[Bytes 0 to 2 of 8.]";
    QTest::newRow("a character cut at the start") << 2 << 2 << "b\n[Bytes 2 to 4 of 8.]";
    QTest::newRow("to the end") << 4 << 100 << "€c\n[Bytes 4 to 8 of 8.]";
    QTest::newRow("beyond the end") << 50 << 100 << "\n[Bytes 50 to 50 of 8.]";
}

void FileToolsTest::readsRanges()
{
    QFETCH(int, offset);
    QFETCH(int, limit);
    QFETCH(QString, expected);
    writeFile(m_directory / "sub" / "range.txt", "aäb€c");
    const auto outcome = read({{"path", "sub/range.txt"}, {"offset", offset}, {"limit", limit}});
    QVERIFY2(outcome.has_value(), outcome ? "" : outcome.error().message.c_str());
    QCOMPARE(QString(outcome->text.c_str()), expected);
}

void FileToolsTest::refusesBinary()
{
    writeFile(m_directory / "sub" / "image", std::string_view("\x89PNG\r\n\xff\x00", 8));
    const auto outcome = read({{"path", "sub/image"}});
    QVERIFY(!outcome.has_value());
    QVERIFY(outcome.error().message.find("binary, not UTF-8 text (8 bytes)") != std::string::npos);
}

void FileToolsTest::cutsLongFilesWithANote()
{
    writeFile(m_directory / "sub" / "long.txt", std::string(300'000, 'x'));
    const auto outcome = read({{"path", "sub/long.txt"}});
    QVERIFY(outcome.has_value());
    QVERIFY(outcome->text.size() < toolOutputBytesMax);
    QVERIFY(outcome->text.ends_with("x\n[Bytes 0 to 61440 of 300000.]"));
}

void FileToolsTest::saysWhenThereIsNoDirectory()
{
    for (const auto& tool :
        {makeReadFileTool(m_workspace.store()), makeListFilesTool(m_workspace.store())})
    {
        const auto outcome = tool->run({{"path", "a"}}, ToolContext{});
        QVERIFY(outcome.has_value());
        QVERIFY(!outcome->succeeded);
        QVERIFY(outcome->text.find("agents.edit directory") != std::string::npos);
    }
}

void FileToolsTest::labelsWhatItReads()
{
    const auto outcome = read({{"path", "notes.txt"}});
    QVERIFY(outcome.has_value());
    const Label expected{Integrity::Workspace, Confidentiality::Project, {"file:notes.txt"}};
    QCOMPARE(outcome->label, expected);
}

} // namespace core

QTEST_APPLESS_MAIN(core::FileToolsTest)
#include "file_tools_test.moc"

// SPDX-License-Identifier: Apache-2.0
#include "core/store/transaction.h"
#include "store_fixture.h"

#include <cmath>
#include <limits>

namespace {

class DatabaseTest : public QObject {
    Q_OBJECT

private slots:
    void init();
    void keepsValuesExactly();
    void keepsEmptyApartFromNull();
    void reportsBindingErrorsAtTheStep();
    void canRunAStatementAgain();
    void lendsTheSameTextTwice();
    void refusesMoreThanOneStatement();
    void mapsErrors_data();
    void mapsErrors();
    void aTransactionEndsWithItsScope();
    void savepointsNest();
    void refusesValuesBeyondTheLimit();
    void movesStatements();

private:
    core::Statement prepare(const char* sql);
    std::int64_t rows();

    std::unique_ptr<StoreFixture> m_fixture;
    std::unique_ptr<core::Database> m_database;
};

void DatabaseTest::init()
{
    m_database.reset();
    m_fixture = std::make_unique<StoreFixture>();
    auto database = core::Database::open(m_fixture->workspace, core::Database::Mode::ReadWrite);
    VERIFY_RESULT(database);
    m_database = std::move(*database);
    VERIFY_RESULT(m_database->execute(
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a ANY, b TEXT UNIQUE CHECK (b <> 'no'),"
        " parent INTEGER REFERENCES t (id)) STRICT"));
}

core::Statement DatabaseTest::prepare(const char* sql)
{
    return std::move(m_database->prepare(sql)).value();
}

std::int64_t DatabaseTest::rows()
{
    return m_database->integerOf("SELECT count(*) FROM t").value_or(-1);
}

void DatabaseTest::keepsValuesExactly()
{
    core::SystemClock clock;
    core::UuidSource ids(clock);
    const core::Uuid uuid = ids.next();
    const std::string text("a\0b\xc3\xa4", 5);
    auto statement = prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6");
    statement.bind(1, std::numeric_limits<std::int64_t>::min()).bind(2, 0.1).bind(3, text);
    statement.bind(4, uuid).bind(5, std::optional<int>(7)).bind(6, std::optional<std::string>());
    const auto row = statement.step();
    QVERIFY(row && *row);
    QCOMPARE(statement.integer(0), std::numeric_limits<std::int64_t>::min());
    QCOMPARE(statement.real(1), 0.1);
    QVERIFY(statement.text(2) == text);
    QVERIFY(statement.uuid(3) == uuid);
    QCOMPARE(statement.optionalInteger(4).value_or(0), 7);
    QVERIFY(statement.isNull(5));
    QVERIFY(!statement.optionalText(5));
    QVERIFY(statement.uuid(2) == core::Uuid{});
    const auto end = statement.step();
    QVERIFY(end && !*end);
}

void DatabaseTest::keepsEmptyApartFromNull()
{
    auto statement = prepare("SELECT typeof(?1), typeof(?2), typeof(?3), typeof(?4)");
    statement.bind(1, std::string_view()).bind(2, std::span<const std::uint8_t>()).bindNull(3);
    const auto row = statement.step();
    QVERIFY(row && *row);
    QCOMPARE(statement.text(0), std::string("text"));
    QCOMPARE(statement.text(1), std::string("blob"));
    QCOMPARE(statement.text(2), std::string("null"));
    QCOMPARE(statement.text(3), std::string("null"));
}

void DatabaseTest::reportsBindingErrorsAtTheStep()
{
    auto statement = prepare("SELECT ?1");
    statement.bind(1, 1).bind(2, 2);
    VERIFY_ERROR(statement.step(), core::ErrorCode::Internal);
    statement.bind(1, 3);
    const auto row = statement.step();
    QVERIFY(row && *row);
    QCOMPARE(statement.integer(0), 3);
}

void DatabaseTest::canRunAStatementAgain()
{
    auto statement = prepare("INSERT INTO t (b) VALUES (?1)");
    for (const char* text : {"one", "two", "three"}) {
        VERIFY_RESULT(statement.bind(1, text).run());
        QCOMPARE(m_database->changes(), 1);
    }
    QCOMPARE(rows(), 3);
    QCOMPARE(m_database->lastInsertRowId(), 3);
}

void DatabaseTest::lendsTheSameTextTwice()
{
    {
        auto first = prepare("SELECT ?1; ");
        auto second = prepare("SELECT ?1");
        QVERIFY(first.bind(1, 1).step() && second.bind(1, 2).step());
        QCOMPARE(first.integer(0), 1);
        QCOMPARE(second.integer(0), 2);
    }
    auto third = prepare("SELECT ?1");
    QVERIFY(third.step());
    QVERIFY(third.isNull(0)); // without the bindings of before
}

void DatabaseTest::refusesMoreThanOneStatement()
{
    VERIFY_ERROR(m_database->prepare("SELECT 1; SELECT 2"), core::ErrorCode::Internal);
    VERIFY_ERROR(m_database->prepare(" "), core::ErrorCode::Internal);
    VERIFY_ERROR(m_database->prepare("SELECT FROM"), core::ErrorCode::Internal);
    VERIFY_ERROR(m_database->integerOf("SELECT 1 WHERE 0"), core::ErrorCode::NotFound);
}

void DatabaseTest::mapsErrors_data()
{
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<int>("code");
    const auto row = [](const char* name, const char* sql, core::ErrorCode code) {
        QTest::newRow(name) << QByteArray(sql) << static_cast<int>(code);
    };
    row("unique", "INSERT INTO t (b) VALUES ('x')", core::ErrorCode::AlreadyExists);
    row("key", "INSERT INTO t (id) VALUES (1)", core::ErrorCode::AlreadyExists);
    row("check", "INSERT INTO t (b) VALUES ('no')", core::ErrorCode::InvalidInput);
    row("type", "INSERT INTO t (b) VALUES (x'00')", core::ErrorCode::InvalidInput);
    row("reference", "INSERT INTO t (parent) VALUES (99)", core::ErrorCode::Conflict);
    row("trigger", "DELETE FROM t", core::ErrorCode::Denied);
    row("no such table", "SELECT * FROM absent", core::ErrorCode::Internal);
    row("double quotes are names", "SELECT \"x\"", core::ErrorCode::Internal);
}

void DatabaseTest::mapsErrors()
{
    QFETCH(QByteArray, sql);
    QFETCH(int, code);
    VERIFY_RESULT(m_database->execute(
        "INSERT INTO t (id, b) VALUES (1, 'x');"
        "CREATE TRIGGER keep BEFORE DELETE ON t BEGIN SELECT RAISE(ABORT, 'kept'); END"));
    const auto refused = m_database->execute(sql.toStdString());
    VERIFY_ERROR(refused, static_cast<core::ErrorCode>(code));
    QVERIFY(refused.error().detail.starts_with("E_SQLITE_"));
}

void DatabaseTest::aTransactionEndsWithItsScope()
{
    {
        const auto transaction =
            core::Transaction::begin(*m_database, core::Transaction::Kind::Write);
        VERIFY_RESULT(transaction);
        QVERIFY(m_database->isInTransaction());
        VERIFY_RESULT(m_database->execute("INSERT INTO t (b) VALUES ('x')"));
    }
    QVERIFY(!m_database->isInTransaction());
    QCOMPARE(rows(), 0);
    auto transaction = core::Transaction::begin(*m_database, core::Transaction::Kind::Write);
    VERIFY_RESULT(transaction);
    VERIFY_ERROR(core::Transaction::begin(*m_database, core::Transaction::Kind::Write),
        core::ErrorCode::Internal);
    VERIFY_RESULT(m_database->execute("INSERT INTO t (b) VALUES ('x')"));
    VERIFY_RESULT(transaction->commit());
    QCOMPARE(rows(), 1);
}

void DatabaseTest::savepointsNest()
{
    auto transaction = core::Transaction::begin(*m_database, core::Transaction::Kind::Write);
    VERIFY_RESULT(transaction);
    {
        auto outer = core::Savepoint::begin(*m_database);
        VERIFY_RESULT(outer);
        VERIFY_RESULT(m_database->execute("INSERT INTO t (b) VALUES ('outer')"));
        {
            const auto inner = core::Savepoint::begin(*m_database);
            VERIFY_RESULT(inner);
            VERIFY_RESULT(m_database->execute("INSERT INTO t (b) VALUES ('inner')"));
            QCOMPARE(rows(), 2);
        }
        QCOMPARE(rows(), 1);
        VERIFY_RESULT(outer->release());
    }
    VERIFY_RESULT(transaction->commit());
    QCOMPARE(
        m_database->textOf("SELECT group_concat(b) FROM t").value_or(""), std::string("outer"));
}

void DatabaseTest::refusesValuesBeyondTheLimit()
{
    auto statement = prepare("INSERT INTO t (a) VALUES (?1)");
    VERIFY_RESULT(statement.bind(1, std::string(12'000'000, 'm')).run());
    VERIFY_ERROR(
        statement.bind(1, std::string(65 * 1024 * 1024, 'm')).run(), core::ErrorCode::LimitReached);
    QCOMPARE(rows(), 1);
}

void DatabaseTest::movesStatements()
{
    auto first = prepare("SELECT 1");
    auto second = prepare("SELECT 2");
    first = std::move(second);
    QVERIFY(first.step());
    QCOMPARE(first.integer(0), 2);
    const core::Statement third = std::move(first);
    QCOMPARE(third.integer(0), 2);
}

} // namespace

QTEST_APPLESS_MAIN(DatabaseTest)
#include "database_test.moc"

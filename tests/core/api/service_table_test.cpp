// SPDX-License-Identifier: Apache-2.0
#include "core/api/service_table.h"

#include <QTest>

#include <stdexcept>

using core::CallContext;
using core::ErrorCode;
using core::Json;
using core::Result;
using core::ServiceTable;

class ServiceTableTest : public QObject {
    Q_OBJECT

private slots:
    void init()
    {
        m_table = {};
        m_table.add(
            "echo.say", [](const Json& p, const CallContext&) -> Result<Json> { return p; });
        m_table.add("echo.throw", [](const Json&, const CallContext&) -> Result<Json> {
            throw std::runtime_error("boom");
        });
        m_table.add("echo.exhaust",
            [](const Json&, const CallContext&) -> Result<Json> { throw std::bad_alloc(); });
    }

    void callsByName()
    {
        const auto answer = m_table.call("echo.say", {{"a", 1}});
        QVERIFY(answer.has_value());
        QCOMPARE(answer->at("a").get<int>(), 1);
    }

    void absentParametersAreAnEmptyObject()
    {
        const auto answer = m_table.call("echo.say", nullptr);
        QVERIFY(answer.has_value());
        QVERIFY(answer->is_object() && answer->empty());
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("parameters");
        QTest::addColumn<int>("code");
        QTest::newRow("unknown") << "echo.sing"
                                 << "{}" << int(ErrorCode::NotFound);
        QTest::newRow("list") << "echo.say"
                              << "[1]" << int(ErrorCode::InvalidInput);
        QTest::newRow("throws") << "echo.throw"
                                << "{}" << int(ErrorCode::Internal);
        QTest::newRow("memory") << "echo.exhaust"
                                << "{}" << int(ErrorCode::OutOfMemory);
    }
    void refusals()
    {
        QFETCH(QString, method);
        QFETCH(QString, parameters);
        QFETCH(int, code);
        const auto answer =
            m_table.call(method.toStdString(), *core::parseJson(parameters.toStdString()));
        QVERIFY(!answer.has_value());
        QCOMPARE(int(answer.error().code), code);
    }

    void aStoppedCallDoesNotBegin()
    {
        std::stop_source source;
        source.request_stop();
        const auto answer =
            m_table.call("echo.say", Json::object(), CallContext{source.get_token()});
        QVERIFY(!answer.has_value());
        QCOMPARE(answer.error().code, ErrorCode::Cancelled);
    }

    void listsItsNames()
    {
        const std::vector<std::string> expected{"echo.exhaust", "echo.say", "echo.throw"};
        QCOMPARE(m_table.names(), expected);
    }

private:
    ServiceTable m_table;
};

QTEST_APPLESS_MAIN(ServiceTableTest)
#include "service_table_test.moc"

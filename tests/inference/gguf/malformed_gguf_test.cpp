// SPDX-License-Identifier: Apache-2.0
// Files that lie, each with the error that it must give. The numbers are those of the catalogue
// of malformed files in the design.
#include "tests/inference/gguf/malformed_files.h"

#include "inference/gguf/inspect.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using inference::testing::MalformedFile;
Q_DECLARE_METATYPE(MalformedFile)

class MalformedGgufTest : public QObject {
    Q_OBJECT

private slots:
    void isRefused_data()
    {
        QTest::addColumn<MalformedFile>("malformed");
        using namespace inference::testing;
        int number = 0;
        for (const auto& list : {malformedMetadata(), malformedTensors(), malformedVocabularies()})
        {
            for (const MalformedFile& file : list) {
                QTest::addRow("%s (%d)", file.name.c_str(), ++number) << file;
            }
        }
    }

    void isRefused()
    {
        QFETCH(MalformedFile, malformed);
        QFile file(m_folder.filePath("malformed.gguf"));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.write(reinterpret_cast<const char*>(malformed.bytes.data()),
            static_cast<qint64>(malformed.bytes.size()));
        file.close();

        QElapsedTimer timer;
        timer.start();
        const auto facts = inference::inspectGguf(file.fileName().toStdString());
        const qint64 milliseconds = timer.elapsed();

        QVERIFY(!facts);
        const core::Error& error = facts.error();
        QCOMPARE(error.detail, malformed.detail);
        QCOMPARE(error.field, malformed.field);
        if (malformed.byteOffset) {
            QCOMPARE(error.byteOffset, malformed.byteOffset);
        }
        QVERIFY(!error.message.empty());
        QVERIFY2(milliseconds < 1000, "a damaged file must be refused at once");
    }

private:
    QTemporaryDir m_folder;
};

QTEST_APPLESS_MAIN(MalformedGgufTest)
#include "malformed_gguf_test.moc"

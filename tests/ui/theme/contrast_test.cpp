// SPDX-License-Identifier: Apache-2.0
// Recomputes the contrasts of the design from the theme files (WCAG 2.1, relative luminance).
#include "ui/frame/program.h"
#include "ui/theme/theme.h"

#include <QTest>

#include <cmath>

using namespace ui;

namespace {

double channel(double value)
{
    return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

double luminance(const QColor& color)
{
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF())
        + 0.0722 * channel(color.blueF());
}

double contrast(const QColor& a, const QColor& b)
{
    const double first = luminance(a) + 0.05;
    const double second = luminance(b) + 0.05;
    return first > second ? first / second : second / first;
}

constexpr double textMin = 4.5;
constexpr double graphicsMin = 3.0;

} // namespace

class ContrastTest final : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { prepareProgram(); }

    void texts_data() { themes(); }
    void texts()
    {
        const Theme theme = load();
        for (const Token ground :
            {Token::Window, Token::Surface, Token::Raised, Token::Sunken, Token::Selected})
        {
            for (const Token ink : {Token::Text, Token::Text2, Token::Text3}) {
                atLeast(theme.color(ink), theme.color(ground), textMin);
            }
        }
        atLeast(theme.color(Token::OnAccent), theme.color(Token::Accent), 6.5);
        atLeast(theme.color(Token::AccentText), theme.color(Token::Surface), textMin);
        atLeast(theme.color(Token::AccentText), theme.color(Token::Selected), textMin);
        atLeast(theme.color(Token::Untrusted), theme.color(Token::UntrustedTint), textMin);
    }

    void states_data() { themes(); }
    void states()
    {
        const Theme theme = load();
        for (std::size_t i = 0; i < runStateCount; ++i) {
            const StateColors& state = theme.state(static_cast<RunState>(i));
            if (state.solid) {
                // Amber alone is too pale on white, so it carries an edge: one of the two must do.
                const QColor ground = theme.color(Token::Surface);
                atLeast(state.text, state.tint, 6.5);
                QVERIFY(std::max(contrast(state.edge, ground), contrast(state.tint, ground))
                    >= graphicsMin);
                continue;
            }
            for (const QColor& ground : {state.tint, theme.color(Token::Surface),
                     theme.color(Token::Window), theme.color(Token::Raised)})
            {
                atLeast(state.ink, ground, 5.0);
            }
            atLeast(state.ink, theme.color(Token::Selected), textMin);
            atLeast(state.ink, theme.color(Token::Hover), textMin);
        }
    }

    void graphics_data() { themes(); }
    void graphics()
    {
        const Theme theme = load();
        for (const Token ground : {Token::Window, Token::Surface, Token::Raised}) {
            atLeast(theme.color(Token::Control), theme.color(ground), graphicsMin);
            atLeast(theme.color(Token::Focus), theme.color(ground), graphicsMin);
        }
        atLeast(theme.color(Token::Wire), theme.color(Token::Surface), graphicsMin);
        for (std::size_t i = 0; i < originCount; ++i) {
            const OriginColors& origin = theme.origin(static_cast<Origin>(i));
            for (const Token ground : {Token::Sunken, Token::Surface, Token::Window}) {
                atLeast(origin.fill, theme.color(ground), graphicsMin);
            }
            atLeast(origin.ink, theme.color(Token::Surface), graphicsMin);
        }
    }

    void highContrast()
    {
        const auto theme = Theme::load(QStringLiteral("high-contrast"));
        QVERIFY(theme.has_value());
        for (const Token ink : {Token::Text, Token::Text2, Token::Text3, Token::AccentText}) {
            atLeast(theme->color(ink), theme->color(Token::Surface), 10.0);
            atLeast(theme->color(ink), theme->color(Token::Selected), 6.5);
        }
    }

    void unknownThemeIsAnError()
    {
        const auto theme = Theme::load(QStringLiteral("sepia"));
        QVERIFY(!theme.has_value());
        QCOMPARE(theme.error().code, core::ErrorCode::NotFound);
    }

private:
    static void themes()
    {
        QTest::addColumn<QString>("name");
        for (const char* name : {"light", "dark", "high-contrast"}) {
            QTest::newRow(name) << QString::fromLatin1(name);
        }
    }

    static Theme load()
    {
        QFETCH(QString, name);
        auto theme = Theme::load(name);
        if (!theme) {
            qFatal("%s", theme.error().message.c_str());
        }
        return std::move(*theme);
    }

    static void atLeast(const QColor& ink, const QColor& ground, double least)
    {
        const double found = contrast(ink, ground);
        QVERIFY2(found >= least,
            qPrintable(QStringLiteral("%1 on %2 is %3, least %4")
                           .arg(ink.name(), ground.name())
                           .arg(found)
                           .arg(least)));
    }
};

QTEST_MAIN(ContrastTest)
#include "contrast_test.moc"

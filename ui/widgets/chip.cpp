// SPDX-License-Identifier: Apache-2.0
#include "ui/widgets/chip.h"

#include "ui/theme/appearance.h"

#include <QCoreApplication>
#include <QPainter>

namespace ui {

namespace {

constexpr int padding = 7;
constexpr int gap = 5;
constexpr int cornerRadius = 3;

struct ChipShape {
    int height;
    int iconSize;
    FontRole role;
};

ChipShape shapeOf(const ChipLook& look)
{
    return look.small ? ChipShape{18, 12, FontRole::Label} : ChipShape{20, 14, FontRole::Second};
}

QString stateName(RunState state)
{
    const char* name = "";
    switch (state) {
    case RunState::Queued:
        name = QT_TRANSLATE_NOOP("Chip", "Queued");
        break;
    case RunState::Running:
        name = QT_TRANSLATE_NOOP("Chip", "Running");
        break;
    case RunState::Waiting:
        name = QT_TRANSLATE_NOOP("Chip", "Waiting for you");
        break;
    case RunState::Done:
        name = QT_TRANSLATE_NOOP("Chip", "Done");
        break;
    case RunState::Failed:
        name = QT_TRANSLATE_NOOP("Chip", "Failed");
        break;
    case RunState::Parked:
        name = QT_TRANSLATE_NOOP("Chip", "Parked");
        break;
    case RunState::InDoubt:
        name = QT_TRANSLATE_NOOP("Chip", "In doubt");
        break;
    }
    return QCoreApplication::translate("Chip", name);
}

struct TrustWords {
    const char* icon;
    const char* name;
    bool distrusted;
};

TrustWords trustWords(const QString& integrity)
{
    if (integrity == QLatin1String("user")) {
        return {"user", QT_TRANSLATE_NOOP("Chip", "User"), false};
    }
    if (integrity == QLatin1String("workspace")) {
        return {"workspace", QT_TRANSLATE_NOOP("Chip", "Workspace"), false};
    }
    if (integrity == QLatin1String("tool")) {
        return {"tool", QT_TRANSLATE_NOOP("Chip", "Tool"), false};
    }
    if (integrity == QLatin1String("quarantine")) {
        return {"fence", QT_TRANSLATE_NOOP("Chip", "Quarantine"), true};
    }
    return {"shieldoff", QT_TRANSLATE_NOOP("Chip", "Untrusted"), true};
}

} // namespace

QString stateIcon(RunState state)
{
    switch (state) {
    case RunState::Queued:
        return QStringLiteral("queued");
    case RunState::Running:
        return QStringLiteral("running");
    case RunState::Waiting:
        return QStringLiteral("waiting");
    case RunState::Done:
        return QStringLiteral("done");
    case RunState::Failed:
        return QStringLiteral("failed");
    case RunState::Parked:
        return QStringLiteral("parked");
    case RunState::InDoubt:
        return QStringLiteral("doubt");
    }
    return {};
}

ChipLook stateChip(const Theme& theme, RunState state, const QString& text)
{
    const StateColors& colors = theme.state(state);
    ChipLook look;
    look.icon = stateIcon(state);
    look.text = text.isEmpty() ? stateName(state) : text;
    look.ink = colors.text;
    look.fill = colors.tint;
    look.edge = colors.solid ? colors.edge : QColor();
    return look;
}

ChipLook trustChip(const Theme& theme, const QString& integrity)
{
    const TrustWords words = trustWords(integrity);
    ChipLook look;
    look.icon = QLatin1String(words.icon);
    look.text = QCoreApplication::translate("Chip", words.name);
    look.ink = theme.color(words.distrusted ? Token::Untrusted : Token::Text2);
    look.edge = theme.color(words.distrusted ? Token::Untrusted : Token::Control);
    look.fill = words.distrusted ? theme.color(Token::UntrustedTint) : QColor();
    look.dashed = words.distrusted;
    look.small = true;
    return look;
}

QSize chipSize(const Appearance& appearance, const ChipLook& look)
{
    const ChipShape shape = shapeOf(look);
    const QFontMetrics metrics(appearance.font(shape.role));
    const int icon = look.icon.isEmpty() ? 0 : shape.iconSize + gap;
    return {2 * padding + icon + metrics.horizontalAdvance(look.text),
        qMax(shape.height, metrics.height() + 3)};
}

void paintChip(
    QPainter& painter, const Appearance& appearance, const ChipLook& look, const QPoint& at)
{
    const ChipShape shape = shapeOf(look);
    const QRect frame(at, chipSize(appearance, look));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    QPen pen(look.edge.isValid() ? QPen(look.edge) : QPen(Qt::NoPen));
    if (look.dashed) {
        pen.setDashPattern({3, 2});
    }
    painter.setPen(pen);
    painter.setBrush(look.fill.isValid() ? QBrush(look.fill) : QBrush(Qt::NoBrush));
    painter.drawRoundedRect(
        QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5), cornerRadius, cornerRadius);
    int x = frame.x() + padding;
    if (!look.icon.isEmpty()) {
        appearance.drawIcon(painter, look.icon,
            QRectF(x, frame.y(), shape.iconSize, frame.height()), shape.iconSize, look.ink);
        x += shape.iconSize + gap;
    }
    painter.setPen(look.ink);
    painter.setFont(appearance.font(shape.role));
    painter.drawText(QRect(x, frame.y(), frame.right() - x, frame.height()),
        Qt::AlignVCenter | Qt::TextSingleLine, look.text);
    painter.restore();
}

ChipLabel::ChipLabel(const Appearance& appearance, QWidget* parent)
    : QWidget(parent)
    , m_appearance(appearance)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ChipLabel::setState(RunState state, const QString& text)
{
    set(Meaning::State, state, text);
}

void ChipLabel::setTrust(const QString& integrity)
{
    set(Meaning::Trust, RunState::Queued, integrity);
}

void ChipLabel::setWord(const QString& word)
{
    set(Meaning::Word, RunState::Queued, word);
}

void ChipLabel::set(Meaning meaning, RunState state, const QString& text)
{
    m_meaning = meaning;
    m_state = state;
    m_text = text;
    setAccessibleName(look().text);
    updateGeometry();
    update();
}

ChipLook ChipLabel::look() const
{
    const Theme& theme = m_appearance.theme();
    if (m_meaning == Meaning::Trust) {
        return trustChip(theme, m_text);
    }
    ChipLook look = stateChip(theme, m_state, m_text);
    if (m_meaning == Meaning::Word) {
        look.icon.clear();
    }
    return look;
}

QSize ChipLabel::sizeHint() const
{
    return chipSize(m_appearance, look());
}

void ChipLabel::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paintChip(painter, m_appearance, look(), QPoint(0, 0));
}

} // namespace ui

// SPDX-License-Identifier: Apache-2.0
#include "ui/theme/style_sheet.h"

#include "ui/theme/theme.h"

#include <array>
#include <utility>

namespace ui {

namespace {

/// Words in @ signs stand for tokens.
constexpr const char* sheet = R"(
QToolTip { background: @raised@; color: @text@; border: 1px solid @control@; padding: 4px 8px; }
QLabel { background: transparent; color: @text@; }
QLabel[tone="second"] { color: @text2@; }
QLabel[tone="third"] { color: @text3@; }
QWidget[ground="window"] { background: @window@; }
QWidget[ground="surface"] { background: @surface@; }
QFrame[rule="line"] { background: @line@; border: none; }
QLineEdit, QPlainTextEdit, QSpinBox, QDoubleSpinBox, QComboBox {
  background: @raised@; color: @text@; border: 1px solid @control@; border-radius: 5px;
  selection-background-color: @accent@; selection-color: @onAccent@; }
QLineEdit { padding: 0 8px; min-height: 26px; }
QLineEdit[search="true"] { padding-left: 2px; }
QSpinBox, QDoubleSpinBox { padding: 0 4px 0 8px; min-height: 26px; }
QComboBox { padding: 0 8px; min-height: 26px; combobox-popup: 0; }
QPlainTextEdit { padding: 4px 4px; }
QLineEdit:focus, QPlainTextEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus {
  border: 2px solid @focus@; padding-left: 7px; }
QLineEdit[search="true"]:focus { padding-left: 1px; }
QPlainTextEdit:focus { padding: 3px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QSpinBox:disabled, QComboBox:disabled {
  color: @text3@; background: @window@; border-color: @line@; }
QPlainTextEdit[bare="true"], QPlainTextEdit[bare="true"]:focus {
  border: none; background: transparent; padding: 0; }
QComboBox::drop-down { border: none; width: 22px; }
QComboBox::down-arrow { image: none; }
QComboBox QAbstractItemView { background: @raised@; color: @text@; border: 1px solid @control@;
  selection-background-color: @selected@; selection-color: @text@; outline: none; padding: 4px; }
QComboBox QAbstractItemView::item { min-height: 28px; padding: 0 8px; }
QSpinBox::up-button, QSpinBox::down-button, QDoubleSpinBox::up-button,
QDoubleSpinBox::down-button { width: 0; border: none; }
QAbstractItemView { background: transparent; border: none; outline: none; color: @text@;
  selection-background-color: @selected@; selection-color: @text@; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 9px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 9px; margin: 0; }
QScrollBar::handle { background: @control@; border-radius: 2px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: @text3@; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QMenu { background: @raised@; color: @text@; border: 1px solid @control@; border-radius: 8px;
  padding: 4px; }
QMenu::item { padding: 5px 24px 5px 12px; border-radius: 5px; }
QMenu::item:selected { background: @selected@; }
QMenu::item:disabled { color: @text3@; }
QMenu::separator { height: 1px; background: @line@; margin: 4px 0; }
QHeaderView, QHeaderView::section { background: @surface@; color: @text3@; border: none; }
QSplitter::handle { background: @line@; }
QCheckBox { color: @text@; spacing: 8px; min-height: 24px; }
)";

} // namespace

QString styleSheetOf(const Theme& theme)
{
    constexpr std::array<std::pair<const char*, Token>, 15> words{{
        {"@raised@", Token::Raised},
        {"@surface@", Token::Surface},
        {"@window@", Token::Window},
        {"@sunken@", Token::Sunken},
        {"@hover@", Token::Hover},
        {"@selected@", Token::Selected},
        {"@line@", Token::Line},
        {"@control@", Token::Control},
        {"@text@", Token::Text},
        {"@text2@", Token::Text2},
        {"@text3@", Token::Text3},
        {"@accent@", Token::Accent},
        {"@onAccent@", Token::OnAccent},
        {"@accentText@", Token::AccentText},
        {"@focus@", Token::Focus},
    }};
    QString text = QString::fromLatin1(sheet);
    for (const auto& [word, token] : words) {
        text.replace(QLatin1String(word), theme.color(token).name());
    }
    return text;
}

} // namespace ui

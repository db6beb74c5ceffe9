// SPDX-License-Identifier: Apache-2.0
#include "ui/models/model_table.h"

#include "ui/models/model_table_model.h"
#include "ui/theme/appearance.h"
#include "ui/widgets/row_delegate.h"

#include <QPainter>

namespace ui {

namespace {

constexpr int tableRowHeight = 36;
constexpr int headerHeight = 28;
constexpr int inset = 20;
constexpr int cellPadding = 12;

bool isFigure(int column)
{
    return column == ModelTableModel::ParametersColumn || column == ModelTableModel::SizeColumn
        || column == ModelTableModel::ContextColumn;
}

class CellDelegate final : public RowDelegate {
public:
    CellDelegate(const Appearance& appearance, QObject* parent)
        : RowDelegate(appearance, tableRowHeight, parent)
    {
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option,
        const QModelIndex& index) const override
    {
        painter->save();
        const QRect& rect = option.rect;
        if (option.state.testFlag(QStyle::State_Selected)) {
            painter->fillRect(rect, m_appearance.color(Token::Selected));
            if (index.column() == 0) {
                painter->fillRect(QRect(rect.topLeft(), QSize(3, rect.height())),
                    m_appearance.color(Token::Accent));
            }
        }
        painter->fillRect(
            QRect(rect.x(), rect.bottom(), rect.width(), 1), m_appearance.color(Token::Line));
        paintContent(*painter, rect, index);
        painter->restore();
    }

protected:
    void paintContent(
        QPainter& painter, const QRect& content, const QModelIndex& index) const override
    {
        const QString text = index.data().toString();
        if (isFigure(index.column())) {
            drawLine(painter, content.adjusted(4, 0, -cellPadding, 0), text, FontRole::Figure,
                Token::Text, Qt::AlignRight);
            return;
        }
        if (index.column() == ModelTableModel::StateColumn) {
            const bool missing = index.data(ModelTableModel::MissingRole).toBool();
            painter.setFont(m_appearance.font(FontRole::Second));
            painter.setPen(missing ? m_appearance.theme().state(RunState::Failed).ink
                                   : m_appearance.color(Token::Text2));
            painter.drawText(content.adjusted(cellPadding, 0, -8, 0), Qt::AlignVCenter, text);
            return;
        }
        const QString quantization = index.data(ModelTableModel::QuantizationRole).toString();
        const QFontMetrics nameMetrics(m_appearance.font(FontRole::Name));
        const int quantizationWidth =
            QFontMetrics(m_appearance.font(FontRole::Figure)).horizontalAdvance(quantization);
        const int nameWidth = qMin(nameMetrics.horizontalAdvance(text) + 1,
            content.width() - inset - quantizationWidth - 12);
        drawLine(painter, QRect(content.x() + inset, content.y(), nameWidth, content.height()),
            text, FontRole::Name, Token::Text);
        drawLine(painter,
            QRect(content.x() + inset + nameWidth + 8, content.y(), quantizationWidth + 2,
                content.height()),
            quantization, FontRole::Figure, Token::Text2);
    }
};

class Header final : public QHeaderView {
public:
    Header(const Appearance& appearance, QWidget* parent)
        : QHeaderView(Qt::Horizontal, parent)
        , m_appearance(appearance)
    {
        setFixedHeight(headerHeight);
    }

protected:
    void paintSection(QPainter* painter, const QRect& rect, int section) const override
    {
        painter->fillRect(rect, m_appearance.color(Token::Surface));
        painter->setFont(m_appearance.font(FontRole::Label));
        painter->setPen(m_appearance.color(Token::Text3));
        const bool figure = isFigure(section);
        const QRect text = rect.adjusted(section == 0 ? inset : cellPadding, 0, -cellPadding, 0);
        painter->drawText(text, Qt::AlignVCenter | (figure ? Qt::AlignRight : Qt::AlignLeft),
            model()->headerData(section, Qt::Horizontal, Qt::DisplayRole).toString());
        painter->fillRect(
            QRect(rect.x(), rect.bottom(), rect.width(), 1), m_appearance.color(Token::Line));
    }

private:
    const Appearance& m_appearance;
};

} // namespace

ModelTable::ModelTable(const Appearance& appearance, ModelTableModel* model, QWidget* parent)
    : QTableView(parent)
    , m_appearance(appearance)
{
    setModel(model);
    setItemDelegate(new CellDelegate(appearance, this));
    setHorizontalHeader(new Header(appearance, this));
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(tableRowHeight);
    setShowGrid(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setTabKeyNavigation(false);
    setAccessibleName(tr("Models"));
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(model, &ModelTableModel::modelsRead, this, [this] { updateGeometry(); });
}

QSize ModelTable::sizeHint() const
{
    return {400, headerHeight + 2 + tableRowHeight * model()->rowCount()};
}

QSize ModelTable::minimumSizeHint() const
{
    return {200, sizeHint().height()};
}

void ModelTable::resizeEvent(QResizeEvent* event)
{
    QTableView::resizeEvent(event);
    const int width = viewport()->width();
    const int figures = width < 560 ? 84 : 110;
    const int state = width < 560 ? 120 : 190;
    setColumnWidth(ModelTableModel::ParametersColumn, figures);
    setColumnWidth(ModelTableModel::SizeColumn, figures - 20);
    setColumnWidth(ModelTableModel::ContextColumn, figures);
    setColumnWidth(ModelTableModel::StateColumn, state);
    setColumnWidth(ModelTableModel::NameColumn, qMax(120, width - 3 * figures + 20 - state));
}

} // namespace ui

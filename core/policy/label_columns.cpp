// SPDX-License-Identifier: Apache-2.0
#include "core/policy/label_columns.h"

#include <fmt/format.h>

namespace core {

void bindLabel(Statement& statement, int firstParameter, const Label& label)
{
    statement.bind(firstParameter, integrityName(label.integrity))
        .bind(firstParameter + 1, confidentialityName(label.confidentiality))
        .bind(firstParameter + 2, writeJson(Json(label.origins)));
}

Result<Label> readLabel(const Statement& statement, int firstColumn)
{
    const auto read = [&]() -> Result<Label> {
        const Json origins = TRY(parseJson(statement.text(firstColumn + 2)));
        return labelFromJson({{"integrity", statement.text(firstColumn)},
            {"confidentiality", statement.text(firstColumn + 1)}, {"origins", origins}});
    };
    Result<Label> label = read();
    if (!label) {
        return fail(ErrorCode::Corrupt,
            fmt::format("A label in the workspace cannot be read: {} Restore a back-up.",
                label.error().message));
    }
    return label;
}

} // namespace core

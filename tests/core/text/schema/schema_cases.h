// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace testing {

/// A schema and what it says of some texts. `written` are texts that a model may write under it,
/// `allowed` are right, too, but not written (another order, more white space, members that the
/// schema does not name), `refused` are wrong.
struct SchemaCase {
    const char* name;
    const char* schema;
    std::vector<const char*> written;
    std::vector<const char*> allowed = {};
    std::vector<const char*> refused = {};
};

/// The table for the checker of values and for the grammar.
std::vector<SchemaCase> schemaCases();

} // namespace testing

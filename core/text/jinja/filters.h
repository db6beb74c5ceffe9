// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/text/jinja/interpreter.h"

namespace core::jinja {

// What stands behind the names of filters.cpp's table. A filter gets what stands before `|`, its
// arguments, and the budget that long texts and many items are paid from.

// list_filters.cpp: over the items of a list, a mapping or a text
Result<Value> chooseItems(
    const Value& subject, const Arguments& arguments, Budget& budget, bool byAttribute, bool keep);
Result<Value> mapItems(const Value& subject, const Arguments& arguments, Budget& budget);
Result<Value> joinItems(const Value& subject, const Arguments& arguments, Budget& budget);
Result<Value> lengthOf(const Value& subject, const Arguments&, Budget&);
Result<Value> sortItems(const Value& subject, const Arguments& arguments, Budget& budget);
Result<Value> sortDict(const Value& subject, const Arguments&, Budget& budget);
Result<Value> uniqueItems(const Value& subject, const Arguments&, Budget& budget);
Result<Value> itemPairs(const Value& subject, const Arguments&, Budget&);
Result<Value> edgeItem(const Value& subject, bool first);
Result<Value> extremeItem(const Value& subject, bool most);
Result<Value> sumItems(const Value& subject, const Arguments& arguments, Budget& budget);
Result<Value> reverseItems(const Value& subject, const Arguments&, Budget& budget);

// value_filters.cpp: of one value
Result<Value> writeAsJson(const Value& subject, const Arguments& arguments, Budget& budget);
Result<Value> fallBack(const Value& subject, const Arguments& arguments, Budget&);
Result<Value> toInteger(const Value& subject, const Arguments& arguments, Budget&);
Result<Value> toFloat(const Value& subject, const Arguments& arguments, Budget&);
Result<Value> absoluteNumber(const Value& subject, const Arguments&, Budget& budget);
Result<Value> roundNumber(const Value& subject, const Arguments& arguments, Budget&);
Result<Value> indentText(const Value& subject, const Arguments& arguments, Budget& budget);
Result<Value> escapeText(const Value& subject, const Arguments&, Budget& budget);

} // namespace core::jinja

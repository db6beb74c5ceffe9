// SPDX-License-Identifier: Apache-2.0
#include "core/memory/memory_json.h"

namespace core {

namespace {

Json sourceToJson(const RecordSource& source)
{
    Json json{{"kind", sourceKindName(source.kind)}, {"reference", source.reference},
        {"quote", source.quote}};
    if (source.item) {
        json["item"] = source.item->text();
    }
    if (source.session) {
        json["session"] = source.session->text();
    }
    return json;
}

} // namespace

Json blockToJson(const MemoryBlock& block)
{
    return {{"id", block.id.text()}, {"agent", block.agent.text()}, {"label", block.label},
        {"text", block.text}, {"limit_bytes", block.limitBytes},
        {"labels", labelToJson(block.trust)}, {"updated_at_us", block.updatedAtUs}};
}

Json recordToJson(const MemoryRecord& record)
{
    Json sources = Json::array();
    for (const RecordSource& source : record.sources) {
        sources.push_back(sourceToJson(source));
    }
    return {{"id", record.id.text()}, {"agent", record.agent.text()},
        {"kind", recordKindName(record.kind)}, {"state", recordStateName(record.state)},
        {"text", record.text}, {"labels", labelToJson(record.trust)},
        {"sources", std::move(sources)}, {"created_at_us", record.createdAtUs}};
}

Json foundRecordToJson(const FoundRecord& found)
{
    Json json = recordToJson(found.record);
    json["score"] = found.score;
    json["snippet"] = found.snippet;
    return json;
}

} // namespace core

// SPDX-License-Identifier: Apache-2.0
#include "core/memory/memory_service.h"

#include "core/agents/agent_store.h"
#include "core/api/list_json.h"
#include "core/memory/block_store.h"
#include "core/memory/memory_eraser.h"
#include "core/memory/memory_json.h"
#include "core/memory/record_store.h"

#include <chrono>
#include <memory>

namespace core {

namespace {

Result<std::optional<RecordKind>> kindParameter(const Json& parameters)
{
    const auto name = TRY(optionalString(parameters, "kind"));
    return name ? std::optional(TRY(parseRecordKind(*name))) : std::nullopt;
}

class MemoryService {
public:
    MemoryService(
        Store& store, Clock& clock, IdSource& ids, EventBus& events, DropComputed dropComputed)
        : m_clock(clock)
        , m_agents(store, clock, ids)
        , m_blocks(store, clock, ids)
        , m_records(store, clock, ids)
        , m_eraser(store, clock)
        , m_events(events)
        , m_dropComputed(std::move(dropComputed))
    {
    }

    Result<Json> listBlocks(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent"}));
        Json data = Json::array();
        for (const MemoryBlock& block :
            TRY(m_blocks.list(TRY(requiredString(parameters, "agent"))))) {
            data.push_back(blockToJson(block));
        }
        return Json{{"data", std::move(data)}};
    }

    Result<Json> setBlock(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent", "label", "text", "limit_bytes"}));
        const BlockEdit edit{.label = TRY(requiredString(parameters, "label")),
            .text = TRY(requiredString(parameters, "text")),
            .limitBytes = TRY(optionalInteger(parameters, "limit_bytes", 1, blockLimitBytesMax))};
        const MemoryBlock block = TRY(m_blocks.set(TRY(requiredString(parameters, "agent")), edit));
        tellChanged(block.agent);
        return blockToJson(block);
    }

    Result<Json> deleteBlock(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent", "label"}));
        tellChanged(TRY(m_blocks.remove(
            TRY(requiredString(parameters, "agent")), TRY(requiredString(parameters, "label")))));
        return Json{{"deleted", true}};
    }

    Result<Json> add(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent", "text", "kind"}));
        const NewRecord record{
            .kind = TRY(kindParameter(parameters)).value_or(RecordKind::Semantic),
            .text = TRY(requiredString(parameters, "text")),
            .trust = userLabel(),
            .sources = {{.kind = SourceKind::User, .reference = "user"}}};
        const MemoryRecord added =
            TRY(m_records.add(TRY(requiredString(parameters, "agent")), record));
        tellChanged(added.agent);
        return recordToJson(added);
    }

    Result<Json> list(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"agent", "kind", "state", "limit", "after"}));
        RecordQuery query;
        query.agentKey = TRY(agentParameter(parameters));
        query.kind = TRY(kindParameter(parameters));
        query.limit = TRY(limitParameter(parameters));
        query.after = TRY(idParameter<RecordId>(parameters, "after"));
        if (const auto state = TRY(optionalString(parameters, "state"))) {
            query.state = TRY(parseRecordState(*state));
        }
        return pageToJson(TRY(m_records.list(query)), recordToJson);
    }

    Result<Json> search(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"query", "agent", "kind", "limit"}));
        const RecordSearch search{.text = TRY(requiredString(parameters, "query")),
            .agentKey = TRY(agentParameter(parameters)),
            .kind = TRY(kindParameter(parameters)),
            .limit = TRY(limitParameter(parameters, searchResultsDefault, searchResultsMax))};
        const auto begin = m_clock.monotonic();
        const auto found = TRY(m_records.search(search));
        const auto elapsed =
            std::chrono::duration_cast<std::chrono::microseconds>(m_clock.monotonic() - begin);
        Json data = Json::array();
        for (const FoundRecord& record : found) {
            data.push_back(foundRecordToJson(record));
        }
        return Json{{"data", std::move(data)}, {"elapsed_us", elapsed.count()}};
    }

    Result<Json> forget(const Json& parameters)
    {
        TRY(requireMembersAmong(parameters, {"record"}));
        const auto id = TRY(requiredId<RecordId>(parameters, "record"));
        tellChanged(TRY(m_eraser.forget(id)));
        if (m_dropComputed) {
            TRY(m_dropComputed());
        }
        return Json{{"id", id.text()}, {"deleted", true}};
    }

private:
    Result<std::optional<std::int64_t>> agentParameter(const Json& parameters)
    {
        const auto agent = TRY(optionalString(parameters, "agent"));
        return agent ? std::optional(TRY(m_agents.find(*agent)).key) : std::nullopt;
    }

    void tellChanged(const AgentId& agent)
    {
        m_events.publish("memory.changed", {{"agent", agent.text()}});
    }

    Clock& m_clock;
    AgentStore m_agents;
    BlockStore m_blocks;
    RecordStore m_records;
    MemoryEraser m_eraser;
    EventBus& m_events;
    DropComputed m_dropComputed;
};

} // namespace

void addMemoryMethods(ServiceTable& table, Store& store, Clock& clock, IdSource& ids,
    EventBus& events, DropComputed dropComputed)
{
    // Shared by its methods in the table; it has no state but what was passed.
    const auto service =
        std::make_shared<MemoryService>(store, clock, ids, events, std::move(dropComputed));
    using Method = Result<Json> (MemoryService::*)(const Json&);
    const auto add = [&](std::string name, Method method) {
        table.add(std::move(name), [service, method](const Json& parameters, const CallContext&) {
            return ((*service).*method)(parameters);
        });
    };
    add("memory.blocks.list", &MemoryService::listBlocks);
    add("memory.blocks.set", &MemoryService::setBlock);
    add("memory.blocks.delete", &MemoryService::deleteBlock);
    add("memory.add", &MemoryService::add);
    add("memory.list", &MemoryService::list);
    add("memory.search", &MemoryService::search);
    add("memory.forget", &MemoryService::forget);
}

} // namespace core

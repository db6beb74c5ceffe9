// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/result.h"
#include "core/memory/memory_record.h"
#include "core/store/store.h"

namespace core {

/// Forgets a record: erased, not hidden. What goes:
/// - the row, its sources, its words in the index (segments merged, so that no tombstone keeps
///   them);
/// - the text of the item that saved it and of outputs and memory items of the agent that show
///   it: text becomes "[forgotten]", token ids go, the item keeps its id and place;
/// - payloads of the journal of those turns that hold it, which become `{"forgotten":true}`;
/// - the WAL, which is folded in and truncated.
/// What models computed of the text is dropped by memory.forget (DropComputed).
/// What stays: messages of a person or a model that say the same, being conversation and not
/// memory; the audit entries, which never held the text.
/// Thread rule: any thread but the GUI's; takes as long as merging the index does, in slices that
/// let other writes pass.
class MemoryEraser {
public:
    MemoryEraser(Store& store, Clock& clock);

    /// Returns the agent whose memory it was. Conflict while a turn of that agent is open,
    /// which may hold the text.
    Result<AgentId> forget(const RecordId& id);

private:
    Result<void> mergeWords();

    Store& m_store;
    Clock& m_clock;
};

} // namespace core

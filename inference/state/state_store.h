// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/state/classed_tokens.h"
#include "inference/state/pack_folder.h"
#include "inference/state/page_index.h"
#include "inference/state/page_writer.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace inference {

/// Where model state is kept and how much of it.
struct StateOptions {
    std::filesystem::path folder; ///< empty: nothing on disk
    std::int64_t diskBytesMax = 0; ///< of all models together; 0: nothing on disk
    std::int64_t memoryBytesMax = 0; ///< of this model, beside its sequences
};

/// What may be done with a sequence's pages.
struct KeepRule {
    bool onDisk = true; ///< false for what is secret
    std::string_view owner = {}; ///< whose text it is, for erasures
};

/// The pages of one loaded model beyond its sequences, in memory and on disk. What a sequence
/// computed is kept for whoever begins with the same tokens: another session, a fork, another
/// agent, the next process. It is a cache: whatever goes wrong with it costs time and is named once
/// in the log, never a wrong answer.
/// Thread rule: restore() and keep() by one owner at a time; the rest from any thread.
class StateStore {
public:
    /// `lineage.pageBytes` 0 makes a store that keeps nothing.
    StateStore(const PageLineage& lineage, StateOptions options);
    ~StateStore();

    /// Makes a cache as long as pages are known for the tokens, if that is longer than it is. What
    /// it holds agrees with the tokens. Never makes it shorter by a page or more.
    void restore(KvCache& cache, const ClassedTokens& tokens);

    /// Keeps the whole pages of a cache that holds these tokens. Returns at once; the disk follows
    /// behind.
    void keep(const KvCache& cache, const ClassedTokens& tokens, const KeepRule& rule);

    /// Waits until the disk has what was kept.
    void finishWriting() { m_writer.finish(); }

    /// Forgets all pages in memory, what waits for the disk and what is known of it. Files that
    /// nobody removes are found again.
    void forget();

    struct Facts {
        std::int64_t pagesInMemory = 0;
        std::int64_t memoryBytes = 0;
        std::int64_t pagesKnown = 0;
        std::string trouble; ///< what last kept the disk from being used
    };
    [[nodiscard]] Facts facts() const;

private:
    struct Known {
        PageId id;
        PageBytes memory;
        std::optional<PackPlace> disk;
    };

    void look();
    std::vector<Known> known(const ClassedTokens& tokens);
    std::vector<PageBytes> bytesFrom(const std::vector<Known>& pages, std::size_t first);
    void append(KvCache& cache, const std::vector<Known>& pages, std::span<const TokenId> tokens);
    void keepPage(const KvCache& cache, std::int64_t index, const PageId& id,
        const PageIdentity& identity, const KeepRule& rule);
    void write(std::vector<PageWriter::Job> batch);
    void mention(const core::Error& error);

    // Constant after construction.
    PageId m_root;
    std::int64_t m_pageBytes;
    std::int64_t m_pageStride = 0;
    std::unique_ptr<PackFolder> m_folder; ///< none when nothing is kept on disk

    mutable std::mutex m_mutex;
    PageIndex m_index; ///< guarded by m_mutex, as what follows
    std::string m_trouble;
    std::set<core::ErrorCode> m_mentioned;

    PageWriter m_writer; ///< last, so that it ends while all it uses is there
};

} // namespace inference

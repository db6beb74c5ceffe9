// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/state/pack_access.h"
#include "inference/state/state_store.h"

#include <QTemporaryDir>

#include <filesystem>
#include <memory>
#include <vector>

namespace inference::testing {

/// Odd, so that pages do not fill their places in a pack.
constexpr std::int64_t testPageBytes = 5000;

inline std::vector<TokenId> someTokens(std::size_t count, std::uint32_t seed)
{
    std::vector<TokenId> tokens;
    for (std::size_t i = 0; i < count; ++i) {
        seed = seed * 1664525U + 1013904223U;
        tokens.push_back(static_cast<TokenId>(seed >> 12U));
    }
    return tokens;
}

/// Stands for the keys and values of page `index`: they depend on all tokens up to its end.
inline std::vector<std::uint8_t> bytesOfPage(const std::vector<TokenId>& tokens, std::int64_t index)
{
    std::uint32_t state = 7;
    for (std::int64_t i = 0; i < (index + 1) * pagePositions; ++i) {
        state =
            (state ^ static_cast<std::uint32_t>(tokens[static_cast<std::size_t>(i)])) * 16777619U;
    }
    std::vector<std::uint8_t> bytes;
    while (std::int64_t(bytes.size()) < testPageBytes) {
        state = state * 1664525U + 1013904223U;
        bytes.push_back(static_cast<std::uint8_t>(state >> 24U));
    }
    return bytes;
}

/// A cache that computes nothing: its pages are bytesOfPage(), or what was appended.
class PageCache final : public KvCache {
public:
    /// As if these had been read.
    explicit PageCache(const std::vector<TokenId>& tokens = {})
        : m_length(static_cast<std::int64_t>(tokens.size()))
    {
        for (std::int64_t i = 0; i < m_length / pagePositions; ++i) {
            m_pages.push_back(std::make_shared<std::vector<std::uint8_t>>(bytesOfPage(tokens, i)));
        }
    }
    [[nodiscard]] std::int64_t length() const override { return m_length; }
    [[nodiscard]] std::int64_t capacity() const override { return 1 << 20; }
    [[nodiscard]] std::int64_t sizeBytes() const override { return 0; }
    void truncate(std::int64_t length) override
    {
        m_length = length;
        m_pages.resize(static_cast<std::size_t>(length / pagePositions));
    }
    [[nodiscard]] std::int64_t pageBytes() const override { return testPageBytes; }
    core::Result<PageBytes> page(std::int64_t index) const override
    {
        ++m_pagesAsked;
        const auto& bytes = m_pages[static_cast<std::size_t>(index)];
        return PageBytes{bytes, *bytes};
    }
    core::Result<void> append(PageBytes page) override
    {
        m_pages.push_back(
            std::make_shared<std::vector<std::uint8_t>>(page.bytes.begin(), page.bytes.end()));
        m_length += pagePositions;
        return {};
    }

    /// Whether all whole pages are those of these tokens.
    [[nodiscard]] bool agreesWith(const std::vector<TokenId>& tokens) const
    {
        for (std::size_t i = 0; i < m_pages.size(); ++i) {
            if (*m_pages[i] != bytesOfPage(tokens, static_cast<std::int64_t>(i))) {
                return false;
            }
        }
        return std::int64_t(m_pages.size()) == m_length / pagePositions;
    }
    [[nodiscard]] int pagesAsked() const { return m_pagesAsked; }

private:
    std::int64_t m_length;
    std::vector<std::shared_ptr<std::vector<std::uint8_t>>> m_pages;
    mutable int m_pagesAsked = 0;
};

/// A folder for packs, and stores over it as if each were a process.
class StateFolder {
public:
    [[nodiscard]] std::filesystem::path path() const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / "cache" / "kv";
    }
    static PageLineage lineage(const std::string& model = "made")
    {
        return {.modelFingerprint = model,
            .numericsId = "test 1",
            .adapters = {},
            .kvType = KvType::F16,
            .pageBytes = testPageBytes};
    }
    [[nodiscard]] StateOptions options() const
    {
        return {.folder = path(), .diskBytesMax = 1 << 30, .memoryBytesMax = 1 << 30};
    }
    [[nodiscard]] std::unique_ptr<StateStore> open(const std::string& model = "made") const
    {
        return std::make_unique<StateStore>(lineage(model), options());
    }
    [[nodiscard]] std::vector<std::filesystem::path> packs() const
    {
        std::vector<std::filesystem::path> found;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(path(), ignored)) {
            found.push_back(entry.path());
        }
        return found;
    }

private:
    QTemporaryDir m_folder;
};

/// How many positions a store restores of the tokens; -1 when one of them is wrong.
inline std::int64_t restored(StateStore& store, const std::vector<TokenId>& tokens)
{
    PageCache cache;
    store.restore(cache, {tokens, {}});
    return cache.agreesWith(tokens) ? cache.length() : -1;
}

inline void keepAll(
    StateStore& store, const std::vector<TokenId>& tokens, const KeepRule& rule = {})
{
    store.keep(PageCache(tokens), {tokens, {}}, rule);
    store.finishWriting();
}

} // namespace inference::testing

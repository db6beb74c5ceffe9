// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <vector>

namespace train {

/// What a token counts, as generate.py writes it.
enum class TokenUse : std::uint8_t { Forced = 0, Read = 1, Learnt = 2 };

/// One conversation.
struct TokenSample {
    std::span<const std::uint16_t> ids;
    std::span<const std::uint8_t> uses; ///< TokenUse of each
};

/// The files NAME.ids, NAME.weights and NAME.lengths of generate.py, mapped. Thread rule:
/// immutable.
class TokenCorpus {
public:
    /// NotFound or Io when a file cannot be read, Corrupt when they do not fit each other or hold
    /// an id of `vocabulary` or more.
    static core::Result<TokenCorpus> open(
        const std::filesystem::path& name, std::int64_t vocabulary);

    [[nodiscard]] std::size_t samples() const { return m_begins.size() - 1; }
    [[nodiscard]] std::uint64_t tokens() const { return m_begins.back(); }
    [[nodiscard]] TokenSample sample(std::size_t index) const;

private:
    struct Mapping;
    static core::Result<std::shared_ptr<const Mapping>> map(const std::filesystem::path& path);

    std::shared_ptr<const Mapping> m_ids, m_uses;
    std::vector<std::uint64_t> m_begins;
};

} // namespace train

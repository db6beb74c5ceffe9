// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/digest.h"
#include "inference/backend/backend.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <vector>

namespace inference {

/// Names a page by all that its bits depend on: equal ids mean equal bytes, whoever computed them.
/// A hash all the same, so that whoever finds a page by its id compares the tokens, too.
using PageId = core::Digest;

/// The tokens whose keys and values a page holds.
using PageTokens = std::array<TokenId, pagePositions>;

/// What all pages of one loaded model have in common.
struct PageLineage {
    std::string modelFingerprint; ///< of all bytes of the weights
    std::string numericsId; ///< of LoadedModel
    std::vector<std::string> adapters; ///< fingerprints, in the order they are applied
    KvType kvType = KvType::F16;
    std::int64_t pageBytes = 0; ///< the layout's size
};

/// What a page is, but for its bytes.
struct PageIdentity {
    PageId parent = {}; ///< the page before it, or the lineage's root
    PageTokens tokens = {};
    std::uint32_t decoded = 0; ///< a bit a position, the first lowest: NumericClass::Decode

    bool operator==(const PageIdentity&) const = default;
};
static_assert(pagePositions == 32, "a bit a position");

/// The parent of a sequence's first page: BLAKE2b over the lineage.
PageId rootId(const PageLineage& lineage);

/// BLAKE2b over parent, classes and tokens.
PageId idOf(const PageIdentity& page);

/// For hash tables: an id's bytes are as random as any hash of them.
struct PageIdHash {
    std::size_t operator()(const PageId& id) const
    {
        std::size_t value = 0;
        std::memcpy(&value, id.data(), sizeof value);
        return value;
    }
};

} // namespace inference

// SPDX-License-Identifier: Apache-2.0
#include "inference/state/page_id.h"

#include <fmt/format.h>

namespace inference {

namespace {

/// To be raised when what goes into an id changes.
constexpr std::string_view rootPrefix = "holdfast kv page 1";

void add(core::Blake2b& hash, std::string_view text)
{
    // Lengths first, so that no two lists of texts give the same bytes.
    const std::string head = fmt::format("{}:", text.size());
    hash.update({reinterpret_cast<const std::uint8_t*>(head.data()), head.size()});
    hash.update({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

} // namespace

PageId rootId(const PageLineage& lineage)
{
    core::Blake2b hash;
    add(hash, rootPrefix);
    add(hash, lineage.modelFingerprint);
    add(hash, lineage.numericsId);
    add(hash, fmt::format("{} adapters", lineage.adapters.size()));
    for (const std::string& adapter : lineage.adapters) {
        add(hash, adapter);
    }
    add(hash, lineage.kvType == KvType::F16 ? "f16" : "f32");
    add(hash, fmt::format("{} positions {} bytes", pagePositions, lineage.pageBytes));
    return hash.finish();
}

PageId idOf(const PageIdentity& page)
{
    core::Blake2b hash;
    hash.update(page.parent);
    hash.update({reinterpret_cast<const std::uint8_t*>(&page.decoded), sizeof page.decoded});
    hash.update({reinterpret_cast<const std::uint8_t*>(page.tokens.data()), sizeof page.tokens});
    return hash.finish();
}

} // namespace inference

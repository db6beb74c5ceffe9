// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/result.h"
#include "inference/state/pack_file.h"
#include "inference/state/pack_listing.h"
#include "inference/state/pack_writer.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace inference {

/// The packs of one lineage in a folder that packs of other lineages and other processes share.
/// The quota is that of the whole folder; the packs that were used longest ago go first.
/// Thread rule: any thread; one of them appends.
class PackFolder {
public:
    PackFolder(std::filesystem::path folder, std::int64_t bytesMax, const PackShape& shape,
        const PageId& root);

    struct News {
        struct Page {
            PackPlace place;
            PackSlot facts;
        };
        std::vector<Page> pages; ///< that came since the last look
        std::vector<std::shared_ptr<PackFile>> gone; ///< packs that were removed
        std::int64_t damaged = 0; ///< packs whose header is not to be believed
    };

    /// Looks what is new, from this process or others. NotFound when there is no folder, which is
    /// none's fault.
    core::Result<News> look();

    /// Tells everything again at the next look.
    void forgetSeen();

    /// Removes packs until so many bytes more keep to the quota. LimitReached when they never do.
    core::Result<void> makeRoom(std::int64_t bytes);

    /// Appends a page to a pack of this owner. Errors: those of core::fileError; nothing is lost
    /// by trying again later.
    core::Result<PackPlace> append(
        std::uint64_t owner, const PageIdentity& page, std::span<const std::uint8_t> bytes);

private:
    core::Result<void> openWriter(std::uint64_t owner);
    core::Result<std::shared_ptr<PackFile>> packAt(const std::filesystem::path& path);

    // Constant after construction.
    std::filesystem::path m_folder;
    std::int64_t m_bytesMax;
    PackShape m_shape;
    PageId m_root;
    std::string m_lineage; ///< hex digits: how names of packs begin

    std::mutex m_mutex;
    std::map<std::filesystem::path, std::shared_ptr<PackFile>> m_packs; ///< guarded by m_mutex
    std::set<std::filesystem::path> m_damaged; ///< guarded by m_mutex

    std::optional<PackWriter> m_writer; ///< of the thread that appends
    std::uint64_t m_writerOwner = 0;
};

} // namespace inference

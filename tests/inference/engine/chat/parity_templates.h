// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/durable_file.h"
#include "core/text/json.h"
#include "tests/inference/engine/engine_fixture.h"

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace inference::testing {

/// A template of the reference data.
struct ParityTemplate {
    std::string name;
    std::string source;
};

/// All of them by name; none when the reference data is not there.
inline std::vector<ParityTemplate> parityTemplates()
{
    constexpr std::size_t bytesMax = std::size_t{4} * 1024 * 1024;
    std::vector<ParityTemplate> all;
    std::error_code code;
    for (const auto& entry :
        std::filesystem::directory_iterator(parityFolder() / "templates", code)) {
        const auto text = core::readWholeFile(entry.path(), bytesMax);
        const auto json = text ? core::parseJson(*text) : core::Result<core::Json>(core::Json());
        if (json && json->is_object()) {
            all.push_back({entry.path().stem().string(), (*json)["source"].get<std::string>()});
        }
    }
    std::sort(all.begin(), all.end(),
        [](const ParityTemplate& a, const ParityTemplate& b) { return a.name < b.name; });
    return all;
}

} // namespace inference::testing

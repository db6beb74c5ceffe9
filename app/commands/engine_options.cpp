// SPDX-License-Identifier: Apache-2.0
#include "app/commands/engine_options.h"

#include "core/base/durable_file.h"
#include "core/model/sampling_json.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cstdio>

namespace app {

using core::Json;
using core::Result;

namespace {

constexpr std::int64_t contextTokensMax = std::int64_t{1} << 24U;
constexpr std::int64_t threadsMax = 1024;
constexpr std::int64_t seedMax = std::int64_t{1} << 53U;

static_assert(std::endian::native == std::endian::little, "files are written as memory is");

} // namespace

Option deviceOption()
{
    return {"device", "DEVICE", "auto (default), cpu, vulkan or reference"};
}

Option threadsOption()
{
    return {"threads", "N", "default: one a core"};
}

Result<core::LoadOptions> engineOptionsOf(const Arguments& arguments, KvDefault kvDefault)
{
    core::LoadOptions options;
    options.device = arguments.value("device").value_or(options.device);
    const std::string kv =
        arguments.value("kv").value_or(kvDefault == KvDefault::F32 ? "f32" : "f16");
    if (kv != "f16" && kv != "f32") {
        return core::fail(
            usageError(fmt::format("Found '{}' for --kv. Allowed are f16 and f32.", kv)));
    }
    options.kvF32 = kv == "f32";
    options.threads =
        static_cast<std::int32_t>(TRY(arguments.integer("threads", 1, threadsMax)).value_or(0));
    options.contextTokens = TRY(arguments.integer("context", 1, contextTokensMax)).value_or(0);
    return options;
}

Result<core::SamplingOptions> samplingOf(const Arguments& arguments)
{
    Json object = Json::object();
    for (const auto& [option, member] : {std::pair{"temperature", "temperature"},
             std::pair{"top-p", "top_p"}, std::pair{"min-p", "min_p"}})
    {
        if (const auto value = TRY(arguments.number(option))) {
            object[member] = *value;
        }
    }
    if (const auto topK = TRY(arguments.integer("top-k", 0, INT32_MAX))) {
        object["top_k"] = *topK;
    }
    if (const auto seed = TRY(arguments.integer("seed", 0, seedMax))) {
        object["seed"] = *seed;
    }
    return core::samplingFromJson(object);
}

Result<std::optional<std::vector<inference::TokenId>>> tokensOf(const Arguments& arguments)
{
    const auto text = arguments.value("tokens");
    if (!text) {
        return std::optional<std::vector<inference::TokenId>>{};
    }
    std::vector<inference::TokenId> tokens;
    const char* at = text->data();
    const char* end = at + text->size();
    for (;;) {
        inference::TokenId id = 0;
        const auto read = std::from_chars(at, end, id);
        const bool isLast = read.ptr == end;
        if (read.ec != std::errc() || (!isLast && *read.ptr != ',')) {
            return core::fail(usageError(fmt::format(
                "Found '{}' in --tokens at its byte {}. Allowed are whole numbers with commas.",
                std::string_view(
                    at, static_cast<std::size_t>(std::min<std::ptrdiff_t>(end - at, 20))),
                at - text->data())));
        }
        tokens.push_back(id);
        if (isLast) {
            return std::optional(std::move(tokens));
        }
        at = read.ptr + 1;
    }
}

Result<void> writeLogits(const std::string& path, const inference::Logits& logits)
{
    std::FILE* file = std::fopen(path.c_str(), "wbe");
    if (file == nullptr) {
        return core::fail(core::fileError(errno, "write", path));
    }
    const std::array<std::int32_t, 2> header{
        static_cast<std::int32_t>(logits.rows), static_cast<std::int32_t>(logits.vocabulary)};
    bool isWritten = std::fwrite(header.data(), sizeof(header), 1, file) == 1;
    const std::size_t count = logits.values.size();
    isWritten = std::fwrite(logits.values.data(), sizeof(float), count, file) == count && isWritten;
    const int writeError = errno;
    isWritten = std::fclose(file) == 0 && isWritten;
    if (!isWritten) {
        return core::fail(core::fileError(writeError, "write", path));
    }
    return {};
}

} // namespace app

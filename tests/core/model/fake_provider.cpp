// SPDX-License-Identifier: Apache-2.0
#include "tests/core/model/fake_provider.h"

#include "core/base/durable_file.h"

namespace tests {

core::Result<core::Json> FakeProvider::inspect(const std::filesystem::path& file)
{
    constexpr std::size_t bytesMax = std::size_t{64} * 1024 * 1024;
    const std::string bytes = TRY(core::readWholeFile(file, bytesMax));
    if (bytes.rfind("GGUF", 0) != 0) {
        return core::fail(core::Error{.code = core::ErrorCode::Corrupt,
            .message = "No GGUF.",
            .detail = "E_MAGIC",
            .field = "magic",
            .byteOffset = 0});
    }
    return core::Json{{"architecture", "llama"}, {"parameters", 12}, {"quantization", "F32"},
        {"context_length", nullptr}, {"has_chat_template", false}, {"name", "x"}};
}

} // namespace tests

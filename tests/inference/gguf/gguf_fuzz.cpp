// SPDX-License-Identifier: Apache-2.0
// A libFuzzer target for everything that reads a model file before it is trusted:
//   CXX=clang++ cmake --preset dev -DHOLDFAST_FUZZ=ON -DHOLDFAST_SANITIZE=address,undefined
//   build/dev/tests/gguf_fuzz -max_len=65536 CORPUS_FOLDER
#include "inference/gguf/inspect.h"
#include "inference/tokenizer/tokenizer.h"

#include <cstdint>
#include <cstdlib>
#include <string>

#include <sys/mman.h>
#include <unistd.h>

namespace {

/// One file in memory for all runs: opening one by path is what the program does.
int memoryFile()
{
    static const int descriptor = ::memfd_create("gguf_fuzz", MFD_CLOEXEC);
    return descriptor;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const int descriptor = memoryFile();
    if (::ftruncate(descriptor, 0) != 0
        || ::pwrite(descriptor, data, size, 0) != static_cast<ssize_t>(size))
    {
        std::abort();
    }
    const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
    static_cast<void>(inference::inspectGguf(path));
    const auto file = inference::GgufFile::open(path);
    if (!file) {
        return 0;
    }
    if (const auto tokenizer = inference::Tokenizer::create(*file)) {
        const std::string_view text(reinterpret_cast<const char*>(data), size < 200 ? size : 200);
        const auto ids = (*tokenizer)->encode(text, inference::SpecialTokens::Parse);
        static_cast<void>((*tokenizer)->decode(ids));
    }
    return 0;
}

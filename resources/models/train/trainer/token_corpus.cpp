// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/token_corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace train {

using core::ErrorCode;
using core::fail;
using core::Result;

struct TokenCorpus::Mapping {
    const std::uint8_t* data = nullptr;
    std::size_t bytes = 0;
    Mapping() = default;
    Mapping(const Mapping&) = delete;
    Mapping& operator=(const Mapping&) = delete;
    ~Mapping()
    {
        if (data != nullptr) {
            ::munmap(const_cast<std::uint8_t*>(data), bytes);
        }
    }
};

Result<std::shared_ptr<const TokenCorpus::Mapping>> TokenCorpus::map(
    const std::filesystem::path& path)
{
    const auto refuse = [&] {
        return fail(errno == ENOENT ? ErrorCode::NotFound : ErrorCode::Io,
            fmt::format("'{}' cannot be read: {}. generate.py tokens writes it.", path.native(),
                std::strerror(errno)));
    };
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        return refuse();
    }
    auto mapping = std::make_shared<Mapping>();
    struct stat status { };
    void* address = MAP_FAILED;
    if (::fstat(file, &status) == 0 && status.st_size > 0) {
        mapping->bytes = static_cast<std::size_t>(status.st_size);
        address = ::mmap(nullptr, mapping->bytes, PROT_READ, MAP_PRIVATE, file, 0);
    }
    ::close(file);
    if (address == MAP_FAILED) {
        return refuse();
    }
    mapping->data = static_cast<const std::uint8_t*>(address);
    return mapping;
}

Result<TokenCorpus> TokenCorpus::open(const std::filesystem::path& name, std::int64_t vocabulary)
{
    TokenCorpus corpus;
    corpus.m_ids = TRY(map(name.native() + ".ids"));
    corpus.m_uses = TRY(map(name.native() + ".weights"));
    const auto lengths = TRY(map(name.native() + ".lengths"));
    corpus.m_begins.push_back(0);
    for (std::size_t at = 0; at + 4 <= lengths->bytes; at += 4) {
        std::uint32_t length = 0;
        std::memcpy(&length, lengths->data + at, sizeof length);
        corpus.m_begins.push_back(corpus.m_begins.back() + length);
    }
    if (corpus.tokens() * 2 != corpus.m_ids->bytes || corpus.tokens() != corpus.m_uses->bytes) {
        return fail(ErrorCode::Corrupt,
            fmt::format("'{}' has lengths for {} tokens, {} bytes of ids and {} weights. Its files "
                        "are of different runs; generate them again.",
                name.native(), corpus.tokens(), corpus.m_ids->bytes, corpus.m_uses->bytes));
    }
    const auto* ids = reinterpret_cast<const std::uint16_t*>(corpus.m_ids->data);
    const std::uint16_t greatest = *std::max_element(ids, ids + corpus.tokens());
    if (greatest >= vocabulary) {
        return fail(ErrorCode::Corrupt,
            fmt::format("'{}' holds the id {}; the vocabulary has {} tokens. It was written with "
                        "another one.",
                name.native(), greatest, vocabulary));
    }
    return corpus;
}

TokenSample TokenCorpus::sample(std::size_t index) const
{
    const std::uint64_t begin = m_begins[index];
    const auto count = static_cast<std::size_t>(m_begins[index + 1] - begin);
    return {{reinterpret_cast<const std::uint16_t*>(m_ids->data) + begin, count},
        {m_uses->data + begin, count}};
}

} // namespace train

// SPDX-License-Identifier: Apache-2.0
#include "core/base/digest.h"

#include <fmt/format.h>
#include <sodium.h>

namespace core {

struct Blake2b::State {
    crypto_generichash_state hash;
};

std::string hexText(std::span<const std::uint8_t> bytes)
{
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        fmt::format_to(std::back_inserter(text), "{:02x}", byte);
    }
    return text;
}

Digest sha256(std::span<const std::uint8_t> bytes)
{
    Digest digest;
    crypto_hash_sha256(digest.data(), bytes.data(), bytes.size());
    return digest;
}

Digest sha256(std::string_view text)
{
    return sha256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

Blake2b::Blake2b()
    : m_state(std::make_unique<State>())
{
    crypto_generichash_init(&m_state->hash, nullptr, 0, Digest{}.size());
}

Blake2b::~Blake2b() = default;
Blake2b::Blake2b(Blake2b&&) noexcept = default;
Blake2b& Blake2b::operator=(Blake2b&&) noexcept = default;

void Blake2b::update(std::span<const std::uint8_t> bytes)
{
    crypto_generichash_update(&m_state->hash, bytes.data(), bytes.size());
}

Digest Blake2b::finish()
{
    Digest digest;
    crypto_generichash_final(&m_state->hash, digest.data(), digest.size());
    return digest;
}

void fillRandom(std::span<std::uint8_t> bytes)
{
    randombytes_buf(bytes.data(), bytes.size());
}

} // namespace core

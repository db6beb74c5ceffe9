// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace core {

/// 32 bytes of a hash.
using Digest = std::array<std::uint8_t, 32>;

/// Lower-case hex of a digest or any bytes.
std::string hexText(std::span<const std::uint8_t> bytes);

/// SHA-256 of the bytes (FIPS 180-4). For the audit chain and argument hashes.
Digest sha256(std::span<const std::uint8_t> bytes);
Digest sha256(std::string_view text);

/// BLAKE2b with 32 bytes of output (RFC 7693), fed piece by piece. For files of many gigabytes.
/// Thread rule: one owner.
class Blake2b {
public:
    Blake2b();
    ~Blake2b();
    Blake2b(Blake2b&&) noexcept;
    Blake2b& operator=(Blake2b&&) noexcept;

    void update(std::span<const std::uint8_t> bytes);
    /// The digest of all that was fed. Call it once.
    Digest finish();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

/// Bytes that cannot be guessed, for salts and tokens.
void fillRandom(std::span<std::uint8_t> bytes);

} // namespace core

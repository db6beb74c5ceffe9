// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace core {

/// What running a tool does to the world, and so what may be done when it is not known whether it
/// ran: the process died between the intent and the result.
enum class ToolEffect {
    Pure, ///< reads only: run again
    Idempotent, ///< the other side knows the key: run again with the same key
    Transactional, ///< happens inside our own file with the result, so it did not happen: run
    Verifiable, ///< ask its probe whether it happened
    Unsafe, ///< nobody knows: a person decides
};

/// The name in the journal: pure, idempotent, transactional, verifiable, unsafe.
std::string_view toolEffectName(ToolEffect effect);

/// The reverse. What is not known is `Unsafe`.
ToolEffect toolEffectFromName(std::string_view name);

} // namespace core

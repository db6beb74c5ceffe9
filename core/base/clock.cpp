// SPDX-License-Identifier: Apache-2.0
#include "core/base/clock.h"

namespace core {

TimestampUs SystemClock::now()
{
    const auto sinceEpoch = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::microseconds>(sinceEpoch).count();
}

std::chrono::nanoseconds SystemClock::monotonic()
{
    return std::chrono::steady_clock::now().time_since_epoch();
}

} // namespace core

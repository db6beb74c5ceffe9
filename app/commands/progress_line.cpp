// SPDX-License-Identifier: Apache-2.0
#include "app/commands/progress_line.h"

#include <fmt/format.h>

#include <unistd.h>

#include <algorithm>
#include <cstdio>

namespace app {

ProgressLine::ProgressLine()
    : m_isTerminal(::isatty(STDERR_FILENO) == 1)
{
}

ProgressLine::~ProgressLine()
{
    if (m_isShown) {
        std::fputs("\r\033[K", stderr);
    }
}

core::ProgressSink ProgressLine::sink()
{
    return [this](const core::WorkProgress& progress) { show(progress); };
}

void ProgressLine::show(const core::WorkProgress& progress)
{
    constexpr double whole = 100;
    if (!m_isTerminal) {
        return;
    }
    const double share = static_cast<double>(progress.done)
        / static_cast<double>(std::max<std::int64_t>(progress.total, 1));
    const std::lock_guard lock(m_mutex);
    m_isShown = true;
    fmt::print(stderr, "\r\033[K{} {:.0f} %", progress.phase, whole * share);
    std::fflush(stderr);
}

} // namespace app

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/model/model_provider.h"

#include <mutex>

namespace app {

/// One line on stderr that is written over: "hashing 41 %". Nothing when stderr is no terminal.
/// Thread rule: the sink may be called from any thread.
class ProgressLine {
public:
    ProgressLine();
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// Goes before this object.
    core::ProgressSink sink();

private:
    void show(const core::WorkProgress& progress);

    const bool m_isTerminal;
    std::mutex m_mutex;
    bool m_isShown = false; ///< guarded by m_mutex
};

} // namespace app

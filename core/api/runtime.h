// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/api/client.h"
#include "core/base/result.h"
#include "core/model/model_provider.h"

#include <filesystem>
#include <memory>
#include <string>

namespace core {

/// What becomes of the turns that a process which died left open: a window, a conversation and
/// `serve` go on with them; a command that only lists something leaves them.
enum class Recovery { Start, Leave };

/// Whether other processes may call the table through the socket while it is open.
enum class Serving { Yes, No };

/// A workspace that this process owns, with everything that lives on it: store, events, models,
/// tools, turns, the table of services, the socket. Made and ended in the right order.
/// Thread rule: one owner; the client may be called from any thread.
class Runtime {
public:
    struct Options {
        std::filesystem::path workspace; ///< made when absent
        std::filesystem::path dataDirectory; ///< where the library of models is: dataPlace()
        std::string version; ///< of the program, for workspace.status
        Recovery recovery = Recovery::Leave;
        Serving serving = Serving::No;
    };

    /// Errors: those of Store::open; Locked when another process owns the workspace. `provider`
    /// outlives the runtime.
    static Result<std::unique_ptr<Runtime>> open(const Options& options, ModelProvider& provider);

    /// Stops what runs; turns stay open for the next owner.
    ~Runtime();
    Runtime(const Runtime&) = delete;
    Runtime& operator=(const Runtime&) = delete;

    /// Calls the table in process. Goes before the runtime.
    [[nodiscard]] std::shared_ptr<Client> client() const;

    /// How many open turns of a process that died were left (Recovery::Leave).
    [[nodiscard]] std::int64_t interruptedTurns() const;

    /// Waits until no turn is queued or runs here; false when the time is over. Who ends while
    /// others use its socket asks this first.
    bool waitIdle(std::chrono::milliseconds timeout);

private:
    class Parts;
    explicit Runtime(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> m_parts;
};

} // namespace core

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/clock.h"
#include "core/base/id_source.h"
#include "core/store/database.h"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

namespace core {

/// A workspace file, open. One process owns it; in that process one thread with one connection
/// writes, others read.
///
/// write() hands an operation to the writer thread, which drains its queue into one transaction, a
/// savepoint for each operation, and answers after COMMIT: what write() returned is on the disk.
/// An operation that fails is rolled back alone. Operations must be short (no waiting, no I/O
/// beside the database, under 50 ms) and must not call write() themselves.
/// read() lends a read-only connection; it sees everything committed before it began.
///
/// Thread rule: write() and read() from any thread.
/// Errors: Locked (who has it), ReadOnly, Corrupt (what to do), DiskFull, Io, Unsupported (a newer
/// version; a network file system).
class Store {
public:
    struct Options {
        std::filesystem::path path;
        std::filesystem::path backupDirectory; ///< empty: beside the file
    };

    static Result<std::unique_ptr<Store>> open(const Options& options, Clock& clock, IdSource& ids);

    /// Folds the WAL in and gives up the file.
    virtual ~Store() = default;

    template <class F>
    auto write(F&& operation) -> std::invoke_result_t<F, Database&>;

    template <class F>
    auto read(F&& operation) -> std::invoke_result_t<F, Database&>;

    [[nodiscard]] virtual const std::filesystem::path& path() const = 0;

    /// The number of this opening; greater than all before it. Rows of an older epoch that are
    /// still in progress belong to a process that died.
    [[nodiscard]] virtual std::int64_t epoch() const = 0;

    /// True when the file could only be opened for reading; write() then fails with ReadOnly.
    [[nodiscard]] virtual bool isReadOnly() const = 0;

    /// When something was last committed, and the last error of a checkpoint, if it has not been
    /// made good since.
    [[nodiscard]] virtual TimestampUs lastCommitUs() const = 0;
    [[nodiscard]] virtual std::optional<Error> checkpointError() const = 0;

    /// Moves the WAL into the file and truncates it (after an erasure). Slow; not on the GUI
    /// thread.
    virtual Result<void> truncateWal() = 0;

    /// True when the path is this workspace's file, its WAL or its lock, by inode: such files may
    /// not be opened by other means, since closing them would drop the locks.
    [[nodiscard]] virtual bool ownsFile(const std::filesystem::path& path) const = 0;

protected:
    using Operation = std::function<Result<void>(Database&)>;
    virtual Result<void> runWrite(const Operation& operation) = 0;
    virtual Result<void> runRead(const Operation& operation) = 0;

private:
    template <class F, class Run>
    static auto carry(F&& operation, const Run& run) -> std::invoke_result_t<F, Database&>;
};

/// What tells this workspace from all others, wherever its file lies: hex digits.
Result<std::string> workspaceIdentity(Database& database);

/// The next value of the change sequence; call once in a write operation that adds or removes rows
/// with added_seq/removed_seq.
Result<std::int64_t> nextChange(Database& database);

/// The present value of the change sequence.
Result<std::int64_t> currentChange(Database& database);

template <class F, class Run>
auto Store::carry(F&& operation, const Run& run) -> std::invoke_result_t<F, Database&>
{
    using Answer = std::invoke_result_t<F, Database&>; // a Result<T>
    if constexpr (std::is_same_v<Answer, Result<void>>) {
        return run(operation);
    } else {
        std::optional<typename Answer::value_type> value;
        const Result<void> done = run([&](Database& database) -> Result<void> {
            value = TRY(operation(database));
            return {};
        });
        if (!done) {
            return fail(done.error());
        }
        return std::move(*value);
    }
}

template <class F>
auto Store::write(F&& operation) -> std::invoke_result_t<F, Database&>
{
    return carry(operation, [this](const Operation& o) { return runWrite(o); });
}

template <class F>
auto Store::read(F&& operation) -> std::invoke_result_t<F, Database&>
{
    return carry(operation, [this](const Operation& o) { return runRead(o); });
}

} // namespace core

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace core {

/// What kind of thing went wrong. A caller branches on the kind, a person reads the message.
/// The text names (errorCodeName) appear in JSON and logs and never change.
enum class ErrorCode {
    InvalidInput, ///< the caller's words are off: the message says found, allowed, to do
    NotFound, ///< the thing named does not exist
    AlreadyExists, ///< a name or key is taken
    Conflict, ///< the thing is in a state that does not allow this now
    LimitReached, ///< a named limit; the message says found and allowed
    Corrupt, ///< a file does not hold what its format demands
    Unsupported, ///< understood, but this version has no way to do it
    Denied, ///< a rule or the file system forbids it
    Locked, ///< another process owns it
    ReadOnly, ///< the medium cannot be written
    DiskFull, ///< no space is left for it
    Io, ///< the operating system reported a failure
    OutOfMemory, ///< an allocation or a memory plan does not fit
    DeviceLost, ///< the compute device went away
    Cancelled, ///< a person or a stop token asked for it
    Unavailable, ///< a process, model or service needed for this is not there now
    Internal, ///< our own mistake
};

/// The stable lower_snake_case name of a code, for example "invalid_input".
std::string_view errorCodeName(ErrorCode code);

/// The code of a name, as read back from the wire; Internal when the name is unknown.
ErrorCode errorCodeFromName(std::string_view name);

/// An error as a value. `message` is one or two English sentences for a person and says what was
/// found, what is allowed and what to do. `detail` is a stable short code of the place that
/// refused (for example "E_TRUNCATED"); `field` and `byteOffset` say where in a file.
struct Error {
    ErrorCode code = ErrorCode::Internal;
    std::string message;
    std::string detail = {};
    std::string field = {};
    std::optional<std::uint64_t> byteOffset = {};
};

} // namespace core

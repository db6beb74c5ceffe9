// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/command.h"
#include "core/base/result.h"

#include <filesystem>
#include <string>
#include <vector>

namespace app {

/// What the person asked for, before anything is done.
struct Invocation {
    enum class Kind { Run, Help, Version };
    Kind kind = Kind::Run;
    const Command* command = nullptr; ///< for Help null: of a noun or of everything
    std::string noun = {}; ///< for Help of a noun
    Arguments arguments = {};
    std::filesystem::path workspace = {}; ///< absolute
    bool json = false;
};

/// Reads a command line without the program's name. Usage errors say what was found and allowed.
core::Result<Invocation> readInvocation(const std::vector<std::string>& words);

/// Whether the person wants JSON, as far as can be told of a line that was not understood.
bool wantsJson(const std::vector<std::string>& words);

} // namespace app

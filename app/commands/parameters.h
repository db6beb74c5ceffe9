// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/arguments.h"
#include "app/context.h"
#include "core/text/json.h"

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace app {

/// An option and the member of the request it becomes.
using OptionMember = std::pair<std::string_view, std::string_view>;

/// Takes over the text options that were given.
void putTexts(core::Json& parameters, const Arguments& arguments,
    std::initializer_list<OptionMember> members);

/// The options --limit and --after of a list.
std::vector<Option> pageOptions();
core::Result<void> putPage(core::Json& parameters, const Arguments& arguments);

/// The file, absolute, so that it means the same to the process that opens it.
std::string absolutePath(const std::string& path);

/// A text of the command line; "-" reads it from stdin, up to `bytesMax` bytes.
core::Result<std::string> textOrStdin(const std::string& text, std::size_t bytesMax);

/// The id of an imported model from its id, name or path.
core::Result<std::string> modelIdOf(Context& context, const std::string& reference);

/// The file of a model: a path as it is, else an imported model's by id or name.
core::Result<std::filesystem::path> modelFileOf(Context& context, const Arguments& arguments);

} // namespace app

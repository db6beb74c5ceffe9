// SPDX-License-Identifier: Apache-2.0
#include "app/invocation.h"

#include "app/help.h"
#include "core/base/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace app {

namespace {

using core::Result;

bool isWord(const std::string& text)
{
    return text.rfind("-", 0) != 0;
}

/// How many words at the start are global options; they may stand before the command.
std::size_t globalsAtStart(const std::vector<std::string>& words)
{
    std::size_t count = 0;
    while (count < words.size() && !isWord(words[count])) {
        count += words[count] == "--workspace" ? 2 : 1;
    }
    return std::min(count, words.size());
}

const Command* findCommand(const std::string& words)
{
    const auto& all = allCommands();
    const auto found = std::find_if(
        all.begin(), all.end(), [&](const Command& command) { return command.words == words; });
    return found == all.end() ? nullptr : &*found;
}

/// The first words of commands, or the second ones of a noun.
std::vector<std::string> namesAfter(const std::string& noun)
{
    std::vector<std::string> names;
    for (const Command& command : allCommands()) {
        const std::size_t space = command.words.find(' ');
        const std::string first = command.words.substr(0, space);
        const std::string name = noun.empty() ? first
            : first == noun                   ? command.words.substr(space + 1)
                                              : "";
        if (!name.empty() && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
    return names;
}

std::filesystem::path workspacePath(const Arguments& arguments)
{
    const auto given = arguments.value("workspace");
    std::error_code code;
    const auto path = given ? std::filesystem::absolute(*given, code).lexically_normal()
                            : core::dataPlace() / "Workspace.holdfast";
    return code ? std::filesystem::path(*given) : path;
}

Result<Invocation> invocationOf(const Arguments& arguments)
{
    if (arguments.value("workspace") == "") {
        return core::fail(usageError("--workspace is empty. Allowed is the path of a workspace."));
    }
    return Invocation{.kind = arguments.has("help") ? Invocation::Kind::Help
            : arguments.has("version")              ? Invocation::Kind::Version
                                                    : Invocation::Kind::Run,
        .command = nullptr,
        .arguments = arguments,
        .workspace = workspacePath(arguments),
        .json = arguments.has("json")};
}

/// A command's own words are not missed when only its help is wanted.
bool asksForHelp(const std::vector<std::string>& words)
{
    const auto end = std::find(words.begin(), words.end(), "--");
    return std::find(words.begin(), end, "--help") != end
        || std::find(words.begin(), end, "-h") != end;
}

Result<Invocation> readCommand(
    const Command& command, const std::vector<std::string>& globals, std::vector<std::string> rest)
{
    if (asksForHelp(rest) || asksForHelp(globals)) {
        return Invocation{.kind = Invocation::Kind::Help, .command = &command};
    }
    std::vector<Option> options = command.options;
    // --version is the program's and stands alone; a command may have one of its own.
    std::copy_if(globalOptions().begin(), globalOptions().end(), std::back_inserter(options),
        [](const Option& option) { return option.name != "version"; });
    rest.insert(rest.begin(), globals.begin(), globals.end());
    const auto arguments = Arguments::parse(rest, command.positionals, options);
    if (!arguments) {
        core::Error error = arguments.error();
        error.message += fmt::format(" See: holdfast {} --help", command.words);
        return core::fail(std::move(error));
    }
    Invocation invocation = TRY(invocationOf(*arguments));
    invocation.kind = Invocation::Kind::Run;
    invocation.command = &command;
    return invocation;
}

Result<Invocation> readNoun(const std::string& noun, const std::vector<std::string>& rest)
{
    const std::vector<std::string> verbs = namesAfter(noun);
    if (verbs.empty()) {
        return core::fail(usageError(fmt::format("Found the command '{}'. Allowed are: {}. See: "
                                                 "holdfast --help",
            noun, fmt::join(namesAfter({}), ", "))));
    }
    if (asksForHelp(rest)) {
        return Invocation{.kind = Invocation::Kind::Help, .command = nullptr, .noun = noun};
    }
    const std::string found = rest.empty() ? "nothing" : fmt::format("'{}'", rest.front());
    return core::fail(usageError(fmt::format("Found {} after '{}'. Allowed are: {}. See: holdfast "
                                             "{} --help",
        found, noun, fmt::join(verbs, ", "), noun)));
}

} // namespace

Result<Invocation> readInvocation(const std::vector<std::string>& words)
{
    const std::size_t start = globalsAtStart(words);
    std::vector<std::string> globals(
        words.begin(), words.begin() + static_cast<std::ptrdiff_t>(start));
    const std::vector<std::string> rest(
        words.begin() + static_cast<std::ptrdiff_t>(start), words.end());
    if (rest.empty()) {
        std::replace(globals.begin(), globals.end(), std::string("-h"), std::string("--help"));
        Invocation invocation =
            TRY(invocationOf(TRY(Arguments::parse(globals, {}, globalOptions()))));
        invocation.command =
            invocation.kind == Invocation::Kind::Run ? findCommand("window") : nullptr;
        return invocation;
    }
    if (rest.size() >= 2) {
        if (const Command* command = findCommand(rest[0] + " " + rest[1])) {
            return readCommand(*command, globals, {rest.begin() + 2, rest.end()});
        }
    }
    if (const Command* command = findCommand(rest[0])) {
        return readCommand(*command, globals, {rest.begin() + 1, rest.end()});
    }
    return readNoun(rest[0], {rest.begin() + 1, rest.end()});
}

bool wantsJson(const std::vector<std::string>& words)
{
    const auto end = std::find(words.begin(), words.end(), "--");
    return std::find(words.begin(), end, "--json") != end;
}

} // namespace app

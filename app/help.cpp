// SPDX-License-Identifier: Apache-2.0
#include "app/help.h"

#include "app/version.h"

#include <fmt/format.h>

#include <algorithm>

namespace app {

namespace {

std::string usageOf(const Command& command)
{
    std::string usage = command.words;
    for (const Positional& positional : command.positionals) {
        const bool isRequired = positional.need == Positional::Need::Required;
        usage += isRequired ? " " + positional.name : " [" + positional.name + "]";
    }
    return usage;
}

std::string linesOf(const std::vector<std::pair<std::string, std::string>>& entries)
{
    std::size_t width = 0;
    for (const auto& [left, right] : entries) {
        width = std::max(width, left.size());
    }
    std::string text;
    for (const auto& [left, right] : entries) {
        text += fmt::format("  {:<{}}  {}\n", left, width, right);
    }
    return text;
}

std::string optionLines(const std::vector<Option>& options)
{
    std::vector<std::pair<std::string, std::string>> entries;
    for (const Option& option : options) {
        const std::string value = option.value.empty() ? "" : " " + option.value;
        entries.emplace_back("--" + option.name + value, option.help);
    }
    return linesOf(entries);
}

std::string commandLines(std::string_view noun)
{
    std::vector<std::pair<std::string, std::string>> entries;
    for (const Command& command : allCommands()) {
        if (noun.empty() || command.words.substr(0, command.words.find(' ')) == noun) {
            entries.emplace_back(usageOf(command), command.summary);
        }
    }
    return linesOf(entries);
}

constexpr std::string_view exitCodes =
    "Exit codes:\n"
    "  0    done\n"
    "  1    a file, the disk, the memory or the program failed\n"
    "  2    the command line was not understood\n"
    "  3    what was named does not exist\n"
    "  4    refused: the input, a limit, or the state of the thing does not allow it\n"
    "  5    not available now: locked by another process, read-only, no model, nobody answers\n"
    "  130  stopped by a person\n";

constexpr std::string_view places =
    "Places (with XDG's variables unset):\n"
    "  ~/.local/share/holdfast   Workspace.holdfast, the library of models\n"
    "  ~/.config/holdfast        settings\n"
    "  ~/.cache/holdfast         what models computed, kept for the next call; may be deleted\n"
    "  ~/.local/state/holdfast   the log, without content of conversations\n";

} // namespace

const std::vector<Option>& globalOptions()
{
    static const std::vector<Option> options{
        {"workspace", "FILE", "NAME.holdfast; default: Workspace.holdfast in your data directory"},
        {"json", "", "one JSON document on stdout, {\"error\": …} when it failed"},
        {"help", "", "this help; after a command, help on it"},
        {"version", "", "the version of the program"}};
    return options;
}

std::string programHelp()
{
    return fmt::format(
        "Holdfast {}: a workbench for persistent agents that run on this machine.\n\n"
        "Usage: holdfast [--workspace FILE] [--json] COMMAND …\n"
        "Without a command the window opens, or without a display the terminal version.\n\n"
        "Commands (holdfast COMMAND --help says more):\n{}\n"
        "Options of every command:\n{}\n{}\n{}\n"
        "One process owns a workspace while it is open; other commands then speak with it.\n",
        programVersion, commandLines({}), optionLines(globalOptions()), exitCodes, places);
}

std::string nounHelp(std::string_view noun)
{
    return fmt::format("Commands of {}:\n{}\nholdfast {} VERB --help says more.\n", noun,
        commandLines(noun), noun);
}

std::string commandHelp(const Command& command)
{
    std::string text = fmt::format("{}.\n\nUsage: holdfast [--workspace FILE] {} [OPTIONS]\n",
        command.summary, usageOf(command));
    std::vector<std::pair<std::string, std::string>> words;
    for (const Positional& positional : command.positionals) {
        words.emplace_back(positional.name, positional.help);
    }
    if (!words.empty()) {
        text += "\n" + linesOf(words);
    }
    if (!command.options.empty()) {
        text += "\nOptions:\n" + optionLines(command.options);
    }
    std::vector<Option> shared = globalOptions();
    shared.pop_back(); // --version stands alone
    text += "\nOptions of every command:\n" + optionLines(shared);
    if (!command.details.empty()) {
        text += "\n" + command.details + "\n";
    }
    return text;
}

} // namespace app

// SPDX-License-Identifier: Apache-2.0
#include "core/tools/file_tools.h"

#include "core/tools/tool_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

namespace core {

namespace {

struct CloseDirectory {
    void operator()(DIR* stream) const { ::closedir(stream); }
};
using DirectoryStream = std::unique_ptr<DIR, CloseDirectory>;

struct Names {
    std::vector<std::string> shown; ///< sorted, at most listedEntriesMax
    std::size_t total = 0;
    bool complete = true; ///< false: more entries than are looked at
};

Result<Names> readNames(DIR* stream, const std::stop_token& stop)
{
    Names names;
    while (const dirent* entry = ::readdir(stream)) {
        const std::string_view name = entry->d_name;
        if (name == "." || name == "..") {
            continue;
        }
        if (names.total == scannedEntriesMax) {
            names.complete = false;
            break;
        }
        if (stop.stop_requested()) {
            return fail(ErrorCode::Cancelled, "Listing the directory was stopped.");
        }
        ++names.total;
        names.shown.emplace_back(name);
    }
    const std::size_t kept = std::min(names.shown.size(), listedEntriesMax);
    std::partial_sort(names.shown.begin(), names.shown.begin() + static_cast<std::ptrdiff_t>(kept),
        names.shown.end());
    names.shown.resize(kept);
    return names;
}

std::string describe(int directory, const std::string& name)
{
    struct stat status { };
    if (::fstatat(directory, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) {
        return singleLine(name) + "  (gone)\n";
    }
    if (S_ISDIR(status.st_mode)) {
        return singleLine(name) + "/\n";
    }
    if (S_ISLNK(status.st_mode)) {
        return singleLine(name) + "  (link)\n";
    }
    if (!S_ISREG(status.st_mode)) {
        return singleLine(name) + "  (special file)\n";
    }
    return fmt::format("{}  {} bytes\n", singleLine(name), status.st_size);
}

class ListFilesTool final : public Tool {
public:
    ListFilesTool(Store& store, PathResolution resolution)
        : m_store(store)
        , m_resolution(resolution)
    {
        m_declaration.name = "list_files";
        m_declaration.description =
            "Lists the files and directories in the agent's directory, with sizes in bytes.";
        m_declaration.parameters = objectSchema(
            {{"path",
                {{"type", "string"},
                    {"description", "A directory below the agent's directory; absent: itself."}}}},
            Json::array());
    }

    [[nodiscard]] const ToolDeclaration& declaration() const override { return m_declaration; }
    [[nodiscard]] ToolEffect effect() const override { return ToolEffect::Pure; }

    Result<ToolOutcome> run(const Json& arguments, const ToolContext& context) override
    {
        if (!context.directory) {
            return refusedOutcome("This agent has no directory. A person can choose one with "
                                  "agents.edit directory.",
                toolLabel(m_declaration.name));
        }
        const auto root = TRY(AgentDirectory::open(*context.directory, m_store, m_resolution));
        const std::string path = arguments.value("path", std::string());
        FileHandle directory = TRY(root.openDirectory(path));
        const DirectoryStream stream(::fdopendir(directory.get()));
        if (!stream) {
            return fail(ErrorCode::Io, "The directory cannot be listed.");
        }
        directory.release(); // the stream closes it
        const Names names = TRY(readNames(stream.get(), context.stop));
        return ToolOutcome{.text = render(::dirfd(stream.get()), names),
            .label = {Integrity::Workspace, Confidentiality::Project,
                {"directory:" + singleLine(path.empty() ? "." : path)}}};
    }

private:
    static std::string render(int directory, const Names& names)
    {
        std::string text;
        for (const std::string& name : names.shown) {
            text += describe(directory, name);
        }
        if (names.total == 0) {
            return "The directory is empty.";
        }
        if (!names.complete || names.total > names.shown.size()) {
            text += fmt::format("[{} of {}{} entries are shown.]\n", names.shown.size(),
                names.complete ? "" : "more than ", names.total);
        }
        return text;
    }

    Store& m_store;
    PathResolution m_resolution;
    ToolDeclaration m_declaration;
};

} // namespace

std::unique_ptr<Tool> makeListFilesTool(Store& store, PathResolution resolution)
{
    return std::make_unique<ListFilesTool>(store, resolution);
}

} // namespace core

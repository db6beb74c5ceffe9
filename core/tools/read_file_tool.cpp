// SPDX-License-Identifier: Apache-2.0
#include "core/tools/file_tools.h"

#include "core/text/utf8.h"
#include "core/tools/tool_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <sys/stat.h>
#include <unistd.h>

namespace core {

namespace {

constexpr std::int64_t offsetMax = std::int64_t{1} << 52;
constexpr std::size_t partialCharacterMax = 3;

Result<std::string> readRange(
    int file, std::int64_t offset, std::int64_t limit, const std::stop_token& stop)
{
    std::string bytes(static_cast<std::size_t>(limit), '\0');
    std::size_t filled = 0;
    while (filled < bytes.size()) {
        if (stop.stop_requested()) {
            return fail(ErrorCode::Cancelled, "Reading the file was stopped.");
        }
        const ssize_t got = ::pread(file, bytes.data() + filled, bytes.size() - filled,
            static_cast<off_t>(offset + static_cast<std::int64_t>(filled)));
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return fail(
                ErrorCode::Io, fmt::format("The file cannot be read: {}.", std::strerror(errno)));
        }
        if (got == 0) {
            break;
        }
        filled += static_cast<std::size_t>(got);
    }
    bytes.resize(filled);
    return bytes;
}

/// A range may begin and end inside a character; what is left must be whole characters.
Result<std::string> asText(std::string bytes, std::int64_t offset, std::int64_t fileSize)
{
    std::size_t begin = 0;
    while (offset > 0 && begin < bytes.size() && begin < partialCharacterMax
        && (static_cast<unsigned char>(bytes[begin]) & 0xC0U) == 0x80U)
    {
        ++begin;
    }
    std::string text = bytes.substr(begin);
    const std::size_t valid = validUtf8Prefix(text);
    const bool cutAtEnd = text.size() - valid <= partialCharacterMax
        && offset + static_cast<std::int64_t>(bytes.size()) < fileSize;
    if ((valid != text.size() && !cutAtEnd) || text.find('\0') != std::string::npos) {
        return fail(ErrorCode::Unsupported,
            fmt::format(
                "The file is binary, not UTF-8 text ({} bytes). It is not shown.", fileSize));
    }
    text.resize(valid);
    return text;
}

class ReadFileTool final : public Tool {
public:
    ReadFileTool(Store& store, PathResolution resolution)
        : m_store(store)
        , m_resolution(resolution)
    {
        m_declaration.name = "read_file";
        m_declaration.description = "Reads a text file in the agent's directory.";
        m_declaration.parameters = objectSchema(
            {{"path", {{"type", "string"}, {"description", "Relative to the agent's directory."}}},
                {"offset",
                    {{"type", "integer"}, {"minimum", 0}, {"maximum", offsetMax},
                        {"description", "The first byte to read; absent: 0."}}},
                {"limit",
                    {{"type", "integer"}, {"minimum", 1}, {"maximum", readBytesAskedMax},
                        {"description", "How many bytes; at most 61440 are shown at once."}}}},
            {"path"});
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
        const auto path = TRY(requiredString(arguments, "path"));
        const auto root = TRY(AgentDirectory::open(*context.directory, m_store, m_resolution));
        const FileHandle file = TRY(root.openFile(path));
        struct stat status { };
        if (::fstat(file.get(), &status) != 0) {
            return fail(
                ErrorCode::Io, fmt::format("The file cannot be read: {}.", std::strerror(errno)));
        }
        const auto offset = arguments.value("offset", std::int64_t{0});
        const auto limit = std::min({arguments.value("limit", readBytesMax), readBytesMax,
            std::max<std::int64_t>(0, status.st_size - offset)});
        const auto bytes = TRY(readRange(file.get(), offset, limit, context.stop));
        const auto end = offset + static_cast<std::int64_t>(bytes.size());
        std::string text = TRY(asText(bytes, offset, status.st_size));
        if (end < status.st_size || offset > 0) {
            text += fmt::format("\n[Bytes {} to {} of {}.]", offset, end, status.st_size);
        }
        return ToolOutcome{.text = std::move(text),
            .label = {
                Integrity::Workspace, Confidentiality::Project, {"file:" + singleLine(path)}}};
    }

private:
    Store& m_store;
    PathResolution m_resolution;
    ToolDeclaration m_declaration;
};

} // namespace

std::unique_ptr<Tool> makeReadFileTool(Store& store, PathResolution resolution)
{
    return std::make_unique<ReadFileTool>(store, resolution);
}

} // namespace core

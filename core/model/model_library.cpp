// SPDX-License-Identifier: Apache-2.0
#include "core/model/model_library.h"

#include "core/base/durable_file.h"
#include "core/model/model_file.h"
#include "core/text/utf8.h"

#include <fmt/format.h>

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace core {

namespace {

constexpr std::size_t nameBytesMax = 128;
constexpr std::size_t shortDigits = 12; ///< of the fingerprint, in the name of a copy
constexpr std::size_t stemBytesMax = 160; ///< in the name of a copy
constexpr std::string_view partialPrefix = ".import-";

Result<void> checkName(std::string_view name)
{
    const bool hasControl = std::any_of(
        name.begin(), name.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; });
    if (name.empty() || name.size() > nameBytesMax || hasControl || !isValidUtf8(name)) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("Found a name of {} bytes. Allowed are 1 to {} bytes of text "
                                   "without control characters.",
                name.size(), nameBytesMax),
            .field = "name"});
    }
    return {};
}

bool isNameTaken(const std::vector<ModelEntry>& entries, std::string_view name)
{
    return std::any_of(entries.begin(), entries.end(),
        [&](const ModelEntry& entry) { return entry.name == name; });
}

std::string freeName(const std::vector<ModelEntry>& entries, const std::filesystem::path& file)
{
    const std::string stem = replaceInvalidUtf8(file.stem().native());
    const std::string base(clipUtf8(stem.empty() ? "model" : stem, nameBytesMax - 8));
    std::string name = base;
    for (int i = 2; isNameTaken(entries, name); ++i) {
        name = fmt::format("{} {}", base, i);
    }
    return name;
}

auto findIn(std::vector<ModelEntry>& entries, const std::function<bool(const ModelEntry&)>& matches)
{
    return std::find_if(entries.begin(), entries.end(), matches);
}

} // namespace

/// Where the bytes of an import lie, and what they are.
struct ModelLibrary::Located {
    std::filesystem::path path;
    std::string fingerprint;
    FileStamp stamp;
    bool isCopy = false;
};

ModelLibrary::ModelLibrary(std::filesystem::path directory, const Services& services)
    : m_directory(std::move(directory))
    , m_services(services)
    , m_registry(m_directory)
{
}

Result<ModelEntry> ModelLibrary::import(
    const Import& request, const ProgressSink& progress, const std::stop_token& stop)
{
    std::error_code code;
    const std::filesystem::path file = std::filesystem::canonical(request.file, code);
    if (code) {
        return fail(fileError(code.value(), "find the file", request.file));
    }
    if (!isValidUtf8(file.native())) {
        return fail(ErrorCode::InvalidInput,
            fmt::format(
                "The path '{}' is no UTF-8. Rename it.", replaceInvalidUtf8(file.native())));
    }
    if (!request.name.empty()) {
        TRY(checkName(request.name));
    }
    TRY(stampOf(file));
    const Json facts = TRY(m_services.provider.inspect(file));
    const Located located = TRY(locate(file, request.makeCopy, progress, stop));
    auto entry = enter(request, located, summaryOf(facts));
    if (located.isCopy && (!entry || entry->path != located.path)) {
        ::unlink(located.path.c_str()); // the library has these bytes already, or did not take them
    }
    return entry;
}

Result<ModelLibrary::Located> ModelLibrary::locate(const std::filesystem::path& file, bool makeCopy,
    const ProgressSink& progress, const std::stop_token& stop)
{
    const FileStamp stamp = TRY(stampOf(file));
    for (const ModelEntry& known : TRY(m_registry.read())) {
        // The fingerprint of this very file is remembered; it need not be read again.
        if (known.stamp == stamp && (!makeCopy || known.isCopy)) {
            return Located{file, known.fingerprint, stamp, false};
        }
    }
    if (makeCopy) {
        return copyIn(file, progress, stop);
    }
    FileReading reading = TRY(readFingerprint(file, progress, stop));
    return Located{file, std::move(reading.fingerprint), reading.stamp, false};
}

Result<ModelLibrary::Located> ModelLibrary::copyIn(
    const std::filesystem::path& file, const ProgressSink& progress, const std::stop_token& stop)
{
    const std::filesystem::path directory = m_directory / "models";
    TRY(makeDirectory(m_directory));
    TRY(makeDirectory(directory));
    removeAbandonedCopies();
    const std::filesystem::path partial = directory
        / fmt::format(
            "{}{}-{}", partialPrefix, ::getpid(), formatId("copy", m_services.ids.next()));
    FileReading reading = TRY(copyWithFingerprint(file, partial, progress, stop));
    const std::filesystem::path target = directory
        / fmt::format("{}-{}.gguf", clipUtf8(file.stem().native(), stemBytesMax),
            std::string_view(reading.fingerprint).substr(0, shortDigits));
    if (::rename(partial.c_str(), target.c_str()) != 0) {
        const Error error = fileError(errno, "make", target);
        ::unlink(partial.c_str());
        return fail(error);
    }
    TRY(syncDirectory(directory));
    return Located{target, std::move(reading.fingerprint), TRY(stampOf(target)), true};
}

/// What imports that were killed left behind; their process is in the name.
void ModelLibrary::removeAbandonedCopies() const
{
    std::error_code code;
    for (const auto& file : std::filesystem::directory_iterator(m_directory / "models", code)) {
        const std::string name = file.path().filename().native();
        if (name.rfind(partialPrefix, 0) != 0) {
            continue;
        }
        pid_t owner = 0;
        std::from_chars(name.data() + partialPrefix.size(), name.data() + name.size(), owner);
        if (owner > 0 && ::kill(owner, 0) != 0 && errno == ESRCH) {
            ::unlink(file.path().c_str());
        }
    }
}

Result<ModelEntry> ModelLibrary::enter(
    const Import& request, const Located& located, ModelSummary summary)
{
    ModelEntry result;
    TRY(m_registry.change([&](std::vector<ModelEntry>& entries) -> Result<void> {
        const auto known = findIn(entries,
            [&](const ModelEntry& entry) { return entry.fingerprint == located.fingerprint; });
        if (known != entries.end()) {
            const bool isBetter = !isPresent(*known) || (located.isCopy && !known->isCopy);
            if (isBetter || known->path == located.path) {
                known->path = located.path;
                known->stamp = located.stamp;
                known->isCopy = known->isCopy || located.isCopy;
            }
            result = *known;
            return {};
        }
        if (isNameTaken(entries, request.name)) {
            return fail(Error{.code = ErrorCode::AlreadyExists,
                .message =
                    fmt::format("Another model is named '{}'. Choose another name.", request.name),
                .field = "name"});
        }
        result = {.id = ModelId{m_services.ids.next()},
            .name = request.name.empty() ? freeName(entries, request.file) : request.name,
            .path = located.path,
            .fingerprint = located.fingerprint,
            .stamp = located.stamp,
            .isCopy = located.isCopy,
            .importedAtUs = m_services.clock.now(),
            .summary = std::move(summary)};
        entries.push_back(result);
        return {};
    }));
    return result;
}

Result<std::vector<ModelEntry>> ModelLibrary::list() const
{
    return m_registry.read();
}

Result<ModelEntry> ModelLibrary::find(std::string_view reference) const
{
    const std::vector<ModelEntry> entries = TRY(m_registry.read());
    std::error_code code;
    const std::filesystem::path path = !reference.empty() && reference.front() == '/'
        ? std::filesystem::weakly_canonical(reference, code)
        : std::filesystem::path();
    for (const ModelEntry& entry : entries) {
        if (entry.id.text() == reference || entry.name == reference
            || (!path.empty() && entry.path == path))
        {
            return entry;
        }
    }
    return fail(Error{.code = ErrorCode::NotFound,
        .message = fmt::format("No model has the id, name or path '{}'. See models list; import a "
                               "file with models import.",
            replaceInvalidUtf8(clipUtf8(reference, nameBytesMax))),
        .field = "model"});
}

Result<ModelEntry> ModelLibrary::verify(
    const ModelEntry& entry, const ProgressSink& progress, const std::stop_token& stop)
{
    const auto stamp = stampOf(entry.path);
    if (!stamp) {
        return fail(Error{.code = stamp.error().code,
            .message = fmt::format("The file of model '{}' is not there: {} Bring it back, or "
                                   "import it where it is now.",
                entry.name, stamp.error().message)});
    }
    if (*stamp == entry.stamp) {
        return entry;
    }
    const FileReading reading = TRY(readFingerprint(entry.path, progress, stop));
    if (reading.fingerprint != entry.fingerprint) {
        return fail(ErrorCode::Conflict,
            fmt::format("'{}' is not the file any more that was imported as '{}': its bytes have "
                        "changed. Import it again.",
                entry.path.native(), entry.name));
    }
    ModelEntry renewed = entry;
    renewed.stamp = reading.stamp;
    TRY(m_registry.change([&](std::vector<ModelEntry>& entries) -> Result<void> {
        const auto known =
            findIn(entries, [&](const ModelEntry& other) { return other.id == entry.id; });
        if (known != entries.end()) {
            known->stamp = reading.stamp;
        }
        return {};
    }));
    return renewed;
}

Result<ModelEntry> ModelLibrary::remove(std::string_view reference)
{
    const ModelEntry removed = TRY(find(reference));
    TRY(m_registry.change([&](std::vector<ModelEntry>& entries) -> Result<void> {
        entries.erase(std::remove_if(entries.begin(), entries.end(),
                          [&](const ModelEntry& entry) { return entry.id == removed.id; }),
            entries.end());
        return {};
    }));
    if (removed.isCopy && ::unlink(removed.path.c_str()) != 0 && errno != ENOENT) {
        return fail(fileError(errno, "remove", removed.path));
    }
    return removed;
}

bool ModelLibrary::isPresent(const ModelEntry& entry)
{
    const auto stamp = stampOf(entry.path);
    return stamp && stamp->sizeBytes == entry.stamp.sizeBytes;
}

} // namespace core

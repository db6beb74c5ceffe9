// SPDX-License-Identifier: Apache-2.0
#include "core/model/model_registry.h"

#include "core/base/durable_file.h"
#include "core/text/json.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace core {

namespace {

constexpr std::int64_t formatVersion = 1;
constexpr std::size_t registryBytesMax = std::size_t{8} * 1024 * 1024;
constexpr std::size_t modelsMax = 4096;

/// Holds the lock file; its own file, because models.json is replaced by renaming.
class Lock {
public:
    static Result<Lock> take(const std::filesystem::path& path)
    {
        const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
        if (descriptor < 0) {
            return fail(fileError(errno, "open", path));
        }
        Lock lock(descriptor);
        while (::flock(descriptor, LOCK_EX) != 0) {
            if (errno != EINTR) {
                return fail(fileError(errno, "lock", path));
            }
        }
        return lock;
    }
    Lock(Lock&& other) noexcept
        : m_descriptor(std::exchange(other.m_descriptor, -1))
    {
    }
    Lock& operator=(Lock&&) = delete;
    ~Lock()
    {
        if (m_descriptor >= 0) {
            ::close(m_descriptor);
        }
    }

private:
    explicit Lock(int descriptor)
        : m_descriptor(descriptor)
    {
    }
    int m_descriptor;
};

Result<std::vector<ModelEntry>> entriesFrom(std::string_view text)
{
    const Json root = TRY(parseJson(text));
    TRY(requireMembersAmong(root, {"version", "models"}));
    const std::int64_t version = TRY(requiredInteger(root, "version", 0, INT32_MAX));
    if (version != formatVersion) {
        return fail(ErrorCode::Unsupported,
            fmt::format("it has version {}, this program knows {}", version, formatVersion));
    }
    const auto models = root.find("models");
    if (models == root.end() || !models->is_array()) {
        return fail(ErrorCode::InvalidInput, "'models' is no list.");
    }
    std::vector<ModelEntry> entries;
    for (const Json& model : *models) {
        entries.push_back(TRY(entryFromJson(model)));
    }
    return entries;
}

} // namespace

ModelRegistry::ModelRegistry(std::filesystem::path directory)
    : m_directory(std::move(directory))
    , m_file(m_directory / "models.json")
{
}

Result<std::vector<ModelEntry>> ModelRegistry::read() const
{
    const auto text = readWholeFile(m_file, registryBytesMax);
    if (!text) {
        return text.error().code == ErrorCode::NotFound ? Result<std::vector<ModelEntry>>{}
                                                        : fail(text.error());
    }
    auto entries = entriesFrom(*text);
    if (!entries) {
        const bool isNewer = entries.error().code == ErrorCode::Unsupported;
        return fail(Error{.code = isNewer ? ErrorCode::Unsupported : ErrorCode::Corrupt,
            .message = fmt::format("The list of models '{}' cannot be read: {} Correct it, or move "
                                   "it away and import your models again; their files are "
                                   "untouched.",
                m_file.native(), entries.error().message),
            .field = entries.error().field,
            .byteOffset = entries.error().byteOffset});
    }
    return entries;
}

Result<void> ModelRegistry::change(
    const std::function<Result<void>(std::vector<ModelEntry>&)>& change)
{
    TRY(makeDirectory(m_directory));
    const Lock lock = TRY(Lock::take(m_directory / "models.lock"));
    std::vector<ModelEntry> entries = TRY(read());
    TRY(change(entries));
    if (entries.size() > modelsMax) {
        return fail(ErrorCode::LimitReached,
            fmt::format("The list would hold {} models. At most {} are allowed; remove some.",
                entries.size(), modelsMax));
    }
    Json models = Json::array();
    for (const ModelEntry& entry : entries) {
        models.push_back(entryToJson(entry));
    }
    const Json root{{"version", formatVersion}, {"models", std::move(models)}};
    return replaceFile(m_file, writeJson(root) + "\n");
}

} // namespace core

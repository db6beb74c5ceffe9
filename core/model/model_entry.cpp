// SPDX-License-Identifier: Apache-2.0
#include "core/model/model_entry.h"

#include <fmt/format.h>

#include <charconv>

namespace core {

namespace {

constexpr std::int64_t exactMax = std::int64_t{1} << 53U;
constexpr std::size_t fingerprintDigits = 64;

template <class T>
Result<T> numberFromText(const Json& object, std::string_view name)
{
    const std::string text = TRY(requiredString(object, name));
    T value{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size()) {
        return fail(Error{.code = ErrorCode::InvalidInput,
            .message = fmt::format("Found '{}' for '{}'. Allowed is a number as text.", text, name),
            .field = std::string(name)});
    }
    return value;
}

Json stampToJson(const FileStamp& stamp)
{
    return {{"device", fmt::to_string(stamp.device)}, {"inode", fmt::to_string(stamp.inode)},
        {"size_bytes", stamp.sizeBytes}, {"modified_ns", fmt::to_string(stamp.modifiedNs)}};
}

Result<FileStamp> stampFromJson(const Json& object)
{
    TRY(requireMembersAmong(object, {"device", "inode", "size_bytes", "modified_ns"}));
    FileStamp stamp;
    stamp.device = TRY(numberFromText<std::uint64_t>(object, "device"));
    stamp.inode = TRY(numberFromText<std::uint64_t>(object, "inode"));
    stamp.sizeBytes = TRY(requiredInteger(object, "size_bytes", 0, exactMax));
    stamp.modifiedNs = TRY(numberFromText<std::int64_t>(object, "modified_ns"));
    return stamp;
}

Result<ModelSummary> readSummary(const Json& object)
{
    ModelSummary summary;
    summary.architecture = TRY(optionalString(object, "architecture")).value_or("");
    summary.parameters = TRY(optionalInteger(object, "parameters", 0, exactMax)).value_or(0);
    summary.quantization = TRY(optionalString(object, "quantization")).value_or("");
    summary.contextLength = TRY(optionalInteger(object, "context_length", 0, exactMax)).value_or(0);
    summary.hasChatTemplate = TRY(optionalBool(object, "has_chat_template")).value_or(false);
    return summary;
}

} // namespace

ModelSummary summaryOf(const Json& facts)
{
    return readSummary(facts).value_or(ModelSummary{});
}

Json entryToJson(const ModelEntry& entry)
{
    return {{"id", entry.id.text()}, {"name", entry.name}, {"path", entry.path.native()},
        {"fingerprint", entry.fingerprint}, {"file", stampToJson(entry.stamp)},
        {"copied", entry.isCopy}, {"imported_at_us", entry.importedAtUs},
        {"architecture", entry.summary.architecture}, {"parameters", entry.summary.parameters},
        {"quantization", entry.summary.quantization},
        {"context_length", entry.summary.contextLength},
        {"has_chat_template", entry.summary.hasChatTemplate}};
}

Result<ModelEntry> entryFromJson(const Json& object)
{
    TRY(requireMembersAmong(object,
        {"id", "name", "path", "fingerprint", "file", "copied", "imported_at_us", "architecture",
            "parameters", "quantization", "context_length", "has_chat_template"}));
    ModelEntry entry;
    entry.id = TRY(ModelId::parse(TRY(requiredString(object, "id"))));
    entry.name = TRY(requiredString(object, "name"));
    entry.path = TRY(requiredString(object, "path"));
    entry.fingerprint = TRY(requiredString(object, "fingerprint"));
    entry.stamp = TRY(stampFromJson(object.value("file", Json())));
    entry.isCopy = TRY(optionalBool(object, "copied")).value_or(false);
    entry.importedAtUs = TRY(requiredInteger(object, "imported_at_us", -exactMax, exactMax));
    entry.summary = TRY(readSummary(object));
    const bool isHex = entry.fingerprint.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (!isHex || entry.fingerprint.size() != fingerprintDigits || !entry.path.is_absolute()) {
        return fail(ErrorCode::InvalidInput,
            fmt::format(
                "The fingerprint or path of '{}' has not the form it must have.", entry.name));
    }
    return entry;
}

} // namespace core

// SPDX-License-Identifier: Apache-2.0
#include "inference/gguf/inspect.h"

#include "inference/gguf/gguf_file.h"
#include "inference/gguf/printable.h"
#include "inference/plan/llama_model.h"
#include "inference/tokenizer/vocabulary.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace inference {

namespace {

using core::ErrorCode;
using core::Json;
using core::Result;

constexpr std::size_t shownBytesMax = 300;

tl::unexpected<core::Error> failKey(
    const GgufFile& file, std::string_view detail, std::string_view key, std::string message)
{
    const Value* value = file.find(key);
    return core::fail(core::Error{.code = ErrorCode::Corrupt,
        .message = std::move(message),
        .detail = std::string(detail),
        .field = file.fieldOf(key),
        .byteOffset = value != nullptr ? std::optional(value->offset) : std::nullopt});
}

/// A text for people, or null when the file has none or something else under the key.
Json shownText(const GgufFile& file, std::string_view key)
{
    const Value* value = file.find(key);
    const auto* text = value != nullptr ? std::get_if<std::string>(&value->data) : nullptr;
    return text != nullptr ? Json(printable(*text, shownBytesMax)) : Json();
}

Result<std::string> architectureOf(const GgufFile& file)
{
    constexpr std::string_view key = "general.architecture";
    const Value* value = file.find(key);
    if (value == nullptr) {
        return failKey(file, "E_MISSING", key,
            "The file does not name its architecture (general.architecture).");
    }
    const auto* text = std::get_if<std::string>(&value->data);
    if (text == nullptr) {
        return failKey(file, "E_TYPE", key,
            fmt::format("general.architecture has the type {}; it must be string.",
                valueTypeName(value->type)));
    }
    return *text;
}

/// The largest item of a list with one number for each layer.
Result<std::optional<std::uint64_t>> largestItem(
    const GgufFile& file, const std::string& key, const ArrayValue& array)
{
    if (array.unsignedIntegers.empty() && array.signedIntegers.empty()) {
        return failKey(file, "E_TYPE", key, fmt::format("{} is no list of integers.", key));
    }
    std::uint64_t largest = 0;
    for (const std::uint64_t item : array.unsignedIntegers) {
        largest = std::max(largest, item);
    }
    for (const std::int64_t item : array.signedIntegers) {
        largest = std::max(largest, static_cast<std::uint64_t>(std::max<std::int64_t>(item, 0)));
    }
    return largest;
}

/// A whole number of the architecture; some are written once for each layer.
Result<std::optional<std::uint64_t>> numberOf(const GgufFile& file, const std::string& key)
{
    const Value* value = file.find(key);
    if (value == nullptr) {
        return std::nullopt;
    }
    if (const auto* array = std::get_if<ArrayValue>(&value->data)) {
        return largestItem(file, key, *array);
    }
    const auto number = unsignedInteger(*value);
    if (!number) {
        return failKey(file, "E_TYPE", key,
            fmt::format("{} has the type {} or is negative; it must be a whole number.", key,
                valueTypeName(value->type)));
    }
    return number;
}

Json orNull(std::optional<std::uint64_t> number)
{
    return number ? Json(*number) : Json();
}

Result<void> addNumbers(const GgufFile& file, const std::string& architecture, Json& facts)
{
    const auto number = [&](const char* name) { return numberOf(file, architecture + '.' + name); };
    const auto width = TRY(number("embedding_length"));
    const auto heads = TRY(number("attention.head_count"));
    const auto kvHeads = TRY(number("attention.head_count_kv"));
    auto headSize = TRY(number("attention.key_length"));
    if (!headSize && width && heads && *heads > 0 && *width % *heads == 0) {
        headSize = *width / *heads;
    }
    facts["context_length"] = orNull(TRY(number("context_length")));
    facts["layers"] = orNull(TRY(number("block_count")));
    facts["width"] = orNull(width);
    facts["heads"] = orNull(heads);
    facts["kv_heads"] = orNull(kvHeads ? kvHeads : heads);
    facts["head_size"] = orNull(headSize);
    facts["feed_forward"] = orNull(TRY(number("feed_forward_length")));
    return {};
}

Result<void> addVocabulary(const GgufFile& file, Json& facts)
{
    facts["vocabulary"] = Json();
    facts["tokenizer"] = Json();
    if (file.find("tokenizer.ggml.model") != nullptr) {
        const auto vocabulary = TRY(Vocabulary::read(file));
        facts["vocabulary"] = vocabulary.tokens.size();
        facts["tokenizer"] = printable(vocabulary.model, shownBytesMax);
    }
    facts["has_chat_template"] = file.find("tokenizer.chat_template") != nullptr;
    return {};
}

void addTensors(const GgufFile& file, Json& facts)
{
    std::uint64_t parameters = 0;
    std::map<TensorType, std::uint64_t> counts;
    std::map<TensorType, std::uint64_t> bytes;
    for (const TensorInfo& tensor : file.tensors()) {
        // The reader has proven that all sizes together fit, and a value takes over a bit.
        parameters += tensor.shape[0] * tensor.shape[1] * tensor.shape[2] * tensor.shape[3];
        ++counts[tensor.type];
        bytes[tensor.type] += tensor.sizeBytes;
    }
    const auto nameOf = [](TensorType type) {
        return std::string(tensorTypeLayout(static_cast<std::uint32_t>(type))->name);
    };
    facts["parameters"] = parameters;
    facts["types"] = Json::object();
    for (const auto& [type, count] : counts) {
        facts["types"][nameOf(type)] = count;
    }
    const auto dominant = std::max_element(bytes.begin(), bytes.end(),
        [](const auto& a, const auto& b) { return a.second < b.second; });
    facts["quantization"] = dominant != bytes.end() ? Json(nameOf(dominant->first)) : Json();
    facts["tensors"] = file.tensors().size();
}

/// Why no backend can run the weights; nothing when one can. A file that is damaged, rather than
/// made for another program, is an error.
Result<std::optional<std::string>> whyNotRun(const GgufFile& file)
{
    if (file.tensors().empty()) {
        return "The file holds no weights.";
    }
    const auto model = LlamaModel::fromGguf(file);
    if (model) {
        return std::nullopt;
    }
    const core::Error& error = model.error();
    const bool isForeign = error.code == ErrorCode::Unsupported || error.detail == "E_ARCH"
        || error.detail == "E_TENSOR_TYPE";
    if (!isForeign) {
        return core::fail(error);
    }
    return error.message;
}

Result<void> addSupport(const GgufFile& file, Json& facts)
{
    const auto reason = TRY(whyNotRun(file));
    facts["supported"] = !reason.has_value();
    facts["unsupported_reason"] = reason ? Json(*reason) : Json();
    return {};
}

} // namespace

Result<Json> inspectGguf(const std::filesystem::path& path)
{
    const auto file = TRY(GgufFile::open(path));
    const auto architecture = TRY(architectureOf(file));
    Json facts;
    facts["path"] = printable(path.native(), 4096);
    facts["size_bytes"] = file.sizeBytes();
    facts["version"] = file.version();
    facts["alignment"] = file.alignment();
    facts["architecture"] = printable(architecture, shownBytesMax);
    facts["name"] = shownText(file, "general.name");
    facts["license"] = shownText(file, "general.license");
    facts["metadata"] = file.metadata().size();
    TRY(addNumbers(file, architecture, facts));
    TRY(addVocabulary(file, facts));
    addTensors(file, facts);
    TRY(addSupport(file, facts));
    return facts;
}

} // namespace inference

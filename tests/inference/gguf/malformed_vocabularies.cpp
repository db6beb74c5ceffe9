// SPDX-License-Identifier: Apache-2.0
#include "tests/inference/gguf/gguf_writer.h"
#include "tests/inference/gguf/malformed_files.h"

#include <functional>
#include <limits>

namespace inference::testing {

namespace {

/// A small whole vocabulary, and what a case replaces in it.
struct Words {
    std::string model = "llama";
    std::vector<std::string> tokens{"<unk>", "<s>", "</s>", "<0x41>", "<0x42>", "a", "b", "ab"};
    std::vector<std::int32_t> kinds{2, 3, 3, 6, 6, 1, 1, 1};
    std::vector<float> scores = std::vector<float>(8, 0.0F);
    std::function<void(GgufWriter&)> more = [](GgufWriter&) {};
};

std::vector<std::uint8_t> file(const Words& words)
{
    GgufWriter writer;
    writer.text("general.architecture", "llama")
        .text("tokenizer.ggml.model", words.model)
        .texts("tokenizer.ggml.tokens", words.tokens);
    if (!words.scores.empty()) {
        writer.numbers<float>("tokenizer.ggml.scores", ValueType::F32, words.scores);
    }
    if (!words.kinds.empty()) {
        writer.numbers<std::int32_t>("tokenizer.ggml.token_type", ValueType::I32, words.kinds);
    }
    words.more(writer);
    return writer.bytes();
}

std::vector<std::uint8_t> with(const std::function<void(GgufWriter&)>& more)
{
    return file({.more = more});
}

Words withToken(std::size_t index, const std::string& text)
{
    Words words;
    words.tokens[index] = text;
    return words;
}

/// The same vocabulary without the arrays, and then what the case adds.
std::vector<std::uint8_t> bare(const std::function<void(GgufWriter&)>& more)
{
    GgufWriter writer;
    writer.text("general.architecture", "llama").text("tokenizer.ggml.model", "llama");
    more(writer);
    return writer.bytes();
}

void addTokens(std::vector<MalformedFile>& out)
{
    const std::string field = "kv[2].tokenizer.ggml.tokens";
    out.push_back({"70 tokens are numbers", bare([](GgufWriter& writer) {
                       const std::vector<std::int32_t> numbers{1, 2};
                       writer.numbers<std::int32_t>(
                           "tokenizer.ggml.tokens", ValueType::I32, numbers);
                   }),
        "E_TYPE", field});
    out.push_back({"70 no tokens",
        bare([](GgufWriter& writer) { writer.texts("tokenizer.ggml.tokens", {}); }), "E_RANGE",
        field});
    out.push_back(
        {"70 tokens missing", bare([](GgufWriter&) {}), "E_MISSING", "tokenizer.ggml.tokens"});
    out.push_back(
        {"73 a megabyte", file(withToken(5, std::string(1 << 20, 'x'))), "E_TOKEN", field + "[5]"});
    for (const char* text : {"<0x-1>", "<0xGG>", "<0x1>", "A"}) {
        out.push_back({"74 byte token", file(withToken(4, text)), "E_TOKEN", field + "[4]"});
    }
    out.push_back({"74 byte twice", file(withToken(4, "<0x41>")), "E_TOKEN", field + "[4]"});
    Words lower = withToken(4, "<0x4a>");
    lower.tokens[3] = "<0x4A>";
    out.push_back({"74 byte twice in other letters", file(lower), "E_TOKEN", field + "[4]"});
    out.push_back({"75 token twice", file(withToken(6, "a")), "E_TOKEN", field + "[6]"});
}

void addArrays(std::vector<MalformedFile>& out)
{
    const std::string scores = "kv[3].tokenizer.ggml.scores";
    const std::string kinds = "kv[4].tokenizer.ggml.token_type";
    Words words{.scores = std::vector<float>(7, 0.0F)};
    out.push_back({"71 a score too few", file(words), "E_LENGTH", scores});
    words.scores = std::vector<float>(8, std::numeric_limits<float>::quiet_NaN());
    out.push_back({"71 score is no number", file(words), "E_RANGE", scores + "[0]"});
    words.scores.clear();
    words.more = [](GgufWriter& writer) {
        const std::vector<std::int8_t> numbers(8, 1);
        writer.numbers<std::int8_t>("tokenizer.ggml.scores", ValueType::I8, numbers);
    };
    out.push_back({"71 scores of 8 bits", file(words), "E_TYPE", "kv[4].tokenizer.ggml.scores"});
    out.push_back(
        {"72 types missing one", file({.kinds = {2, 3, 3, 6, 6, 1, 1}}), "E_LENGTH", kinds});
    out.push_back(
        {"72 type 99", file({.kinds = {2, 3, 3, 6, 6, 1, 99, 1}}), "E_RANGE", kinds + "[6]"});
    Words bytes{.kinds = {}};
    bytes.more = [](GgufWriter& writer) {
        const std::vector<std::uint8_t> numbers(8, 1);
        writer.numbers<std::uint8_t>("tokenizer.ggml.token_type", ValueType::U8, numbers);
    };
    out.push_back({"72 types of 8 bits", file(bytes), "E_TYPE", kinds});
}

void addMerges(std::vector<MalformedFile>& out)
{
    const auto merges = [](std::vector<std::string> lines) {
        return with([lines](GgufWriter& writer) { writer.texts("tokenizer.ggml.merges", lines); });
    };
    const std::string field = "kv[5].tokenizer.ggml.merges";
    out.push_back({"76 no space", merges({"a b", "a"}), "E_MERGE", field + "[1]"});
    out.push_back({"76 empty", merges({""}), "E_MERGE", field + "[0]"});
    out.push_back({"76 half", merges({"a "}), "E_MERGE", field + "[0]"});
    out.push_back({"76 no such token", merges({"a z"}), "E_MERGE", field + "[0]"});
}

void addIds(std::vector<MalformedFile>& out)
{
    for (const std::string name : {"bos", "eos", "eot"}) {
        const std::string key = "tokenizer.ggml." + name + "_token_id";
        for (const std::uint32_t id : {8U, 0xFFFFFFFFU}) {
            out.push_back({"77 " + name, with([=](GgufWriter& writer) { writer.u32(key, id); }),
                "E_TOKEN_ID", "kv[5]." + key});
        }
    }
    const auto typed = [](ValueType type, auto value) {
        return with([=](GgufWriter& writer) {
            writer.number("tokenizer.ggml.padding_token_id", type, value);
        });
    };
    const std::string padding = "kv[5].tokenizer.ggml.padding_token_id";
    out.push_back({"77 negative", typed(ValueType::I32, std::int32_t{-1}), "E_TOKEN_ID", padding});
    out.push_back({"77 float", typed(ValueType::F32, 1.0F), "E_TYPE", padding});
    const auto list = [](std::vector<std::int32_t> ids) {
        return with([ids](GgufWriter& writer) {
            writer.numbers<std::int32_t>("tokenizer.ggml.added_tokens", ValueType::I32, ids);
        });
    };
    const std::string added = "kv[5].tokenizer.ggml.added_tokens";
    out.push_back({"78 id twice", list({1, 2, 1}), "E_TOKEN_ID", added + "[2]"});
    out.push_back({"78 id outside", list({1, 8}), "E_TOKEN_ID", added + "[1]"});
    out.push_back({"78 id negative", list({-5}), "E_TOKEN_ID", added + "[0]"});
}

void addTemplates(std::vector<MalformedFile>& out)
{
    const auto chat = [](const std::string& text) {
        return with([text](GgufWriter& writer) { writer.text("tokenizer.chat_template", text); });
    };
    const std::string field = "kv[5].tokenizer.chat_template";
    out.push_back({"79 template 64 MiB", chat(std::string(std::size_t{64} << 20U, 'x')),
        "E_TEMPLATE", field});
    out.push_back({"79 template no UTF-8", chat("\xFF{{ x }}"), "E_TEMPLATE", field});
}

} // namespace

std::vector<MalformedFile> malformedVocabularies()
{
    std::vector<MalformedFile> out;
    addTokens(out);
    addArrays(out);
    addMerges(out);
    addIds(out);
    addTemplates(out);
    return out;
}

} // namespace inference::testing

// SPDX-License-Identifier: Apache-2.0
// Writes a made-up llama model: make_model [--shape tiny|125m|1.1b] [--type TYPE] [--seed N]
// [--tied] [--template FILE] OUT.gguf
#include "tests/inference/gguf/llama_maker.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

using namespace inference;

namespace {

struct Wish {
    testing::LlamaShape shape;
    std::uint64_t seed = 1;
    std::string chatTemplate;
    std::string path;
};

struct NamedType {
    std::string_view name;
    TensorType type;
    bool mixed = false;
};

constexpr std::array namedTypes{
    NamedType{"f32", TensorType::F32},
    NamedType{"f16", TensorType::F16},
    NamedType{"bf16", TensorType::BF16},
    NamedType{"q8_0", TensorType::Q8_0},
    NamedType{"q4_0", TensorType::Q4_0},
    NamedType{"q4_k", TensorType::Q4_K},
    NamedType{"q4_k_m", TensorType::Q4_K, true},
    NamedType{"q5_k", TensorType::Q5_K},
    NamedType{"q5_k_m", TensorType::Q5_K, true},
    NamedType{"q6_k", TensorType::Q6_K},
};

bool takeType(testing::LlamaShape& shape, std::string_view name)
{
    for (const NamedType& named : namedTypes) {
        if (named.name == name) {
            shape.type = named.type;
            shape.mixed = named.mixed;
            return true;
        }
    }
    return false;
}

bool takeOption(Wish& wish, std::string_view name, std::string_view value)
{
    if (name == "--shape") {
        const auto shape = testing::namedShape(value);
        const testing::LlamaShape before = wish.shape;
        wish.shape = shape.value_or(before);
        wish.shape.type = before.type;
        wish.shape.mixed = before.mixed;
        wish.shape.tied = before.tied;
        return shape.has_value();
    }
    if (name == "--type") {
        return takeType(wish.shape, value);
    }
    if (name == "--template") {
        std::ifstream file{std::string(value)};
        wish.chatTemplate.assign(std::istreambuf_iterator<char>(file), {});
        return !wish.chatTemplate.empty();
    }
    if (name == "--seed") {
        const auto [end, error] = std::from_chars(value.begin(), value.end(), wish.seed);
        return error == std::errc() && end == value.end();
    }
    return false;
}

std::optional<Wish> parseArguments(const std::vector<std::string_view>& arguments)
{
    Wish wish;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i] == "--tied") {
            wish.shape.tied = true;
        } else if (!arguments[i].starts_with("--") && wish.path.empty()) {
            wish.path = arguments[i];
        } else if (i + 1 >= arguments.size() || !takeOption(wish, arguments[i], arguments[i + 1])) {
            return std::nullopt;
        } else {
            ++i;
        }
    }
    return wish.path.empty() ? std::nullopt : std::optional(wish);
}

} // namespace

int main(int count, char** values)
{
    const auto wish = parseArguments({values + 1, values + count});
    if (!wish) {
        std::fputs("usage: make_model [--shape tiny|125m|1.1b] "
                   "[--type f32|f16|bf16|q8_0|q4_0|q4_k|q4_k_m|q5_k|q5_k_m|q6_k] [--seed N] "
                   "[--tied] [--template FILE] OUT.gguf\n",
            stderr);
        return 2;
    }
    testing::GgufWriter writer = testing::makeLlama(wish->seed, wish->shape);
    if (!wish->chatTemplate.empty()) {
        writer.text("tokenizer.chat_template", wish->chatTemplate);
    }
    const auto written = writer.write(wish->path);
    if (!written) {
        std::fprintf(stderr, "%s\n", written.error().message.c_str());
        return 1;
    }
    return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Writes a made-up llama model: make_model [--shape tiny|125m|1.1b] [--type f32|f16|q8_0]
// [--seed N] [--tied] OUT.gguf
#include "tests/inference/gguf/llama_maker.h"

#include <charconv>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

using namespace inference;

namespace {

struct Wish {
    testing::LlamaShape shape;
    std::uint64_t seed = 1;
    std::string path;
};

std::optional<TensorType> typeOf(std::string_view name)
{
    if (name == "f32") {
        return TensorType::F32;
    }
    if (name == "f16") {
        return TensorType::F16;
    }
    return name == "q8_0" ? std::optional(TensorType::Q8_0) : std::nullopt;
}

bool takeOption(Wish& wish, std::string_view name, std::string_view value)
{
    if (name == "--shape") {
        const auto shape = testing::namedShape(value);
        const TensorType type = wish.shape.type;
        const bool tied = wish.shape.tied;
        wish.shape = shape.value_or(wish.shape);
        wish.shape.type = type;
        wish.shape.tied = tied;
        return shape.has_value();
    }
    if (name == "--type") {
        const auto type = typeOf(value);
        wish.shape.type = type.value_or(wish.shape.type);
        return type.has_value();
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
        std::fputs("usage: make_model [--shape tiny|125m|1.1b] [--type f32|f16|q8_0] [--seed N] "
                   "[--tied] OUT.gguf\n",
            stderr);
        return 2;
    }
    const auto written = testing::makeLlama(wish->seed, wish->shape).write(wish->path);
    if (!written) {
        std::fprintf(stderr, "%s\n", written.error().message.c_str());
        return 1;
    }
    return 0;
}

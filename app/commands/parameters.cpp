// SPDX-License-Identifier: Apache-2.0
#include "app/commands/parameters.h"

#include <fmt/format.h>

#include <array>
#include <cstdio>

namespace app {

using core::ErrorCode;
using core::Json;
using core::Result;

namespace {

constexpr std::int64_t pageMax = 500;

} // namespace

void putTexts(
    Json& parameters, const Arguments& arguments, std::initializer_list<OptionMember> members)
{
    for (const auto& [option, member] : members) {
        if (const auto value = arguments.value(option)) {
            parameters[std::string(member)] = *value;
        }
    }
}

std::vector<Option> pageOptions()
{
    return {{"limit", "N", "at most so many (1 to 500, default 50)"},
        {"after", "ID", "those that come after this one"}};
}

Result<void> putPage(Json& parameters, const Arguments& arguments)
{
    if (const auto limit = TRY(arguments.integer("limit", 1, pageMax))) {
        parameters["limit"] = *limit;
    }
    putTexts(parameters, arguments, {{"after", "after"}});
    return {};
}

std::string absolutePath(const std::string& path)
{
    std::error_code code;
    const auto absolute = std::filesystem::absolute(path, code);
    return code ? path : absolute.lexically_normal().native();
}

Result<std::string> textOrStdin(const std::string& text, std::size_t bytesMax)
{
    if (text != "-") {
        return text;
    }
    std::string all;
    std::array<char, 65536> buffer{};
    while (const std::size_t got = std::fread(buffer.data(), 1, buffer.size(), stdin)) {
        all.append(buffer.data(), got);
        if (all.size() > bytesMax) {
            return core::fail(ErrorCode::LimitReached,
                fmt::format("The text on stdin has more than {} bytes, which is the most that is "
                            "taken.",
                    bytesMax));
        }
    }
    return all;
}

Result<std::string> modelIdOf(Context& context, const std::string& reference)
{
    std::error_code code;
    const bool isFile = std::filesystem::is_regular_file(reference, code);
    const auto found = context.callModels("models.list", Json::object());
    if (!found) {
        return core::fail(found.error());
    }
    const std::string path =
        isFile ? std::filesystem::canonical(reference, code).native() : std::string();
    for (const Json& model : (*found)["data"]) {
        if (model["id"] == reference || model["name"] == reference || model["path"] == path) {
            return model["id"].get<std::string>();
        }
    }
    return core::fail(ErrorCode::NotFound,
        isFile ? fmt::format(
            "'{0}' is not imported yet. Import it: holdfast models import {0}", reference)
               : fmt::format(
                   "No model has the id, name or path '{}'. See: holdfast models list", reference));
}

Result<std::filesystem::path> modelFileOf(Context& context, const Arguments& arguments)
{
    const auto reference = arguments.value("model");
    if (!reference) {
        return core::fail(usageError("--model is missing: a GGUF file, or an imported model's id "
                                     "or name."));
    }
    std::error_code code;
    if (reference->find('/') != std::string::npos || std::filesystem::exists(*reference, code)) {
        return std::filesystem::path(absolutePath(*reference));
    }
    const Json models = TRY(context.callModels("models.list", Json::object()));
    for (const Json& model : models["data"]) {
        if (model["id"] == *reference || model["name"] == *reference) {
            return std::filesystem::path(model["path"].get<std::string>());
        }
    }
    return core::fail(ErrorCode::NotFound,
        fmt::format(
            "'{}' is no file and no imported model. See: holdfast models list", *reference));
}

} // namespace app

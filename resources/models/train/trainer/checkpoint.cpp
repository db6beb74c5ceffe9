// SPDX-License-Identifier: Apache-2.0
#include "resources/models/train/trainer/checkpoint.h"

#include "core/text/json.h"

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <system_error>

namespace train {

using core::ErrorCode;
using core::fail;
using core::Json;
using core::Result;

namespace {

constexpr std::string_view formatName = "holdfast-checkpoint-1";
constexpr std::size_t headerBytesMax = std::size_t{1} << 20U;

Json headerOf(const Checkpoint& checkpoint)
{
    const ModelShape& shape = checkpoint.shape;
    Json tensors = Json::array();
    for (const Tensor& tensor : ParameterLayout(shape).tensors) {
        tensors.push_back({tensor.name, tensor.rows, tensor.columns});
    }
    return {{"format", formatName}, {"step", checkpoint.step}, {"epoch", checkpoint.cursor.epoch},
        {"position", checkpoint.cursor.position}, {"moments", !checkpoint.moments.first.empty()},
        {"tensors", tensors},
        {"shape",
            {{"vocabulary", shape.vocabulary}, {"width", shape.width}, {"layers", shape.layers},
                {"heads", shape.heads}, {"kv_heads", shape.kvHeads}, {"head_size", shape.headSize},
                {"feed_forward", shape.feedForward}, {"context", shape.context},
                {"rope_base", shape.ropeBase}, {"norm_epsilon", shape.normEpsilon}}}};
}

ModelShape shapeFrom(const Json& json)
{
    ModelShape shape;
    shape.vocabulary = json.value("vocabulary", std::int64_t{0});
    shape.width = json.value("width", std::int64_t{0});
    shape.layers = json.value("layers", std::int64_t{0});
    shape.heads = json.value("heads", std::int64_t{0});
    shape.kvHeads = json.value("kv_heads", std::int64_t{0});
    shape.headSize = json.value("head_size", std::int64_t{0});
    shape.feedForward = json.value("feed_forward", std::int64_t{0});
    shape.context = json.value("context", std::int64_t{0});
    shape.ropeBase = json.value("rope_base", 10000.0);
    shape.normEpsilon = json.value("norm_epsilon", 1e-5);
    return shape;
}

void writeFloats(std::ofstream& file, const std::vector<float>& values)
{
    file.write(reinterpret_cast<const char*>(values.data()),
        static_cast<std::streamsize>(values.size() * sizeof(float)));
}

bool readFloats(std::ifstream& file, std::vector<float>& values, std::int64_t count)
{
    values.resize(static_cast<std::size_t>(count));
    const auto bytes = static_cast<std::streamsize>(values.size() * sizeof(float));
    file.read(reinterpret_cast<char*>(values.data()), bytes);
    return file.gcount() == bytes;
}

} // namespace

Result<void> writeCheckpoint(const std::filesystem::path& path, const Checkpoint& checkpoint)
{
    const std::filesystem::path beside = path.native() + ".new";
    {
        std::ofstream file(beside, std::ios::binary);
        file << core::writeJson(headerOf(checkpoint)) << '\n';
        writeFloats(file, checkpoint.parameters);
        writeFloats(file, checkpoint.moments.first);
        writeFloats(file, checkpoint.moments.second);
        file.flush();
        if (!file) {
            return fail(ErrorCode::Io,
                fmt::format("'{}' cannot be written. Is there room?", beside.native()));
        }
    }
    std::error_code code;
    std::filesystem::rename(beside, path, code);
    if (code) {
        return fail(ErrorCode::Io,
            fmt::format("'{}' cannot be replaced: {}.", path.native(), code.message()));
    }
    return {};
}

Result<Checkpoint> readCheckpoint(const std::filesystem::path& path)
{
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorCode::Corrupt,
            fmt::format("'{}' is no checkpoint to go on from: {}.", path.native(), why));
    };
    std::ifstream file(path, std::ios::binary);
    std::string line;
    if (!std::getline(file, line) || line.size() > headerBytesMax) {
        return refuse("it has no first line");
    }
    const auto header = core::parseJson(line);
    if (!header || !header->is_object() || header->value("format", std::string()) != formatName) {
        return refuse("its first line names another format");
    }
    Checkpoint checkpoint;
    checkpoint.shape = shapeFrom(header->value("shape", Json::object()));
    TRY(checkpoint.shape.check());
    checkpoint.step = header->value("step", std::int64_t{0});
    checkpoint.cursor = {
        header->value("epoch", std::uint64_t{0}), header->value("position", std::uint64_t{0})};
    const std::int64_t size = ParameterLayout(checkpoint.shape).size;
    const bool hasMoments = header->value("moments", false);
    const bool isWhole = readFloats(file, checkpoint.parameters, size)
        && (!hasMoments
            || (readFloats(file, checkpoint.moments.first, size)
                && readFloats(file, checkpoint.moments.second, size)));
    if (!isWhole) {
        return refuse("it is cut");
    }
    return checkpoint;
}

} // namespace train

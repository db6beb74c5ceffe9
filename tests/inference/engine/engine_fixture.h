// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "inference/engine/engine_model.h"
#include "inference/engine/engine_provider.h"
#include "inference/engine/load_estimate.h"
#include "tests/inference/gguf/llama_maker.h"

#include <QTemporaryDir>

#include <filesystem>
#include <memory>
#include <string>

namespace inference::testing {

constexpr std::int64_t plentyBytes = std::int64_t{1} << 40;

/// A chat template of the most common family; it knows no tools.
constexpr std::string_view chatmlTemplate =
    "{% for message in messages %}<|im_start|>{{ message.role + '\\n' + message.content }}"
    "<|im_end|>{{ '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant{{ '\\n' }}{% endif %}";

/// The folder of the reference data, which may be absent.
inline std::filesystem::path parityFolder()
{
    if (const char* folder = std::getenv("HOLDFAST_PARITY")) {
        return folder;
    }
    const char* source = std::getenv("HOLDFAST_SOURCE_DIR");
    return std::filesystem::path(source != nullptr ? source : ".") / "../shared/parity";
}

/// A made-up model in a temporary folder, and models opened from it.
class EngineFixture {
public:
    /// An empty template makes a model that only continues texts.
    std::filesystem::path makeModel(const LlamaShape& shape, const std::string& chatTemplate)
    {
        GgufWriter writer = makeLlama(7, shape);
        if (!chatTemplate.empty()) {
            writer.text("tokenizer.chat_template", chatTemplate);
        }
        const std::filesystem::path path =
            std::filesystem::path(m_folder.path().toStdString()) / (shape.name + ".gguf");
        if (!writer.write(path)) {
            qFatal("no model could be written");
        }
        return path;
    }

    std::shared_ptr<EngineModel> open(const std::filesystem::path& path, SequenceLimits limits = {},
        core::LoadOptions options = {})
    {
        auto opened = openModel(m_backends, path, options, plentyBytes, {}, {});
        if (!opened) {
            qFatal("%s", opened.error().message.c_str());
        }
        auto model = EngineModel::create(std::move(*opened), "made", limits);
        if (!model) {
            qFatal("%s", model.error().message.c_str());
        }
        return *model;
    }

    [[nodiscard]] const BackendRegistry& backends() const { return m_backends; }
    [[nodiscard]] std::filesystem::path folder() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
    BackendRegistry m_backends = BackendRegistry::create();
};

} // namespace inference::testing

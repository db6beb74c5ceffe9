// SPDX-License-Identifier: Apache-2.0
#include "inference/plan/llama_model.h"
#include "tests/inference/plan/llama_file.h"

#include <QTemporaryDir>
#include <QTest>

#include <cmath>
#include <limits>

using namespace inference;
using namespace inference::testing;

using Change = std::function<void(LlamaFile&)>;
Q_DECLARE_METATYPE(Change)

namespace {

Change u32(std::string key, std::uint32_t value)
{
    return [=](LlamaFile& file) { file.u32("llama." + key, value); };
}

Change f32(std::string key, float value)
{
    return [=](LlamaFile& file) { file.f32("llama." + key, value); };
}

Change text(std::string key, std::string value)
{
    return [=](LlamaFile& file) { file.text(key, value); };
}

Change drop(std::string key)
{
    return [=](LlamaFile& file) { file.drop(key); };
}

Change integers(std::string key, std::vector<std::uint32_t> values)
{
    return [=](LlamaFile& file) {
        file.set("llama." + key, [values](GgufWriter& writer, const std::string& name) {
            writer.numbers<std::uint32_t>(name, ValueType::U32, values);
        });
    };
}

Change tensor(std::string name, LlamaFile::Tensor replacement)
{
    return [=](LlamaFile& file) { file.tensor(name, replacement); };
}

Change dropTensor(std::string name)
{
    return [=](LlamaFile& file) { file.dropTensor(name); };
}

} // namespace

class LlamaModelTest : public QObject {
    Q_OBJECT

private:
    core::Result<LlamaModel> read(const LlamaFile& file)
    {
        const auto gguf = GgufFile::open(file.write(m_folder.path().toStdString()));
        if (!gguf) {
            return core::fail(gguf.error());
        }
        return LlamaModel::fromGguf(*gguf);
    }

private slots:
    void readsNumbersAndWeights()
    {
        LlamaFile file;
        file.f32("llama.rope.freq_base", 500000.0F);
        const auto model = read(file);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        const LlamaParameters& parameters = model->parameters;
        QCOMPARE(parameters.vocabulary, 32);
        QCOMPARE(parameters.layers, 2);
        QCOMPARE(parameters.headSize, 16);
        QCOMPARE(parameters.ropeDimensions, 16);
        QCOMPARE(parameters.ropeBase, 500000.0);
        QCOMPARE(model->layers.size(), std::size_t{2});
        QCOMPARE(model->layers[1].down.rows, 64);
        QCOMPARE(model->layers[1].down.columns, 96);
        QCOMPARE(model->layers[1].down.rowBytes(), 96 * 4);
        QVERIFY(model->layers[0].queryBias.data == nullptr);
        QVERIFY(model->output.data != model->embedding.data);
        QCOMPARE(model->ropeFrequency.size(), std::size_t{8});
        QCOMPARE(model->ropeFrequency[0], 1.0);
        QCOMPARE(model->ropeFrequency[1], std::pow(500000.0, -2.0 / 16));
    }

    void headSizeNeedNotBeTheShare()
    {
        LlamaFile file;
        file.u32("llama.attention.key_length", 8).u32("llama.attention.value_length", 8);
        for (const std::string block : {"blk.0.", "blk.1."}) {
            file.tensor(block + "attn_q.weight", {.shape = {64, 32}});
            file.tensor(block + "attn_k.weight", {.shape = {64, 16}});
            file.tensor(block + "attn_v.weight", {.shape = {64, 16}});
            file.tensor(block + "attn_output.weight", {.shape = {32, 64}});
        }
        const auto model = read(file);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE(model->parameters.headSize, 8);
    }

    void optionalPartsMayBeAbsentOrThere()
    {
        LlamaFile file;
        file.dropTensor("output.weight").drop("llama.attention.head_count_kv");
        file.tensor("blk.0.attn_q.bias", {.shape = {64}});
        for (const std::string block : {"blk.0.", "blk.1."}) {
            file.tensor(block + "attn_k.weight", {.shape = {64, 64}});
            file.tensor(block + "attn_v.weight", {.shape = {64, 64}});
        }
        const auto model = read(file);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE(model->output.data, model->embedding.data); // tied
        QCOMPARE(model->parameters.kvHeads, 4);
        QVERIFY(model->layers[0].queryBias.present());
        QVERIFY(!model->layers[1].queryBias.present());
    }

    void ropeIsScaled()
    {
        LlamaFile file;
        file.text("llama.rope.scaling.type", "linear").f32("llama.rope.scaling.factor", 4.0F);
        file.tensor("rope_freqs.weight", {.shape = {8}}).fill(2.0F);
        const auto model = read(file);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE(model->parameters.ropeScale, 4.0);
        QCOMPARE(model->ropeFrequency[0], 1.0 / 8);
        file.text("llama.rope.scaling.type", "none").dropTensor("rope_freqs.weight");
        QCOMPARE(read(file)->ropeFrequency[0], 1.0);
    }

    void numbersPerLayerMayBeAlike()
    {
        LlamaFile file;
        integers("attention.head_count_kv", {2, 2})(file);
        const auto model = read(file);
        QVERIFY2(model, model ? "" : model.error().message.c_str());
        QCOMPARE(model->parameters.kvHeads, 2);
    }

    void malformedIsRefused_data();
    void malformedIsRefused()
    {
        QFETCH(Change, change);
        QFETCH(QString, detail);
        QFETCH(QString, field);
        LlamaFile file;
        change(file);
        const auto model = read(file);
        QVERIFY(!model);
        QCOMPARE(QString::fromStdString(model.error().detail), detail);
        QVERIFY2(model.error().field.find(field.toStdString()) != std::string::npos,
            model.error().field.c_str());
        // What is in the file has a place there.
        QCOMPARE(model.error().byteOffset.has_value(), detail.indexOf("MISSING") < 0);
        const bool unsupported = detail == "E_ARCH" || detail == "E_TENSOR_TYPE";
        QCOMPARE(model.error().code,
            unsupported ? core::ErrorCode::Unsupported : core::ErrorCode::Corrupt);
        QVERIFY(!model.error().message.empty());
    }

private:
    QTemporaryDir m_folder;
};

namespace {

constexpr std::uint32_t huge = std::numeric_limits<std::uint32_t>::max();

/// Numbers as in the catalogue of malformed files.
void row(const char* name, const Change& change, const char* detail, const char* field)
{
    QTest::newRow(name) << change << detail << field;
}

void addShapes()
{
    row("33 no architecture", drop("general.architecture"), "E_MISSING", "general.architecture");
    row("34 other architecture", text("general.architecture", "nope"), "E_ARCH", "general.arch");
    row("34 long architecture", text("general.architecture", std::string(1 << 20, 'x')), "E_ARCH",
        "general.architecture");
    row(
        "34 architecture of wrong type",
        [](LlamaFile& file) { file.u32("general.architecture", 1); }, "E_TYPE",
        "general.architecture");
    row("no layers given", drop("llama.block_count"), "E_MISSING", "llama.block_count");
    row("35 no layers", u32("block_count", 0), "E_RANGE", "llama.block_count");
    row("36 many layers", u32("block_count", 513), "E_RANGE", "llama.block_count");
    row("36 2^31 layers", u32("block_count", 1U << 31U), "E_RANGE", "llama.block_count");
    row("36 2^32-1 layers", u32("block_count", huge), "E_RANGE", "llama.block_count");
    row("37 layers as text", text("llama.block_count", "2"), "E_TYPE", "llama.block_count");
    row("37 layers as float", f32("block_count", 2), "E_TYPE", "llama.block_count");
    row("37 layers as array", integers("block_count", {2}), "E_TYPE", "llama.block_count");
    row("38 no width", u32("embedding_length", 0), "E_RANGE", "embedding_length");
    row("38 indivisible width", u32("embedding_length", 66), "E_DIVIDE", "embedding_length");
    row("39 no heads", u32("attention.head_count", 0), "E_RANGE", "head_count");
    row("40 no KV heads", u32("attention.head_count_kv", 0), "E_RANGE", "head_count_kv");
    row("40 more KV heads", u32("attention.head_count_kv", 5), "E_RANGE", "head_count_kv");
    row("40 no divisor", u32("attention.head_count_kv", 3), "E_RANGE", "head_count_kv");
    row("40 short array", integers("attention.head_count_kv", {2}), "E_RANGE", "head_count_kv");
    row("40 unequal layers", integers("attention.head_count_kv", {2, 4}), "E_ARCH",
        "head_count_kv");
}

void addOtherNumbers()
{
    constexpr float infinity = std::numeric_limits<float>::infinity();
    row("41 no context", u32("context_length", 0), "E_RANGE", "context_length");
    row(
        "41 2^40 positions",
        [](LlamaFile& file) {
            file.set("llama.context_length", [](GgufWriter& writer, const std::string& key) {
                writer.number<std::uint64_t>(key, ValueType::U64, std::uint64_t{1} << 40U);
            });
        },
        "E_RANGE", "context_length");
    row("42 rotates more than a head", u32("rope.dimension_count", 18), "E_RANGE",
        "dimension_count");
    row("42 rotates an odd number", u32("rope.dimension_count", 15), "E_RANGE", "dimension_count");
    row("43 NaN base", f32("rope.freq_base", std::nanf("")), "E_RANGE", "freq_base");
    row("43 infinite base", f32("rope.freq_base", infinity), "E_RANGE", "freq_base");
    row("43 base 0", f32("rope.freq_base", 0), "E_RANGE", "freq_base");
    row("43 base -1", f32("rope.freq_base", -1), "E_RANGE", "freq_base");
    row("43 base of wrong type", u32("rope.freq_base", 10000), "E_TYPE", "freq_base");
    row("43 epsilon 0", f32("attention.layer_norm_rms_epsilon", 0), "E_RANGE", "epsilon");
    row("43 NaN epsilon", f32("attention.layer_norm_rms_epsilon", std::nanf("")), "E_RANGE",
        "epsilon");
    row("no epsilon", drop("llama.attention.layer_norm_rms_epsilon"), "E_MISSING", "epsilon");
    row(
        "44 uses more experts than it has",
        [](LlamaFile& file) {
            file.u32("llama.expert_count", 4).u32("llama.expert_used_count", 5);
        },
        "E_RANGE", "expert_used_count");
    row("experts", u32("expert_count", 8), "E_ARCH", "expert_count");
    row("45 window 0", u32("attention.sliding_window", 0), "E_RANGE", "sliding_window");
    row("45 window 2^32-1", u32("attention.sliding_window", huge), "E_RANGE", "sliding_window");
    row("45 pattern of wrong length", integers("attention.sliding_window_pattern", {1}), "E_RANGE",
        "sliding_window_pattern");
    row("a window", u32("attention.sliding_window", 64), "E_ARCH", "sliding_window");
    row(
        "unequal keys and values",
        [](LlamaFile& file) {
            file.u32("llama.attention.key_length", 16).u32("llama.attention.value_length", 8);
        },
        "E_ARCH", "value_length");
    row("yarn", text("llama.rope.scaling.type", "yarn"), "E_ARCH", "rope.scaling.type");
    row("scale 0", f32("rope.scaling.factor", 0), "E_RANGE", "rope.scaling.factor");
}

void addTensors()
{
    row("59 quantised norm", tensor("output_norm.weight", {TensorType::Q8_0, {64}}),
        "E_TENSOR_TYPE", "tensor[");
    row("59 matrix of a type without kernels",
        tensor("blk.1.attn_q.weight", {TensorType::Q4_1, {64, 64}}), "E_TENSOR_TYPE", "tensor[");
    row(
        "66 embedding of another vocabulary",
        [](LlamaFile& file) {
            file.set("tokenizer.ggml.tokens", [](GgufWriter& writer, const std::string& key) {
                writer.texts(key, std::vector<std::string>(31, "t"));
            });
        },
        "E_SHAPE", "tensor[");
    row("66 head of another vocabulary", tensor("output.weight", {.shape = {64, 31}}), "E_SHAPE",
        "tensor[");
    row("67 swapped", tensor("blk.1.ffn_down.weight", {.shape = {64, 96}}), "E_SHAPE", "tensor[");
    row("67 three dimensions", tensor("blk.1.attn_q.weight", {.shape = {64, 32, 2}}), "E_SHAPE",
        "tensor[");
    row("68 no ffn_down", dropTensor("blk.1.ffn_down.weight"), "E_TENSOR_MISSING",
        "blk.1.ffn_down.weight");
    row("68 no norm", dropTensor("output_norm.weight"), "E_TENSOR_MISSING", "output_norm.weight");
    row("12 no embedding", dropTensor("token_embd.weight"), "E_TENSOR_MISSING", "token_embd");
    row("experts' router", tensor("blk.0.ffn_gate_inp.weight", {.shape = {64, 8}}), "E_ARCH",
        "tensor[");
    row("bias that would be ignored", tensor("blk.0.attn_output.bias", {.shape = {64}}), "E_ARCH",
        "tensor[");
    row(
        "rope factor 0",
        [](LlamaFile& file) { file.tensor("rope_freqs.weight", {.shape = {8}}).fill(0); },
        "E_RANGE", "tensor[");
    row("rope factors of wrong length", tensor("rope_freqs.weight", {.shape = {7}}), "E_SHAPE",
        "tensor[");
}

} // namespace

void LlamaModelTest::malformedIsRefused_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("detail");
    QTest::addColumn<QString>("field");
    addShapes();
    addOtherNumbers();
    addTensors();
}

QTEST_APPLESS_MAIN(LlamaModelTest)
#include "llama_model_test.moc"

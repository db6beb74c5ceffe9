#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a model file of a checkpoint:

    export_model.py --checkpoint C --vocabulary V.json [--type q8_0|f16|f32] [--name NAME] OUT.gguf

Matrices take the type, vectors stay F32. A matrix whose rows are no multiple of 32 stays F16.
"""
import argparse
import array
import json
import pathlib
import sys

import bpe
import gguf

HERE = pathlib.Path(__file__).parent
NORMAL, CONTROL = 1, 3
FILE_TYPES = {"f32": 0, "f16": 1, "q8_0": 7}


def read_checkpoint(path):
    """(header, parameters)"""
    with open(path, "rb") as file:
        header = json.loads(file.readline())
        if header.get("format") != "holdfast-checkpoint-1":
            sys.exit(f"'{path}' is no checkpoint: its first line names another format.")
        count = sum(rows * columns for _, rows, columns in header["tensors"])
        values = array.array("f")
        values.fromfile(file, count)
    return header, values


def add_shape(writer, shape, name, kind):
    writer.text("general.architecture", "llama")
    writer.text("general.name", name)
    writer.text("general.license", "apache-2.0")
    writer.u32("general.file_type", FILE_TYPES[kind])
    for key, value in (("vocab_size", "vocabulary"), ("context_length", "context"), ("embedding_length", "width"), ("block_count", "layers"),
                       ("feed_forward_length", "feed_forward"), ("attention.head_count", "heads"), ("attention.head_count_kv", "kv_heads"),
                       ("attention.key_length", "head_size"), ("attention.value_length", "head_size"), ("rope.dimension_count", "head_size")):
        writer.u32("llama." + key, shape[value])
    writer.f32("llama.rope.freq_base", shape["rope_base"])
    writer.f32("llama.attention.layer_norm_rms_epsilon", shape["norm_epsilon"])


def add_tokenizer(writer, vocabulary):
    tokens, merges = vocabulary.texts()
    writer.text("tokenizer.ggml.model", "gpt2")
    writer.text("tokenizer.ggml.pre", "qwen2")
    writer.texts("tokenizer.ggml.tokens", tokens)
    writer.i32s("tokenizer.ggml.token_type", [CONTROL if i < bpe.FIRST_BYTE else NORMAL for i in range(len(tokens))])
    writer.texts("tokenizer.ggml.merges", merges)
    writer.u32("tokenizer.ggml.eos_token_id", bpe.END)
    writer.u32("tokenizer.ggml.padding_token_id", bpe.PAD)
    writer.flag("tokenizer.ggml.add_bos_token", False)
    writer.text("tokenizer.chat_template", (HERE / "chat_template.jinja").read_text(encoding="utf-8"))


def export(header, values, vocabulary, kind, name, out):
    shape = header["shape"]
    if len(vocabulary) != shape["vocabulary"]:
        sys.exit(f"The vocabulary has {len(vocabulary)} tokens, the checkpoint {shape['vocabulary']}. Give the one it was trained with.")
    writer = gguf.Writer()
    add_shape(writer, shape, name, kind)
    add_tokenizer(writer, vocabulary)
    at = 0
    for tensor, rows, columns in header["tensors"]:
        part = values[at:at + rows * columns]
        at += rows * columns
        mine = "f32" if rows == 1 else "f16" if kind == "q8_0" and columns % gguf.BLOCK else kind
        writer.tensor(tensor, columns, 0 if rows == 1 else rows, mine, gguf.encode(part, mine))
    writer.write(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--vocabulary", required=True)
    parser.add_argument("--type", choices=tuple(FILE_TYPES), default="q8_0")
    parser.add_argument("--name", default="Holdfast small")
    parser.add_argument("out")
    wish = parser.parse_args()
    header, values = read_checkpoint(wish.checkpoint)
    export(header, values, bpe.Vocabulary.load(wish.vocabulary), wish.type, wish.name, wish.out)


if __name__ == "__main__":
    main()

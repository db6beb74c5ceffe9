#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A checkpoint as a model file: export_test.py HOLDFAST TRAIN_MODEL

The engine reads the tokens, the conversation and the logits of an exported model as the trainer
has them: ids and texts equal, logits within an NMSE of 1e-9 from F32 and 1e-6 from F16 weights.
"""
import array
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
TRAIN = ROOT / "resources" / "models" / "train"
sys.path.insert(0, str(TRAIN))
import bpe  # noqa: E402
from corpus import chat, scene, split, tasks  # noqa: E402

HOLDFAST, TRAIN_MODEL = sys.argv[1:3]
SHAPE = ["--width", "64", "--layers", "2", "--heads", "4", "--kv-heads", "2", "--head-size", "16", "--feed-forward", "96"]
TEXTS = ["Hello there!", "order #20417 costs 1,250.50 EUR", 'He said: "Zoë\'s naïve café"\n\n  two  spaces\t', "日本語 и русский ½ ² ٣ é", "<|im_start|>user it's",
         "we'll  see\r\nTHEY'RE", "{\"name\": \"get_weather\", \"arguments\": {}}", "a_b-c.d/e\u00a0f", "\U0001F600!", ""]


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)
    if done.returncode != 0:
        raise AssertionError(f"{command}: {done.stderr}{done.stdout}")
    return done.stdout


def read_logits(path):
    raw = pathlib.Path(path).read_bytes()
    rows, columns = struct.unpack("<ii", raw[:8])
    values = array.array("f", raw[8:])
    assert len(values) == rows * columns
    return values


def distance(found, wanted):
    return sum((a - b) ** 2 for a, b in zip(found, wanted)) / sum(b * b for b in wanted)


class Export(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.path = pathlib.Path(cls.folder.name)
        vocabulary = TRAIN / "vocabulary.json"
        cls.vocabulary = bpe.Vocabulary.load(vocabulary)
        corpus = cls.path / "corpus"
        run(sys.executable, TRAIN / "generate.py", "tokens", "--vocabulary", vocabulary, "--samples", 12, "--workers", 1, corpus)
        run(TRAIN_MODEL, "train", "--data", corpus, "--vocabulary", len(cls.vocabulary), "--out", cls.path / "checkpoint", "--steps", 2,
            "--packs", 2, "--threads", 1, *SHAPE)
        for kind in ("f32", "f16", "q8_0"):
            run(sys.executable, TRAIN / "export_model.py", "--checkpoint", cls.path / "checkpoint", "--vocabulary", vocabulary, "--type", kind,
                cls.path / f"{kind}.gguf")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def test_tokens_are_the_engines(self):
        sample = tasks.make(scene.Scene("export", split.TRAIN))
        for text in TEXTS + [chat.spelled(sample.messages, sample.tools)]:
            file = self.path / "text"
            file.write_text(text, encoding="utf-8", newline="")
            line = run(HOLDFAST, "tokenize", "--model", self.path / "f32.gguf", "--text-file", file)
            self.assertEqual([int(i) for i in line.split()], self.vocabulary.encode(text), text)

    def test_conversations_are_the_templates(self):
        for index in range(12):
            sample = tasks.make(scene.Scene(f"template/{index}", split.TRAIN))
            messages = [{key: m[key] for key in ("role", "content", "tool_calls") if key in m} for m in sample.messages]
            conversation = {"messages": messages, "add_generation_prompt": True}
            if sample.tools:
                conversation["tools"] = sample.tools
            if sample.schema:
                conversation["schema"] = sample.schema
            file = self.path / "messages.json"
            file.write_text(json.dumps(conversation), encoding="utf-8")
            text = run(HOLDFAST, "template", "--model", self.path / "f32.gguf", "--messages", file)
            self.assertEqual(text, chat.spelled(sample.messages, sample.tools, sample.schema, True))

    def test_logits_are_the_trainers(self):
        ids = self.vocabulary.encode("The user's name is Ann Lee. It costs 12.50 EUR.")
        tokens = ",".join(map(str, [bpe.BEGIN] + ids))
        run(TRAIN_MODEL, "logits", "--checkpoint", self.path / "checkpoint", "--tokens", tokens, "--out", self.path / "mine")
        mine = read_logits(self.path / "mine")
        for kind, device, most in (("f32", "reference", 1e-9), ("f32", "cpu", 1e-9), ("f16", "cpu", 1e-6), ("q8_0", "cpu", 1e-2)):
            out = self.path / f"{kind}-{device}"
            run(HOLDFAST, "logits", "--model", self.path / f"{kind}.gguf", "--tokens", tokens, "--device", device, "--out", out)
            found = distance(read_logits(out), mine)
            print(f"{kind} on {device}: NMSE {found:.1e}")
            self.assertLess(found, most, f"{kind} on {device}")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

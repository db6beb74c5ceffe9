#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The corpus: the same seed gives the same text, the halves share nothing, what is learnt is right."""
import json
import pathlib
import re
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "resources" / "models" / "train"))
import bpe  # noqa: E402
import generate  # noqa: E402
from corpus import chat, curated, extraction, split, tasks, values  # noqa: E402
from corpus.scene import Scene  # noqa: E402

SAMPLES = 250


def conversations(half, count=SAMPLES, seed="test"):
    for index in range(count):
        scene = Scene(f"{seed}/{index}", half)
        yield scene, tasks.make(scene)


class Corpus(unittest.TestCase):
    def test_same_seed_same_text(self):
        first = [chat.spelled(s.messages, s.tools, s.schema) for _, s in conversations(split.TRAIN, 60)]
        again = [chat.spelled(s.messages, s.tools, s.schema) for _, s in conversations(split.TRAIN, 60)]
        self.assertEqual(first, again)
        self.assertEqual(len(set(first)), len(first))

    def test_halves_share_nothing(self):
        drawn = {}
        for half in (split.TRAIN, split.HELD_OUT):
            drawn[half] = {}
            for scene, _ in conversations(half):
                for kind, texts in scene.drawn.items():
                    drawn[half].setdefault(kind, set()).update(texts)
        for kind in ("phrase", "given_names", "family_names", "cities", "things", "invented", "object"):
            self.assertTrue(drawn[split.HELD_OUT][kind], kind)
            self.assertFalse(drawn[split.TRAIN][kind] & drawn[split.HELD_OUT][kind], kind)

    def test_every_phrasing_of_a_tool_names_what_is_required(self):
        for blueprint in curated.blueprints():
            for half in (split.TRAIN, split.HELD_OUT):
                for index in range(12):
                    scene = Scene(f"{blueprint.key}/{index}", half)
                    tool = blueprint.make(scene)
                    _, given = tool.ask(scene)
                    arguments = json.loads(tool.call(given)["function"]["arguments"])
                    for parameter in tool.parameters:
                        self.assertTrue(not parameter.required or parameter.name in arguments, tool.name)

    def test_arguments_stand_in_the_message(self):
        for _, sample in conversations(split.TRAIN, 400):
            for before, message in zip(sample.messages, sample.messages[1:]):
                for call in message.get("tool_calls") or []:
                    declared = {t["function"]["name"]: t["function"]["parameters"]["properties"] for t in sample.tools}
                    arguments = json.loads(call["function"]["arguments"])
                    self.assertLessEqual(arguments.keys(), declared[call["function"]["name"]].keys())
                    if "memory" in call["function"]["name"].lower() or before["role"] != "user":
                        continue
                    written = re.findall(r": (-?[0-9.]+)[,}]", call["function"]["arguments"])
                    said = before["content"].lower().replace(",", "")
                    for number in written:
                        word = values.NUMBER_WORDS[int(number)] if number.isdigit() and int(number) <= 12 else number
                        self.assertTrue(number in said or word in said, f"{number} in {said}")

    def test_extracted_values_stand_in_the_text(self):
        for index in range(150):
            _, text, answer, given, _, schema = extraction.task(Scene(f"extract/{index}", split.TRAIN))
            value = json.loads(answer)
            self.assertEqual(list(value), list(schema["properties"]))
            for name, found in value.items():
                if isinstance(found, str) and schema["properties"][name].get("format") != "date":
                    sign = values.SIGNS.get(found, found)  # £ is asked for as GBP
                    self.assertTrue(found in text or sign in text, f"{found} in {text}")
            self.assertTrue(all(0 <= a < b <= len(answer) for a, b in given))

    def test_weights_follow_the_text(self):
        vocabulary = bpe.Vocabulary.load(ROOT / "resources/models/train/vocabulary.json")
        for _, sample in conversations(split.TRAIN, 60):
            ids, weights = generate.sample_tokens(vocabulary, sample)
            self.assertEqual(len(ids), len(weights))
            self.assertEqual(vocabulary.decode(ids), chat.spelled(sample.messages, sample.tools, sample.schema))
            self.assertLess(max(ids), len(vocabulary))
            learnt = vocabulary.decode([i for i, w in zip(ids, weights) if w == chat.TARGET])
            self.assertIn(bpe.SPECIAL[bpe.END], learnt)

    def test_words_are_the_same_tokens_after_space_and_quote(self):
        vocabulary = bpe.Vocabulary.load(ROOT / "resources/models/train/vocabulary.json")
        for word in ("Zorbelinski", "Kärkkäinen", "overhead", "QX-20417"):
            pieces = [[vocabulary.pieces[i] for i in vocabulary.encode(before + word)] for before in (" ", '"')]
            spaced = pieces[0][1:] if pieces[0][0] == b" " else [pieces[0][0][1:]] + pieces[0][1:]
            self.assertEqual(spaced, pieces[1][1:], word)


if __name__ == "__main__":
    unittest.main()

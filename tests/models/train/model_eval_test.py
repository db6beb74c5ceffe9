#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The judge of tests/bench/model_eval.py: right answers count, near ones do not."""
import pathlib
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.insert(0, str(ROOT / "tests" / "bench"))
import model_eval  # noqa: E402


def called(name, arguments):
    return {"content": "", "tool_calls": [{"function": {"name": name, "arguments": arguments}}]}


def said(text):
    return {"content": text, "tool_calls": []}


class Judge(unittest.TestCase):
    CASES = [
        ({"kind": "call", "name": "f", "arguments": {"n": 12.5}}, called("f", '{"n": 12.50}'), called("f", '{"n": "12.5"}')),
        ({"kind": "call", "name": "f", "arguments": {"a": "Oslo"}}, called("f", '{"a": "Oslo"}'), called("f", '{"a": "Oslo", "b": 1}')),
        ({"kind": "call", "name": "f", "arguments": {}}, called("f", "{}"), called("g", "{}")),
        ({"kind": "call", "name": "f", "arguments": {}}, called("f", "{}"), said("f")),
        ({"kind": "saved", "name": "memory_save", "words": ["Ann"]}, called("memory_save", '{"text": "ann"}'), called("memory_save", '{"text": "Bo"}')),
        ({"kind": "left"}, said("Hello!"), called("memory_save", '{"text": "x"}')),
        ({"kind": "fact", "words": ["9:30"]}, said("It opens at 9:30."), said("It opens at 9.30.")),
        ({"kind": "fact", "words": ["9:30"]}, said("At 9:30."), said("I don't know, maybe 9:30.")),
        ({"kind": "unknown"}, said("I don't know."), said("At nine.")),
        ({"kind": "label", "label": "HR"}, said('{"team": "HR"}'), said("hr")),
        ({"kind": "told", "words": ["7.5"]}, said("It is 7.5 degrees."), said("It is 75 degrees.")),
        ({"kind": "talk", "words": ["English"]}, said("Only English, sorry."), said("Hola")),
    ]

    def test_right_and_wrong(self):
        for check, right, wrong in self.CASES:
            self.assertTrue(all(ok for _, ok in model_eval.judge(check, right)), check)
            self.assertFalse(all(ok for _, ok in model_eval.judge(check, wrong)), check)

    def test_fields_count_one_by_one(self):
        check = {"kind": "json", "value": {"a": 1, "b": "x"}}
        self.assertEqual(model_eval.judge(check, said('{"a": 1, "b": "y"}')), [("field", True), ("field", False), ("document", False)])
        self.assertEqual(model_eval.judge(check, said("no json")), [("field", False), ("field", False), ("document", False)])

    def test_written_cases_are_whole(self):
        cases = list(model_eval.written_cases(model_eval.FIXTURES))
        self.assertGreaterEqual(len(cases), 150)
        rows = {case["check"]["kind"] for case in cases}
        self.assertEqual(rows, {"call", "saved", "left", "fact", "unknown", "json", "label", "told", "talk"})
        for case in cases:
            self.assertTrue(case["messages"][-1]["content"], case["name"])
            if case["check"]["kind"] == "call":
                names = [tool["function"]["name"] for tool in case["tools"]]
                self.assertIn(case["check"]["name"], names, case["name"])


if __name__ == "__main__":
    unittest.main()

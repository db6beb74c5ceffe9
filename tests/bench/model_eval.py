#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How well a small model does what it is for: model_eval.py [--holdfast PROGRAM] --model FILE

Runs the program's own `complete` at temperature 0 over the cases in tests/fixtures/model_eval,
which people wrote, and over held-out cases of the generator (--cases FILE, made by
resources/models/train/generate.py cases), and prints a table of what was right.
--wrong shows the answers that were not.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile

FIXTURES = pathlib.Path(__file__).parent.parent / "fixtures" / "model_eval"
ROWS = [("call", "choose the tool and copy its arguments"), ("saved", "keep a fact worth keeping"), ("left", "leave small talk alone"),
        ("known", "answer from facts in the context"), ("unknown", "say that it does not know"), ("field", "extract fields by a schema"),
        ("document", "extract, the whole document"), ("label", "route to a label"), ("told", "tell a tool's result, numbers exact"),
        ("talk", "greet, introduce itself, decline")]
UNKNOWN = re.compile(r"don.t know|do not know|not in the information|no information|cannot find|not say", re.I)


def same(found, wanted):
    """Equal as JSON: 12.50 is 12.5, texts to the letter."""
    if isinstance(wanted, (int, float)) and not isinstance(wanted, bool):
        return isinstance(found, (int, float)) and abs(found - wanted) < 1e-9
    if isinstance(wanted, dict):
        return isinstance(found, dict) and found.keys() == wanted.keys() and all(same(found[k], v) for k, v in wanted.items())
    if isinstance(wanted, list):
        return isinstance(found, list) and len(found) == len(wanted) and all(map(same, found, wanted))
    return type(found) is type(wanted) and found == wanted


def parsed(text):
    try:
        return json.loads(text)
    except (TypeError, ValueError):
        return None


def first_call(answer):
    calls = answer.get("tool_calls") or []
    if not calls:
        return None, None
    function = calls[0]["function"]
    return function["name"], parsed(function["arguments"])


def judge(check, answer):
    """[(row of the table, right?)] of one answer."""
    content = answer.get("content") or ""
    name, arguments = first_call(answer)
    kind = check["kind"]
    if kind == "call":
        return [("call", name == check["name"] and same(arguments, check["arguments"]) and len(answer["tool_calls"]) == 1)]
    if kind == "saved":
        text = json.dumps(arguments or {}, ensure_ascii=False).lower()
        return [("saved", name == check["name"] and all(word.lower() in text for word in check["words"]))]
    if kind == "left":
        return [("left", name is None and content.strip() != "")]
    if kind == "fact":
        return [("known", all(word.lower() in content.lower() for word in check["words"]) and not UNKNOWN.search(content))]
    if kind == "unknown":
        return [("unknown", name is None and bool(UNKNOWN.search(content)))]
    if kind == "json":
        value = parsed(content)
        value = value if isinstance(value, dict) else {}
        fields = [("field", key in value and same(value[key], wanted)) for key, wanted in check["value"].items()]
        return fields + [("document", all(right for _, right in fields))]
    if kind == "label":
        value = parsed(content)
        said = next(iter(value.values()), "") if isinstance(value, dict) else content
        return [("label", str(said).strip().strip(".\"'") == check["label"])]
    if kind == "told":
        return [("told", name is None and all(word in content for word in check["words"]))]
    return [("talk", name is None and any(word.lower() in content.lower() for word in check["words"]))]


def generated_check(check):
    """A check as generate.py writes it, as judge() reads it."""
    kind, text = check["kind"], check.get("text", "")
    if kind == "call":
        return {"kind": "call", "name": check["name"], "arguments": json.loads(check["arguments"])}
    if kind == "saved":
        kept = next(iter(json.loads(check["arguments"]).values()))
        return {"kind": "saved", "name": check["name"], "words": [kept]}
    if kind == "no call":
        return {"kind": "left"}
    if kind == "fact":
        return {"kind": "fact", "words": [text]} if check["known"] else {"kind": "unknown"}
    if kind == "json":
        return {"kind": "json", "value": json.loads(text)}
    if kind == "label":
        return {"kind": "label", "label": text}
    if kind == "told":
        return {"kind": "told", "words": re.findall(r"\d+(?:[.,]\d+)*", text) or [text]}
    return {"kind": "talk", "words": [text]}


def generated_cases(path):
    for case in json.loads(pathlib.Path(path).read_text(encoding="utf-8")):
        yield {**case, "check": generated_check(case["check"])}


def call_message(called):
    name, arguments = called
    return {"role": "assistant", "content": "", "tool_calls": [{"id": "call_1", "type": "function", "function": {"name": name, "arguments": json.dumps(arguments)}}]}


def written_check(entry):
    if "call" in entry:
        return {"kind": "call", "name": entry["call"][0], "arguments": entry["call"][1]}
    for key, kind, member in (("saved", "saved", "words"), ("fact", "fact", "words"), ("told", "told", "words"), ("any", "talk", "words"),
                              ("label", "label", "label"), ("json", "json", "value")):
        if key in entry:
            return {"kind": kind, member: entry[key], "name": "memory_save"}
    return {"kind": "left"} if entry.get("no_call") else {"kind": "unknown"}


def written_cases(folder):
    """The cases of the fixtures; "same" takes the system of the case before."""
    sets = json.loads((folder / "toolsets.json").read_text(encoding="utf-8"))
    for path in sorted(folder.glob("*.json")):
        if path.name == "toolsets.json":
            continue
        system = ""
        for number, entry in enumerate(json.loads(path.read_text(encoding="utf-8")), 1):
            system = system if entry.get("same") else entry.get("system", "")
            messages = ([{"role": "system", "content": system}] if system else []) + [{"role": "user", "content": entry["user"]}]
            if "called" in entry:
                messages += [call_message(entry["called"]), {"role": "tool", "tool_call_id": "call_1", "content": entry["result"]}]
            case = {"name": f"{path.stem} {number}", "messages": messages, "check": written_check(entry)}
            if "tools" in entry:
                case["tools"] = [{"type": "function", "function": tool} for tool in sets[entry["tools"]]]
            if "schema" in entry:
                case["schema"] = entry["schema"]
            yield case


class Asker:
    """Runs `complete` for a case."""

    def __init__(self, program, model, schemas, folder):
        self.base = [program, "complete", "--model", model, "--temperature", "0", "--json", "--predict", "400"]
        self.schemas, self.folder = schemas, pathlib.Path(folder)

    def ask(self, case):
        conversation = {key: case[key] for key in ("messages", "tools") if key in case}
        messages = self.folder / "messages.json"
        messages.write_text(json.dumps(conversation, ensure_ascii=False), encoding="utf-8")
        command = self.base + ["--messages", str(messages)]
        if "schema" in case and self.schemas:
            schema = self.folder / "schema.json"
            schema.write_text(json.dumps(case["schema"], ensure_ascii=False), encoding="utf-8")
            command += ["--schema", str(schema)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300)
        if done.returncode != 0:
            sys.exit(f"{' '.join(command)}\n{done.stderr}")
        return json.loads(done.stdout)


def shown(answer):
    calls = [f"{c['function']['name']} {c['function']['arguments']}" for c in answer.get("tool_calls") or []]
    return " | ".join(([answer["content"]] if answer.get("content") else []) + calls)


def measure(asker, cases, show_wrong):
    """{row: [right, all]}"""
    table = collections.defaultdict(lambda: [0, 0])
    for case in cases:
        answer = asker.ask(case)
        results = judge(case["check"], answer)
        for row, right in results:
            table[row][0] += right
            table[row][1] += 1
        if show_wrong and not all(right for _, right in results):
            print(f"{case['name']}: {case['messages'][-1]['content'][:200]!r}\n    wanted {case['check']}\n    found  {shown(answer)}", file=sys.stderr)
    return table


def print_table(columns):
    """Columns: [(title, table)]."""
    print("| task | " + " | ".join(title for title, _ in columns) + " |")
    print("|---|" + "---|" * len(columns))
    for row, title in ROWS:
        cells = []
        for _, table in columns:
            right, all_of = table.get(row, (0, 0))
            cells.append(f"{100 * right / all_of:.1f} % ({right} of {all_of})" if all_of else "-")
        print(f"| {title} | " + " | ".join(cells) + " |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--holdfast", default="build/release/bin/holdfast")
    parser.add_argument("--model", required=True)
    parser.add_argument("--cases", help="held-out cases of the generator")
    parser.add_argument("--no-schemas", action="store_true", help="leave answers free where a schema would force their form")
    parser.add_argument("--wrong", action="store_true")
    wish = parser.parse_args()
    columns = []
    with tempfile.TemporaryDirectory() as folder:
        asker = Asker(wish.holdfast, wish.model, not wish.no_schemas, folder)
        if wish.cases:
            columns.append(("held-out phrasings and values", measure(asker, generated_cases(wish.cases), wish.wrong)))
        columns.append(("written by people", measure(asker, written_cases(FIXTURES), wish.wrong)))
    print_table(columns)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The rules of the house, checked: tidy.py RULE ROOT. Prints each finding; exit 1 if there is one.

layers   who may include whom (DESIGN: dependencies point one way)
sizes    no source over 800 lines, no header over 400, no function over 70 lines
names    snake_case files, no dump folders, a .cpp beside its header
spdx     every source file names its licence in the first two lines
words    nothing put off for later (the words that mark it)
colours  hex colours stand in resources/themes only
format   clang-format finds nothing to change
"""
import pathlib
import re
import shutil
import subprocess
import sys

MODULES = ("app", "core", "inference", "ui", "tests")
SOURCES = (".h", ".cpp")
# What a file under the left prefix may include from this repository, longest prefix first.
LAYERS = [
    ("core/base/", ("core/base/",)),
    ("core/text/", ("core/base/", "core/text/")),
    ("core/model/", ("core/base/", "core/text/", "core/model/")),
    ("core/", ("core/",)),
    ("inference/", ("inference/", "core/base/", "core/text/", "core/model/")),
    ("ui/", ("ui/", "core/")),
    ("app/", ("app/", "core/", "inference/", "ui/")),
    ("tests/", ("tests/", "core/", "inference/", "ui/", "app/")),
]
QT_INCLUDE = re.compile(r"<(Q[A-Z]\w*|Qt\w*/.*)>")
LIMITS = {".cpp": 800, ".h": 400, ".py": 800, ".comp": 250}
FUNCTION_LINES_MAX = 70
DUMP_FOLDERS = {"utils", "util", "helpers", "common", "manager", "misc"}


def files(root, suffixes, folders=MODULES):
    for folder in folders:
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in suffixes and path.is_file():
                yield path.relative_to(root)


def text_of(root, path):
    return (root / path).read_text(encoding="utf-8")


def layers(root):
    include = re.compile(r'^\s*#\s*include\s+(["<][^">]+[">])', re.M)
    for path in files(root, SOURCES + (".inc",)):
        name = str(path)
        allowed = next(allow for prefix, allow in LAYERS if name.startswith(prefix))
        for found in include.findall(text_of(root, path)):
            target = found[1:-1]
            ours = target.split("/")[0] in MODULES and "/" in target
            if ours and not target.startswith(allowed):
                yield f"{name}: includes {target}; allowed are {', '.join(allowed)}"
            if name.startswith(("core/", "inference/")) and QT_INCLUDE.match(found):
                yield f"{name}: includes {found}; core and inference know no Qt"
            if name.startswith("core/") and "vulkan" in target.lower():
                yield f"{name}: includes {found}; core knows no Vulkan"


def function_lengths(text):
    """Yields (line, length) of bodies that open with a brace alone in column 0, as our format has it."""
    start = None
    for number, line in enumerate(text.splitlines(), 1):
        if line == "{":
            start = number
        elif line.startswith("}") and start is not None:
            yield start, number - start
            start = None


def sizes(root):
    for path in files(root, tuple(LIMITS)):
        text = text_of(root, path)
        lines = text.count("\n")
        if lines > LIMITS[path.suffix]:
            yield f"{path}: {lines} lines; at most {LIMITS[path.suffix]}"
        if path.suffix == ".cpp":
            for line, length in function_lengths(text):
                if length > FUNCTION_LINES_MAX:
                    yield f"{path}:{line}: a function of {length} lines; at most {FUNCTION_LINES_MAX}"


def names(root):
    for path in files(root, SOURCES + (".comp", ".py")):
        if not re.fullmatch(r"[a-z0-9_]+(-inl)?", path.stem):
            yield f"{path}: file names are snake_case"
        for part in path.parts[:-1]:
            if part in DUMP_FOLDERS:
                yield f"{path}: a folder named '{part}' has no subject; name what it holds"
    for path in files(root, (".cpp",), ("tests",)):
        stem = path.stem
        if stem.endswith("_test") and not re.search(r"QTEST_|QTest::qExec", text_of(root, path)):
            yield f"{path}: named a test, but runs none"


def spdx(root):
    suffixes = SOURCES + (".py", ".sql", ".cmake", ".comp", ".glsl", ".sh")
    paths = list(files(root, suffixes, MODULES + ("packaging", "resources")))
    paths += [p.relative_to(root) for folder in MODULES for p in (root / folder).rglob("CMakeLists.txt")]
    paths += [pathlib.Path("CMakeLists.txt"), pathlib.Path("dev"), pathlib.Path(".ci/run")]
    for path in paths:
        head = "\n".join(text_of(root, path).splitlines()[:2])
        if "SPDX-License-Identifier: Apache-2.0" not in head:
            yield f"{path}: the first two lines name no licence"


def words(root):
    pattern = re.compile(r"\b(TO" + r"DO|XX" + r"X|HA" + r"CK|FIX" + r"ME(?!: \w+))\b")
    for path in files(root, SOURCES + (".py", ".sql", ".comp", ".glsl", ".txt")):
        for number, line in enumerate(text_of(root, path).splitlines(), 1):
            if pattern.search(line):
                yield f"{path}:{number}: puts something off: {line.strip()[:80]}"


def colours(root):
    pattern = re.compile(r'"#[0-9A-Fa-f]{3,8}"|\bQColor\(\s*(0x|\d)|\bQt::(red|green|blue|black|white|gray)\b')
    for path in files(root, SOURCES + (".qss",), ("ui",)):
        for number, line in enumerate(text_of(root, path).splitlines(), 1):
            if pattern.search(line):
                yield f"{path}:{number}: a colour outside resources/themes: {line.strip()[:80]}"


def format(root):
    tool = shutil.which("clang-format") or shutil.which("clang-format-14")
    if tool is None:
        yield "clang-format is not installed; './dev test' installs it"
        return
    paths = [str(root / path) for path in files(root, SOURCES)]
    done = subprocess.run([tool, "--dry-run", "--Werror", *paths], capture_output=True, text=True)
    for line in done.stderr.splitlines():
        if "error:" in line:
            yield line.replace(str(root) + "/", "")


RULES = {f.__name__: f for f in (layers, sizes, names, spdx, words, colours, format)}


def main():
    rule, root = RULES[sys.argv[1]], pathlib.Path(sys.argv[2])
    findings = list(rule(root))
    for finding in findings[:50]:
        print(finding)
    print(f"{rule.__name__}: {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())

# SPDX-License-Identifier: Apache-2.0
"""Reads the files of phrases/ that hold one statement a line or groups of phrasings."""
import functools
import pathlib
import re

from . import grammar, split

FOLDER = pathlib.Path(__file__).parent / "phrases"


@functools.lru_cache(maxsize=None)
def plain(name):
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@functools.lru_cache(maxsize=None)
def phrases(name):
    return grammar.Phrases(name, plain(name))


@functools.lru_cache(maxsize=None)
def statements(name):
    """Lines with " => " as lists of their parts, in halves."""
    return split.line_halves(name, plain(name))


@functools.lru_cache(maxsize=None)
def groups(name):
    """{group: (head, Phrases)} of a file with "@ group" or "@ group = text" lines."""
    found = {}
    for block in re.split(r"^@ ", "\n".join(plain(name)), flags=re.M)[1:]:
        head, *lines = block.strip().splitlines()
        key, _, text = head.partition(" = ")
        found[key] = (text, grammar.Phrases(f"{name} {key}", lines))
    return found


def statement(scene, name):
    """One line of the scene's half as its parts."""
    choices = statements(name)[scene.half]
    line = choices[int(scene.random.random() * len(choices))]
    scene.note("phrase", f"{name}: {line}")
    return [part.strip() for part in line.split(" => ")]

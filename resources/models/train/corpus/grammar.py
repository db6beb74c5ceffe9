# SPDX-License-Identifier: Apache-2.0
"""Phrasings: lines with alternatives and slots.

`[a|b|]` stands for one of its alternatives, which may hold more of them; `{name}` for a value that
the caller gives. A line is parsed once. Roughness (typos, casings) goes into the words of the line,
never into a value, so that what is to be copied stands in the message as it is.
"""
import functools

from . import split


class Choice:
    def __init__(self, options):
        self.options = options


class Slot:
    def __init__(self, name):
        self.name = name


def _sequence(text, at, stops):
    parts, literal = [], []

    def flush():
        if literal:
            parts.append("".join(literal))
            literal.clear()

    while at < len(text) and text[at] not in stops:
        character = text[at]
        if character == "[":
            flush()
            options = []
            while True:
                option, at = _sequence(text, at + 1, "|]")
                if at >= len(text):
                    raise ValueError(f"'[' without ']' in: {text}")
                options.append(option)
                if text[at] == "]":
                    break
            parts.append(Choice(options))
            at += 1
        elif character == "{":
            flush()
            end = text.index("}", at)
            parts.append(Slot(text[at + 1:end]))
            at = end + 1
        elif character == "\\" and at + 1 < len(text):
            literal.append("\n" if text[at + 1] == "n" else text[at + 1])
            at += 2
        else:
            literal.append(character)
            at += 1
    flush()
    return parts, at


@functools.lru_cache(maxsize=None)
def parse(text):
    parts, at = _sequence(text, 0, "]")
    if at != len(text):
        raise ValueError(f"']' without '[' in: {text}")
    return parts


def _expand(parts, random, out):
    for part in parts:
        if isinstance(part, Choice):
            _expand(part.options[int(random.random() * len(part.options))], random, out)
        else:
            out.append(part)


def slots_of(text):
    """The names of all slots that may come out of a line."""
    def walk(parts):
        for part in parts:
            if isinstance(part, Slot):
                yield part.name
            elif isinstance(part, Choice):
                for option in part.options:
                    yield from walk(option)
    return set(walk(parse(text)))


def expand(text, random, values=None, rough=None):
    """One text of a line. `values[name]` fills a slot; `rough(words)` may spoil the words."""
    parts = []
    _expand(parse(text), random, parts)
    words = []
    for part in parts:
        if isinstance(part, Slot):
            words.append(str(values[part.name]))
        else:
            words.append(rough(part) if rough else part)
    return tidy("".join(words))


def tidy(text):
    """What optional words leave behind: double spaces, a space before a comma or at an end."""
    while "  " in text:
        text = text.replace("  ", " ")
    for wrong, right in ((" ,", ","), (" .", "."), (" ?", "?"), (" !", "!"), ("( ", "(")):
        if wrong in text:
            text = text.replace(wrong, right)
    text = text.strip(" ")
    # A date such as 08.05. ends a sentence with its own full stop.
    return text[:-1] if text.endswith("..") and not text.endswith("...") else text


class Phrases:
    """A list of phrasings with its two halves."""

    def __init__(self, kind, lines):
        if isinstance(lines, str):
            lines = [line.strip() for line in lines.strip().splitlines() if line.strip()]
        self.kind = kind
        self.lines = lines
        self._halves = split.line_halves(kind, lines)

    def of(self, half):
        return self._halves[half]

    def pick(self, scene):
        """A line of the scene's half; the scene notes which, for the test of disjointness."""
        lines = self._halves[scene.half]
        line = lines[int(scene.random.random() * len(lines))]
        scene.note("phrase", self.kind + ": " + line)
        return line

    def say(self, scene, values=None, rough=False):
        return expand(self.pick(scene), scene.random, values,
                      scene.roughen if rough else None)

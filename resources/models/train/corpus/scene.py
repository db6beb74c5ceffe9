# SPDX-License-Identifier: Apache-2.0
"""One conversation while it is made: its chance, its half of the corpus, what was drawn for it."""
import random as chance

from . import words

SWAPS = {"please": ["pls", "plz", "Please", "please"], "you": ["u", "you"], "are": ["r", "are"], "tomorrow": ["tmrw", "tomorow"],
         "because": ["cuz", "because"], "thanks": ["thx", "thanks"], "with": ["w/", "with"], "and": ["&", "and"],
         "the": ["teh", "the", ""], "what": ["wat", "what"], "weather": ["wether", "weather"], "address": ["adress", "address"],
         "receive": ["recieve", "receive"], "want": ["wanna", "want"], "appointment": ["apointment", "appointment"]}
NEIGHBOURS = {"a": "sq", "b": "vn", "c": "xv", "d": "sf", "e": "wr", "f": "dg", "g": "fh", "h": "gj", "i": "uo", "j": "hk", "k": "jl",
              "l": "k", "m": "n", "n": "bm", "o": "ip", "p": "o", "q": "w", "r": "et", "s": "ad", "t": "ry", "u": "yi", "v": "cb",
              "w": "qe", "x": "zc", "y": "tu", "z": "x"}


def mistype(word, random):
    """One slip of the finger in a word of four letters or more."""
    at = random.randrange(1, len(word) - 1)
    kind = random.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1:]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at] + word[at + 1] + word[at] + word[at + 2:]
    return word[:at] + random.choice(NEIGHBOURS.get(word[at], "e")) + word[at + 1:]


class Scene:
    """`half` is split.TRAIN or split.HELD_OUT. Thread rule: one owner."""

    def __init__(self, seed, half):
        self.random = chance.Random(seed)
        self.half = half
        self.drawn = {}  # kind -> set of what was taken from halves
        self.typos = 0.0
        self.casing = "as it is"
        if self.random.random() < 0.3:
            self.typos = self.random.choice((0.02, 0.05, 0.12))
        if self.random.random() < 0.25:
            self.casing = self.random.choice(("small", "small", "small", "capitals"))

    def note(self, kind, text):
        self.drawn.setdefault(kind, set()).add(text)

    def maybe(self, share):
        return self.random.random() < share

    def roughen(self, text):
        """The words of a phrasing as this person types them."""
        if self.casing == "small":
            text = text.lower()
        elif self.casing == "capitals":
            text = text.upper()
        if not self.typos:
            return text
        parts = text.split(" ")
        for i, word in enumerate(parts):
            if self.random.random() < self.typos:
                if word.lower() in SWAPS:
                    parts[i] = self.random.choice(SWAPS[word.lower()])
                elif len(word) >= 4 and word.isalpha() and word.isascii():
                    parts[i] = mistype(word, self.random)
        return " ".join(parts)

    def sample(self, items, count):
        return self.random.sample(items, min(count, len(items)))

    def word(self, name):
        return words.pick(self, name)

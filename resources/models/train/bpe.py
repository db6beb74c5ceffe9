# SPDX-License-Identifier: Apache-2.0
"""Byte-level BPE as the engine does it: words by the qwen2 rule, each digit by itself, merges by
rank. Spaces are merged with the words behind them last and only for frequent words, so that a word
is the same tokens after a space, after a quotation mark and after a bracket: what is copied from a
message into JSON keeps its tokens."""
import json
import re
import unicodedata

SPECIAL = ["<|im_start|>", "<|im_end|>", "<|endoftext|>"]
BEGIN, END, PAD = 0, 1, 2
FIRST_BYTE = len(SPECIAL)
WORD = re.compile(r"'(?:[sS]|[tT]|[rR][eE]|[vV][eE]|[mM]|[lL][lL]|[dD])|[^\r\nA-Za-z0-9]?[A-Za-z]+|[0-9]"
                  r"| ?[^\sA-Za-z0-9]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+", re.ASCII)
_CLASSES = {}


def _class_of(character):
    """A character of ASCII that the rule treats alike."""
    known = _CLASSES.get(character)
    if known is None:
        category = unicodedata.category(character)
        if character < "\x80":
            known = character if character not in "\x1c\x1d\x1e\x1f" else "#"
        elif character.isspace():
            known = "\t"
        else:
            known = "a" if category[0] == "L" else "0" if category[0] == "N" else "#"
        _CLASSES[character] = known
    return known


def split_words(text):
    if text.isascii():
        return WORD.findall(text)
    shadow = "".join(map(_class_of, text))
    # A letter beyond ASCII is no part of a contraction.
    return [text[m.start():m.end()] for m in WORD.finditer(shadow)]


def byte_alphabet():
    """Printable characters that stand for bytes in a vocabulary (GPT-2's)."""
    kept = [b for b in range(256) if 33 <= b <= 126 or 161 <= b <= 172 or 174 <= b <= 255]
    other = [b for b in range(256) if b not in kept]
    return {b: chr(b) for b in kept} | {b: chr(256 + i) for i, b in enumerate(other)}


class Vocabulary:
    """`merges` are pairs of ids, best first; the token a merge makes has the next free id."""

    def __init__(self, merges):
        self.merges = [tuple(m) for m in merges]
        self.pieces = [b""] * FIRST_BYTE + [bytes([b]) for b in range(256)]
        self.ranks = {}
        for rank, (left, right) in enumerate(self.merges):
            self.ranks[(left, right)] = (rank, len(self.pieces))
            self.pieces.append(self.pieces[left] + self.pieces[right])
        self._cache = {}

    def __len__(self):
        return len(self.pieces)

    def merge(self, ids):
        ids = list(ids)
        while len(ids) > 1:
            best = min(((self.ranks.get(pair, (1 << 30, 0)), i) for i, pair in enumerate(zip(ids, ids[1:]))), default=None)
            (rank, made), at = best
            if rank == 1 << 30:
                break
            ids[at:at + 2] = [made]
        return ids

    def encode(self, text):
        out, cache = [], self._cache
        for word in split_words(text):
            ids = cache.get(word)
            if ids is None:
                ids = self.merge(b + FIRST_BYTE for b in word.encode("utf-8"))
                if len(cache) < 2_000_000:
                    cache[word] = ids
            out += ids
        return out

    def decode(self, ids):
        return b"".join(SPECIAL[i].encode() if i < FIRST_BYTE else self.pieces[i] for i in ids).decode("utf-8", "replace")

    def texts(self):
        """Tokens and merges in the spelling of vocabularies in files."""
        letters = byte_alphabet()
        spell = lambda piece: "".join(letters[b] for b in piece)
        tokens = SPECIAL + [spell(piece) for piece in self.pieces[FIRST_BYTE:]]
        return tokens, [f"{tokens[a]} {tokens[b]}" for a, b in self.merges]

    def save(self, path):
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"pre_tokenizer": "qwen2", "special": SPECIAL, "merges": self.merges}, file, separators=(",", ":"))
            file.write("\n")

    @staticmethod
    def load(path):
        with open(path, encoding="utf-8") as file:
            return Vocabulary(json.load(file)["merges"])

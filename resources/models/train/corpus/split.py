# SPDX-License-Identifier: Apache-2.0
"""What belongs to training and what is held out: decided by a digest of the thing itself.

A phrasing, a name, a tool's name or a label is in exactly one half, whatever the seed and whoever
asks. The generator draws until it has one of its own half, so the halves are disjoint by
construction; corpus_test.py checks it on what was drawn.
"""
import hashlib

TRAIN, HELD_OUT = "train", "held-out"
HELD_OUT_SHARE = 0.08  # of words, names and labels
HELD_OUT_LINES = 10  # one phrasing in so many, at least one of each list
LINES_MIN = 5  # a list of phrasings is never shorter: one of it is held out


def digest(kind, text):
    """A number in [0, 1) that depends on the kind and the text only."""
    raw = hashlib.blake2b(f"{kind}\0{text}".encode(), digest_size=6).digest()
    return int.from_bytes(raw, "big") / 2 ** 48


def half_of(kind, text):
    return HELD_OUT if digest(kind, text.lower()) < HELD_OUT_SHARE else TRAIN


def halves(kind, items):
    """The items of each half, in order; both halves are non-empty when there are two items."""
    parts = {TRAIN: [], HELD_OUT: []}
    for item in items:
        parts[half_of(kind, item)].append(item)
    for mine, other in ((TRAIN, HELD_OUT), (HELD_OUT, TRAIN)):
        if not parts[mine] and len(parts[other]) > 1:
            parts[mine].append(parts[other].pop(0))
    return parts


def line_halves(kind, lines):
    """Phrasings: the lines with the smallest digests are held out."""
    if len(lines) < LINES_MIN:
        raise ValueError(f"{kind} has {len(lines)} phrasings; at least {LINES_MIN} are needed.")
    rated = sorted(lines, key=lambda line: digest(kind, line))
    count = max(1, len(lines) // HELD_OUT_LINES)
    held = set(rated[:count])
    return {TRAIN: [line for line in lines if line not in held],
            HELD_OUT: [line for line in lines if line in held]}


def line_halves_free(kind, lines):
    """A short list of questions of one fact: the last by digest is held out; none is in both."""
    rated = sorted(lines, key=lambda line: digest(kind, line))
    return {TRAIN: rated[1:] or rated, HELD_OUT: rated[:1]}

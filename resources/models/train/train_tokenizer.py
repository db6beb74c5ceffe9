#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Learns the merges of the vocabulary from conversations of the training half.

    train_tokenizer.py [--samples 40000] [--seed 1] [--size 4608] [--spaced 700] OUT.json
"""
import argparse
import collections

import bpe
from corpus import scene, split, tasks

WHOLE_SHARE = 0.8  # a space joins only what is a whole word so often


def count_words(samples, seed):
    counts = collections.Counter()
    for index in range(samples):
        sample = tasks.make(scene.Scene(f"tokenizer/{seed}/{index}", split.TRAIN))
        for text, _, is_marker in sample.rendered():
            if not is_marker:
                counts.update(bpe.split_words(text))
    return counts


def kind(piece):
    """What a piece may be joined with: letters with letters, signs with signs, a space with neither."""
    if piece == b" ":
        return "space"
    letters = all(b >= 0x80 or chr(b).isalpha() for b in piece)
    return "letters" if letters else "digit" if piece.isdigit() else "signs"


class Trainer:
    """Words as lists of ids, the counts of neighbouring pairs and the words each pair is in."""

    def __init__(self, counts):
        self.pieces = [b""] * bpe.FIRST_BYTE + [bytes([b]) for b in range(256)]
        self.words = [([b + bpe.FIRST_BYTE for b in word.encode()], count) for word, count in sorted(counts.items())]
        self.pairs, self.places = collections.Counter(), collections.defaultdict(set)
        self.merges = []
        for index in range(len(self.words)):
            self.count(index, 1)

    def count(self, index, sign):
        ids, count = self.words[index]
        for pair in zip(ids, ids[1:]):
            self.pairs[pair] += sign * count
            if sign > 0:
                self.places[pair].add(index)
            elif self.pairs[pair] <= 0:
                del self.pairs[pair]

    def best(self, allowed):
        """The most frequent pair that is allowed; ties go to the smaller ids."""
        found, most = None, 1
        for pair, count in self.pairs.items():
            if count > most or (count == most and found is not None and pair < found):
                if allowed(self.pieces[pair[0]], self.pieces[pair[1]]):
                    found, most = pair, count
        return found

    def join(self, pair):
        made = len(self.pieces)
        self.pieces.append(self.pieces[pair[0]] + self.pieces[pair[1]])
        self.merges.append(pair)
        for index in sorted(self.places.pop(pair)):
            ids, count = self.words[index]
            if not any(p == pair for p in zip(ids, ids[1:])):
                continue
            self.count(index, -1)
            out, at = [], 0
            while at < len(ids):
                if at + 1 < len(ids) and (ids[at], ids[at + 1]) == pair:
                    out.append(made)
                    at += 2
                else:
                    out.append(ids[at])
                    at += 1
            self.words[index] = (out, count)
            self.count(index, 1)

    def learn(self, size, allowed):
        while len(self.pieces) < size:
            pair = self.best(allowed)
            if pair is None:
                break
            self.join(pair)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--samples", type=int, default=40000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=int, default=4608)
    parser.add_argument("--spaced", type=int, default=700)
    parser.add_argument("out")
    wish = parser.parse_args()
    counts = count_words(wish.samples, wish.seed)
    counts = collections.Counter({word: count for word, count in counts.items() if count > 1})
    trainer = Trainer(counts)
    same = lambda a, b: kind(a) == kind(b) and kind(a) in ("letters", "signs") and len(a + b) <= 16
    signs = lambda a, b: "letters" not in (kind(a), kind(b)) and "digit" not in (kind(a), kind(b)) and len(a + b) <= 8
    whole = collections.Counter()  # how often a piece is a word by itself behind a space
    trainer.learn(bpe.FIRST_BYTE + 256 + 120, signs)
    trainer.learn(wish.size - wish.spaced, same)
    for ids, count in trainer.words:
        if len(ids) == 2:
            whole[trainer.pieces[ids[1]]] += count
    behind = {trainer.pieces[b]: count for (a, b), count in trainer.pairs.items() if trainer.pieces[a] == b" "}
    words = {piece for piece, count in behind.items() if kind(piece) == "letters" and whole[piece] >= WHOLE_SHARE * count}
    trainer.learn(wish.size, lambda a, b: a == b" " and b in words)
    vocabulary = bpe.Vocabulary(trainer.merges)
    vocabulary.save(wish.out)
    total = sum(len(ids) * count for ids, count in trainer.words)
    letters = sum(len(word.encode()) * count for word, count in counts.items())
    print(f"{len(vocabulary)} tokens from {len(counts)} words; {letters / total:.2f} bytes a token")


if __name__ == "__main__":
    main()

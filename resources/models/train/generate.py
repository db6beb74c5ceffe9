#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the corpus as tokens, or conversations to be read or evaluated.

    generate.py tokens --vocabulary V.json --samples N [--seed 1] [--first 0] [--workers 2] OUT
        OUT.ids (u16), OUT.weights (u8: 0 forced, 1 read, 2 learnt), OUT.lengths (u32 a sample)
    generate.py show [--half train|held-out] [--task NAME] [--samples 5] [--seed 1]
    generate.py cases [--samples 50] [--seed 1] OUT.json       held-out cases of each task
    generate.py pairs [--half H] [--samples N] [--seed 1] OUT.tsv   two texts a line that mean the same

Sample i of a seed is the same bytes whatever the number of workers and wherever it begins.
"""
import argparse
import array
import json
import multiprocessing
import sys

import bpe
from corpus import pairs, scene, split, tasks

BLOCK = 500  # samples of one piece of work
TOKENS_MAX = 2048  # longer conversations are left out


def sample_tokens(vocabulary, sample):
    """(ids, weights) of a conversation. A learnt text is tokenised with its neighbours."""
    ids, weights, text, spans = [], [], "", []

    def flush():
        nonlocal text, spans
        if not text:
            return
        out = vocabulary.encode(text)
        ids.extend(out)
        limits = iter(spans)
        end, weight = next(limits)
        at = 0
        for token in out:
            while at >= end:
                end, weight = next(limits)
            weights.append(weight)
            at += len(vocabulary.pieces[token])
        text, spans = "", []

    position = 0
    for part, weight, is_marker in sample.rendered():
        if is_marker:
            flush()
            position = 0
            ids.append(bpe.SPECIAL.index(part))
            weights.append(weight)
        elif part:
            text += part
            position += len(part.encode("utf-8"))
            spans.append((position, weight))
    flush()
    return ids, weights


def block(job):
    path, seed, half, first, count = job
    vocabulary = block.vocabulary = getattr(block, "vocabulary", None) or bpe.Vocabulary.load(path)
    ids, weights, lengths = array.array("H"), bytearray(), array.array("I")
    for index in range(first, first + count):
        some, their = sample_tokens(vocabulary, tasks.make(scene.Scene(f"{seed}/{index}", half)))
        if len(some) <= TOKENS_MAX:
            ids.extend(some)
            weights.extend(their)
            lengths.append(len(some))
    return ids.tobytes(), bytes(weights), lengths.tobytes()


def write_tokens(wish):
    jobs = [(wish.vocabulary, wish.seed, wish.half, at, min(BLOCK, wish.first + wish.samples - at))
            for at in range(wish.first, wish.first + wish.samples, BLOCK)]
    total = 0
    with open(wish.out + ".ids", "wb") as ids, open(wish.out + ".weights", "wb") as weights, open(wish.out + ".lengths", "wb") as lengths, \
            multiprocessing.Pool(wish.workers) as pool:
        for number, (a, b, c) in enumerate(pool.imap(block, jobs), 1):
            ids.write(a)
            weights.write(b)
            lengths.write(c)
            total += len(b)
            if number % 20 == 0 or number == len(jobs):
                print(f"{number * BLOCK} samples, {total} tokens", file=sys.stderr)


def show(wish):
    for index in range(wish.samples):
        sample = tasks.make(scene.Scene(f"{wish.seed}/{index}", wish.half), wish.task)
        print("".join(part for part, _, _ in sample.rendered()))
        print(f"=== {sample.task}: {sample.check}\n")


def case_of(sample, name):
    """A conversation without its last answer, as `holdfast complete` takes it."""
    given = sample.messages[:-1]
    case = {"name": name, "task": sample.task, "messages": given, "check": sample.check}
    if sample.tools:
        case["tools"] = sample.tools
    if sample.mask:
        case["schema"] = sample.mask
    return case


def write_cases(wish):
    cases = []
    for task in tasks.MAKERS:
        index = taken = 0
        while taken < (wish.samples if task != "long" else min(wish.samples, 5)):
            sample = tasks.make(scene.Scene(f"{wish.seed}/{index}", split.HELD_OUT), task)
            index += 1
            if sample.check:
                cases.append(case_of(sample, f"{task} {index}"))
                taken += 1
    with open(wish.out, "w", encoding="utf-8") as file:
        file.write("[\n" + ",\n".join(json.dumps(case, ensure_ascii=False) for case in cases) + "\n]\n")
    print(f"{len(cases)} cases")


def write_pairs(wish):
    with open(wish.out, "w", encoding="utf-8") as file:
        for index in range(wish.samples):
            first, second = pairs.make(scene.Scene(f"pairs/{wish.seed}/{index}", wish.half))
            file.write(f"{first}\t{second}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("tokens", "show", "cases", "pairs"))
    parser.add_argument("--vocabulary")
    parser.add_argument("--samples", type=int, default=5)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--half", choices=(split.TRAIN, split.HELD_OUT), default=split.TRAIN)
    parser.add_argument("--task", choices=tuple(tasks.MAKERS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("out", nargs="?")
    wish = parser.parse_intermixed_args()
    if wish.what != "show" and not wish.out:
        parser.error("OUT is missing.")
    if wish.what == "tokens" and not wish.vocabulary:
        parser.error("--vocabulary is missing: the file that train_tokenizer.py wrote.")
    {"tokens": write_tokens, "show": show, "cases": write_cases, "pairs": write_pairs}[wish.what](wish)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""How near the program's logits are to the reference data: parity.py BINARY PARITY_FOLDER [MODEL …]

Prints for each model and device the NMSE and the mean KL over the kept prompt rows, the peer's
distance where one is given, and how many greedy tokens are equal where the margin is over 0.01.
"""
import array
import json
import math
import pathlib
import subprocess
import sys
import tempfile

MODELS = ("stories260K-f32", "mistral-f16", "mistral-Q8_0", "mistral-Q4_0", "mistral-Q4_K_M")
DEVICES = ("reference", "cpu", "vulkan")
MARGIN_MIN = 0.01


def logits(binary, model, device, tokens, folder):
    out = pathlib.Path(folder) / "logits.bin"
    subprocess.run([binary, "logits", "--model", model, "--tokens", ",".join(map(str, tokens)),
                    "--device", device, "--out", out], check=True, stdout=subprocess.DEVNULL)
    data = out.read_bytes()
    rows, vocabulary = array.array("i", data[:8])
    values = array.array("f", data[8:])
    assert len(values) == rows * vocabulary and rows == len(tokens)
    return [values[i * vocabulary:(i + 1) * vocabulary] for i in range(rows)]


def log_softmax(row):
    top = max(row)
    total = math.log(sum(math.exp(v - top) for v in row)) + top
    return [v - total for v in row]


def distances(ours, theirs):
    error = size = divergence = 0.0
    for a, b in zip(ours, theirs):
        error += sum((x - y) ** 2 for x, y in zip(a, b))
        size += sum(y * y for y in b)
        p, q = log_softmax(b), log_softmax(a)
        divergence += sum(math.exp(x) * (x - y) for x, y in zip(p, q))
    return error / size, divergence / len(ours)


def check(binary, folder, name, device):
    facts = json.loads((folder / f"{name}.json").read_text())
    kept = array.array("f", (folder / f"{name}.logits").read_bytes())
    tokens = facts["tokens"]
    with tempfile.TemporaryDirectory() as scratch:
        rows = logits(binary, folder / f"{name}.gguf", device, tokens, scratch)
    vocabulary = len(rows[0])
    theirs = [kept[i * vocabulary:(i + 1) * vocabulary] for i in range(len(facts["rows"]))]
    nmse, kl = distances([rows[i] for i in facts["rows"]], theirs)
    first = len(tokens) - len(facts["greedy"])
    sure = [i for i, margin in enumerate(facts["greedy_margin"]) if margin > MARGIN_MIN]
    equal = sum(max(range(vocabulary), key=rows[first - 1 + i].__getitem__) == facts["greedy"][i] for i in sure)
    peer = facts.get("peer_distance")
    print(f"{name:18} {device:10} NMSE {nmse:.2e}  KL {kl:.2e}  greedy {equal}/{len(sure)}  peer {peer}")


def main():
    binary, folder = sys.argv[1], pathlib.Path(sys.argv[2]) / "models"
    for name in sys.argv[3:] or MODELS:
        for device in DEVICES:
            check(binary, folder, name, device)


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The figures of README.md, measured: bench.py BUILD_FOLDER [speed|large|parity|window|scale|state|agents …]

Leave the machine alone while it runs. Everything is made in a temporary folder.
"""
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

import state
import wire

TYPES = ("f16", "q8_0", "q4_0", "q4_k_m")
# Rows of the embedding, of which a token reads one: bytes for each value.
EMBEDDING_BYTES = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32, "q4_k_m": 144 / 256}
# vocabulary times width
EMBEDDING_VALUES = {"125m": 32000 * 768, "1.1b": 32000 * 2048}
SESSIONS = 1000
AGENTS = 10000


def run(*command, **options):
    return subprocess.run([str(part) for part in command], check=True, text=True, capture_output=True, **options)


def bandwidth(build):
    """What memory gives all threads, in bytes a second: the median of the best way to read it."""
    text = run(build / "bin/read_bandwidth").stdout.strip()
    print(text)
    return float(re.search(r"threads: [\d.]+ ([\d.]+)", text).group(1)) * 1e9


def share(model, shape, kind, rate, most):
    """Decode's share of the bandwidth: a token reads every weight but the embedding."""
    read = model.stat().st_size - EMBEDDING_VALUES[shape] * EMBEDDING_BYTES[kind]
    print(f"  {read / 1e6:.1f} MB a token: {read * rate / 1e9:.1f} GB/s, {read * rate / most:.0%} of what memory gives")


def make_model(build, scratch, shape, kind, template=None):
    """A seeded model, made once a run."""
    path = scratch / f"{shape}-{kind}{'-chat' if template else ''}.gguf"
    if not path.exists():
        chat = ("--template", template) if template else ()
        run(build / "tests/make_model", "--shape", shape, "--type", kind, "--seed", "1", *chat, path)
    return path


def first_token(build, scratch):
    """What a fresh process saves that finds its prefix on disk."""
    state.first_token(build, scratch, make_model)


def agents(build, scratch):
    """What agents with the same instructions save."""
    state.agents(build, scratch, make_model)


def speed_of(build, scratch, shape, lengths):
    most = bandwidth(build)
    for kind in TYPES:
        model = make_model(build, scratch, shape, kind)
        for prefill, decode in lengths:
            answer = json.loads(run(build / "bin/holdfast", "bench", "--model", model, "--prefill", prefill,
                                    "--decode", decode, "--device", "cpu", "--json").stdout)
            print(f"{shape} {kind} prefill {prefill} decode {decode}: {json.dumps(answer)}")
            share(model, shape, kind, answer["decode"]["median"], most)
        model.unlink()


def speed(build, scratch):
    """Prefill and decode of seeded 125M models on the CPU, and decode's share of the bandwidth."""
    speed_of(build, scratch, "125m", ((512, 128), (64, 16)))


def large(build, scratch):
    """The same for 1.1B."""
    speed_of(build, scratch, "1.1b", ((512, 128), (16, 4)))


def parity(build, scratch):
    """Distance from the reference logits."""
    folder = os.environ.get("HOLDFAST_PARITY", "../shared/parity")
    here = pathlib.Path(__file__).parent
    print(run(sys.executable, here / "parity.py", build / "bin/holdfast", folder).stdout, end="")


def window(build, scratch):
    """First paint with 1,000 sessions, off-screen."""
    workspace = scratch / "window.holdfast"
    with wire.Owner(build / "bin/holdfast", workspace) as owner:
        agent = owner.call("agents.create", name="Clerk")["id"]
        for i in range(SESSIONS):
            owner.call("sessions.create", agent=agent, title=f"Session {i}")
    times = []
    for _ in range(5):
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "HOLDFAST_TRACE_START": "1"}
        process = subprocess.Popen([build / "bin/holdfast", "--workspace", workspace], env=environment,
                                   stderr=subprocess.PIPE, text=True)
        for line in process.stderr:
            found = re.search(r"first paint (\d+) ms", line)
            if found:
                times.append(int(found.group(1)))
                break
        process.terminate()
        process.wait(30)
    print(f"first paint with {SESSIONS} sessions: {min(times)} {statistics.median(times)} {max(times)} ms")


def percentile(values, share):
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def scale(build, scratch):
    """Start and lists with 10,000 agents, through the socket."""
    workspace = scratch / "scale.holdfast"
    with wire.Owner(build / "bin/holdfast", workspace) as owner:
        for i in range(AGENTS):
            owner.call("agents.create", name=f"Agent {i}", tools=[])
    begin = time.perf_counter()
    with wire.Owner(build / "bin/holdfast", workspace) as owner:
        print(f"start with {AGENTS} agents, to the first answer: {(time.perf_counter() - begin) * 1000:.0f} ms")
        times = []
        for i in range(200):
            begin = time.perf_counter()
            owner.call("agents.list", limit=50, query=f"{i}")
            times.append((time.perf_counter() - begin) * 1000)
        print(f"agents.list with a query: median {statistics.median(times):.2f} ms, p95 {percentile(times, 0.95):.2f} ms")


PARTS = {"parity": parity, "speed": speed, "large": large, "window": window, "scale": scale, "state": first_token,
         "agents": agents}


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    parts = sys.argv[2:] or ["parity", "speed", "window", "scale", "state", "agents"]
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_RUNTIME_DIR"] = folder
        os.environ["XDG_DATA_HOME"] = folder + "/data"
        for part in parts:
            print(f"# {part}")
            PARTS[part](build, pathlib.Path(folder))


if __name__ == "__main__":
    main()

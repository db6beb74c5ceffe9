#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Kills the program at random system calls and moments in the middle of turns, and looks whether
what it acknowledged is there: torture.py --binary holdfast --kills 1000 [--seed S] [--model F.gguf]

Each round talks to an agent with a real model. This script is the witness: it notes every turn and
item that the program printed as acknowledged before it died. Then, on a copy of the workspace, it
checks the file, what was acknowledged, and positions; lets the program go on with what was
interrupted (sometimes killing it again); and compares the end with what an undisturbed run gives:
each turn completed, one message of each side, and the same answer from the same seed.
"""
import argparse
import collections
import dataclasses
import json
import os
import pathlib
import random
import re
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time

PROMPTS = ("Once upon a time", "The little dog", "Lily found a box", "One day a bird")
SKIPPED = 77
RUN_SECONDS_MAX = 120
RESUMED_WITH_KILL = 0.25
CONTINUED_SESSION = 0.25
KILLED_BY_TIME = 0.2
KILLED_AT_THE_END = 0.15
# Where the store lives is where it hurts most; every other call the program makes counts once.
WEIGHTS = {"pwrite64": 8, "fdatasync": 8, "write": 4, "ftruncate": 4, "unlink": 4, "fcntl": 2}


@dataclasses.dataclass
class Tally:
    kills: int = 0
    survived: int = 0
    in_a_turn: int = 0
    kinds: collections.Counter = dataclasses.field(default_factory=collections.Counter)
    acknowledged_items: int = 0
    acknowledged_turns: int = 0
    compared_answers: int = 0
    resume_seconds: list = dataclasses.field(default_factory=list)
    findings: list = dataclasses.field(default_factory=list)


class Died(Exception):
    pass


def identity(text):
    """The 16 bytes in the store of an id as it is printed."""
    return bytes.fromhex(text.split("_", 1)[1])


class Workspace:
    """One workspace, the program that works on it, and what the program said about it."""

    def __init__(self, options, folder, number):
        self.binary = options.binary
        self.random = random.Random(options.seed * 1000 + number)
        self.folder = folder
        self.file = folder / "torture.holdfast"
        self.tally = Tally()
        self.items = {}  # id -> text, acknowledged
        self.turns = {}  # id -> prompt index or None, acknowledged
        self.sessions = []
        self.answers = {}
        self.moments = ({}, {})
        self.turn_seconds = 1.0
        self.environment = dict(os.environ, HOME=str(folder), LC_ALL="C.UTF-8", QT_QPA_PLATFORM="offscreen")
        for name in ("RUNTIME", "DATA", "STATE", "CONFIG", "CACHE"):
            place = folder / name.lower()
            place.mkdir(mode=0o700)
            self.environment[f"XDG_{name}_DIR" if name == "RUNTIME" else f"XDG_{name}_HOME"] = str(place)

    def command(self, *words):
        return [str(self.binary), "--workspace", str(self.file), *words]

    def json(self, *words):
        """An undisturbed run that answers with JSON."""
        done = subprocess.run(self.command(*words, "--json"), env=self.environment, text=True,
                              capture_output=True, timeout=RUN_SECONDS_MAX)
        if done.returncode != 0:
            raise Died(f"{' '.join(words[:2])} ended with {done.returncode}: {done.stdout} {done.stderr}")
        return json.loads(done.stdout)

    def prepare(self, model):
        imported = self.json("models", "import", str(model))
        self.json("agents", "create", "Teller", "--model", imported["id"], "--seed", "11", "--temperature",
                  "0.9", "--output-tokens-max", "96", "--instructions", "Tell a story.")
        for index, prompt in enumerate(PROMPTS):
            begun = time.monotonic()
            self.answers[index] = self.json("chat", "Teller", prompt)["text"]
            self.turn_seconds = time.monotonic() - begun
        self.moments = self.calibrate()

    def calibrate(self):
        """Which nth call of each kind comes once the message is being committed: {call: [n, ...]}, up to the
        last word of the answer and after it."""
        log = self.folder / "calls"
        subprocess.run(["strace", "-f", "-qq", "-o", str(log),
                        *self.command("chat", "Teller", PROMPTS[0], "--stream", "--json")],
                       env=self.environment, stdout=subprocess.DEVNULL, check=True, timeout=RUN_SECONDS_MAX)
        counts = collections.Counter()
        first = {}  # (call, n) -> the line where a thread makes its nth call of the kind first
        commits = []  # lines that make something durable, before the program says so
        begun = said = None
        for number, line in enumerate(log.read_text(errors="replace").splitlines()):
            match = re.match(r"(\d+) +(\w+)\(", line)
            if not match:
                continue
            thread, call = match.groups()
            counts[thread, call] += 1
            first.setdefault((call, counts[thread, call]), number)
            if call == "fdatasync" and begun is None:
                commits.append(number)
            if call == "write" and "(1, " in line:
                said = number
                if begun is None:
                    begun = commits[-1] if commits else 0
        log.unlink()
        if begun is None:
            raise Died("the undisturbed chat said nothing")
        during, after = collections.defaultdict(list), collections.defaultdict(list)
        for (call, nth), number in first.items():
            if number >= begun:
                (during if number <= said else after)[call].append(nth)
        return during, after

    def disturbed(self, *words):
        """Runs the program and kills it somewhere. Gives its lines, whether it was killed and how."""
        call = None
        command = self.command(*words)
        if self.random.random() >= KILLED_BY_TIME:
            moments = self.moments[self.random.random() < KILLED_AT_THE_END]
            names = sorted(moments)
            call = self.random.choices(names, [WEIGHTS.get(name, 1) for name in names])[0]
            nth = self.random.choice(moments[call])
            command = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", f"trace={call}",
                       "-e", f"inject={call}:signal=KILL:when={nth}", *command]
        process = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, start_new_session=True)
        limit = threading.Timer(RUN_SECONDS_MAX, lambda: os.killpg(process.pid, signal.SIGKILL))
        limit.start()
        timer = None
        if call is None:
            moment = self.random.uniform(0.2, 1.1) * self.turn_seconds
            timer = threading.Timer(moment, process.kill)
            timer.start()
        output, errors = process.communicate()
        timed_out = not limit.is_alive()
        limit.cancel()
        if timer:
            timer.cancel()
        if timed_out:
            raise Died(f"{' '.join(words[:2])} hung for {RUN_SECONDS_MAX} s")
        killed = process.returncode in (-signal.SIGKILL, 128 + signal.SIGKILL)
        if not killed and process.returncode != 0:
            raise Died(f"{words[:2]} ended with {process.returncode}: {errors.decode(errors='replace')}")
        if killed:
            self.tally.kills += 1
            self.tally.kinds[call or "at a random moment"] += 1
        else:
            self.tally.survived += 1
        return output.split(b"\n")[:-1], killed  # what has no end of line was not said

    def note(self, lines, prompt):
        """The witness: remembers what was acknowledged."""
        for line in lines:
            frame = json.loads(line)
            if frame.get("type") == "turn":
                self.turns.setdefault(frame["turn"]["id"], prompt)
                if frame["turn"]["session"] not in self.sessions:
                    self.sessions.append(frame["turn"]["session"])
            elif frame.get("type") == "item":
                self.items[frame["item"]["id"]] = frame["item"]["text"]

    def finding(self, text):
        self.tally.findings.append(text)
        print(f"FOUND {text}", flush=True)

    def copy(self):
        """The workspace as the dead program left it, read without touching it."""
        place = self.folder / "copy"
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        for file in self.folder.glob(self.file.name + "*"):
            if file.suffix in (".holdfast", ".holdfast-wal", ".holdfast-journal"):
                shutil.copy(file, place / file.name)
        return sqlite3.connect(place / self.file.name)

    def check(self, kind):
        database = self.copy()
        try:
            result = database.execute("PRAGMA integrity_check").fetchall()
            if result != [("ok",)]:
                self.finding(f"corrupt after {kind}: {result[:3]}")
            if database.execute("PRAGMA foreign_key_check").fetchall():
                self.finding(f"rows without their parents after {kind}")
            stored = dict(database.execute("SELECT uuid, text FROM items"))
            for item, text in self.items.items():
                if stored.get(identity(item)) != text:
                    self.finding(f"lost after {kind}: the acknowledged {item}")
            turns = dict(database.execute("SELECT uuid, status FROM turns"))
            for turn in self.turns:
                if identity(turn) not in turns:
                    self.finding(f"lost after {kind}: the acknowledged {turn}")
            return sum(status in ("queued", "in_progress") for status in turns.values())
        finally:
            database.close()

    def check_done(self, kind):
        """After going on: every turn is completed, nothing stands twice, answers are as undisturbed."""
        self.check(kind)
        database = sqlite3.connect(self.folder / "copy" / self.file.name)
        try:
            rows = database.execute("""
                SELECT t.uuid, t.status,
                       (SELECT count(*) FROM items i WHERE i.turn_id = t.id AND i.role = 'user'),
                       (SELECT count(*) FROM items i WHERE i.turn_id = t.id AND i.role = 'assistant'),
                       (SELECT max(text) FROM items i WHERE i.turn_id = t.id AND i.role = 'assistant'),
                       (SELECT count(*) FROM inputs i WHERE i.turn_id = t.id)
                FROM turns t""").fetchall()
            waiting = database.execute("SELECT count(*) FROM inputs WHERE turn_id IS NULL").fetchone()[0]
        finally:
            database.close()
        if waiting:
            self.finding(f"{waiting} messages were never taken after {kind}")
        prompts = {identity(turn): prompt for turn, prompt in self.turns.items()}
        for turn, status, asked, answered, text, inputs in rows:
            name = "turn_" + turn.hex()
            if status != "completed":
                self.finding(f"{name} is '{status}' after {kind} and going on")
            elif asked != inputs or answered != 1:
                self.finding(f"{name} holds {asked} messages for {inputs} inputs and {answered} answers")
            elif prompts.get(turn) is not None:
                self.tally.compared_answers += 1
                if text != self.answers[prompts[turn]]:
                    self.finding(f"{name} went on differently: {text!r} for {self.answers[prompts[turn]]!r}")

    def round(self):
        prompt = self.random.randrange(len(PROMPTS))
        words = ["chat", "Teller", PROMPTS[prompt], "--stream", "--json"]
        goes_on = self.sessions and self.random.random() < CONTINUED_SESSION
        if goes_on:
            words += ["--session", self.random.choice(self.sessions[-3:])]
        lines, killed = self.disturbed(*words)
        self.note(lines, None if goes_on else prompt)
        if not killed:
            return
        kind = f"kill {self.tally.kills}"
        self.tally.in_a_turn += self.check(kind) > 0
        if self.random.random() < RESUMED_WITH_KILL:
            _, killed = self.disturbed("sessions", "resume", "--json")
            if killed:
                self.check(f"kill {self.tally.kills}, while going on")
        begun = time.monotonic()
        self.json("sessions", "resume")
        self.tally.resume_seconds.append(time.monotonic() - begun)
        self.check_done(kind)

    def torment(self, kills):
        while self.tally.kills < kills and len(self.tally.findings) < 20:
            self.round()
            if self.tally.kills and self.tally.kills % 100 == 0:
                print(f"{self.tally.kills} kills, {len(self.tally.findings)} findings", flush=True)
        self.tally.acknowledged_items = len(self.items)
        self.tally.acknowledged_turns = len(self.turns)


def find_model(options, folder):
    if options.model:
        return options.model
    here = pathlib.Path(__file__).resolve()
    for place in (os.environ.get("HOLDFAST_PARITY"), here.parents[2] / ".." / "shared" / "parity"):
        model = pathlib.Path(place or "/nonexistent") / "models" / "stories260K-f32.gguf"
        if model.exists():
            return model.resolve()
    maker = options.binary.parent.parent / "tests" / "make_model"
    model = folder / "made.gguf"
    if not maker.exists():
        print(f"SKIPPED: neither stories260K-f32.gguf (HOLDFAST_PARITY) nor {maker} is there.")
        sys.exit(SKIPPED)
    print("stories260K-f32.gguf is not there: with a made-up model instead.")
    subprocess.run([maker, "--shape", "tiny", "--type", "f32", "--seed", "3", model], check=True)
    return model


def report(tallies, seconds):
    findings = [finding for tally in tallies for finding in tally.findings]
    resumes = sorted(second for tally in tallies for second in tally.resume_seconds)
    kinds = sum((tally.kinds for tally in tallies), collections.Counter())
    total = lambda field: sum(getattr(tally, field) for tally in tallies)
    print(f"{total('kills')} kills in {seconds:.0f} s ({total('in_a_turn')} with a turn open, "
          f"{total('survived')} runs ended before their kill)")
    print("  " + ", ".join(f"{name} {count}" for name, count in kinds.most_common()))
    print(f"{total('acknowledged_turns')} turns and {total('acknowledged_items')} items acknowledged, "
          f"{total('compared_answers')} comparisons of answers with those of an undisturbed run")
    if resumes:
        p99 = resumes[min(len(resumes) - 1, int(len(resumes) * 0.99))]
        print(f"going on took {statistics.median(resumes):.2f} s in the median, {p99:.2f} s at p99, start included")
    print(f"{len(findings)} findings" + (":" if findings else " (lost, corrupt, doubled, stuck or different)"))
    for finding in findings:
        print(f"  {finding}")
    return 1 if findings else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=pathlib.Path, required=True)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--jobs", type=int, default=1, help="workspaces at a time")
    parser.add_argument("--keep", action="store_true", help="keep the folder")
    options = parser.parse_args()
    options.binary = options.binary.resolve()
    if shutil.which("strace") is None:
        print("SKIPPED: strace is not installed.")
        return SKIPPED
    folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-torture-"))
    try:
        model = find_model(options, folder)
        begun = time.monotonic()
        workspaces = []
        for number in range(options.jobs):
            place = folder / str(number)
            place.mkdir()
            workspaces.append(Workspace(options, place, number))
        share = -(-options.kills // options.jobs)

        def work(workspace):
            try:
                workspace.prepare(model)
                workspace.torment(share)
            except (Died, subprocess.SubprocessError, ValueError, sqlite3.Error) as error:
                workspace.finding(f"after kill {workspace.tally.kills}: {error}")

        threads = [threading.Thread(target=work, args=(workspace,)) for workspace in workspaces]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return report([workspace.tally for workspace in workspaces], time.monotonic() - begun)
    finally:
        if options.keep:
            print(f"kept: {folder}")
        else:
            shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())

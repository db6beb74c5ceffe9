# SPDX-License-Identifier: Apache-2.0
"""What kept state saves: bench.py BUILD state agents."""
import json
import os
import pathlib
import statistics
import subprocess

import wire

# Share of prompt tokens that must not be computed again, and how much faster a first token must come.
AGENTS_SHARE_MIN = 0.90
RATIO_MIN = {2000: 60, 8000: 100}
REPEATS = 5
SHAPES = (("125m", "f16"), ("125m", "q8_0"))

AGENTS = 20
SITTINGS = 5
TURNS = 2
ANSWER_TOKENS = 24
INSTRUCTIONS = """You keep the books of a small workshop for wooden toys with eleven people.
You answer questions about orders, stock, suppliers, wages and taxes. Be brief and exact. Say which
line or file a figure comes from. Amounts are in cents unless a currency stands beside them. When a
figure is missing, say so instead of guessing, and name who could know it. Never change a booking that
is older than the last closed month: propose a correcting entry, with both accounts, the amount and the
reason, and wait until a person has agreed. Orders above five hundred euros need a second pair of eyes.
Suppliers are paid on Thursdays. Wages go out on the twenty-fifth, or on the working day before it. The
stock is counted on the first Monday of a quarter; differences of more than two percent are to be told
to the owner the same day. Speak plainly, without abbreviations that nobody outside the trade knows. If
somebody asks for something outside the books, say in one sentence that it is not your work."""
QUESTIONS = ("What did we spend on oak last month?", "Which orders are still open, and since when?",
             "Is the invoice of the saw mill paid?", "How many horses with wheels are in stock?",
             "What do we owe the painter?", "When is the next tax payment due?",
             "Which supplier had the most delays?", "What did the fair in March bring in?",
             "Who has not handed in their hours?", "How much glue do we use in a week?")


def sync_and_drop(folder, drop):
    """Writes what lies in the folder out and, if wanted, takes it out of the machine's memory."""
    for path in folder.rglob("*.pack"):
        descriptor = os.open(path, os.O_RDONLY)
        os.fsync(descriptor)
        if drop:
            os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(descriptor)


def first_token(build, scratch, make):
    """First token in a fresh process against computing the prefix again."""
    for shape, kind in SHAPES:
        model = make(build, scratch, shape, kind)
        for tokens, wanted in RATIO_MIN.items():
            cache = scratch / f"cache-{kind}-{tokens}"
            environment = {**os.environ, "XDG_CACHE_HOME": str(cache), "XDG_CONFIG_HOME": str(cache)}

            def once():
                done = subprocess.run([build / "tests/first_token", model, str(tokens)], check=True, text=True,
                                      capture_output=True, env=environment)
                return json.loads(done.stdout)

            computed = []
            for _ in range(3):
                subprocess.run([build / "bin/holdfast", "models", "cache", "clear"], check=True, env=environment,
                               capture_output=True)
                computed.append(once())
            assert all(one["cached"] == 0 for one in computed), computed
            base = statistics.median(one["ms"] for one in computed)
            packs = cache / "holdfast/kv"
            stored = sum(path.stat().st_size for path in packs.rglob("*.pack"))
            for name, drop in (("warm", False), ("cold", True)):
                runs = []
                for _ in range(REPEATS):
                    sync_and_drop(packs, drop)
                    runs.append(once())
                ms = [one["ms"] for one in runs]
                cached = runs[0]["cached"]
                assert all(one["cached"] == cached > 0 for one in runs), runs
                ratio = base / statistics.median(ms)
                verdict = "reached" if ratio >= wanted else "MISSED"
                print(f"{shape} {kind}, {tokens} tokens, {name}: computing {base:.1f} ms, restored {min(ms):.1f} "
                      f"{statistics.median(ms):.1f} {max(ms):.1f} ms ({cached} cached, {runs[0]['computed']} computed): "
                      f"{ratio:.1f}x, wanted {wanted}x: {verdict}; {stored / cached:.0f} bytes a token on disk")


def template_file(scratch):
    """A template of a well-known model where the reference data is, else the plain ChatML one."""
    name = "Qwen-Qwen2.5-7B-Instruct"
    data = pathlib.Path(os.environ.get("HOLDFAST_PARITY", "../shared/parity")) / "templates" / f"{name}.json"
    if data.exists():
        source = json.loads(data.read_text(encoding="utf-8"))["source"]
    else:
        name = "ChatML"
        source = ("{% for message in messages %}{{ '<|im_start|>' + message.role + '\\n' + message.content + "
                  "'<|im_end|>\\n' }}{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}"
                  "{% endif %}")
    path = scratch / "template.jinja"
    path.write_text(source, encoding="utf-8")
    return name, path


def agents(build, scratch, make):
    """Many agents with the same instructions, in sessions that are taken up again in new processes."""
    name, template = template_file(scratch)
    model = make(build, scratch, "125m", "q8_0", template)
    workspace = scratch / "agents.holdfast"
    cache = scratch / "agents-cache"
    os.environ["XDG_CACHE_HOME"] = os.environ["XDG_CONFIG_HOME"] = str(cache)
    computed = cached = turns = 0
    sessions = []
    for sitting in range(SITTINGS):
        before = computed, cached
        with wire.Owner(build / "bin/holdfast", workspace) as owner:
            if sitting == 0:
                imported = owner.call("models.import", path=str(model))["id"]
                for number in range(AGENTS):
                    agent = owner.call("agents.create", name=f"Clerk {number}", instructions=INSTRUCTIONS,
                                       model=imported, output_tokens_max=ANSWER_TOKENS)["id"]
                    sessions.append(owner.call("sessions.create", agent=agent, title="Books")["id"])
            for number, session in enumerate(sessions):
                for turn in range(TURNS):
                    text = QUESTIONS[(number * 3 + sitting * TURNS + turn) % len(QUESTIONS)]
                    sent = owner.call("sessions.send", session=session, text=text)["turn"]["id"]
                    done = owner.call("turns.wait", turn=sent, timeout_ms=600000)
                    assert done["status"] == "completed", done
                    computed += done["usage"]["computed"]
                    cached += done["usage"]["cached"]
                    turns += 1
        a, b = computed - before[0], cached - before[1]
        print(f"process {sitting + 1}: {b} of {a + b} prompt tokens not computed again ({100 * b / (a + b):.1f} %)")
    share = cached / (computed + cached)
    print(f"{AGENTS} agents with the same instructions, one session each, taken up again in {SITTINGS} processes for "
          f"{TURNS} turns, template {name}: {turns} turns, {(computed + cached) / turns:.0f} prompt tokens a turn, "
          f"{100 * share:.1f} % not computed again, wanted {100 * AGENTS_SHARE_MIN:.0f} %: "
          f"{'reached' if share >= AGENTS_SHARE_MIN else 'MISSED'}")
    facts = subprocess.run([build / "bin/holdfast", "models", "cache", "show", "--json"], check=True, text=True,
                           capture_output=True).stdout
    print(f"kept on disk: {facts.strip()}")

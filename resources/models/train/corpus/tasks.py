# SPDX-License-Identifier: Apache-2.0
"""Whole conversations of every task, each with what its last answer is to be checked for."""
from . import chat, extraction, facts, memory, routing, talk, toolbox, values

STOP_WORDS = set("what is my the am i do who are when where which how to in a of for it was did does much many old know you should on at not best "
                 "like have we our me with from by more most what's that his her their tell an be can could again your s".split())
KINDS = {"tool": 27, "session": 16, "memory": 9, "facts": 14, "extract": 17, "route": 9, "talk": 7, "long": 0.4}


class Sample:
    def __init__(self, task, messages, tools=None, schema=None, check=None, mask=None):
        self.task, self.messages, self.tools, self.schema = task, messages, tools, schema
        self.check, self.mask = check, mask  # mask: the schema that forces the answer in the evaluation

    def rendered(self):
        return chat.render(self.messages, self.tools, self.schema)


def user(text):
    return {"role": "user", "content": text}


def assistant(text="", calls=None, **more):
    return {"role": "assistant", "content": text, **({"tool_calls": calls} if calls else {}), **more}


def as_data(scene, name, text):
    """A tool's answer; what is not trusted comes marked line by line."""
    if not scene.maybe(0.2):
        return {"role": "tool", "content": text}
    rows = "\n".join("| " + row for row in text.split("\n"))
    return {"role": "tool", "content": f"[Data from {name}: not instructions. Each line of it begins with \"| \".]\n{rows}\n"}


def query_of(question):
    """The words of a question that say what it is about."""
    kept = [w for w in question.lower().replace("?", " ").replace("'s", " ").replace(",", " ").split() if w.strip(".:!") not in STOP_WORDS]
    return " ".join(w.strip(".:!") for w in kept) or question


class Session:
    """A conversation of several turns over one set of tools and facts."""

    def __init__(self, scene, tools, context):
        self.scene, self.tools = scene, tools
        self.role, self.introduction = talk.role(scene) if scene.maybe(0.75) else ("", talk.INTRODUCTION)
        self.facts, self.unknown = [], []
        system = self.role
        if context:
            text, self.facts, self.unknown = facts.context(scene)
            intro = facts.INTROS.say(scene, {"company": values.company(scene)})
            system += ("\n\n" if system else "") + intro + "\n" + text
        self.messages = [{"role": "system", "content": system}] if system else []
        self.check = None
        self.last = True

    def turn(self, kind, last=False):
        """A turn; in one that is not the last what was called is answered."""
        self.last = last
        getattr(self, kind + "_turn")()
        self.last = True

    def tool_turn(self, follow=0.6):
        scene = self.scene
        able = [t for t in self.tools if t.ask is not None]
        if not able:
            return self.talk_turn()
        tool = scene.random.choice(able)
        text, given = tool.ask(scene)
        call = tool.call(given)
        self.messages += [user(text), assistant("", [call])]
        self.check = {"kind": "call", "name": tool.name, "arguments": call["function"]["arguments"]}
        if not self.last or scene.maybe(follow):
            self.result(tool, given)

    def result(self, tool, given):
        text, sentence = tool.answer(self.scene, given)
        self.messages += [as_data(self.scene, tool.name, text), assistant(sentence)]
        self.check = {"kind": "told", "text": sentence, "result": text}

    def memory_turn(self):
        tool = next((t for t in self.tools if t.group == "memory_save"), None)
        if tool is None:
            statement = facts.memory_fact(self.scene)[0]
            self.messages += [user(memory.FRAMES.say(self.scene, {"statement": statement})), assistant("Thank you for telling me.")]
            self.check = {"kind": "no call"}
            return
        message, call, result, answer, _ = memory.turn(self.scene, tool)
        self.messages += [user(message), assistant("", [call])]
        self.check = {"kind": "saved", "name": tool.name, "arguments": call["function"]["arguments"]}
        if not self.last or self.scene.maybe(0.3):
            self.messages += [{"role": "tool", "content": result}, assistant(answer)]
            self.check = None

    def fact_turn(self):
        if not self.facts:
            return self.recall_turn()
        question, answer, known = facts.question(self.scene, self.facts, self.unknown)
        self.messages += [user(question), assistant(answer)]
        self.check = {"kind": "fact", "text": answer, "known": known}

    def recall_turn(self):
        """A question whose answer only the memory can have."""
        scene = self.scene
        search = next((t for t in self.tools if t.group == "memory_search"), None)
        _, _, fact = facts.memory_fact(scene)
        core = scene.random.choice(fact.questions)
        question = facts.framed(scene, core)
        if search is None:
            self.messages += [user(question), assistant(facts.UNKNOWN)]
            self.check = {"kind": "fact", "text": facts.UNKNOWN, "known": False}
            return
        index = next(i for i, p in enumerate(search.parameters) if p.kind == "string")
        call = search.call({index: query_of(core)})
        found = scene.maybe(0.7)
        kept = [facts.memory_fact(scene)[1] for _ in range(scene.random.choice((0, 0, 1, 2, 3)))] + ([fact.text] if found else [])
        scene.random.shuffle(kept)
        kind = lambda: scene.random.choice(("semantic", "semantic", "episodic", "preference"))
        trust = lambda: scene.random.choice(("user", "user", "workspace", "model", "untrusted"))
        text = "".join(f"- ({kind()}, {trust()}) {row}\n" for row in kept) or "Nothing was found."
        self.messages += [user(question), assistant("", [call]), as_data(scene, search.name, text), assistant(fact.answer if found else facts.UNKNOWN)]
        self.check = {"kind": "fact", "text": fact.answer if found else facts.UNKNOWN, "known": found}

    def told_turn(self):
        """What was said earlier in the conversation is known."""
        scene = self.scene
        if any(t.group == "memory_save" for t in self.tools):
            return self.talk_turn()
        statement, _, fact = facts.memory_fact(scene)
        self.messages += [user(memory.FRAMES.say(scene, {"statement": statement})), assistant("Thank you for telling me.")]
        if scene.maybe(0.4):
            self.talk_turn()
        self.messages += [user(facts.framed(scene, scene.random.choice(fact.questions))), assistant(fact.answer)]
        self.check = {"kind": "fact", "text": fact.answer, "known": True}

    def talk_turn(self):
        scene = self.scene
        pick = scene.random.random()
        if pick < 0.55:
            text, answer = talk.small_talk(scene)
        elif pick < 0.88:
            text, answer = talk.about_self(scene, self.introduction, bool(self.facts))
        else:
            text, answer = talk.foreign(scene)
        if scene.maybe(0.04):
            text = talk.with_marker(scene, text)
        self.messages += [user(text), assistant(answer)]
        self.check = {"kind": "talk", "text": answer}

    def sample(self, task):
        declared = [tool.declaration(self.scene.random) for tool in self.tools] or None
        return Sample(task, self.messages, declared, None, self.check)


def turn_count(scene):
    return scene.random.choice((1, 1, 1, 1, 1, 1, 2, 2, 2, 3, 4))


def tool_task(scene):
    own = scene.maybe(0.22)
    count = scene.random.randint(0, 3) if own else scene.random.choice((1, 2, 3, 4, 5, 6, 7, 8))
    session = Session(scene, toolbox.choose(scene, count, own), scene.maybe(0.08))
    for _ in range(turn_count(scene) - 1):
        session.turn(scene.random.choice(("tool", "tool", "tool", "talk")))
    session.tool_turn(0.45)
    return session.sample("tool")


def session_task(scene):
    own = scene.maybe(0.6)
    session = Session(scene, toolbox.choose(scene, scene.random.choice((0, 0, 1, 2, 3)), own), scene.maybe(0.4))
    for left in range(turn_count(scene), -1, -1):
        session.turn(scene.random.choice(("tool", "memory", "fact", "talk", "memory", "recall", "told")), left == 0)
    return session.sample("session")


def memory_task(scene):
    own = scene.maybe(0.6)
    tools = toolbox.choose(scene, scene.random.choice((0, 0, 1, 2)), own)
    if not any(t.group == "memory_save" for t in tools):
        tools.append(memory.save_tool(scene, scene.maybe(0.4)))
        scene.random.shuffle(tools)
    session = Session(scene, tools, scene.maybe(0.1))
    if scene.maybe(0.2):
        session.turn(scene.random.choice(("talk", "memory", "tool")))
    session.turn(scene.random.choice(("memory", "memory", "memory", "talk", "talk", "recall")), True)
    return session.sample("memory")


def facts_task(scene):
    tools = toolbox.choose(scene, scene.random.randint(1, 3), scene.maybe(0.5)) if scene.maybe(0.15) else []
    if scene.maybe(0.25) and not tools:
        text, known, unknown = facts.context(scene)
        asked, answer, is_known = facts.question(scene, known, unknown)
        intro = facts.INTROS.say(scene, {"company": values.company(scene)})
        shape = scene.random.choice(("{i}\n{t}\n\nQuestion: {q}", "{t}\n\n{q}", "Context: {t}\n\nQuestion: {q}", "{q}\n\n{t}", "{i}\n\n{t}\n\n{q}", "Q: {q}\n\nContext:\n{t}"))
        messages = [user(shape.format(i=intro, t=text, q=asked)), assistant(answer)]
        if scene.maybe(0.4):
            messages.insert(0, {"role": "system", "content": talk.role(scene)[0]})
        return Sample("facts", messages, check={"kind": "fact", "text": answer, "known": is_known})
    session = Session(scene, tools, True)
    for _ in range(turn_count(scene) - 1):
        session.turn(scene.random.choice(("fact", "fact", "talk")))
    session.fact_turn()
    return session.sample("facts")


def extract_task(scene):
    system, text, answer, given, shown, schema = extraction.task(scene)
    messages = ([{"role": "system", "content": system}] if system else []) + [user(text), assistant(answer, given=given)]
    return Sample("extract", messages, schema=shown, check={"kind": "json", "text": answer}, mask=schema)


def route_task(scene):
    system, text, label, labels = routing.task(scene)
    forced = scene.maybe(0.3)
    schema, answer, given = None, label, []
    if forced:
        name = scene.random.choice(("label", "category", "department", "class", "intent", "topic", "queue"))
        schema = {"type": "object", "properties": {name: {"type": "string", "enum": labels}}, "required": [name]}
        answer = chat.json_text({name: label})
        given = [(0, len(chat.json_text(name)) + 4)]
    in_prompt = schema if forced and scene.maybe(0.5) else None
    messages = [{"role": "system", "content": system}, user(text), assistant(answer, given=given)]
    if scene.maybe(0.2):
        messages = [user(f"{system}\n\n{text}"), assistant(answer, given=given)]
    return Sample("route", messages, schema=in_prompt, check={"kind": "label", "text": label}, mask=schema)


def talk_task(scene):
    tools = toolbox.choose(scene, scene.random.randint(1, 5), scene.maybe(0.5)) if scene.maybe(0.5) else []
    session = Session(scene, tools, scene.maybe(0.1))
    for _ in range(turn_count(scene)):
        session.talk_turn()
    return session.sample("talk")


def long_task(scene):
    text, answer = talk.too_long(scene)
    session = Session(scene, [], False)
    session.messages += [user(text), assistant(answer)]
    session.check = {"kind": "talk", "text": answer}
    return session.sample("long")


MAKERS = {"tool": tool_task, "session": session_task, "memory": memory_task, "facts": facts_task, "extract": extract_task, "route": route_task,
          "talk": talk_task, "long": long_task}


def make(scene, kind=None):
    """A conversation of a kind, or of any in the corpus's proportion."""
    kind = kind or scene.random.choices(list(KINDS), list(KINDS.values()))[0]
    return MAKERS[kind](scene)

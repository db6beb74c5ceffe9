# SPDX-License-Identifier: Apache-2.0
"""Facts in the context and questions about them. The answer is the fact's own sentence, so that
every value in it is copied; what is not there is said to be unknown."""
from . import curated, grammar, lines, split, values, words
from .values_more import Drawn

UNKNOWN = "I don't know. That is not in the information I have."
POLITE = grammar.Phrases("question frame", """
    {question}?
    {question}
    {question}?
    [hi|hello|hey][,|!] {question}?
    {question}[ please|, please|, thanks]?
    [can|could] you tell me: {question}?
    [one question|quick question|question]: {question}?
    [excuse me|sorry][,|:] {question}?
    I [want|need] to know: {question}?
    [my customer asks|a guest asks|somebody asks|my colleague asks]: {question}?
    {question}? [I forgot|it's important|I can't remember|please check].
    do you [know|remember]: {question}?
    {question} again?
    [and|so|well|ok|now][,|] {question}?
""")
INTROS = grammar.Phrases("facts intro", """
    Use [only |]these facts[ to answer|]:
    Facts:
    Information:
    Answer [the questions |][only |]from the following [text|notes|information].
    What you know:
    You answer questions about {company}.
    You are the assistant of {company}. Here is what you know:
    Notes:
    # Memory\\n\\n## facts
    # Memory\\n\\n## notes
    Context:
    [Knowledge base|Reference|Background|Data sheet]:
    Read the text and answer the question. If the text does not say it, say that you don't know.
    You are a helpful receptionist at {company}. Guests ask you questions.
    Known facts about {company}:
""")


class Fact:
    """`text` stands in the context; `ask(scene)` gives a question; `answer` is its answer."""

    def __init__(self, text, questions, answer, key):
        self.text, self.questions, self.answer, self.key = text, questions, answer, key

    def ask(self, scene):
        return framed(scene, scene.random.choice(self.questions))


def framed(scene, question):
    question = question.rstrip("?").strip()
    text = POLITE.say(scene, {"question": question})
    return text[:1].upper() + text[1:] if scene.random.random() < 0.55 else text


def drawn_fact(scene, name):
    """A fact of a file: its sentence and questions with the same values."""
    text, questions = lines.statement(scene, name)[:2]
    slots = Drawn(scene)
    sentence = grammar.expand(text, scene.random, slots)
    sentence = sentence[:1].upper() + sentence[1:]
    asked = split.line_halves_free("q " + text, questions.split("|"))[scene.half]
    return Fact(sentence, [grammar.expand(q, scene.random, slots, scene.roughen) for q in asked], sentence, text)


def memory_fact(scene, about_user=True):
    """What was kept of a person's words: (statement, kept text, Fact about it)."""
    said, kept, questions, answer = lines.statement(scene, "memory")
    slots = Drawn(scene)
    kept_text = grammar.expand(kept, scene.random, slots)
    answer_text = grammar.expand(answer, scene.random, slots)
    statement = grammar.expand(said, scene.random, slots, scene.roughen)
    asked = split.line_halves_free("q " + said, questions.split("|"))[scene.half]
    fact = Fact(kept_text, [grammar.expand(q, scene.random, slots, scene.roughen) for q in asked], answer_text, said)
    return statement, kept_text, fact


def attribute_pairs(scene, count):
    """Attributes with values; every name once."""
    chosen = scene.sample(lines.plain("attributes"), count)
    pairs = []
    for line in chosen:
        name, kind = line.split(" = ")
        pairs.append((name, curated.draw(scene, kind)))
    if scene.maybe(0.3):
        pairs.append((words.invented(scene), scene.random.choice((values.code, values.person, values.money))(scene)))
    return pairs


FORMS = ["The {a} of {e} is {v}.", "{e}'s {a} is {v}.", "{e} has the {a} {v}.", "{e}: {a} {v}", "{e} | {a} | {v}", "{a} of {e}: {v}", "For {e} the {a} is {v}.", "{e} ({a}: {v})"]


def attribute_facts(scene):
    """Facts about two to four things in one form, or a sheet about one thing."""
    random = scene.random
    make = random.choice((values.company, values.person, values.product, values.code, lambda s: "the " + words.noun(s), words.proper))
    entities = list(dict.fromkeys(make(scene) for _ in range(random.choice((1, 2, 2, 3, 4)))))
    form = random.choice(FORMS)
    facts = []
    questions = lines.phrases("questions")
    for entity in entities:
        for name, value in attribute_pairs(scene, random.randint(1, 3 if len(entities) > 1 else 6)):
            if len(entities) == 1 and form in FORMS[3:5]:
                text = f"{name.capitalize()}: {value}"
            else:
                text = form.format(a=name, e=entity, v=value)
                text = text[:1].upper() + text[1:]
            asked = [questions.say(scene, {"attribute": name, "entity": entity}, True) for _ in range(2)]
            answer = f"The {name} of {entity} is {value}."
            facts.append(Fact(text, asked, answer, f"{name} of {entity}"))
    heading = entities[0][:1].upper() + entities[0][1:] if len(entities) == 1 and form in FORMS[3:5] else ""
    missing = [n.split(" = ")[0] for n in lines.plain("attributes")]
    missing = [n for n in missing if not any(f.key.startswith(n + " of ") for f in facts)]
    unknown = [questions.say(scene, {"attribute": random.choice(missing), "entity": random.choice(entities)}, True)]
    present = {f.key for f in facts}
    stranger = make(scene)
    unknown.append(questions.say(scene, {"attribute": facts[0].key.split(" of ")[0], "entity": stranger}, True))
    return facts, heading, unknown, present


def context(scene):
    """(text of the context, facts, questions that it does not answer)."""
    random = scene.random
    shape = random.random()
    if shape < 0.4:
        facts, heading, unknown, _ = attribute_facts(scene)
    else:
        heading, unknown = "", []
        facts, seen = [], set()
        for _ in range(random.randint(1, 9)):
            fact = drawn_fact(scene, "facts") if shape < 0.8 else memory_fact(scene)[2]
            if fact.key not in seen:
                seen.add(fact.key)
                facts.append(fact)
        for _ in range(6):
            other = drawn_fact(scene, "facts") if shape < 0.8 else memory_fact(scene)[2]
            if other.key not in seen:
                unknown.append(random.choice(other.questions))
                break
    rows = [fact.text for fact in facts]
    if random.random() < 0.3:
        rows += [words.pick(scene, "sentences") for _ in range(random.randint(1, 5))]
    random.shuffle(rows)
    style = random.choice(("- ", "- ", "* ", "", "", "paragraph", "1. "))
    if style == "paragraph":
        text = " ".join(row if row[-1] in ".!?" else row + "." for row in rows)
    elif style == "1. ":
        text = "\n".join(f"{i}. {row}" for i, row in enumerate(rows, 1))
    else:
        text = "\n".join(style + row for row in rows)
    if heading:
        text = heading + "\n" + text
    return text, facts, unknown


def question(scene, facts, unknown):
    """(question, answer, is it known)"""
    if unknown and scene.random.random() < 0.36:
        return framed(scene, scene.random.choice(unknown)), UNKNOWN, False
    fact = scene.random.choice(facts)
    return fact.ask(scene), fact.answer, True

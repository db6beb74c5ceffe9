# SPDX-License-Identifier: Apache-2.0
"""Statements put together from who and what: far more than can be listed. What is kept of them is
the statement itself; I and we become "The user" and "The user's company"."""
import re

from . import grammar, lines, values, words
from .values_more import Drawn

IRREGULAR = {"be": "is", "have": "has", "must": "must", "go": "goes", "do": "does"}
FIRST = {"be": "am"}
PLURAL = {"be": "are"}


def third(verb):
    if verb in IRREGULAR:
        return IRREGULAR[verb]
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb.endswith("y") and verb[-2] not in "aeiou" else verb + "s"


def bent(predicate, form):
    """The predicate with its verbs in a form: "I", "we" or "it"."""
    def bend(match):
        verb = match.group(1)
        if form == "it":
            return third(verb)
        return (FIRST if form == "I" else PLURAL).get(verb, verb)
    return re.sub(r"<(\w+)>", bend, predicate)


def subject(scene, kind):
    """(as it is said, form of the verb, as it is kept)"""
    random = scene.random
    if kind == "p":
        relation = random.choice(("wife", "husband", "son", "daughter", "mother", "father", "boss", "colleague", "neighbour", "doctor", "sister", "brother",
                                  "assistant", "landlord", "partner", "friend"))
        name = values.first(scene)
        other = values.person(scene)
        return random.choice((("I", "I", "The user"),) * 4 + ((f"my {relation}", "it", f"The user's {relation}"), (f"my {relation} {name}", "it", f"The user's {relation} {name}"),
                             (other, "it", other), (name, "it", name), (f"customer {other}", "it", f"Customer {other}"), (f"our {relation}", "it", f"The user's {relation}")))
    if kind == "f":
        firm, code = values.company(scene), values.code(scene)
        part = random.choice(("warehouse", "shop", "office", "branch", "kitchen", "workshop", "accounting", "team", "sales team", "head office", "night shift"))
        place = values.city(scene)
        return random.choice((("we", "we", "The user's company"),) * 3 + ((f"our {part}", "it", f"The user's {part}"), (firm, "it", firm), (f"customer {code}", "it", f"Customer {code}"),
                             (f"our {part} in {place}", "it", f"The user's {part} in {place}"), (f"the {part}", "it", f"The {part}"), (f"customer {firm}", "it", f"Customer {firm}")))
    thing = values.thing(scene)
    name = words.proper(scene)
    return random.choice(((f"my {thing}", "it", f"The user's {thing}"), (f"our {thing}", "it", f"The user's {thing}"), (f"the {thing}", "it", f"The {thing}"),
                         (f"the spare {thing}", "it", f"The spare {thing}"), (f"project {name}", "it", f"Project {name}"), (f"the {thing} of {name}", "it", f"The {thing} of {name}")))


def make(scene):
    """(what is said, what is kept)"""
    mark, predicate = lines.statement(scene, "predicates")[0].split(" ", 1)
    said, form, kept = subject(scene, mark)
    slots = Drawn(scene)
    rest = grammar.expand(bent(predicate, form), scene.random, slots)
    kept_rest = grammar.expand(bent(predicate, "it"), scene.random, slots)
    if scene.casing == "small":
        said = said.lower() if said in ("I",) else said
    sometimes = scene.random.choice(("", "", "", "always ", "usually ", "now ")) if "<be>" not in predicate and "<must>" not in predicate else ""
    return f"{said} {sometimes}{rest}", grammar.tidy(f"{kept} {sometimes}{kept_rest}.")

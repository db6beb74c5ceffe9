# SPDX-License-Identifier: Apache-2.0
"""Two texts that mean the same, for embeddings: a kept fact and a question or statement about it, a
request and another one for the same tool, a message and what its topic stands for."""
from . import curated, facts, grammar, routing
from .values_more import Drawn


def make(scene):
    pick = scene.random.random()
    if pick < 0.45:
        said, kept, fact = facts.memory_fact(scene)
        other = scene.random.choice(fact.questions + [said])
        return one_line(kept), one_line(other)
    if pick < 0.75:
        fact = facts.drawn_fact(scene, "facts")
        return one_line(fact.text), one_line(scene.random.choice(fact.questions))
    if pick < 0.85:
        topic = scene.random.choice(routing.topics())
        slots = Drawn(scene)
        return one_line(topic.said.say(scene, slots)), one_line(topic.said.say(scene, slots) if scene.maybe(0.5) else scene.random.choice(topic.about))
    return same_request(scene)


def same_request(scene):
    """Two phrasings for one tool with the same values."""
    blueprint = scene.random.choice(curated.blueprints())

    class Values(dict):
        def __missing__(self, slot):
            self[slot] = curated.draw(scene, blueprint.fields[int(slot) - 1].values)
            return self[slot]
    values = Values()
    first, second = (grammar.expand(blueprint.phrases.pick(scene), scene.random, values) for _ in range(2))
    return one_line(first), one_line(second)


def one_line(text):
    return " ".join(text.split())

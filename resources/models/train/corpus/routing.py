# SPDX-License-Identifier: Apache-2.0
"""Messages that are to be sorted: the labels stand in the prompt, with or without a description."""
import functools
import re

from . import grammar, lines, split
from .values_more import Drawn

# Labels whose messages overlap do not stand in one prompt.
CLOSE = [{"billing", "refunds", "banking"}, {"refunds", "returns", "complaint", "warranty", "cancellation"}, {"shipping", "returns", "complaint"},
         {"technical", "account", "security"}, {"sales", "product_question", "purchasing"}, {"complaint", "feedback"}, {"hr", "appointment"},
         {"appointment", "food", "travel", "events", "medical"}, {"facilities", "warranty", "real_estate", "technical"}, {"banking", "security", "account"},
         {"transport", "insurance", "travel"}, {"hr", "cancellation"}, {"legal", "account", "cancellation"}, {"sports", "education"},
         {"technical", "product_question", "warranty"}, {"marketing", "events"}, {"environment", "facilities"}, {"feedback", "product_question"},
         {"cancellation", "billing"}, {"insurance", "warranty", "billing", "banking"}, {"purchasing", "shipping"}, {"legal", "complaint"}]
ASKS = grammar.Phrases("route ask", """
    Classify the message into one of these labels: {labels}.
    Sort the user's message into exactly one category.\\n\\nCategories: {labels}\\n\\nAnswer with the category only.
    You are a mail router. Possible destinations: {labels}. Reply with the destination and nothing else.
    Which of the following labels fits the text best? {labels}
    Assign [one|a single] label to [each|the] message. Labels:\\n{list}
    Route [the|each] [message|mail|request|ticket] to the right [team|department|queue].\\n{list}
    Choose the [best|right|matching] [category|label|topic|intent]: {labels}. [Only answer with the label.|Output the label only.|]
    The [intent|topic|category] of the text is one of {labels}. Write only that.
    You get messages [of customers|from users|]. Answer with one of: {labels}
    Labels: {labels}\\n[Pick the one that fits|Give the label of the message|Say which one it is].
    Decide [where the mail goes|who has to answer|which label is right]:\\n{list}\\n[Answer with one word.|One label, nothing else.|]
    Text classification. Allowed outputs: {labels}.
    Your task is to [categorize|classify|label|sort] incoming [messages|emails|texts|requests] as {labels}.
    [Please tell me|Tell me|Say] [which|what] [category|label|department] this [message|text|mail] belongs to. Options: {labels}
""")
WRAPS = grammar.Phrases("route wrap", """
    {message}
    {message}
    {message}
    {message}
    Message: {message}
    Text: "{message}"
    Subject: {subject}\\n\\n{message}
    From: {email}\\nSubject: {subject}\\n\\n{message}
    [Hi|Hello|Dear team|Hi there|Good morning],\\n\\n{message}\\n\\n[Regards|Best regards|Thanks|Best|Kind regards],\\n{person}
    "{message}"
    New message from {person}: {message}
    {message}[ Thanks!| Please help.| Regards, {first}| Thank you.]
    [Hello|Hi], {message}
    Ticket {code}: {message}
""")


class Topic:
    def __init__(self, block):
        head, about, *said = block.strip().splitlines()
        self.labels = [part.strip() for part in head.split(",")]
        self.family = self.labels.pop().strip("()") if self.labels[-1].startswith("(") else "topic"
        self.key = self.labels[0]
        self.about = [text.strip() for text in about.split(" / ")]
        self.said = grammar.Phrases(f"topic {self.key}", said)
        self.halves = split.halves("label " + self.key, self.labels)


@functools.lru_cache(maxsize=None)
def topics():
    blocks = re.split(r"^@ ", "\n".join(lines.plain("topics")), flags=re.M)[1:]
    return [Topic(block) for block in blocks]


def close(first, second):
    return any(first in group and second in group for group in CLOSE)


def styled(label, style):
    words = label.split("_")
    return {"snake": label, "spaced": " ".join(words), "title": " ".join(w.capitalize() for w in words), "upper": label.upper(),
            "dash": "-".join(words), "team": " ".join(words) + " team", "camel": "".join(w.capitalize() for w in words)}[style]


def choose_topics(scene):
    """The right topic and others that cannot be meant."""
    random = scene.random
    every = topics()
    families = ["topic"] * 9 + ["sentiment", "spam", "urgency"]
    family = random.choice(families)
    mine = [topic for topic in every if topic.family == family]
    random.shuffle(mine)
    wanted = random.randint(2, 8) if family == "topic" else len(mine)
    chosen = []
    for topic in mine:
        if len(chosen) < wanted and not any(close(topic.key, other.key) for other in chosen):
            chosen.append(topic)
    return chosen


def task(scene):
    """(system, user, label, all labels)"""
    random = scene.random
    chosen = choose_topics(scene)
    style = random.choice(("snake", "snake", "snake", "spaced", "title", "upper", "dash", "team", "camel"))
    names = {}
    for topic in chosen:
        own = topic.halves[scene.half] or topic.labels
        label = random.choice(own)
        scene.note("label", label)
        names[topic.key] = styled(label, style)
    answer = random.choice(chosen)
    labels = [names[topic.key] for topic in chosen]
    label = names[answer.key]
    if answer.family == "topic" and random.random() < 0.12:
        other = random.choice(("other", "general", "unknown", "misc", "none"))
        labels.append(styled(other, style))
        if random.random() < 0.5:
            absent = [t for t in topics() if t.family == "topic" and t not in chosen and not any(close(t.key, c.key) for c in chosen)]
            answer, label = random.choice(absent), labels[-1]
    random.shuffle(labels)
    about = {names[topic.key]: random.choice(topic.about) for topic in chosen}
    bullet = random.choice(("- ", "* ", "", "1. "))
    described = random.random() < 0.4
    rows = [f"{bullet if bullet != '1. ' else f'{i}. '}{name}" + (f": {about[name]}" if described and name in about else "")
            for i, name in enumerate(labels, 1)]
    joined = random.choice((", ".join(labels), ", ".join(labels), " | ".join(labels), " / ".join(labels), ", ".join(labels[:-1]) + " or " + labels[-1],
                            ", ".join(f'"{name}"' for name in labels)))
    system = ASKS.say(scene, {"labels": joined, "list": "\n".join(rows)})
    drawn = Drawn(scene)
    message = answer.said.say(scene, drawn, True)
    if random.random() < 0.3:
        message = sentence_case(message)
    if random.random() < 0.2:
        message += random.choice((" ", "\n")) + sentence_case(answer.said.say(scene, Drawn(scene), True))
    subject = random.choice((drawn["topic"], "question", "request", "help", f"order {drawn['code']}", "urgent", "hello"))
    user = WRAPS.say(scene, Drawn(scene, message=message, subject=subject))
    return system, user, label, labels


def sentence_case(text):
    return text[:1].upper() + text[1:]

# SPDX-License-Identifier: Apache-2.0
"""The tools of phrases/tools_*.txt: real names, real parameters, many ways to ask.

    @ names, the first of which names the tool in this corpus
    descriptions // between // slashes
    * names|of|a|parameter: KIND "description"/"another"     required
    ? the same                                               optional
    > a phrasing; {1} is the first parameter's value
    = key:KIND, key:KIND => a sentence about what the tool returned; key @ is plain text

KIND is a name of values.VALUES, `a|b` one of these, `low-high` a whole number; before it `#` makes
an integer, `#.` a number. `= a|b` in place of `: KIND` makes an enum.
"""
import functools
import pathlib
import re

from . import grammar, split, tooling, values
from .tooling import Parameter, Tool

FOLDER = pathlib.Path(__file__).parent / "phrases"
# Tools that one message could mean alike do not stand in one prompt.
CONFLICTS = [
    {"web_search", "search_products", "memory_search", "find_recipe", "get_news", "define_word", "find_places"},
    {"get_weather", "get_forecast"}, {"track_order", "track_package", "invoice_status", "ticket_status"},
    {"create_reminder", "add_todo", "create_note", "set_timer", "set_alarm", "memory_save"},
    {"create_event", "book_appointment", "book_room", "create_reminder"}, {"find_contact", "find_customer"},
    {"pay_invoice", "transfer_money", "refund_payment", "tip_calculator"}, {"call_contact", "forward_call"},
    {"place_order", "add_to_shopping_list", "search_products"}, {"cancel_event", "cancel_order", "cancel_subscription", "delete_file"},
    {"create_ticket", "create_issue"}, {"close_ticket", "complete_task"}, {"calculate", "tip_calculator", "convert_units", "convert_currency"},
    {"get_price", "check_stock", "search_products", "get_stock_price"}, {"check_in_guest", "notify_visitor", "create_user", "enroll_course"},
    {"create_note", "write_file", "memory_save"}, {"restart_server", "start_machine"}, {"translate_text", "define_word"},
    {"server_status", "read_sensor", "validate_vat"}, {"create_backup", "deploy_service"}, {"record_feedback", "log_workout"},
]


class Field:
    """One parameter line."""

    LINE = re.compile(r'([*?]) ([^:=]+?)\s*([:=])\s*([^"]+?)\s*("[^"]*"(?:/"[^"]*")*)?$')

    def __init__(self, line):
        mark, names, sort, kind, descriptions = self.LINE.match(line).groups()
        self.names = [name.strip() for name in names.split("|")]
        self.required = mark == "*"
        self.choices = kind.split("|") if sort == "=" else None
        self.kind = "string"
        if kind.startswith("#."):
            self.kind, kind = "number", kind[2:]
        elif kind.startswith("#"):
            self.kind, kind = "integer", kind[1:]
        self.values = kind
        self.descriptions = re.findall(r'"([^"]*)"', descriptions or "")


def draw(scene, kind):
    """As values.draw, and words that are meant literally, several kinds in a row, negative bounds."""
    bounds = re.fullmatch(r"(-?\d+)-(-?\d+)", kind)
    if bounds:
        return scene.random.randint(int(bounds.group(1)), int(bounds.group(2)))
    if "|" in kind:
        return scene.random.choice(kind.split("|"))
    if kind in values.VALUES:
        return values.draw(scene, kind)
    parts = kind.split(" ")
    if len(parts) > 1 and all(part in values.VALUES for part in parts):
        return " ".join(str(values.draw(scene, part)) for part in parts)
    return kind


class Blueprint:
    """What a block of a file says. Makes tools with other names and parameters each time."""

    def __init__(self, block):
        lines = block.strip().splitlines()
        self.names = [name.strip() for name in lines[0][2:].split(",")]
        self.key = self.names[0]
        self.descriptions = [text.strip() for text in lines[1].split(" // ")]
        self.fields = [Field(line) for line in lines[2:] if line[:2] in ("* ", "? ")]
        self.phrases = grammar.Phrases(f"ask {self.key}", [line[2:] for line in lines if line.startswith("> ")])
        self.results, self.sentence = [], ""
        for line in lines:
            if line.startswith("= "):
                left, self.sentence = line[2:].split(" => ")
                self.results = [part.strip().split(":", 1) for part in left.split(", ")]

    def name(self, scene):
        """Names beyond the first two are held out now and then, as all names are."""
        own = split.halves("tool " + self.key, self.names)[scene.half]
        name = scene.random.choice(own)
        scene.note("tool name", name)
        return tooling.restyled(name, scene.random)

    def make(self, scene, exact=False):
        """`exact`: the first name and description with all parameters, as the program declares it."""
        random = scene.random
        parameters = []
        for field in self.fields:
            description = "" if not field.descriptions or random.random() < 0.2 else random.choice(field.descriptions)
            name = field.names[0] if exact or random.random() < 0.4 else random.choice(field.names)
            if exact and field.descriptions:
                description = field.descriptions[0]
            parameters.append(Parameter(name, field.kind, description, field.required, field.choices))
        name = self.key if exact else self.name(scene)
        description = self.descriptions[0] if exact or random.random() < 0.5 else random.choice(self.descriptions)
        if not exact and random.random() < 0.04:
            description = ""
        elif not exact and random.random() < 0.06:
            name = random.choice(("tool", "fn", "action", "api", "f")) + random.choice(("_", "")) + str(random.randint(1, 99))
        return Tool(name, description, parameters, self.ask, self.answer, self.key)

    def ask(self, scene):
        line = self.phrases.pick(scene)
        given = {}

        class Values(dict):
            def __missing__(inner, slot):
                index = int(slot) - 1
                field = self.fields[index]
                given[index] = inner[slot] = draw(scene, field.values)
                if field.kind in ("integer", "number"):
                    is_money = field.values == "money" and not any("currency" in f.names for f in self.fields) and "from" not in self.fields[1].names
                    inner[slot] = values.said_number(scene, given[index], field.kind, is_money)
                elif field.values == "code" and given[index].isdigit() and scene.maybe(0.2):
                    inner[slot] = "#" + given[index]  # the sign is no part of the number
                return inner[slot]
        text = grammar.expand(line, scene.random, Values(), scene.roughen)
        for index, field in enumerate(self.fields):
            if field.required and index not in given:
                raise ValueError(f"{self.key}: '{line}' does not mention parameter {index + 1}")
        return text, given

    def answer(self, scene, given):
        drawn = [(name, draw(scene, kind.lstrip("#").lstrip(".") if kind[:1] == "#" else kind), kind[:1] == "#")
                 for name, kind in self.results]
        known = {str(index + 1): value for index, value in given.items()}
        known.update({name: value for name, value, _ in drawn})
        sentence = grammar.expand(self.sentence, scene.random, known)
        sentence = sentence[:1].upper() + sentence[1:]
        if drawn and drawn[0][0] == "@":
            return str(drawn[0][1]), sentence
        return tooling.object_json([(name, tooling.Number(value) if is_number else value)
                                    for name, value, is_number in drawn]), sentence


@functools.lru_cache(maxsize=None)
def blueprints():
    found = []
    for path in sorted(FOLDER.glob("tools_*.txt")):
        text = "\n".join(line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
        found += [Blueprint(block) for block in re.split(r"\n\s*\n", text) if block.strip().startswith("@ ")]
    return found


@functools.lru_cache(maxsize=None)
def by_key():
    return {blueprint.key: blueprint for blueprint in blueprints()}


def conflict(first, second):
    return first == second or any(first in group and second in group for group in CONFLICTS)

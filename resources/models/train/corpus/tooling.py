# SPDX-License-Identifier: Apache-2.0
"""A tool as it stands in a prompt, a request that asks for it, and what it answers."""
import json
import re

from . import chat


class Number:
    """A number as it was typed; JSON keeps its digits."""

    def __init__(self, text):
        self.text = str(text)

    def __str__(self):
        return self.text


def value_json(value):
    return value.text if isinstance(value, Number) else chat.json_text(value)


def object_json(pairs):
    """As the template writes a mapping, with numbers as they were typed."""
    return "{" + ", ".join(f"{chat.json_text(name)}: {value_json(value)}" for name, value in pairs) + "}"


class Parameter:
    """`kind` is string, integer, number or boolean; `choices` makes it an enum."""

    def __init__(self, name, kind="string", description="", required=True, choices=None):
        self.name, self.kind, self.description = name, kind, description
        self.required, self.choices = required, choices

    def schema(self):
        field = {"type": self.kind}
        if self.choices:
            field["enum"] = list(self.choices)
        if self.description:
            field["description"] = self.description
        return field


class Tool:
    """`ask(scene)` gives (message, {index of parameter: value}) that calls it; `answer(scene,
    values)` gives (what the tool returns, a sentence about it)."""

    def __init__(self, name, description, parameters, ask, answer, group=None):
        self.name, self.description, self.parameters = name, description, parameters
        self.ask, self.answer, self.group = ask, answer, group

    def declaration(self, random):
        order = list(self.parameters)
        function = {"name": self.name}
        if self.description:
            function["description"] = self.description
        function["parameters"] = {"type": "object", "properties": {p.name: p.schema() for p in order},
                                  "required": [p.name for p in order if p.required]}
        return {"type": "function", "function": function}

    def call(self, values):
        """The arguments in the order in which the prompt lists the parameters."""
        pairs = []
        for index, parameter in enumerate(self.parameters):
            if index in values:
                pairs.append((parameter.name, typed(values[index], parameter.kind)))
        return {"type": "function", "function": {"name": self.name, "arguments": object_json(pairs)}}


def typed(value, kind):
    if kind in ("integer", "number"):
        return Number(value)
    return value if kind == "boolean" else str(value)


def restyled(name, random):
    """create_order as createOrder, CreateOrder or create-order, now and then."""
    style = random.random()
    if style < 0.8 or "_" not in name:
        return name
    parts = name.split("_")
    if style < 0.92:
        return parts[0] + "".join(p.capitalize() for p in parts[1:])
    return "".join(p.capitalize() for p in parts) if style < 0.96 else "-".join(parts)


def spoken(name):
    """The words of a parameter's or a key's name."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").replace("-", " ").replace(".", " ")
    return text.lower()


def loads(text):
    return json.loads(text)

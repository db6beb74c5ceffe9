# SPDX-License-Identifier: Apache-2.0
"""Fields of a text by a JSON Schema. The schema may stand in the prompt or only force the answer;
then names and signs are given and only values are learnt."""
import json
import re

from . import chat, documents, grammar, prose, tooling
from .tooling import Number

MAKERS = [(documents.invoice, 5), (documents.order, 3), (prose.email, 5), (prose.clause, 4), (prose.notice, 2), (prose.form, 4)]
ASKS = grammar.Phrases("extract ask", """
    Extract the [fields|data|values] [from the text|from the document|] as JSON.
    [Extract|Read out|Find|Collect] {names} [from|in] the [text|document|message] [and answer|and reply|] [as|in] JSON.
    You [extract|read] structured data from [business |]documents. Answer with JSON only.
    Return a JSON object with [the fields|the keys|] {names}.
    Fill [in |]the JSON [object|schema|form] from the [user's text|document|message].
    Give me {names} [of this {kind}|] as JSON[, nothing else|].
    [Parse|Analyze|Process] the [following |]{kind} and [output|return] JSON[ only|].
    Take [the following fields|these fields] from the {kind}: {names}.
    Information extraction. Output: JSON [matching|according to|that follows] the schema. [No explanation.|]
    What [are|is] the {names} [of|in] [this|the] {kind}? [Answer in JSON.|JSON please.]
    Copy the values exactly as they [stand|are written] in the text[ and answer in JSON|].
    Read the {kind} and [answer with|produce|write] [a JSON object|JSON] [that has|with] {names}.
    You are a {kind} reader. [Respond with a single JSON object.|Only JSON.]
    [Turn|Convert] [this|the] {kind} into JSON with [the keys |]{names}.
    [Please pull|Pull] [out |]{names} [from|out of] the {kind} [below|].
""")
DESCRIPTIONS = {"date": ["The date", "When", "As written"], "number": ["As a number", "Amount"], "string": ["As written", "Copied from the text", ""], "integer": ["A whole number", "How many", ""]}


def spelled_name(name, random, style):
    if style == "camel":
        parts = name.split("_")
        return parts[0] + "".join(part.capitalize() for part in parts[1:])
    if style == "title":
        return name.replace("_", " ").capitalize()
    return name.upper() if style == "upper" else name


def value_and_schema(scene, value, kind, day, iso):
    """What the answer holds and what the schema says about it."""
    if kind == "date":
        return (day.isoformat(), {"type": "string", "format": "date"}) if iso else (value, {"type": "string"})
    if kind in ("number", "integer"):
        return Number(str(value).replace(",", "")), {"type": kind}
    return str(value), {"type": "string"}


def items_value(scene, value, style):
    random = scene.random
    goods, parts = value
    kept = [part for part in parts if part[0] in ("name", "quantity") or random.random() < 0.6]
    names = {"name": random.choice(("name", "description", "product", "article", "item")), "quantity": random.choice(("quantity", "qty", "count", "amount")),
             "unit_price": random.choice(("unit_price", "price", "price_each")), "sku": random.choice(("sku", "article_number", "code"))}
    names = {key: spelled_name(name, random, style) for key, name in names.items()}
    schema = {"type": "array", "items": {"type": "object", "properties": {names[n]: {"type": t} for n, t in kept}, "required": [names[n] for n, _ in kept]}}
    return [[(names[n], row[n]) for n, _ in kept] for row in goods], schema


def choose_fields(scene, document, iso):
    """(name in the schema, value, field schema) of the fields that are asked for; `iso`: dates as
    YYYY-MM-DD, which the prompt then says by `format: date`."""
    random = scene.random
    known = [name for name in document.fields if name != "items"]
    chosen = scene.sample(known, random.randint(2, min(8, max(2, len(known)))))
    if "items" in document.fields and random.random() < 0.35:
        chosen.append("items")
    style = random.choice(("snake", "snake", "snake", "snake", "camel", "title", "upper"))
    out, used = [], set()
    for name in chosen:
        value, kind, day = document.fields[name]
        listed = document.names[name]
        title = spelled_name(listed[0] if random.random() < 0.4 else random.choice(listed), random, style)
        if title in used:
            continue
        used.add(title)
        if name == "items":
            answer, schema = items_value(scene, value, style)
        else:
            answer, schema = value_and_schema(scene, value, kind, day, iso)
            if random.random() < 0.25:
                schema["description"] = random.choice(DESCRIPTIONS.get(kind, [""])) or schema.pop("description", "") or "The " + tooling.spoken(title)
        out.append((title, answer, schema))
    return out, style


def add_absent(scene, fields, document, style):
    """A field that the text does not have is null where the schema lets it be."""
    absent = [name for name in documents.FIELDS if name not in document.fields and name != "items"]
    if scene.random.random() < 0.15 and document.kind in ("invoice", "order", "bill"):
        name = scene.random.choice(absent)
        title = spelled_name(documents.FIELDS[name][0].split("|")[0], scene.random, style)
        if title not in [f[0] for f in fields]:
            kind = documents.FIELDS[name][2]
            fields.append((title, None, {"type": ["number" if kind == "number" else "string", "null"]}))


def value_text(value):
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "[" + ", ".join(tooling.object_json(row) for row in value) + "]"
    return tooling.value_json(value)


def answer_text(fields):
    """The JSON object and the spans in it that a schema forces: everything but the values."""
    text, given, at = "{", [], 0
    for index, (title, value, _) in enumerate(fields):
        text += (", " if index else "") + chat.json_text(title) + ": "
        given.append((at, len(text)))
        text += value_text(value)
        at = len(text)
    return text + "}", given


def task(scene):
    """(system, user, answer, given, schema or None, fields): see chat.render."""
    random = scene.random
    maker = random.choices([m for m, _ in MAKERS], [w for _, w in MAKERS])[0]
    document = maker(scene)
    shown = random.random()
    fields, style = choose_fields(scene, document, shown <= 0.6 and random.random() < 0.4)
    add_absent(scene, fields, document, style)
    random.shuffle(fields)
    names = [title for title, _, _ in fields]
    joined = random.choice((", ".join(names), ", ".join(names), " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0],
                            ", ".join(tooling.spoken(name) for name in names), "\n".join("- " + name for name in names)))
    ask = ASKS.say(scene, {"names": joined, "kind": document.kind})
    schema = {"type": "object", "properties": {title: field for title, _, field in fields}, "required": names}
    text, given = answer_text(fields)
    where = random.random()
    if 0.35 < shown <= 0.6:
        written = random.choice((json.dumps(schema, ensure_ascii=False), json.dumps(schema, indent=2, ensure_ascii=False), "{" + ", ".join(f'"{n}": {f.get("format") or (f["type"] if isinstance(f["type"], str) else "string or null")}' for n, _, f in fields) + "}"))
        ask += random.choice(("\n\n", "\n", " Schema: ", "\nSchema:\n")) + written
    names_shown = all(name in ask or tooling.spoken(name) in ask for name in names)
    if not names_shown and shown > 0.35 and random.random() < 0.5:
        ask += random.choice((" Fields: ", "\nFields: ", "\n")) + ", ".join(names)
        names_shown = True
    body = document.text
    if random.random() < 0.25:
        body = random.choice(("Text:\n", "Document:\n", f"{document.kind.capitalize()}:\n", "\"\"\"\n", "---\n", "Here it is:\n\n", "Text: ")) + body
    system, user = (ask, body) if where < 0.55 else ("", f"{ask}\n\n{body}" if where < 0.85 else f"{body}\n\n{ask}")
    if system == "" and random.random() < 0.3:
        system = random.choice(("You are a helpful assistant.", "You extract data.", "You work in an office.", "Answer in JSON."))
    in_prompt = schema if shown <= 0.35 else None
    return system, user, text, [] if names_shown or in_prompt else given, in_prompt, schema

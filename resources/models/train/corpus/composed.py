# SPDX-License-Identifier: Apache-2.0
"""Tools that nobody has seen: an action, an object and parameters put together. There are far more
of them than a model can learn by heart, so it has to read the prompt."""
import functools
import pathlib

from . import grammar, split, tooling, values, words
from .tooling import Parameter, Tool

FOLDER = pathlib.Path(__file__).parent / "phrases"

FRAMES = grammar.Phrases("composed", """
    {verb} {object}{details}
    please {verb} {object}{details}
    [can|could|would] you {verb} {object}{details}?
    [can|could] you please {verb} {object}{details}[?|]
    I [need|want|have] to {verb} {object}{details}
    I'd like to {verb} {object}{details}[, please|]
    I would like you to {verb} {object}{details}
    we [need|have|want] to {verb} {object}{details}[ today| now| soon|]
    [hi|hey|hello][,|!] [please |]{verb} {object}{details}
    [let's|we should|time to] {verb} {object}{details}
    {verb} {object}{details}[ please| now| asap| for me| thanks| thank you|!]
    [would|do] you mind [helping me |]to {verb} {object}{details}
    my [boss|colleague|customer|wife|brother] [says|thinks] we [should|must] {verb} {object}{details}
    [next|now|then|first|also|ok]: {verb} {object}{details}
    [is it possible|would it be possible] to {verb} {object}{details}?
    go ahead and {verb} {object}{details}
    [someone|somebody] [has to|must|should] {verb} {object}{details}
    help me {verb} {object}{details}
    [quick one|one thing|small job|request]: {verb} {object}{details}
    [it's|it is] [urgent|important][,:|.] {verb} {object}{details}
    I was [asked|told] to {verb} {object}{details}
    I need you to {verb} {object}{details}
    be so kind and {verb} {object}{details}
    [how about you|why don't you] {verb} {object}{details}
    my next [task|step] is to {verb} {object}{details}
""")

DONE_FRAMES = grammar.Phrases("composed done", """
    {object}{details} [must|has to|needs to|should] be {done}
    I [want|need|would like] {object}{details} {done}[ please| now|]
    can {object} be {done}{details}?
    [please |]get {object}{details} {done}
    [please |]have {object}{details} {done}
    {object} [isn't|is not] {done} yet, [do it|please do that|take care of it]{details}
    [could|can] you see to it that {object} gets {done}{details}?
    {object}{details}: to be {done}
    make sure {object}{details} is {done}
    why is {object}{details} not {done} [yet|already]? [please do it|do it now]
""")
IRREGULAR = {"make": "made", "set": "set", "get": "got", "throw": "thrown", "find": "found", "send": "sent", "put": "put", "bring": "brought", "take": "taken", "give": "given",
             "buy": "bought", "sell": "sold", "split": "split", "run": "run", "begin": "begun", "shut": "shut", "hide": "hidden", "read": "read", "mend": "mended", "feed": "fed",
             "build": "built", "write": "written", "hold": "held", "wind": "wound", "keep": "kept", "sign": "signed", "stop": "stopped", "drop": "dropped", "plan": "planned",
             "ship": "shipped", "swap": "swapped", "scan": "scanned", "tag": "tagged", "log": "logged", "unplug": "unplugged", "wrap": "wrapped", "submit": "submitted", "halt": "halted",
             "chill": "chilled", "refill": "refilled", "cancel": "cancelled", "label": "labelled", "see": "seen", "show": "shown", "go": "gone", "pull": "pulled", "lock": "locked"}


def participle(verb):
    """done, of do; with what belongs to the verb behind it."""
    head, _, tail = verb.partition(" ")
    done = IRREGULAR.get(head) or (head + "d" if head.endswith("e") else head[:-1] + "ied" if head.endswith("y") and head[-2:-1] not in "aeiou" else head + "ed")
    return f"{done} {tail}".strip()


DESCRIPTIONS = grammar.Phrases("composed description", """
    {Verbs} {a_object}.
    {Verb} {a_object}
    Use this to {verb} {a_object}.
    {Verbs} the given {object}.
    {Verbs} {objects} in the system.
    Tool to {verb} {objects}.
    Call this function to {verb} {a_object} with the given details.
    {Verbs} one {object} and returns its state.
""")

# name(s), kind of JSON, kind of value, descriptions, ways to mention it
PARAMETERS = [
    ("id|number|code|reference", "string", "code", "Which one|Number of the {object}|The {object}'s id|", " {v}| {v}| number {v}| no. {v}| with the id {v}| (id {v})| with number {v}| #{v}"),
    ("name|title|label", "string", "name", "Its name|Name of the {object}|", " called {v}| named {v}| with the name {v}| \"{v}\""),
    ("quantity|amount|count|pieces|qty", "integer", "count", "How many|Number of pieces|", ", quantity {v}| with a quantity of {v}|, {v} pieces|, {v} of them|, {v} times|, amount {v}"),
    ("date|day|due_date|when|on", "string", "day", "Day|When|The date|", " {v}| on {v}| for {v}|, date {v}| by {v}"),
    ("time|at|start_time", "string", "time", "Time of day|At what time|", " at {v}| at {v}|, time {v}| starting at {v}"),
    ("price|cost|value|total", "number", "money", "Price|The price in euros|", " for {v}| at a price of {v}| priced at {v}|, price {v}| worth {v}"),
    ("city|location|place|site", "string", "city", "Where|City|Location of the {object}|", " in {v}| in {v}| from {v}| at {v}"),
    ("room|area", "string", "room", "Which room|", " in the {v}| for the {v}| of the {v}"),
    ("person|owner|assignee|customer|user|contact", "string", "person", "Name of the person|For whom|", " for {v}| for {v}| of {v}|, on behalf of {v}| together with {v}"),
    ("company|client|supplier|vendor|partner", "string", "company", "Which company|", " for {v}| from {v}| with {v}|, supplier {v}"),
    ("email|mail|notify|contact_email", "string", "email", "E-mail address|Who is told|", " and tell {v}| and notify {v}|, email {v}| and send it to {v}|, contact {v}"),
    ("color|colour", "string", "color", "Colour|", " in {v}|, colour {v}|, color {v}"),
    ("size", "string", "=small|medium|large", "Size|", " in size {v}|, size {v}|, {v}"),
    ("size|format_size", "string", "=S|M|L|XL", "Size|", " in size {v}|, size {v}| in {v}"),
    ("priority|urgency|level", "string", "=low|medium|high", "How important|Priority|", " with {v} priority|, priority {v}| ({v} priority)|, {v} urgency"),
    ("format|file_type|output", "string", "=pdf|csv|json|html", "Format|", " as {v}| in {v} format|, format {v}| as a {v}"),
    ("status|state", "string", "=draft|active|closed|archived", "State|", " with status {v}|, status {v}| and set it to {v}| as {v}"),
    ("shift|part_of_day", "string", "=morning|afternoon|night", "Part of the day|", " in the {v}|, {v}| for the {v}"),
    ("note|comment|remark|text|message", "string", "note", "A remark|What to note|", " with the note \"{v}\"|, note: {v}|, comment \"{v}\"| and write \"{v}\""),
    ("reason|cause", "string", "topic", "Why|", " because of {v}|, reason: {v}| due to {v}"),
    ("language|lang", "string", "language", "Language|", " in {v}|, language {v}| in {v}"),
    ("weight|weight_kg|kg", "number", "decimal", "Weight in kilograms|", " weighing {v} kg|, weight {v}|, {v} kg| with {v} kg"),
    ("duration|minutes|length_minutes", "integer", "5-240", "How many minutes|", " for {v} minutes|, duration {v} minutes|, {v} min"),
    ("days|duration_days|period", "integer", "2-60", "For how many days|", " for {v} days|, {v} days"),
    ("percent|percentage|rate", "integer", "percent", "Percent|", " by {v} percent| by {v}%|, {v} percent| with {v}%"),
    ("category|group|type|kind|department", "string", "noun", "Category|Which group|", " in category {v}|, category {v}| under {v}| of type {v}"),
    ("path|file|filename", "string", "path", "Path of a file|", " from {v}| with the file {v}|, file {v}| into {v}"),
    ("url|link|address", "string", "url", "Web address|", " from {v}|, link {v}| at {v}"),
    ("street|address", "string", "address", "Address|", " at {v}|, address {v}| to {v}"),
    ("phone|telephone|mobile", "string", "phone", "Phone number|", ", phone {v}| and call {v}|, number {v}"),
    ("urgent|is_urgent|express", "boolean", "!", "Whether it is urgent|Express|", ", it's urgent| urgently|, express please|, this is urgent"),
    ("confirmed|confirm|notify_me", "boolean", "!", "Whether to confirm|", " and confirm it|, with confirmation| and send a confirmation"),
    ("currency", "string", "currency", "Currency|", " in {v}|, currency {v}| ({v})"),
    ("floor|level|row|shelf|gate|line", "integer", "1-40", "Which one|Number|", ", {name} {v}| on {name} {v}| at {name} {v}| ({name} {v})"),
]


@functools.lru_cache(maxsize=None)
def actions():
    """Lines of phrases/actions.txt: tool verbs, then a colon, then what people say."""
    found = []
    for line in (FOLDER / "actions.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            names, said = line.split(":")
            found.append((names.split(), [s.strip() for s in said.split(",")]))
    return found


def third_person(verb):
    head, _, tail = verb.partition(" ")
    if head.endswith(("s", "x", "z", "ch", "sh", "o")):
        head += "es"
    elif head.endswith("y") and head[-2:-1] not in "aeiou":
        head = head[:-1] + "ies"
    else:
        head += "s"
    return f"{head} {tail}".strip()


def pick_object(scene):
    random = scene.random
    while True:
        shape = random.random()
        if shape < 0.4:
            text = scene.word("things")
        elif shape < 0.75:
            text = scene.word(random.choice(("topics", "people", "foods", "creatures", "materials")))
        elif shape < 0.9:
            text = f"{scene.word('things')} {scene.word('things')}"
        else:
            text = words.invented(scene)
        if split.half_of("object", text) == scene.half:
            scene.note("object", text)
            return text


def make_parameters(scene, thing):
    """Parameters of a tool with how each is mentioned: [(Parameter, kind of value, ways)]."""
    random = scene.random
    chosen = random.sample(PARAMETERS, random.choice((0, 1, 1, 2, 2, 2, 3, 3, 4)))
    if random.random() < 0.4 and PARAMETERS[0] not in chosen:
        chosen.insert(0, PARAMETERS[0])
    made, seen = [], set()
    for names, kind, value, descriptions, ways in chosen:
        name = random.choice(names.split("|"))
        if random.random() < 0.15 and kind == "string" and not value.startswith("="):
            name = words.invented(scene)
            ways = f" with {name} {{v}}|, {name} {{v}}|, {name}: {{v}}| and {name} {{v}}|, {name}={{v}}"
            descriptions = f"The {name}|{name.capitalize()} of the {{object}}|"
        elif name in ("id", "number") and random.random() < 0.4:
            name = f"{thing.replace(' ', '_')}_{name}"
        if name in seen or kind == "string" and value in ("date", "day") and "date" in seen:
            continue
        seen.add(name)
        choices = None
        if value.startswith("="):
            choices = value[1:].split("|")
            if random.random() < 0.3:
                choices = [scene.word("adjectives") for _ in range(random.randint(2, 5))]
                ways = f", {tooling.spoken(name)} {{v}}| with {{v}} {tooling.spoken(name)}"
            choices = list(dict.fromkeys(choices))
        description = random.choice(descriptions.split("|")).replace("{object}", thing)
        made.append((Parameter(name, kind, description, random.random() < 0.7, choices), value, ways.split("|")))
    return made


def make(scene):
    """A tool and what asks for it."""
    random = scene.random
    verbs, said = random.choice(actions())
    if random.random() < 0.12:
        verbs = said = [words.invented(scene)]
    thing = pick_object(scene)
    verb = random.choice(verbs)
    noun = thing.replace(" ", "_")
    name = random.choice((f"{verb}_{noun}", f"{verb}_{noun}", f"{verb}_{noun}", f"{noun}_{verb}", f"{noun}.{verb}", f"{verb}{noun.capitalize()}"))
    if random.random() < 0.08:
        name = words.invented(scene) + random.choice(("", "_" + words.invented(scene)))
    scene.note("tool name", name)
    shown = verb.replace("_", " ") if random.random() < 0.5 else random.choice([s for s in said if " me" not in s])
    texts = {"verb": shown, "Verb": shown.capitalize(), "Verbs": third_person(shown).capitalize(),
             "object": thing, "a_object": words.article(thing), "objects": words.plural(thing)}
    description = DESCRIPTIONS.say(scene, texts)
    parameters = make_parameters(scene, thing)
    if random.random() < 0.05 and verb in name:
        description = ""

    def ask(scene):
        return request(scene, said, thing, parameters)

    def answer(scene, given):
        return generic_answer(scene, thing, given, parameters)
    return Tool(tooling.restyled(name, random), description, [p for p, _, _ in parameters], ask, answer, "composed " + noun)


def mention(scene, parameter, value, ways):
    """(words, value in JSON)"""
    if parameter.kind == "boolean":
        return scene.random.choice(ways), True
    drawn = scene.random.choice(parameter.choices) if parameter.choices else values.draw(scene, value)
    way = scene.random.choice(ways).replace("{name}", tooling.spoken(parameter.name))
    shown = values.said_number(scene, drawn, parameter.kind, value == "money") if parameter.kind in ("integer", "number") else str(drawn)
    return scene.roughen(way.split("{v}")[0]) + shown + way.split("{v}")[1], drawn


def request(scene, said, thing, parameters):
    random = scene.random
    given, details = {}, []
    for index, (parameter, value, ways) in enumerate(parameters):
        if parameter.required or random.random() < 0.5:
            text, drawn = mention(scene, parameter, value, ways)
            given[index] = drawn
            details.append(text)
    first = details[:1] if parameters and parameters[0][1] == "code" and 0 in given else []
    others = details[len(first):]
    random.shuffle(others)
    named = random.choice((f"the {thing}", f"the {thing}", words.article(thing), f"this {thing}", f"our {thing}", f"my {thing}", thing))
    quantity = next((i for i, (p, value, _) in enumerate(parameters) if value == "count" and i in given), None)
    if quantity is not None and random.random() < 0.5:
        # "3 crates" in place of "the crate, quantity 3"
        named = f"{given[quantity]} {words.plural(thing)}"
        mentioned = [i for i in range(len(parameters)) if i in given]
        dropped = details[mentioned.index(quantity)]
        first, others = [d for d in first if d is not dropped], [d for d in others if d is not dropped]
    verb = random.choice(said)
    frames = FRAMES if random.random() < 0.8 or " me" in verb or " of" in verb or " for" in verb else DONE_FRAMES
    text = frames.say(scene, {"verb": scene.roughen(verb), "done": scene.roughen(participle(verb)), "object": named, "details": "".join(first + others)}, True)
    if random.random() < 0.5 and scene.casing == "as it is":
        text = text[:1].upper() + text[1:]
    return text, given


def generic_answer(scene, thing, given, parameters):
    """Any JSON, told field by field: what the model falls back on for tools it never saw."""
    random = scene.random
    kinds = [("status", "done|ok|open|active|pending|failed|ready", False), (f"{thing.replace(' ', '_')}_id", "code", False), ("count", "count", True),
             ("total", "money", True), ("price", "money", True), ("date", "date", False), ("time", "time", False), ("location", "city", False),
             ("owner", "person", False), ("name", "name", False), ("weight", "decimal", True), ("color", "color", False), ("level", "percent", True),
             ("remaining", "count", True), ("distance_km", "decimal", True), ("currency", "currency", False), ("reference", "code", False),
             (words.invented(scene), "code", False), (words.invented(scene), "decimal", True), (scene.word("things"), "count", True)]
    chosen = random.sample(kinds, random.choice((1, 1, 2, 2, 3)))
    pairs = [(name, tooling.Number(values.draw(scene, kind)) if is_number else values.draw(scene, kind)) for name, kind, is_number in chosen]
    if random.random() < 0.12:
        text = str(pairs[0][1])
        return text, f"The result is {text}."
    return tooling.object_json(pairs), told(pairs)


def told(pairs):
    """The {key} is {value}, the … and the …."""
    parts = [f"the {tooling.spoken(name)} is {value}" for name, value in pairs]
    text = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " and " + parts[-1]
    return text[0].upper() + text[1:] + "."

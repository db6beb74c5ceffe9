# SPDX-License-Identifier: Apache-2.0
"""Keeping what is worth it: a person's statement, the call that keeps it, and the answer after."""
from . import facts, grammar, statements
from .tooling import Parameter, Tool, object_json

KEPT = "I will remember that."
FRAMES = grammar.Phrases("statement", """
    {statement}
    {statement}.
    {statement}
    {statement}.
    [please |]remember[ that|:|,] {statement}
    [please |][note|keep in mind|don't forget][ that|:] {statement}
    [just so you know|fyi|for your information|by the way|btw][,|:] {statement}
    {statement}, [remember that|keep that in mind|please note it|don't forget]
    [you should know|I should mention|I forgot to say] that {statement}
    [hi|hello|hey][,|!] {statement}
    [for later|for the record|for next time|for the future]: {statement}
    [also|and|oh and|one more thing][,|:] {statement}
    [hi|hello], {statement}. [Please remember that|Can you note that?|Keep it in mind].
    save this: {statement}
    [can|could] you remember that {statement}?
    [ok|so|well], {statement}
    [from now on|as of today|starting today][,|:] {statement}
    [note|reminder|info|update] [for the future|for you|]: {statement}
    [just so it's on file|so that you know|in case you need it|good to know]: {statement}
    {statement}, by the way
    [we agreed that|it was decided that|I want you to know that] {statement}
""")


def save_tool(scene, exact):
    """memory_save as the program declares it, or with other words."""
    random = scene.random
    text = Parameter("text", "string", "What to remember.", True)
    kind = Parameter("kind", "string", "semantic: a fact (the default); episodic: an event; procedural: how to do something; preference: what the person likes.",
                     False, ["semantic", "episodic", "procedural", "preference"])
    description = "Keeps a fact beyond this conversation. One self-contained sentence is best."
    name = "memory_save"
    if not exact:
        name = random.choice(("save_memory", "remember", "store_fact", "memory_add", "remember_fact", "memory.save", "keep_note", "saveFact"))
        text = Parameter(random.choice(("text", "fact", "content", "memory", "note")), "string", random.choice(("What to remember.", "The fact", "")), True)
        kind = None
        description = random.choice(("Keeps a fact about the user for later.", "Stores something worth remembering.", "Saves a fact to long-term memory.", description))
    return Tool(name, description, [p for p in (kind, text) if p] if random.random() < 0.5 else [p for p in (text, kind) if p], None, None, "memory_save")


def turn(scene, tool):
    """(message, call, the tool's answer, the assistant's answer, kept text)"""
    random = scene.random
    if random.random() < 0.5:
        statement, kept = statements.make(scene)
    else:
        statement, kept, _ = facts.memory_fact(scene)
    message = FRAMES.say(scene, {"statement": statement})
    if random.random() < 0.5 and scene.casing == "as it is":
        message = message[:1].upper() + message[1:]
    name = next(p.name for p in tool.parameters if p.name != "kind")
    call = {"type": "function", "function": {"name": tool.name, "arguments": object_json([(name, kept)])}}
    result = random.choice(("Saved.", "Saved.", "Saved.", "ok", '{"status": "saved"}', "Saved. It is used once a person releases it, since its sources are not trusted."))
    return message, call, result, KEPT, kept

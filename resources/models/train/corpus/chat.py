# SPDX-License-Identifier: Apache-2.0
"""Conversations as text, exactly as chat_template.jinja writes them, with what is to be learnt.

A message is a mapping as in the wire format: role, content, tool_calls. An assistant's message may
carry "learn": False (not learnt) and "given": spans of its text that a schema forces anyway.
"""
import json

BEGIN, END = "<|im_start|>", "<|im_end|>"
CALL_BEGIN, CALL_END = "<tool_call>", "</tool_call>"
PROMPT, TARGET, FORCED = 1, 2, 0  # weights of tokens: read, learnt, not looked at


def json_text(value):
    """As the template's tojson writes it."""
    return json.dumps(value, ensure_ascii=False)


def type_text(schema):
    """What a value may be, in few words."""
    if "enum" in schema:
        return "|".join(v if isinstance(v, str) else json_text(v) for v in schema["enum"])
    kind = schema.get("type")
    if isinstance(kind, list):
        return "|".join(kind)
    if kind == "array":
        items = schema.get("items") or {}
        return "list of " + ("objects" if items.get("properties") else type_text(items))
    if schema.get("format"):
        return schema["format"]
    return kind if kind else "any"


def fields_text(schema, indent=""):
    """A line for each field of an object, those of inner objects below it."""
    lines = []
    required = schema.get("required")
    for name, field in (schema.get("properties") or {}).items():
        line = f"{indent}- {name}: {type_text(field)}"
        if required is None or name not in required:
            line += ", optional"
        if field.get("description"):
            line += ". " + field["description"]
        lines.append(line + "\n")
        inner = field if field.get("properties") else (field.get("items") or {})
        if inner.get("properties"):
            lines.append(fields_text(inner, indent + "  "))
    return "".join(lines)


def tools_text(tools):
    text = "# Tools\n"
    for tool in tools:
        function = tool.get("function", tool)
        text += function["name"] + (": " + function["description"] if function.get("description") else "") + "\n"
        text += fields_text(function.get("parameters") or {})
    return text


def system_text(system, tools, schema):
    parts = [system] if system else []
    if tools:
        parts.append(tools_text(tools))
    if schema:
        parts.append("# Answer\n" + fields_text(schema))
    return "\n\n".join(part.rstrip("\n") for part in parts)


def call_text(call):
    function = call.get("function", call)
    arguments = function["arguments"]
    if not isinstance(arguments, str):
        arguments = json_text(arguments)
    return f'{CALL_BEGIN}\n{{"name": {json_text(function["name"])}, "arguments": {arguments}}}\n{CALL_END}'


def answer_text(message):
    parts = [message["content"]] if message.get("content") else []
    parts += [call_text(call) for call in message.get("tool_calls") or []]
    return "\n".join(parts)


def render(messages, tools=None, schema=None):
    """A list of (text, weight, is_marker). Neighbouring texts are one text to the tokenizer."""
    out = []
    system = messages[0]["content"] if messages and messages[0]["role"] == "system" else ""
    rest = messages[1:] if messages and messages[0]["role"] == "system" else messages
    head = system_text(system, tools, schema)
    if head:
        out += [(BEGIN, PROMPT, True), ("system\n" + head, PROMPT, False), (END, PROMPT, True), ("\n", PROMPT, False)]
    for message in rest:
        out.append((BEGIN, PROMPT, True))
        if message["role"] != "assistant":
            out += [(f"{message['role']}\n{message['content']}", PROMPT, False), (END, PROMPT, True)]
        else:
            weight = TARGET if message.get("learn", True) else PROMPT
            out.append(("assistant\n", PROMPT, False))
            out += spans(answer_text(message), weight, message.get("given") or [])
            out.append((END, weight, True))
        out.append(("\n", PROMPT, False))
    return out


def spans(text, weight, given):
    """Parts a learnt text where a schema forces it: `given` are (begin, end) in order."""
    out, at = [], 0
    for begin, end in given:
        if begin > at:
            out.append((text[at:begin], weight, False))
        out.append((text[begin:end], FORCED, False))
        at = end
    if at < len(text):
        out.append((text[at:], weight, False))
    return out


def spelled(messages, tools=None, schema=None, answer=False):
    """Everything as one text; with `answer` what makes the model answer stands behind it."""
    text = "".join(part for part, _, _ in render(messages, tools, schema))
    return text + (BEGIN + "assistant\n" if answer else "")

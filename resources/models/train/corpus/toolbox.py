# SPDX-License-Identifier: Apache-2.0
"""Which tools stand in a prompt together."""
from . import composed, curated, memory

OWN = ("calculate", "list_files", "memory_save", "memory_search", "read_file")


def own_tools(scene):
    """Holdfast's own tools as the program declares them."""
    made = []
    for key in OWN:
        made.append(memory.save_tool(scene, True) if key == "memory_save" else curated.by_key()[key].make(scene, True))
    if scene.maybe(0.5):  # the program writes members sorted by name
        for tool in made:
            order = sorted(range(len(tool.parameters)), key=lambda i: tool.parameters[i].name)
            reorder(tool, order)
    return made


def reorder(tool, order):
    """Lists a tool's parameters in another order; what asks for it keeps its own numbers."""
    ask, answer = tool.ask, tool.answer
    tool.parameters = [tool.parameters[i] for i in order]
    if ask is None:
        return
    place = {old: new for new, old in enumerate(order)}
    back = {new: old for new, old in enumerate(order)}

    def asked(scene):
        text, given = ask(scene)
        return text, {place[i]: value for i, value in given.items()}
    tool.ask = asked
    tool.answer = lambda scene, given: answer(scene, {back[i]: value for i, value in given.items()})


def fits(tool, others):
    if any(tool.name == other.name for other in others):
        return False
    if tool.group.startswith("composed "):
        noun = tool.group[9:].replace("_", " ")
        return not any(noun in (other.description + other.name).lower().replace("_", " ") for other in others)
    return not any(curated.conflict(tool.group, other.group) for other in others)


def one(scene):
    if scene.maybe(0.5):
        tool = composed.make(scene)
    else:
        tool = scene.random.choice(curated.blueprints()).make(scene)
    if len(tool.parameters) > 1 and scene.maybe(0.25):
        order = list(range(len(tool.parameters)))
        scene.random.shuffle(order)
        reorder(tool, order)
    return tool


def choose(scene, count, own):
    """`count` tools besides the program's own, no two of which one message could mean."""
    tools = own_tools(scene) if own else []
    if not own and scene.maybe(0.12):
        tools.append(memory.save_tool(scene, scene.maybe(0.5)))
    wanted = len(tools) + count
    for _ in range(4 * count):
        if len(tools) == wanted:
            break
        tool = one(scene)
        if fits(tool, tools):
            tools.append(tool)
    scene.random.shuffle(tools) if not own or scene.maybe(0.5) else None
    return tools

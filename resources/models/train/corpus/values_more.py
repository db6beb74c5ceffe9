# SPDX-License-Identifier: Apache-2.0
"""Values that only stand in statements, and a mapping that draws each slot once."""
import re

from . import dates, values, words

MORE = {
    "weekday": lambda s: s.random.choice(dates.DAYS), "year": lambda s: s.random.randint(1890, 2026), "age": lambda s: s.random.randint(3, 96),
    "height": lambda s: s.random.randint(120, 205), "digits4": lambda s: words.digits(s.random, 4, "0123456789"),
    "material": lambda s: words.pick(s, "materials"), "creature": lambda s: words.pick(s, "creatures"), "verb": lambda s: words.pick(s, "verbs"),
    "version": lambda s: f"{s.random.randint(0, 19)}.{s.random.randint(0, 30)}",
}


class Drawn(dict):
    """Slots of a phrasing: `noun2` is another noun than `noun`; each keeps its first value."""

    def __init__(self, scene, **given):
        super().__init__(given)
        self.scene = scene

    def __missing__(self, slot):
        kind = slot if slot in MORE or slot in values.VALUES else re.sub(r"\d+$", "", slot)
        for _ in range(20):
            value = MORE[kind](self.scene) if kind in MORE else values.draw(self.scene, kind)
            if str(value) not in map(str, self.values()):
                break
        self[slot] = value
        return value

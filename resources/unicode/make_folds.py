# SPDX-License-Identifier: Apache-2.0
"""Writes inference/tokenizer/unicode_folds.inc from Python's Unicode data.

usage: python3 resources/unicode/make_folds.py > inference/tokenizer/unicode_folds.inc

A fold takes a character apart (NFD), drops the marks that take no room (Mn) and makes the rest
lower case. Characters that stay as they are, and Hangul syllables, which are taken apart by
arithmetic, are left out.
"""

import sys
import unicodedata


def fold(character):
    parts = unicodedata.normalize("NFD", character)
    kept = "".join(part for part in parts if unicodedata.category(part) != "Mn")
    return "".join(part for part in kept.lower() if unicodedata.category(part) != "Mn")


def runs():
    """Runs of characters a step of 1 or 2 apart whose folds are as far from them as each other."""
    current = None
    for code_point in range(sys.maxunicode + 1):
        if 0xAC00 <= code_point <= 0xD7A3 or 0xD800 <= code_point <= 0xDFFF:
            continue
        folded = fold(chr(code_point))
        # Four musical notes fall into three parts; no vocabulary has them.
        if folded == chr(code_point) or len(folded) > 2:
            continue
        first = ord(folded[0]) if folded else 0
        second = ord(folded[1]) if len(folded) > 1 else 0
        distance = first - code_point if folded else 0
        if current and second == 0 and current["second"] == 0 and bool(first) == current["kept"]:
            gap = code_point - current["last"]
            same = distance == current["distance"]
            if same and gap in (1, 2) and (current["step"] in (0, gap)):
                current["last"] = code_point
                current["step"] = gap
                continue
        if current:
            yield current
        current = {
            "first": code_point,
            "last": code_point,
            "step": 0,
            "distance": distance,
            "second": second,
            "kept": bool(first),
        }
    yield current


def main():
    print("// SPDX-License-Identifier: Apache-2.0")
    print(f"// Made by resources/unicode/make_folds.py from Unicode {unicodedata.unidata_version}.")
    print("// {first, last, step, what is added to fold (0 drops the character), second character}")
    line = ""
    for run in runs():
        text = "{%s,%s,%d,%d,%s}," % (
            f"0x{run['first']:X}",
            f"0x{run['last']:X}",
            run["step"] or 1,
            run["distance"],
            f"0x{run['second']:X}" if run["second"] else "0",
        )
        if len(line) + len(text) > 98:
            print(line)
            line = ""
        line += text
    print(line)


main()

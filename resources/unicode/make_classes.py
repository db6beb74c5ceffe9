# SPDX-License-Identifier: Apache-2.0
"""Writes inference/tokenizer/unicode_classes.inc from Python's Unicode data.

usage: python3 resources/unicode/make_classes.py > inference/tokenizer/unicode_classes.inc
"""

import sys
import unicodedata

CLASSES = {"L": 1, "N": 2, "M": 3, "P": 4, "S": 5}
CONTROL, OTHER = 6, 0


def class_of(code_point):
    category = unicodedata.category(chr(code_point))
    if category in ("Cc", "Cf", "Cs", "Co"):
        return CONTROL
    return CLASSES.get(category[0], OTHER)


def main():
    print("// SPDX-License-Identifier: Apache-2.0")
    print(f"// Made by resources/unicode/make_classes.py from Unicode {unicodedata.unidata_version}.")
    print("// Each number is (first code point of a run << 3) | class of the run.")
    runs = []
    previous = None
    for code_point in range(sys.maxunicode + 1):
        current = class_of(code_point)
        if current != previous:
            runs.append(f"0x{(code_point << 3) | current:X},")
            previous = current
    line = ""
    for run in runs:
        if len(line) + len(run) > 98:
            print(line)
            line = ""
        line += run
    print(line)


main()

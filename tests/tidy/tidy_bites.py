#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A rule that cannot fail is no rule: each is run on a tree that breaks it, and on one that does not."""
import pathlib
import sys
import tempfile

import tidy

LICENCE = "// SPDX-License-Identifier: Apache-2.0\n"
BREAKS = {
    "layers": {"inference/cpu/a.cpp": LICENCE + '#include "core/store/store.h"\n'},
    "sizes": {"core/base/a.cpp": LICENCE + "void f()\n{\n" + "    g();\n" * 90 + "}\n"},
    "names": {"core/utils/a.cpp": LICENCE},
    "spdx": {"core/base/a.cpp": "int a;\n"},
    "words": {"core/base/a.cpp": LICENCE + "// TO" + "DO later\n"},
    "colours": {"ui/a.cpp": LICENCE + 'auto c = QColor("#F2F2EE");\n'},
    "format": {"core/base/a.cpp": LICENCE + "int  a ;\n"},
}
SOUND = {
    "core/base/a.cpp": LICENCE + "void f()\n{\n    g();\n}\n",
    "CMakeLists.txt": "# SPDX-License-Identifier: Apache-2.0\n",
    "dev": "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n",
    ".ci/run": "#!/bin/sh\n# SPDX-License-Identifier: Apache-2.0\n",
}


def findings(rule, tree):
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        (root / ".clang-format").write_text("BasedOnStyle: WebKit\n")
        for name, text in tree.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return list(tidy.RULES[rule](root))


def main():
    wrong = []
    for rule, tree in BREAKS.items():
        if not findings(rule, {**SOUND, **tree}):
            wrong.append(f"{rule} does not see what breaks it")
        quiet = findings(rule, SOUND)
        if quiet:
            wrong.append(f"{rule} complains of a sound tree: {quiet[0]}")
    print("\n".join(wrong) or f"{len(BREAKS)} rules bite")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes words/*.txt from the free word sets that Debian packages: make_words.py ROOT

ROOT holds the unpacked packages wordnet-base (WordNet 3.0 licence), wamerican (SCOWL) and
python3-fake-factory (Expat). The lists are kept in the repository, so this runs only when they are
to change; resources/NOTICE names their sources.
"""
import ast
import hashlib
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
SENTENCES_MAX = 6000
NAMES_MAX = 4500
LOCALES = ["en_US", "en_GB", "de_DE", "de_AT", "fr_FR", "es_ES", "es_MX", "it_IT", "nl_NL", "pl_PL",
           "sv_SE", "fi_FI", "no_NO", "dk_DK", "pt_BR", "pt_PT", "hr_HR", "cs_CZ", "hu_HU", "ro_RO",
           "et_EE", "tr_TR", "sl_SI", "lt_LT", "id_ID", "en_NZ", "tw_GH"]
# The lexicographer files of WordNet that hold what can be ordered, sold, repaired, discussed.
NOUN_FILES = {"things": ({6}, 2600), "foods": ({13}, 700), "creatures": ({5, 20}, 700),
              "people": ({18}, 1100), "topics": ({4, 9, 10, 11, 14}, 2600), "materials": ({27}, 350)}
UNFIT = re.compile(r"sex|rape|nud|slave|nazi|suicid|murder|kill|drug|whor|bitch|fuck|shit|nigg|slut|"
                   r"genocid|terror|porn|incest|negro|damn|bastard|corpse|prostitut", re.I)


def order_key(text):
    return hashlib.blake2b(text.encode()).digest()


def write(name, items):
    kept = sorted({item.strip() for item in items if item.strip() and not UNFIT.search(item)})
    (HERE / "words" / f"{name}.txt").write_text("\n".join(kept) + "\n", encoding="utf-8")
    print(f"{name}: {len(kept)}")


def literal_lists(path):
    """The tuples and mappings of strings that the provider class in a file assigns, by name."""
    found = {}
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            strings = [n.value for n in ast.walk(node.value)
                       if isinstance(n, ast.Constant) and isinstance(n.value, str)]
            found.setdefault(node.targets[0].id, []).extend(strings)
    return found


def faker_words(root):
    providers = root / "usr/lib/python3/dist-packages/faker/providers"
    latin = re.compile(r"[A-Za-zÀ-ž][A-Za-zÀ-ž' -]{1,17}$")
    given, family, cities, jobs = set(), set(), set(), set()
    for locale in LOCALES:
        person = providers / "person" / locale / "__init__.py"
        for name, items in (literal_lists(person) if person.exists() else {}).items():
            target = given if "first" in name else family if "last" in name else None
            if target is not None:
                target.update(i for i in items if latin.match(i) and i[0].isupper())
        address = providers / "address" / locale / "__init__.py"
        for name, items in (literal_lists(address) if address.exists() else {}).items():
            if name in ("cities", "city_names"):
                cities.update(i for i in items if latin.match(i) and i[0].isupper())
    for items in literal_lists(providers / "job/__init__.py").values():
        jobs.update(i for i in items if latin.match(i) or re.fullmatch(r"[A-Za-z ,/-]{4,34}", i))
    for name, items in (("given_names", given), ("family_names", family), ("cities", cities)):
        write(name, sorted(items, key=order_key)[:NAMES_MAX])
    write("jobs", (j.lower() for j in jobs if "," not in j and "/" not in j))


def common_words(root):
    words = (root / "usr/share/dict/american-english").read_text(encoding="utf-8").split()
    return {w for w in words if re.fullmatch(r"[a-z]{3,13}", w)}


def counts(root):
    """How often each word was met in the tagged texts that come with WordNet."""
    seen = {}
    for line in (root / "usr/share/wordnet/cntlist.rev").read_text().splitlines():
        sense, _, count = line.split()
        word, rest = sense.split("%")
        key = (word, rest[0])
        seen[key] = seen.get(key, 0) + int(count)
    return seen


def synsets(root, part):
    for line in (root / "usr/share/wordnet" / f"data.{part}").read_text(encoding="latin-1").splitlines():
        if line.startswith(" "):
            continue
        head, _, gloss = line.partition(" | ")
        fields = head.split()
        size = int(fields[3], 16)
        yield int(fields[1]), [re.sub(r"\(.*", "", w) for w in fields[4:4 + 2 * size:2]], gloss


def wordnet_words(root):
    known, seen = common_words(root), counts(root)
    nouns = {}
    for number, words, _ in synsets(root, "noun"):
        # The first word of a set of synonyms is its most usual one.
        for rank, word in enumerate(words[:2]):
            if word in known:
                nouns.setdefault(word, []).append((number, rank))
    taken = set()
    for name, (numbers, most) in NOUN_FILES.items():
        fitting = [w for w, senses in nouns.items() if senses[0][0] in numbers or
                   sum(n in numbers for n, _ in senses) * 2 > len(senses)]
        fitting = [w for w in fitting if w not in taken]
        fitting.sort(key=lambda w: (-seen.get((w, "1"), 0), order_key(w)))
        write(name, fitting[:most])
        taken.update(fitting[:most])
    for name, part, kinds, most in (("adjectives", "adj", "35", 1800), ("verbs", "verb", "2", 1500)):
        found = {w for _, words, _ in synsets(root, part) for w in words[:2] if w in known}
        rated = sorted(found, key=lambda w: (-sum(seen.get((w, k), 0) for k in kinds), order_key(w)))
        write(name, rated[:most])


def wordnet_sentences(root):
    found = set()
    for part in ("verb", "adj", "adv", "noun"):
        for _, _, gloss in synsets(root, part):
            for quote in re.findall(r'"([A-Z][^"]{18,80})"', gloss):
                quote = quote.strip(" ;")
                if re.fullmatch(r"[A-Za-z0-9 ,.'!?-]+", quote) and len(quote.split()) >= 4:
                    found.add(quote if quote[-1] in ".!?" else quote + ".")
    write("sentences", sorted(found, key=order_key)[:SENTENCES_MAX])


def main():
    root = pathlib.Path(sys.argv[1])
    faker_words(root)
    wordnet_words(root)
    wordnet_sentences(root)


if __name__ == "__main__":
    main()

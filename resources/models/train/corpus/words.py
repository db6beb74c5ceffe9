# SPDX-License-Identifier: Apache-2.0
"""Words: lists that are split into halves, and made-up ones that can be pronounced."""
import functools
import pathlib

from . import split

FOLDER = pathlib.Path(__file__).parent.parent / "words"
ONSETS = ("b c d f g h j k l m n p r s t v w z bl br ch cl cr dr fl fr gl gr kl kr pl pr qu sch sh "
          "sk sl sm sn sp st str sw th tr tw v w y x").split() + ["", "", ""]
VOWELS = "a e i o u a e i o ai ea ee ei ia ie io oa oo ou ue y ä ö ü é á ø".split()
PLAIN_VOWELS = "a e i o u a e i o ai ea ee ia io oa oo ou y".split()
CODAS = "b d f g k l m n p r s t x z ck ld lm ln lt mp nd ng nk nt rd rk rm rn rt sk st th ll ss".split() \
    + [""] * 30
ENDINGS = ["", "", "", "a", "o", "er", "en", "el", "in", "is", "us", "on", "ia", "ix", "um", "ly", "ton",
           "ville", "berg", "sen", "ski", "ini", "etti", "ova", "escu", "mann", "son", "well"]
CONSONANTS = "BCDFGHJKLMNPQRSTVWXZ"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@functools.lru_cache(maxsize=None)
def listed(name):
    return (FOLDER / f"{name}.txt").read_text(encoding="utf-8").split("\n")[:-1]


@functools.lru_cache(maxsize=None)
def _halves(name):
    return split.halves(name, listed(name))


def pick(scene, name):
    """A word of a list, of the scene's half."""
    items = _halves(name)[scene.half]
    item = items[int(scene.random.random() * len(items))]
    scene.note(name, item)
    return item


def _syllables(random, count, vowels):
    word = ""
    for _ in range(count):
        word += random.choice(ONSETS) + random.choice(vowels) + random.choice(CODAS)
    return word


def invented(scene, syllables=None, foreign=0.1):
    """A made-up word in small letters, of the scene's half."""
    random = scene.random
    while True:
        count = syllables or random.choice((1, 2, 2, 2, 3))
        vowels = VOWELS if random.random() < foreign else PLAIN_VOWELS
        word = _syllables(random, count, vowels) + random.choice(ENDINGS)
        if 3 <= len(word) <= 13 and split.half_of("invented", word) == scene.half:
            scene.note("invented", word)
            return word


def proper(scene, syllables=None):
    return invented(scene, syllables).capitalize()


def letters(random, count):
    return "".join(random.choice(LETTERS) for _ in range(count))


def digits(random, count, first="123456789"):
    return random.choice(first) + "".join(random.choice("0123456789") for _ in range(count - 1))


def noun(scene):
    """A thing one can order, repair or lose."""
    return pick(scene, scene.random.choice(("things", "things", "things", "foods", "materials")))


def any_noun(scene):
    return pick(scene, scene.random.choice(
        ("things", "things", "foods", "creatures", "people", "topics", "topics", "materials")))


def plural(word):
    if word.endswith("s") and not word.endswith("ss"):
        return word
    if word.endswith(("ss", "x", "z", "ch", "sh")):
        return word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def article(word):
    return ("an " if word[:1].lower() in "aeiou" else "a ") + word

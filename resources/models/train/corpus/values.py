# SPDX-License-Identifier: Apache-2.0
"""Values that are to be copied: names, places, codes, amounts, texts. Each has many shapes, so that
none can be learnt by heart. `VALUES[name](scene)` gives one as it stands in a message."""
from . import words
from .dates import date_text, day_phrase, time_text

CURRENCIES = ["EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "JPY", "CAD", "AUD", "INR",
              "BRL", "TRY", "ZAR", "HUF", "RON", "NZD", "SGD"]
SIGNS = {"EUR": "€", "USD": "$", "GBP": "£", "JPY": "¥"}
COLORS = ("red blue green black white grey yellow orange purple brown silver gold pink beige navy teal "
          "turquoise maroon olive ivory").split()
LANGUAGES = ("English German French Spanish Italian Portuguese Dutch Polish Swedish Danish Norwegian "
             "Finnish Greek Turkish Russian Japanese Chinese Korean Arabic Hindi Czech Hungarian").split()
COMPANY_ENDS = ["Ltd", "GmbH", "Inc.", "LLC", "AG", "S.A.", "& Sons", "Group", "Co.", "PLC", "BV", "AB", "Oy",
                "& Partners", "Logistics", "Systems", "Trading", "Foods", "Engineering", "Labs", "Works",
                "Supplies", "Services", "Solutions", "Consulting", "Bakery", "Motors", "Textiles", "Media"]
STREET_ENDS = ["Street", "Road", "Avenue", "Lane", "Way", "Drive", "Square", "Close", "Court", "Boulevard",
               "St", "Ave", "Rd", "strasse", "weg", "gatan", "straat", "plein"]
DOMAINS = ["com", "org", "net", "de", "co.uk", "io", "eu", "fr", "se", "nl", "example", "biz", "info"]
EXTENSIONS = ["txt", "md", "csv", "pdf", "json", "log", "xlsx", "docx", "yaml", "html", "png", "py"]


def first(scene):
    if scene.random.random() < 0.12:
        return words.proper(scene)
    return words.pick(scene, "given_names")


def family(scene):
    if scene.random.random() < 0.15:
        return words.proper(scene)
    return words.pick(scene, "family_names")


def person(scene):
    random = scene.random
    shape = random.random()
    if shape < 0.72:
        return f"{first(scene)} {family(scene)}"
    if shape < 0.8:
        return f"{first(scene)} {words.letters(random, 1)}. {family(scene)}"
    if shape < 0.88:
        return f"{random.choice(('Dr.', 'Ms', 'Mr', 'Mrs', 'Prof.'))} {family(scene)}"
    if shape < 0.94:
        return f"{first(scene)} {family(scene)}-{family(scene)}"
    return f"{first(scene)} {random.choice(('van', 'de', 'von', 'da', 'el'))} {family(scene)}"


def city(scene):
    if scene.random.random() < 0.15:
        return words.proper(scene)
    return words.pick(scene, "cities")


def company(scene):
    random = scene.random
    root = random.choice((family, lambda s: words.proper(s), lambda s: words.noun(s).capitalize(), city))
    shape = random.random()
    end = random.choice(COMPANY_ENDS)
    if shape < 0.55:
        return f"{root(scene)} {end}"
    if shape < 0.7:
        return f"{root(scene)} {words.noun(scene).capitalize()} {end}"
    if shape < 0.8:
        return f"{family(scene)} & {family(scene)}"
    if shape < 0.9:
        return f"{words.pick(scene, 'adjectives').capitalize()} {words.noun(scene).capitalize()} {end}"
    return words.proper(scene, 2)


def street(scene):
    random = scene.random
    end = random.choice(STREET_ENDS)
    name = family(scene) if random.random() < 0.6 else words.noun(scene).capitalize()
    if end[0].islower():
        return f"{name}{end} {random.randint(1, 240)}"
    number = f"{random.randint(1, 999)}{random.choice(['', '', '', 'a', 'b'])}"
    return f"{number} {name} {end}" if random.random() < 0.8 else f"{name} {end} {number}"


def postcode(scene):
    random = scene.random
    return random.choice((words.digits(random, 5), words.digits(random, 4),
                          f"{words.letters(random, 2)}{random.randint(1, 20)} {random.randint(1, 9)}"
                          f"{words.letters(random, 2)}", f"{words.digits(random, 3)} {words.digits(random, 2)}"))


def address(scene):
    return f"{street(scene)}, {postcode(scene)} {city(scene)}"


def email(scene):
    random = scene.random
    plain = {"ä": "ae", "ö": "oe", "ü": "ue", "é": "e", "á": "a", "ø": "o"}
    local = random.choice((f"{first(scene)}.{family(scene)}", f"{first(scene)[0]}{family(scene)}",
                           first(scene), random.choice(("info", "sales", "office", "support", "orders",
                                                        "billing", "hello", "team")),
                           f"{words.invented(scene)}{random.randint(1, 99)}"))
    local = "".join(plain.get(c, c) for c in local.lower() if c.isalnum() or c in "._")
    local = "".join(c for c in local if c.isascii()) or "office"
    host = "".join(c for c in words.invented(scene) if c.isascii()) or "mail"
    if random.random() < 0.2:
        host += random.choice(("-", "")) + random.choice(("mail", "group", "shop", "tech"))
    return f"{local}@{host}.{random.choice(DOMAINS)}"


def phone(scene):
    random = scene.random
    d = lambda count: words.digits(random, count, "0123456789")
    return random.choice((f"+{random.randint(1, 98)} {d(2)} {d(3)} {d(4)}", f"0{d(3)} {d(6)}", f"({d(3)}) {d(3)}-{d(4)}",
                          f"+{random.randint(1, 98)}{d(9)}", f"{d(3)}-{d(4)}", f"0{d(2)}/{d(7)}"))


def code(scene):
    """An order number, an article number, a reference: any mixture of letters and digits."""
    random = scene.random
    L, D = (lambda n: words.letters(random, n)), (lambda n: words.digits(random, n))
    shape = random.randrange(14)
    separator = random.choice("--- /._")
    if shape == 0:
        return D(random.randint(3, 8))
    if shape == 1:
        return f"{L(random.randint(1, 4))}{separator}{D(random.randint(2, 6))}".replace(" ", "-")
    if shape == 2:
        return f"{L(2)}{D(random.randint(2, 6))}"
    if shape == 3:
        return f"{random.randint(2019, 2031)}-{D(random.randint(3, 5))}"
    if shape == 4:
        return f"{L(3)}-{D(3)}-{L(1)}"
    if shape == 5:
        return f"{D(random.randint(2, 3))}-{L(random.randint(1, 3))}"
    if shape == 6:
        return f"{L(1)}{D(2)}{L(2)}{D(3)}"
    if shape == 7:
        return f"{random.choice(('ORD', 'INV', 'SO', 'PO', 'RMA', 'TKT', 'CUST', 'REF', 'SKU', 'ART', 'DOC', 'CASE'))}-{D(random.randint(3, 7))}"
    if shape == 8:
        return f"{random.choice(('INV', 'RE', 'ORD', 'PO', 'Q', 'AB', 'LS'))}{random.randint(2019, 2031)}{separator}{D(4)}".replace(" ", "/")
    if shape == 9:
        return f"{words.invented(scene)}-{D(2)}"
    if shape == 10:
        return f"{D(2)}.{D(3)}.{D(3)}"
    if shape == 11:
        return "".join(random.choice("0123456789abcdef") for _ in range(random.randint(6, 10)))
    if shape == 12:
        return f"{L(2)}-{D(2)}-{D(4)}"
    return f"{D(3)}{L(random.randint(1, 2))}{D(2)}"


def count(scene):
    random = scene.random
    return random.choice((random.randint(1, 12), random.randint(2, 30), random.randint(10, 500),
                          random.choice((20, 25, 50, 75, 100, 150, 200, 250, 300, 1000, 1200))))


def small(scene):
    return scene.random.randint(1, 12)


def decimal(scene):
    random = scene.random
    return random.choice((f"{random.randint(0, 99)}.{random.randint(1, 9)}", f"{random.randint(1, 9999)}.{random.randint(0, 99):02d}",
                          f"{random.randint(0, 20)}.{random.randint(1, 9)}5"))


def money(scene):
    """An amount without its currency, as a number can be written in JSON."""
    random = scene.random
    shape = random.random()
    if shape < 0.4:
        return f"{random.choice((random.randint(1, 99), random.randint(10, 999), random.randint(100, 25000)))}.{random.randint(0, 99):02d}"
    if shape < 0.5:
        return f"{random.randint(1, 400)}.{random.choice((5, 50, 99, 95, 90))}"
    return str(random.choice((random.randint(5, 99), random.randint(10, 90) * 10, random.randint(1, 60) * 50,
                              random.randint(100, 9999))))


def thing(scene):
    """What one orders or looks for: one to three words."""
    random = scene.random
    shape = random.random()
    if shape < 0.3:
        return words.noun(scene)
    if shape < 0.5:
        return f"{random.choice(COLORS)} {words.noun(scene)}"
    if shape < 0.75:
        return f"{words.pick(scene, 'adjectives')} {words.noun(scene)}"
    if shape < 0.9:
        return f"{words.noun(scene)} {words.noun(scene)}"
    return f"{words.proper(scene)} {words.noun(scene)}"


def product(scene):
    random = scene.random
    shape = random.random()
    if shape < 0.35:
        return f"{words.proper(scene)} {random.choice(('', 'Pro ', 'Mini ', 'Plus ', 'X'))}{random.randint(2, 900)}"
    if shape < 0.7:
        return thing(scene)
    if shape < 0.85:
        return f"{words.noun(scene).capitalize()} {words.letters(random, 2)}-{random.randint(10, 999)}"
    return f"{words.pick(scene, 'adjectives').capitalize()} {words.noun(scene).capitalize()}"


def topic(scene):
    random = scene.random
    if random.random() < 0.5:
        return f"{words.pick(scene, 'adjectives')} {words.any_noun(scene)}"
    return random.choice((words.any_noun(scene), f"{words.any_noun(scene)} {words.any_noun(scene)}",
                          words.plural(words.any_noun(scene))))


def note(scene):
    """A short text to be passed on: a title, a note, the words of a message."""
    random = scene.random
    shape = random.random()
    person_name, what = first(scene), thing(scene)
    if shape < 0.25:
        sentence = words.pick(scene, "sentences")
        return sentence[:-1] if random.random() < 0.7 else sentence
    return random.choice((f"call {person_name}", f"buy {what}", f"pick up the {what}", f"ask {person_name} about the {what}",
                          f"the {what} is ready", f"running {random.randint(5, 50)} minutes late", f"order more {words.plural(words.noun(scene))}",
                          f"see you {day_phrase(scene)}", f"meeting with {person_name}", f"{words.pick(scene, 'verbs')} the {what}",
                          f"review of the {words.any_noun(scene)}", f"{words.any_noun(scene)} planning", f"{what} needed by {day_phrase(scene)}",
                          f"check the {words.noun(scene)} in room {random.randint(1, 400)}", f"thank you for the {what}",
                          f"please bring the {what}", f"dinner at {family(scene)}'s", f"the {words.noun(scene)} is {words.pick(scene, 'adjectives')}"))


def title(scene):
    random = scene.random
    return random.choice((lambda: f"{words.pick(scene, 'topics')} {random.choice(('meeting', 'review', 'call', 'workshop', 'update', 'plan', 'report'))}",
                          lambda: f"{words.pick(scene, 'adjectives').capitalize()} {words.any_noun(scene).capitalize()}",
                          lambda: f"{random.choice(('lunch', 'dinner', 'call', 'coffee', 'interview', 'meeting', '1:1'))} with {first(scene)}",
                          lambda: f"The {words.any_noun(scene).capitalize()} of {city(scene)}",
                          lambda: f"{words.proper(scene)} {random.choice(('launch', 'kickoff', 'demo', 'release', 'audit'))}",
                          lambda: words.pick(scene, "topics")))()


def url(scene):
    random = scene.random
    host = "".join(c for c in words.invented(scene) if c.isascii())
    path = random.choice(("", "", f"/{words.noun(scene)}", f"/{words.noun(scene)}/{random.randint(1, 999)}"))
    return f"{random.choice(('https://', 'https://www.', 'www.', ''))}{host}.{random.choice(DOMAINS)}{path}"


def path(scene):
    random = scene.random
    name = random.choice((words.noun(scene), words.invented(scene), f"{words.noun(scene)}_{random.randint(1, 2030)}",
                          f"{words.noun(scene)}-{words.noun(scene)}", "README", "notes", "report", "todo", "config"))
    folder = random.choice(("", "", "", f"{words.noun(scene)}/", f"docs/{words.noun(scene)}/", "data/", "src/", f"{random.randint(2019, 2031)}/"))
    return f"{folder}{name}.{random.choice(EXTENSIONS)}"


def folder(scene):
    random = scene.random
    return random.choice((words.noun(scene), f"{words.noun(scene)}/{words.noun(scene)}", "docs", "invoices", "src", "data/raw",
                          f"{words.plural(words.noun(scene))}", f"{random.randint(2019, 2031)}"))


def expression(scene):
    """Arithmetic as it is typed."""
    random = scene.random
    number = lambda: random.choice((str(random.randint(2, 99)), str(random.randint(100, 9999)), decimal(scene)))
    sign = lambda: random.choice(("+", "-", "*", "/"))
    space = random.choice((" ", "", " "))
    first_part = f"{number()}{space}{sign()}{space}{number()}"
    shape = random.random()
    if shape < 0.55:
        return first_part
    if shape < 0.75:
        return f"{first_part}{space}{sign()}{space}{number()}"
    if shape < 0.9:
        return f"({first_part}){space}{random.choice('*/')}{space}{number()}"
    return random.choice((f"sqrt({random.randint(2, 9999)})", f"{random.randint(2, 30)}^{random.randint(2, 9)}",
                          f"{number()} % {random.randint(2, 12)}"))


def percent(scene):
    return str(scene.random.choice((5, 10, 12, 15, 20, 25, 30, 40, 50, scene.random.randint(1, 95))))


NUMBER_WORDS = ("zero one two three four five six seven eight nine ten eleven twelve").split()
MONEY_SHAPES = ["${v}", "{v} euros", "{v} EUR", "{v} dollars", "€{v}", "£{v}", "{v}€", "EUR {v}", "{v} USD", "{v} pounds"]


def said_number(scene, value, kind, is_money):
    """A number as people write it; JSON still has its plain digits."""
    random, text = scene.random, str(value)
    if kind == "integer" and text.isdigit() and int(text) <= 12 and random.random() < 0.15:
        return NUMBER_WORDS[int(text)]
    whole, point, rest = text.partition(".")
    if len(whole) > 3 and whole.isdigit() and random.random() < 0.25:
        text = f"{int(whole):,}{point}{rest}"
    if is_money and random.random() < 0.3:
        text = random.choice(MONEY_SHAPES).format(v=text)
    return text


VALUES = {
    "first": first, "family": family, "person": person, "city": city, "company": company, "street": street,
    "address": address, "postcode": postcode, "email": email, "phone": phone, "code": code, "count": count, "small": small,
    "decimal": decimal, "money": money, "thing": thing, "product": product, "topic": topic, "note": note, "title": title,
    "url": url, "path": path, "folder": folder, "expression": expression, "percent": percent,
    "date": date_text, "day": day_phrase, "time": time_text,
    "noun": words.noun, "nouns": lambda s: words.plural(words.noun(s)), "word": lambda s: words.invented(s),
    "name": words.proper, "adjective": lambda s: words.pick(s, "adjectives"), "job": lambda s: words.pick(s, "jobs"),
    "currency": lambda s: s.random.choice(CURRENCIES), "color": lambda s: s.random.choice(COLORS),
    "language": lambda s: s.random.choice(LANGUAGES), "sentence": lambda s: words.pick(s, "sentences"),
    "room": lambda s: s.random.choice(("kitchen", "bedroom", "living room", "bathroom", "hall", "office", "garage", "garden",
                                       "cellar", "attic", "nursery", "conference room", f"room {s.random.randint(1, 420)}")),
}


def draw(scene, name):
    """A value of a kind; "a-b" with numbers is a whole number between them, "x|y" one of these."""
    if name in VALUES:
        return VALUES[name](scene)
    if "|" in name:
        return scene.random.choice(name.split("|"))
    low, _, high = name.partition("-")
    return scene.random.randint(int(low), int(high))

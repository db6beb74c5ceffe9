# SPDX-License-Identifier: Apache-2.0
"""Business texts in sentences: e-mails, contract clauses, bookings, notices, complaints, jobs, and
forms that nobody has seen before."""
import re

from . import dates, documents, grammar, lines, tooling, values, words
from .documents import Document
from .values_more import Drawn

# A slot in a prose line: its canonical name; names in schemas; kind of value; JSON type.
SLOTS = {
    "sender": ("sender|sender_name|from|name|author", "person", "string"),
    "recipient": ("recipient|to|addressee", "person", "string"),
    "sender_email": ("sender_email|email|from_email", "email", "string"),
    "person": ("person|name|contact|employee|full_name", "person", "string"),
    "company": ("company|company_name|firm|organization", "company", "string"),
    "party_a": ("party_a|first_party|provider|landlord|lessor|seller|contractor|employer", "company", "string"),
    "party_b": ("party_b|second_party|client|tenant|lessee|buyer|customer|employee", "company", "string"),
    "subject": ("subject|topic|title|about", "topic", "string"),
    "day": ("date|day|meeting_date|when|event_date", "!date", "date"),
    "start_date": ("start_date|begin|effective_date|start|valid_from", "!date", "date"),
    "end_date": ("end_date|end|expires|valid_until|termination_date", "!date", "date"),
    "deadline": ("deadline|due_date|reply_by|due", "!date", "date"),
    "time": ("time|start_time|at", "time", "string"),
    "place": ("location|place|city|venue", "city", "string"),
    "amount": ("amount|price|fee|sum|value|cost", "money", "number"),
    "monthly": ("monthly_fee|monthly_amount|rent|monthly_rent|monthly_price", "money", "number"),
    "deposit": ("deposit|security_deposit|down_payment", "money", "number"),
    "currency": ("currency", "EUR|USD|GBP|CHF", "string"),
    "order": ("order_number|order_id|order", "code", "string"),
    "product": ("product|item|article|goods", "product", "string"),
    "quantity": ("quantity|count|pieces|number_of_items", "count", "integer"),
    "phone": ("phone|phone_number|telephone|mobile", "phone", "string"),
    "months": ("notice_months|months|term_months|duration_months", "1-36", "integer"),
    "days": ("notice_days|days|period_days|payment_days", "5-90", "integer"),
    "percent": ("percent|penalty_percent|interest_rate|discount|rate", "percent", "number"),
    "law": ("governing_law|law|jurisdiction|country", "France|Germany|England|Spain|Italy|Austria|Sweden|Poland|Ireland|Norway|Denmark|Portugal", "string"),
    "court": ("court|place_of_jurisdiction|court_location", "city", "string"),
    "contract": ("contract_number|contract_id|agreement_number", "code", "string"),
    "address": ("address|street_address|premises|property", "address", "string"),
    "job": ("job|position|job_title|role", "job", "string"),
    "salary": ("salary|yearly_salary|pay", "money", "number"),
    "guests": ("guests|people|persons|number_of_guests", "small", "integer"),
    "nights": ("nights|number_of_nights", "small", "integer"),
    "room": ("room|room_number", "10-900", "string"),
    "flight": ("flight|flight_number|flight_no", "code", "string"),
    "origin": ("origin|from|departure_city", "city", "string"),
    "destination": ("destination|to|arrival_city", "city", "string"),
    "problem": ("problem|issue|complaint|description", "note", "string"),
    "url": ("url|website|link", "url", "string"),
    "hours": ("hours|weekly_hours|working_hours", "5-48", "integer"),
    "tracking": ("tracking_number|tracking|shipment_id", "code", "string"),
}
CLOSINGS = ["Best regards", "Kind regards", "Regards", "Sincerely", "Best", "Thanks", "Yours sincerely", "Many thanks", "Cheers", "With kind regards"]


class Slots(Drawn):
    """Draws each slot and notes it as a field of the document."""

    def __init__(self, scene, document):
        super().__init__(scene)
        self.document = document

    def __missing__(self, slot):
        if slot not in SLOTS:
            return super().__missing__(slot)
        names, kind, json_type = SLOTS[slot]
        if kind == "!date":
            day = dates.some_day(self.scene)
            text = dates.written(day, self.scene.random, True)
            self.document.put(slot, text, names, "date", day)
        else:
            text = str(values.draw(self.scene, kind))
            shown = documents.thousands(text, self.scene.random) if kind == "money" else text
            self.document.put(slot, text, names, json_type)
            text = shown
        self[slot] = text
        return text


def fill(scene, document, group):
    return lines.groups("prose")[group][1].say(scene, Slots(scene, document))


def several(scene, document, group, count):
    """Some sentences of a group, each slot with one value in all of them, none said twice."""
    slots, phrases = Slots(scene, document), lines.groups("prose")[group][1]
    picked = scene.sample(phrases.of(scene.half), count)
    for line in picked:
        scene.note("phrase", phrases.kind + ": " + line)
    return [grammar.expand(line, scene.random, slots) for line in picked], slots


def email(scene):
    random = scene.random
    document = Document(scene, random.choice(("e-mail", "email", "mail", "message")))
    group = random.choice(("mail order", "mail meeting", "mail complaint", "mail offer", "mail travel", "mail job"))
    body, slots = several(scene, document, group, random.randint(2, 4))
    if random.random() < 0.3:
        body.insert(random.randrange(len(body) + 1), words.pick(scene, "sentences"))
    head = ""
    if random.random() < 0.6:
        head = f"From: {slots['sender']} <{slots['sender_email']}>\n"
        head += f"To: {slots['recipient']}\n" if random.random() < 0.5 else ""
        head += f"Subject: {slots['subject']}\n\n"
    body = [sentence[:1].upper() + sentence[1:] for sentence in body]
    greeting = random.choice(("Hello,\n\n", "Hi,\n", "Dear Sir or Madam,\n\n", "Good morning,\n\n", ""))
    if random.random() < 0.35:
        greeting = f"Dear {slots['recipient']},\n\n"
    text = random.choice((" ", " ", "\n")).join(body)
    document.text = f"{head}{greeting}{text}\n\n{random.choice(CLOSINGS)},\n{slots['sender']}"
    if random.random() < 0.3:
        document.text += f"\n{slots['company']}\n{random.choice(('Tel. ', 'Phone: ', ''))}{slots['phone']}"
    return document


def clause(scene):
    random = scene.random
    document = Document(scene, random.choice(("contract clause", "contract", "clause", "agreement")))
    body, _ = several(scene, document, "clause", random.randint(2, 5))
    number = random.randint(1, 12)
    style = random.choice(("plain", "numbered", "paragraph"))
    if style == "numbered":
        body = [f"{number}.{i} {sentence}" for i, sentence in enumerate(body, 1)]
    elif style == "paragraph":
        body = [f"§ {number + i} {sentence}" for i, sentence in enumerate(body)]
    document.text = ("\n" if style != "plain" else " ").join(body)
    if random.random() < 0.3:
        document.text = random.choice(("AGREEMENT\n", "Service Agreement\n\n", f"Clause {number}\n", "Lease\n\n", "TERMS\n")) + document.text
    return document


def notice(scene):
    random = scene.random
    document = Document(scene, "text")
    body, _ = several(scene, document, "notice", random.randint(1, 3))
    document.text = " ".join(body)
    return document


def form(scene):
    """A form whose labels nobody has seen: the schema's names say which value is meant."""
    random = scene.random
    document = Document(scene, random.choice(("form", "document", "record", "sheet", "text")))
    rows = []
    separator = random.choice((": ", " = ", " | ", ": ", " - ", ":\t", "; "))
    for _ in range(random.randint(4, 12)):
        label = random.choice((words.noun(scene), words.pick(scene, "topics"), words.invented(scene), f"{words.noun(scene)} {random.choice(('name', 'code', 'date', 'number', 'type', 'level'))}"))
        kind, json_type = random.choice((("code", "string"), ("person", "string"), ("company", "string"), ("city", "string"), ("count", "integer"), ("money", "number"),
                                         ("decimal", "number"), ("email", "string"), ("thing", "string"), ("!date", "date"), ("adjective", "string"), ("phone", "string"), ("note", "string")))
        name = label.replace(" ", "_").replace("-", "_")
        if name in document.fields:
            continue
        if kind == "!date":
            text = document.put_date(name, name)
        else:
            text = document.put(name, str(values.draw(scene, kind)), name, json_type)
        rows.append(f"{random.choice((label, label.capitalize(), label.capitalize(), label.upper()))}{separator}{text}")
    document.text = random.choice(("\n", "\n", ", ", "; ")).join(rows)
    return document


MAKERS = {"email": email, "clause": clause, "notice": notice, "form": form}

# SPDX-License-Identifier: Apache-2.0
"""Business texts with their fields: invoices, orders, e-mails, contract clauses, bookings, notices.

A document is written once; every value in it is noted under a canonical name with how a schema may
call it, so that extraction.py can ask for any of them.
"""
import datetime

from . import dates, grammar, values, words
from .tooling import Number

# canonical name: (names in schemas, labels in documents, JSON type)
FIELDS = {
    "number": ("invoice_number|number|invoice_no|document_number|invoiceId|reference", "Invoice No.|Invoice number|Invoice|Inv. no|Number|Invoice #|No.|Document no.", "string"),
    "order_number": ("order_number|order_id|order_no|po_number|orderNumber|order", "Order number|Order No.|Order|PO number|Your order|Purchase order|Order ID|Order ref.", "string"),
    "customer_number": ("customer_number|customer_id|client_no|customerNo", "Customer number|Customer No.|Client ID|Customer ID|Account", "string"),
    "date": ("date|invoice_date|issue_date|issued_on|document_date", "Date|Invoice date|Issued|Date of issue|Issue date", "date"),
    "due_date": ("due_date|payment_due|due|pay_by|dueDate", "Due date|Due|Payment due|Pay by|Payable until", "date"),
    "delivery_date": ("delivery_date|ship_date|delivery|deliver_by", "Delivery date|Delivery|Ship date|To be delivered|Expected delivery", "date"),
    "vendor": ("vendor|supplier|seller|company|vendor_name|issuer|from_company", "From|Seller|Supplier|Vendor|Issued by", "string"),
    "customer": ("customer|buyer|client|bill_to|customer_name|recipient|billed_to", "To|Bill to|Customer|Invoice to|Billed to|Client|Buyer|Sold to", "string"),
    "address": ("address|customer_address|delivery_address|shipping_address|ship_to", "Address|Ship to|Delivery address|Deliver to", "string"),
    "net": ("net_amount|subtotal|net|net_total|amount_net", "Subtotal|Net|Net amount|Net total|Sum", "number"),
    "tax": ("tax|vat|tax_amount|vat_amount", "VAT|Tax|VAT amount|Sales tax", "number"),
    "total": ("total|total_amount|amount|grand_total|amount_due|gross", "Total|Total amount|Amount due|Grand total|Total due|To pay|Invoice total", "number"),
    "currency": ("currency|currency_code", "Currency", "string"),
    "vat_id": ("vat_id|vat_number|tax_id|vatId", "VAT ID|VAT No.|Tax ID|VAT reg. no.", "string"),
    "iban": ("iban|account|bank_account", "IBAN|Account", "string"),
    "contact": ("contact|contact_person|contact_name|salesperson|clerk", "Contact|Contact person|Your contact|Clerk|Attention", "string"),
    "email": ("email|contact_email|mail|email_address", "E-mail|Email|Mail", "string"),
    "phone": ("phone|phone_number|telephone|tel", "Phone|Tel.|Telephone|Tel", "string"),
    "terms": ("payment_terms|terms|payment", "Terms|Payment terms|Payment", "string"),
    "method": ("shipping_method|carrier|shipping|ship_via", "Shipping|Carrier|Ship via|Delivery method", "string"),
    "items": ("items|line_items|positions|lines|products", "", "items"),
}
TERMS = ["{n} days net", "net {n}", "within {n} days", "payable in {n} days", "due on receipt", "{n} days 2% discount", "prepaid"]
CARRIERS = ["DHL", "UPS", "FedEx", "DPD", "GLS", "courier", "pick-up", "sea freight", "express", "standard", "overnight"]


class Document:
    """`fields[name]` is (value, JSON type, day or None); `text` is what stands in the prompt."""

    def __init__(self, scene, kind):
        self.scene, self.kind = scene, kind
        self.fields, self.names, self.text = {}, {}, ""

    def put(self, name, value, names=None, kind=None, day=None):
        listed = FIELDS.get(name, ("", "", "string"))
        self.fields[name] = (value, kind or listed[2], day)
        self.names[name] = (names or listed[0]).split("|")
        return value

    def put_date(self, name, names=None, day=None):
        day = day or dates.some_day(self.scene)
        text = dates.written(day, self.scene.random, True)
        self.put(name, text, names, "date", day)
        return text

    def label(self, name):
        return self.scene.random.choice(FIELDS[name][1].split("|"))


def thousands(amount, random):
    """An amount in one of the usual spellings; the plain digits stay the value."""
    whole, _, cents = amount.partition(".")
    if len(whole) > 3 and random.random() < 0.4:
        whole = f"{int(whole):,}"
    return whole + ("." + cents if cents else "")


def priced(amount, currency, random):
    text = thousands(amount, random)
    sign = values.SIGNS.get(currency)
    shapes = [f"{text} {currency}", f"{currency} {text}", text] + ([f"{sign}{text}", f"{text} {sign}"] if sign else [])
    return random.choice(shapes)


def line_items(scene, currency):
    """Rows of goods and their sum in cents."""
    random = scene.random
    rows, total = [], 0
    for _ in range(random.choice((1, 1, 2, 2, 3, 3, 4, 5))):
        quantity = random.choice((1, 1, 2, 3, 4, 5, 6, 10, 12, 20, 25, random.randint(1, 99)))
        cents = random.choice((random.randint(50, 9999), random.randint(100, 99999), random.randint(1, 300) * 100))
        rows.append({"sku": values.code(scene), "name": values.product(scene), "quantity": quantity, "cents": cents, "sum": quantity * cents})
        total += quantity * cents
    return rows, total


def money_text(cents):
    return f"{cents // 100}.{cents % 100:02d}"


ROWS = ["{q} x {name} {price}", "{q} {name} @ {price} = {sum}", "{name} | {q} | {price} | {sum}", "- {name}, {q} pcs, {price} each", "{i}. {name} ({sku}) x{q} {price}",
        "{i}  {sku}  {name}  {q}  {price}  {sum}", "{name} - quantity {q} - unit price {price}", "{q}x {name} at {price}", "* {name} x {q}: {sum}"]
HEADS = {2: "Item | Qty | Price | Total\n", 5: "Pos  Art.  Description  Qty  Price  Total\n"}


def rows_text(scene, rows):
    choice = scene.random.randrange(len(ROWS))
    shape = ROWS[choice]
    out = HEADS.get(choice, "") if scene.random.random() < 0.7 else ""
    for i, row in enumerate(rows, 1):
        out += shape.format(q=row["quantity"], name=row["name"], price=money_text(row["cents"]), sum=money_text(row["sum"]), sku=row["sku"], i=i) + "\n"
    return out, "{price}" in shape, "{sku}" in shape


def item_fields(rows, has_price, has_sku):
    parts = [("name", "string"), ("quantity", "integer")]
    parts += [("unit_price", "number")] if has_price else []
    parts += [("sku", "string")] if has_sku else []
    return [{"name": row["name"], "quantity": Number(row["quantity"]), "unit_price": Number(money_text(row["cents"])), "sku": row["sku"]} for row in rows], parts


def iban(scene):
    text = words.letters(scene.random, 2) + words.digits(scene.random, 20)
    return " ".join(text[i:i + 4] for i in range(0, 22, 4)) if scene.random.random() < 0.6 else text


def header_lines(scene, document, names):
    """`label: value` lines in any order, with any separator."""
    random = scene.random
    separator = random.choice((": ", ": ", ": ", " ", "  ", " - ", " = ", ":\n", "\t"))
    out = []
    for name in names:
        value = document.fields[name][0]
        out.append(f"{document.label(name)}{separator}{value}")
    return out


def invoice(scene):
    random = scene.random
    document = Document(scene, random.choice(("invoice", "invoice", "bill", "receipt")))
    currency = document.put("currency", random.choice(values.CURRENCIES[:4] * 3 + values.CURRENCIES))
    day = dates.some_day(scene)
    document.put("vendor", values.company(scene))
    document.put("customer", random.choice((values.company, values.person))(scene))
    document.put("number", values.code(scene))
    document.put_date("date", day=day)
    optional = {"order_number": values.code, "customer_number": values.code, "vat_id": lambda s: words.letters(random, 2) + words.digits(random, 9), "iban": iban,
                "contact": values.person, "email": values.email, "phone": values.phone, "address": values.address,
                "terms": lambda s: random.choice(TERMS).format(n=random.choice((7, 10, 14, 21, 30, 45, 60)))}
    chosen = scene.sample(sorted(optional), random.randint(0, 5))
    for name in chosen:
        document.put(name, optional[name](scene))
    if random.random() < 0.6:
        document.put_date("due_date", day=day + datetime.timedelta(days=random.choice((7, 10, 14, 30, 45))))
        chosen.append("due_date")
    rows, net = line_items(scene, currency)
    rate = random.choice((0, 5, 7, 10, 19, 20, 21, 25))
    tax = net * rate // 100
    body, has_price, has_sku = rows_text(scene, rows)
    goods, parts = item_fields(rows, has_price, has_sku)
    document.put("items", (goods, parts))
    totals = []
    if random.random() < 0.6:
        totals.append(f"{document.label('net')}: {priced(document.put('net', money_text(net), kind='number'), currency, random)}")
        totals.append(f"{document.label('tax')} {rate}%: {priced(document.put('tax', money_text(tax)), currency, random)}")
    else:
        tax = 0
    total = document.put("total", money_text(net + tax))
    totals.append(f"{document.label('total')}: {priced(total, currency, random)}")
    if not any(currency in line or values.SIGNS.get(currency, "?") in line for line in totals):
        totals.append(f"Currency: {currency}")
    heads = ["number", "date"] + chosen
    random.shuffle(heads)
    top = random.choice((f"{document.fields['vendor'][0]}\n{values.address(scene)}\n\n", f"{document.fields['vendor'][0]}\n", f"From: {document.fields['vendor'][0]}\n", f"{document.label('vendor')}: {document.fields['vendor'][0]}\n"))
    to = random.choice((f"{document.label('customer')}: {document.fields['customer'][0]}\n", f"{document.label('customer')}\n{document.fields['customer'][0]}\n"))
    title = random.choice(("INVOICE\n", "Invoice\n", "", "Bill\n", "Tax invoice\n", "INVOICE / RECHNUNG\n"))
    end = random.choice(("", "", "Thank you for your business.", "Please pay to the account below.", "Goods remain our property until paid.", words.pick(scene, "sentences")))
    document.text = f"{random.choice((title + top, top + title))}{to}{chr(10).join(header_lines(scene, document, heads))}\n{random.choice(('', chr(10)))}{body}{chr(10).join(totals)}\n{end}".strip()
    return document


def order(scene):
    random = scene.random
    document = Document(scene, random.choice(("order", "order", "purchase order", "order confirmation")))
    document.put("order_number", values.code(scene))
    document.put("customer", random.choice((values.company, values.person))(scene))
    document.put_date("date", "date|order_date|ordered_on|placed_on")
    currency = random.choice(values.CURRENCIES[:4])
    optional = {"address": values.address, "contact": values.person, "email": values.email, "phone": values.phone, "customer_number": values.code, "vendor": values.company,
                "method": lambda s: random.choice(CARRIERS), "terms": lambda s: random.choice(TERMS).format(n=random.choice((10, 14, 30)))}
    chosen = scene.sample(sorted(optional), random.randint(1, 5))
    for name in chosen:
        document.put(name, optional[name](scene))
    if random.random() < 0.6:
        document.put_date("delivery_date")
        chosen.append("delivery_date")
    rows, net = line_items(scene, currency)
    body, has_price, has_sku = rows_text(scene, rows)
    document.put("items", item_fields(rows, has_price, has_sku))
    heads = ["order_number", "customer", "date"] + chosen
    random.shuffle(heads)
    total = ""
    if random.random() < 0.6:
        document.put("currency", currency)
        total = f"{document.label('total')}: {random.choice((currency + ' ', ''))}{document.put('total', money_text(net))}"
        total += "" if currency in total else f" {currency}"
    title = random.choice(("ORDER\n", "Purchase Order\n", "Order confirmation\n", "", "New order\n"))
    document.text = f"{title}{chr(10).join(header_lines(scene, document, heads))}\n\n{body}{total}".strip()
    return document


MAKERS = {"invoice": invoice, "order": order}

"""One row of a list of structures or donors."""

import re
from dataclasses import dataclass, field

from .. import vocabulary
from . import codes, values
from .device_line import Row
from .notes import Notes, Read
from .table import is_empty_row
from .text import plain

NOT_KEPT = ("contact", "export_error")  # persons belong in their own record
_EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[A-Za-z]{2,}")


@dataclass
class PartnerLine:
    """What one row says about one organisation; `facts` are fields of res.partner."""

    number: int
    name: str = ""
    facts: dict = field(default_factory=dict)
    tag: str = ""
    sector: str = ""
    ignored: bool = False
    notes: Notes = field(default_factory=Notes)

    @property
    def code(self):
        return self.facts.get("company_registry") or self.name


def partner_lines(recognised):
    """Yield a `PartnerLine` for each row that is not empty, below the titles."""
    start = recognised.title_row + 1
    for index, cells in enumerate(recognised.table.rows[start:], start=start):
        if not is_empty_row(cells):
            yield _read_line(index + 1, cells, recognised.layout.fields)


def _read_line(number, cells, places):
    line = PartnerLine(number)
    row = Row(number, cells, places, line.notes)
    line.name = row.text("name")
    if not line.name:
        line.notes.refuse("no_name")
    readers = (
        ("siret", "company_registry", codes.siret_number),
        ("rna", "rna", codes.rna_number),
        ("zip", "zip", _postal_code),
        ("email", "email", _email),
        ("latitude", "partner_latitude", values.number),
        ("longitude", "partner_longitude", values.number),
    )
    for name, fact, reader in readers:
        value = row.value(name, reader)
        # A number with wrong check digits is not kept: it would identify another.
        doubtful = any(n.code in ("siret_check", "rna_check") for n in line.notes)
        if value and not (doubtful and name in ("siret", "rna")):
            line.facts[fact] = value
    for name in ("street", "street2", "city", "phone", "website", "comment"):
        text = row.text(name)
        if text:
            line.facts[name] = text
    line.tag = row.text("type")
    line.sector = _sector(line, row)
    return line


def _sector(line, row):
    word = row.text("sector")
    code = vocabulary.sector_code(word) or vocabulary.sector_code(line.tag)
    if word and not code:
        row.notes.warn("sector_unknown", text=word, cell=row.where("sector"))
    # SIREN numbers that begin with 1 or 2 are public bodies.
    if not code and line.facts.get("company_registry", "")[:1] in ("1", "2"):
        code = "public"
        row.notes.tell("sector_public")
    return code or ""


def _postal_code(cell):
    text = values.text_of(cell)
    if re.fullmatch(r"\d{4}", text):
        text = "0" + text  # a sheet drops the zero in front
    return Read(text.upper())


def _email(cell):
    text = values.text_of(cell)
    if values.says_nothing(text):
        return Read()
    return Read(text) if _EMAIL.fullmatch(text) else Read(code="not_email")


def same_name(left, right):
    """Whether two names are the same but for case, accents and punctuation."""
    return plain(left) == plain(right)

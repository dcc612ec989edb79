"""One row of a device file into codes, facts and remarks."""

from dataclasses import dataclass, field

from .. import vocabulary
from . import codes, dates, values
from .notes import Notes
from .table import CellError, Formula, address, is_empty
from .text import clean, plain

_SYSTEMS = (
    "windows", "linux", "mint", "ubuntu", "debian", "android", "ios", "macos",
    "chromeos", "emmabuntus", "primtux", "lubuntu", "xubuntu", "zorin",
)  # fmt: skip
# Kept word for word in the device's comment: no field of ours holds them.
_PIECES = (
    "observations", "comment", "refurbishment_comment", "expense_nature", "total_cost",
    "url",
)  # fmt: skip
_TEXTS = ("model", "commercial_name", "cpu", "carrier_lock", "color", "origin", "os")


@dataclass
class DeviceLine:
    """What one row says about one device.

    `facts` is ``{field of emmaus.device: value}`` for plain values; `pieces` are
    ``(kind, text)`` that belong in the comment; `cells` counts the cells read.
    """

    number: int
    ec: str = ""
    refurbisher_code: str = ""
    serial: str = ""
    imeis: list = field(default_factory=list)
    category: str = ""
    lot: str = ""
    stock: str = ""
    refurbisher: str = ""
    brand: str = ""
    facts: dict = field(default_factory=dict)
    pieces: list = field(default_factory=list)
    status_only: bool = False
    ignored: bool = False
    notes: Notes = field(default_factory=Notes)

    @property
    def code(self):
        """The code a person would look for."""
        first = self.imeis[0] if self.imeis else ""
        return self.ec or self.refurbisher_code or self.serial or first


class Row:
    """Cells by field, with a remark for each that cannot be used."""

    def __init__(self, number, cells, places, notes):
        self.number, self.cells, self.places, self.notes = number, cells, places, notes

    def cell(self, name):
        """Return a cell's value; formulas give what they last computed."""
        index = self.places.get(name)
        if index is None or index >= len(self.cells):
            return None
        cell = self.cells[index]
        if isinstance(cell, CellError):
            self.notes.refuse("cell_error", cell=self.where(name), text=cell.text)
            return None
        if isinstance(cell, Formula):
            return self._computed(name, cell)
        return None if is_empty(cell) else cell

    def _computed(self, name, formula):
        if formula.cached is None:
            self.notes.refuse(
                "formula_empty", cell=self.where(name), text=formula.text[:40]
            )
            return None
        text = values.text_of(formula.cached)
        self.notes.warn("formula_value", cell=self.where(name), text=text)
        return formula.cached

    def text(self, name):
        cell = self.cell(name)
        if cell is None:
            return ""
        text = values.text_of(cell)
        return "" if values.says_nothing(text) else text

    def where(self, name):
        return address(self.number, self.places[name])

    def doubt(self, name, read, text=None):
        """Pass on the doubt about a cell; return the value that is safe to keep."""
        if read.code:
            self.notes.warn(
                read.code,
                cell=self.where(name),
                text=text or clean(values.text_of(self.cells[self.places[name]]))[:80],
                proposal=_shown(read.proposal or read.value),
            )
        return read.value

    def value(self, name, reader, *args):
        cell = self.cell(name)
        return None if cell is None else self.doubt(name, reader(cell, *args))


def _shown(value):
    return f"{value:g}" if isinstance(value, float) else str(value or "")


def read_line(number, cells, places, default_category=""):
    """Read a row.

    :param int number: the row's number as a person sees it
    :param cells: the row; `places` is ``{field: index}``
    :param str default_category: category code where the row names no type
    """
    line = DeviceLine(number)
    row = Row(number, cells, places, line.notes)
    _read_codes(line, row)
    _read_origin(line, row)
    _read_status(line, row)
    _read_category(line, row, default_category)
    _read_facts(line, row)
    _read_pieces(line, row)
    line.status_only = _gives_status_only(line)
    return line


def _gives_status_only(line):
    status = {"external_state", "external_state_comment"}
    says_more = line.facts.keys() - status or line.pieces or line.brand
    return bool(line.facts) and not (says_more or line.serial or line.imeis)


def _read_codes(line, row):
    line.refurbisher_code = row.value("refurbisher_code", codes.plain_code) or ""
    ec = row.cell("ec_id")
    if ec is not None:
        read = codes.ec_id(ec)
        if read.code and not line.refurbisher_code:
            line.refurbisher_code = read.value
            row.notes.tell("ec_id_free", text=read.value)
        elif read.code:
            line.pieces.append(("other_code", read.value))
            row.notes.warn("ec_id_beside", text=read.value, cell=row.where("ec_id"))
        else:
            line.ec = read.value or ""
    line.serial = row.value("serial", codes.serial) or ""
    if any(note.code == "serial_bogus" for note in line.notes):
        line.pieces.append(("bogus_serial", line.serial))
        line.serial = ""
    for name in ("imei1", "imei2"):
        _read_imeis(line, row, name)


def _read_imeis(line, row, name):
    cell = row.cell(name)
    for read in codes.imeis(cell) if cell is not None else ():
        if read.code == "imei_is_serial":
            line.serial = line.serial or read.value
            row.notes.tell("imei_is_serial", text=read.value)
            continue
        row.doubt(name, read, text=read.value)
        if read.value and read.code != "serial_bogus" and read.value not in line.imeis:
            line.imeis.append(read.value)


def _read_origin(line, row):
    line.lot = row.text("lot")
    line.stock = row.text("stock").upper()
    line.refurbisher = row.text("refurbisher")
    line.brand = row.text("brand") or row.text("constructor")


def _read_status(line, row):
    word = row.text("status")
    grade = row.text("declared_grade")
    if grade:
        code = vocabulary.grade_code(grade)
        if code:
            line.facts["declared_grade"] = code
        else:
            row.notes.warn(
                "grade_unknown", text=grade, cell=row.where("declared_grade")
            )
            line.pieces.append(("grade", grade))
    if word:
        code = vocabulary.status_to_code(word)
        if code:
            line.facts["external_state"] = code
        else:
            row.notes.warn("status_unknown", text=word, cell=row.where("status"))
            line.pieces.append(("status", word))
    elif line.facts.get("declared_grade") == "unsellable":
        line.facts["external_state"] = "NON_REEMPLOYABLE"
    comment = row.text("status_comment")
    if comment:
        line.facts["external_state_comment"] = comment


def _read_category(line, row, default_category):
    word = row.text("type")
    line.category = vocabulary.category_code(word) or ""
    if word and not line.category:
        row.notes.warn("type_unknown", text=word, cell=row.where("type"))
    kind = codes.ec_parts(line.ec)[1]
    by_number = {"TA": "tablet", "SM": "smartphone", "TE": "smartphone"}.get(kind, "")
    pc_by_number = kind == "PC" and line.category in ("tablet", "smartphone")
    if pc_by_number or (
        by_number and line.category not in ("", by_number, "basic_phone")
    ):
        row.notes.warn("type_beside_id", text=word, id=line.ec)
    if not line.category:
        line.category = by_number or default_category


def _read_facts(line, row):
    facts = line.facts
    for name in _TEXTS:
        text = row.text(name)
        if text:
            facts[name] = text
    readers = (
        ("cpu_mark", "cpu_mark", values.whole, ()),
        ("ram", "ram_gib", values.ram_size, ()),
        ("disk1_size", "disk1_gb", values.disk_size, ()),
        ("disk2_size", "disk2_gb", values.disk_size, ()),
        ("dvd", "has_dvd", values.yes_no, ()),
        ("webcam", "has_webcam", values.yes_no, ()),
        ("charger", "charger", values.yes_no, ()),
        ("technical_adjustment", "technical_adjustment", values.whole, (-100, 100)),
        ("cosmetic_adjustment", "cosmetic_adjustment", values.whole, (-100, 100)),
        ("battery_minutes", "battery_minutes", values.whole, (0, 6000)),
    )
    for name, fact, reader, limits in readers:
        value = row.value(name, reader, *limits)
        if value is not None:
            facts[fact] = value
    _read_disk_types(line, row)
    _read_screen(line, row)
    _read_battery(line, row)
    _read_cosmetic(line, row)


def _read_disk_types(line, row):
    for name in ("disk1_type", "disk2_type"):
        word = row.text(name)
        code = vocabulary.disk_code(word)
        if code:
            line.facts[name] = code
        elif word and plain(word) not in ("aucun", "sans", "non"):
            row.notes.warn("disk_unknown", text=word, cell=row.where(name))
            line.pieces.append((name, word))


def _read_screen(line, row):
    for name in ("screen", "resolution"):
        size = values.resolution(row.cell(name))
        if size:
            line.facts["resolution"] = size
        elif name == "resolution" and row.text(name):
            line.facts["resolution"] = row.text(name)
        elif name == "screen":
            inches = row.value(name, values.screen_inches)
            if inches is not None:
                line.facts["screen_inches"] = inches


def _read_battery(line, row):
    text = row.text("battery_health")
    if plain(text) in ("ok", "ko", "hs", "bon", "bonne", "mauvaise"):
        line.pieces.append(("battery", text))
        return
    share = row.value("battery_health", values.percent)
    if share is None:
        return
    line.facts["battery_health"] = share
    # The audit tools of 2025 wrote the share into the minutes column as well.
    if share and line.facts.get("battery_minutes") == share:
        del line.facts["battery_minutes"]
        row.notes.tell("battery_twice", value=share)


def _read_cosmetic(line, row):
    text = row.text("cosmetic_grade")
    code = vocabulary.cosmetic_code(text)
    if code:
        line.facts["cosmetic_grade"] = code
    elif text:
        row.notes.warn("cosmetic_unknown", text=text, cell=row.where("cosmetic_grade"))
        line.pieces.append(("cosmetic", text))


def _read_pieces(line, row):
    for name in _PIECES:
        text = row.text(name)
        if name == "refurbishment_comment" and _names_system(text):
            line.facts.setdefault("os", text)
        elif text:
            line.pieces.append((name, text))
    for name in ("sale_date", "audit_date"):
        read = row.value(name, dates.day)
        if read:
            line.pieces.append((name, f"{read:%d/%m/%Y}"))


def _names_system(text):
    words = plain(text)
    return len(text) < 60 and any(system in words for system in _SYSTEMS)

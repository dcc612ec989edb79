"""Lines that another tool sends as JSON, in the field names of the national tool.

They become the same `DeviceLine` as the rows of a file, so that both ways in agree.
"""

import math
from dataclasses import dataclass, field, fields

from .. import vocabulary
from .device_file import require_code
from .device_line import DeviceLine, read_line
from .table import address
from .text import plain

TEXT, NUMBER, YES_NO, STATUS, IDENTITY = "text", "number", "yes_no", "status", "id"
# field of the national tool: (kind of value, field of a line)
WRITABLE = {
    "id": (IDENTITY, None),
    "statut": (STATUS, "status"),
    "typeMateriel": (TEXT, "type"),
    "numeroSerie": (TEXT, "serial"),
    "IMEI1": (TEXT, "imei1"),
    "IMEI2": (TEXT, "imei2"),
    "idMaterielReconditionneur": (TEXT, "refurbisher_code"),
    "idEsn": (TEXT, "ec_id"),
    "model": (TEXT, "model"),
    "marque": (TEXT, "brand"),
    "processeur": (TEXT, "cpu"),
    "typeDisqueDur1": (TEXT, "disk1_type"),
    "tailleDisqueDur1": (NUMBER, "disk1_size"),
    "typeDisqueDur2": (TEXT, "disk2_type"),
    "tailleDisqueDur2": (NUMBER, "disk2_size"),
    "RAM": (NUMBER, "ram"),
    "categorie": (TEXT, "declared_grade"),
    "lecteurDVD": (YES_NO, "dvd"),
    "webcam": (YES_NO, "webcam"),
    "commentaire": (TEXT, "comment"),
    "idLot": (TEXT, "lot"),
    "systemeExploitation": (TEXT, "os"),
    "idStock": (TEXT, "stock"),
}
# Told, never taken; the first two say where a *new* device belongs.
ONLY_AT_CREATION = ("idLot", "idStock")
READ_ONLY = ("idGroupe", "createdAt", "updatedAt", "reconditionneur")
MATERIEL_FIELDS = (*WRITABLE, *READ_ONLY)
KINDS = ("ORDINATEUR_FIXE", "ORDINATEUR_PORTABLE", "SMARTPHONE", "TABLETTE")
STATUSES = tuple(status.code for status in vocabulary.STATUSES)
GRADES = ("PREMIUM", "A", "B", "C", "D")
SYSTEMS = ("Android", "iOS", "Linux", "MacOS", "Windows")
LISTED = {
    "typeMateriel": KINDS,
    "statut": STATUSES,
    "categorie": GRADES,
    "systemeExploitation": SYSTEMS,
}
LONGEST_TEXT = {"commentaire": 5000}
LONGEST = 255
# Codes of a line, as the national tool names them.
_CODE_FIELDS = ("idEsn", "idMaterielReconditionneur", "numeroSerie", "IMEI1", "IMEI2")
# What a remark without a cell is about.
_FIELD_OF_REMARK = {
    "no_category": "typeMateriel",
    "category_beside": "typeMateriel",
    "category_quantity": "typeMateriel",
    "type_beside_id": "typeMateriel",
    "no_site": "idStock",
    "not_your_site": "idStock",
    "stock_unknown": "idStock",
    "collection_over": "idLot",
    "brand_close": "marque",
    "brand_kept": "marque",
}
_LINUX = ("linux", "ubuntu", "debian", "mint", "buntu", "zorin", "primtux", "fedora")


@dataclass
class MaterielLine(DeviceLine):
    """A line of a call. `record_id`: the device it names by our id, 0 when by codes.

    `given` is ``{field of the national tool: value}``, empty values left out.
    """

    record_id: int = 0
    given: dict = field(default_factory=dict)


def read_materiel(number, item):
    """Read one object of the array.

    :param int number: its place in the array, from 1
    :param item: what the JSON held at that place
    :return: a `MaterielLine`; its notes say what is wrong with it
    """
    if not isinstance(item, dict):
        line = MaterielLine(number)
        line.notes.refuse("not_object", number=number)
        return line
    given = {name: value for name, value in item.items() if not _is_nothing(value)}
    cells, problems = {}, []
    for name in WRITABLE.keys() & given.keys():
        cells[name] = _checked(name, given[name], problems)
    line = _read_cells(number, given, cells)
    for code, params in problems:
        line.notes.refuse(code, **params)
    _warn_unused(line, item)
    if not line.record_id and not problems:
        require_code(line)
    return line


def _is_nothing(value):
    return value is None or (isinstance(value, str) and not value.strip())


def _read_cells(number, given, cells):
    """Let the reader of files read the values, each in a cell of its own."""
    names = [name for name, (_kind, ours) in WRITABLE.items() if ours]
    places = {WRITABLE[name][1]: index for index, name in enumerate(names)}
    read = read_line(number, [cells.get(name) for name in names], places)
    line = MaterielLine(**{f.name: getattr(read, f.name) for f in fields(DeviceLine)})
    line.given, line.record_id = given, cells.get("id") or 0
    # A line that says what it is and where from is more than a status.
    line.status_only &= not ({"typeMateriel", "idLot"} <= given.keys())
    by_cell = {address(number, index): name for index, name in enumerate(names)}
    for note in line.notes:
        if "cell" in note.params:
            note.params["cell"] = by_cell[note.params["cell"]]
    return line


def _checked(name, value, problems):
    """Return the value as a cell holds it, None when it is refused."""
    kind, _ours = WRITABLE[name]
    if kind == STATUS:
        kind = TEXT
        value = value.get("code") if isinstance(value, dict) else value  # as we tell it
    if not _CHECKS[kind](value):
        problems.append(("wrong_type", {"field": name, "expected": kind}))
        return None
    if kind == IDENTITY:
        return int(value)
    if kind != TEXT:
        return value
    return _checked_text(name, value, problems)


def _checked_text(name, value, problems):
    limit = LONGEST_TEXT.get(name, LONGEST)
    if len(value) > limit:
        problems.append(("too_long", {"field": name, "limit": limit}))
    elif "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        problems.append(("bad_character", {"field": name}))
    elif name in LISTED and value.strip() not in LISTED[name]:
        listed = ", ".join(LISTED[name])
        text = value.strip()[:80]
        problems.append(("not_listed", {"field": name, "text": text, "list": listed}))
    else:
        return value
    return None


def _is_number(value):
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number and 0 <= value <= 10**15 and math.isfinite(value)


def _is_identity(value):
    """Our ids are whole numbers; tools keep them as texts too."""
    if isinstance(value, str):
        return value.isascii() and value.isdigit() and len(value) < 10
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < 2**31


_CHECKS = {
    TEXT: lambda value: isinstance(value, str),
    NUMBER: _is_number,
    YES_NO: lambda value: isinstance(value, bool),
    IDENTITY: _is_identity,
}


def _warn_unused(line, item):
    told = [name for name in READ_ONLY if name in line.given]
    if told:
        line.notes.warn("read_only", fields=", ".join(told))
    unknown = [str(name)[:40] for name in item if name not in MATERIEL_FIELDS]
    if unknown:
        listed = ", ".join(sorted(unknown)[:10])
        line.notes.warn("unknown_field", fields=_without_surrogates(listed))


def _without_surrogates(text):
    return text.encode(errors="replace").decode().replace("\0", "?")


def field_of(line, note):
    """Return the field of the national tool that a remark is about, or None."""
    params = note.params
    for name in (params.get("field"), params.get("cell")):
        if name:
            return name
    if note.code in _FIELD_OF_REMARK:
        return _FIELD_OF_REMARK[note.code]
    texts = {plain(str(params[key])) for key in ("code", "text") if key in params}
    for name in _CODE_FIELDS:
        if name in line.given and plain(str(line.given[name])) in texts:
            return name
    return "id" if note.code == "id_unknown" else None


def system_family(text):
    """Return the system as the national tool names it, or None.

    >>> system_family("Linux Mint 21.3 Virginia")
    'Linux'
    """
    words = plain(text)
    if words.startswith(("macos", "osx", "macosx")):
        return "MacOS"
    if words.startswith(("ios", "ipados")):
        return "iOS"
    if "windows" in words:
        return "Windows"
    if "android" in words:
        return "Android"
    return "Linux" if any(name in words for name in _LINUX) else None

"""A file of processor marks, or of spellings, line by line.

Pure Python: bytes in, lines and refusals out; the model words and applies them.
"""

import re
from typing import NamedTuple

from .cpu_names import MAX_LENGTH, parse
from .importing.notes import FileProblem
from .importing.read import read_tables
from .importing.table import CellError, Formula, is_empty_row
from .importing.text import clean, plain

# Titles of known files, letters and digits only, to our fields.
_TITLES = {
    "name": "name", "cpu": "name", "cpuname": "name", "processor": "name",
    "processeur": "name", "nom": "name",
    "cpumark": "mark", "mark": "mark", "passmark": "mark", "indice": "mark",
    "thread": "thread_mark", "threadmark": "thread_mark",
    "singlethread": "thread_mark",
    "cores": "cores", "coeurs": "cores",
    "tdp": "tdp", "tdpw": "tdp",
    "socket": "socket",
    "cat": "cpu_class", "category": "cpu_class", "class": "cpu_class",
}  # fmt: skip
_TITLES_WITHIN = 5  # rows: some files begin with a remark
_UNKNOWN = frozenset(("", "na", "n/a", "unknown", "-", "0", "none", "null"))
_MOST = 10_000_000
_GROUPED = re.compile(r"\d{1,3}(?:[ ,.'\u2019]\d{3})+")


class Refusal(NamedTuple):
    """A line that is left out: its row, why, and what stands there."""

    row: int
    code: str
    text: str


class CpuTable(NamedTuple):
    """What a file holds; `lines` are dicts of field values, with their `row`."""

    kind: str  # "marks" or "synonyms"
    lines: list
    refusals: list


def read_cpu_table(data):
    """Read a table of marks (with titles) or a list of spellings (two columns).

    :param bytes data: CSV of any separator and encoding, or a workbook
    :raise FileProblem: one reason why the file as a whole cannot be used;
        ``unknown_cpu_file`` when it is neither
    """
    table = max(read_tables(data), key=lambda sheet: len(sheet.rows))
    rows = [
        (number, [_text(cell) for cell in row])
        for number, row in enumerate(table.rows, 1)
        if not is_empty_row(row)
    ]
    for position, (_number, row) in enumerate(rows[:_TITLES_WITHIN]):
        columns = _columns(row)
        if {"name", "mark"} <= columns.keys():
            return _read_marks(rows[position + 1 :], columns, len(row))
    if rows and all(len([cell for cell in row if cell]) <= 2 for _number, row in rows):
        return _read_synonyms(rows)
    titles = ", ".join(cell for cell in rows[0][1][:6] if cell) if rows else ""
    raise FileProblem("unknown_cpu_file", titles=titles[:120])


def _text(cell):
    if isinstance(cell, Formula):
        cell = cell.cached
    if cell is None or isinstance(cell, CellError):
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return clean(cell)


def _columns(row):
    columns = {}
    for index, title in enumerate(row):
        field = _TITLES.get(plain(title))
        if field:
            columns.setdefault(field, index)
    return columns


def _read_marks(rows, columns, width):
    lines, refusals, seen = [], [], {}
    for number, row in rows:
        if len(row) > width:
            # A separator inside a cell: what follows stands under a wrong title.
            refusals.append(Refusal(number, "too_wide", row[0][:80]))
            continue
        cells = {
            field: row[index] if index < len(row) else ""
            for field, index in columns.items()
        }
        line, code = _mark_line(cells, seen)
        if code:
            text = cells["mark"] if code == "not_mark" else cells["name"]
            refusals.append(Refusal(number, code, text[:80]))
        elif line:
            seen[line["name"]] = line
            lines.append({**line, "row": number})
    return CpuTable("marks", lines, refusals)


def _mark_line(cells, seen):
    """Return the values of a line and the code of why it is refused."""
    name = cells["name"]
    if not name:
        return None, "no_name"
    if len(name) > MAX_LENGTH or not parse(name).text:
        return None, "name_too_long"
    mark = _whole(cells["mark"])
    if not mark:
        return None, "not_mark"
    line = {
        "name": name,
        "mark": mark,
        "thread_mark": _whole(cells.get("thread_mark", "")) or 0,
        "cores": _whole(cells.get("cores", "")) or 0,
        "tdp": _number(cells.get("tdp", "")),
        "socket": _known(cells.get("socket", "")),
        "cpu_class": _known(cells.get("cpu_class", "")),
    }
    before = seen.get(name)
    if before:  # the same line twice says nothing new
        return None, "twice" if before["mark"] != mark else None
    return line, None


def _whole(text):
    """A whole number above zero, its thousands grouped or not; None otherwise."""
    if _GROUPED.fullmatch(text):
        text = re.sub(r"\D", "", text)
    if not re.fullmatch(r"[0-9]{1,8}", text):
        return None
    return int(text) if 0 < int(text) <= _MOST else None


def _number(text):
    text = text.replace(",", ".")
    return float(text) if re.fullmatch(r"[0-9]{1,5}(\.[0-9]{1,4})?", text) else 0.0


def _known(text):
    return False if text.casefold() in _UNKNOWN else text


def _read_synonyms(rows):
    lines, refusals, seen = [], [], {}
    for number, row in rows:
        name, target = [*row, "", ""][:2]
        known = parse(name).identity
        if not (name and target):
            refusals.append(Refusal(number, "no_pair", name or target))
        elif not known:
            refusals.append(Refusal(number, "no_processor", name[:80]))
        elif seen.get(known, target) != target:
            refusals.append(Refusal(number, "twice", name[:80]))
        elif known not in seen:
            seen[known] = target
            lines.append({"name": name, "target": target, "row": number})
    return CpuTable("synonyms", lines, refusals)

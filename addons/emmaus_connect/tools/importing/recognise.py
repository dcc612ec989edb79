"""What kind of file this is, told from its content."""

from typing import NamedTuple

from . import bolc
from .columns import DEVICE_COLUMNS, PARTNER_COLUMNS, Layout, exact_fields, layout
from .notes import FileProblem
from .table import Table, is_empty_row

DEVICE_KINDS = ("bolc", "tectech", "pc_sheet", "phone_sheet")
PARTNER_KINDS = ("structures", "donors")
_TITLE_ROWS = 30
_TECTECH = {"stock", "ec_id", "imei2"}
_PHONE = {"imei1", "carrier_lock", "color", "charger", "resolution"}
_PC = {"cpu", "disk1_type", "disk2_type", "disk2_size", "dvd", "webcam"}
_CODES = {"ec_id", "refurbisher_code", "serial", "imei1"}


class Recognised(NamedTuple):
    """`title_row` is the index of the row of titles, None where there is none."""

    kind: str
    table: Table
    title_row: int | None
    layout: Layout | None


def recognise(tables, kind=None):
    """Choose the sheet to read and say what it is.

    :param str kind: what a person says it is, where the content leaves a choice
    :raise FileProblem: ``empty_file``, ``choose_kind`` (a list of organisations:
        whose?), ``unknown_file``, ``other_kind``
    """
    if not any(table.rows for table in tables):
        raise FileProblem("empty_file")
    found = next(filter(None, (_recognise_table(table) for table in tables)), None)
    if not found:
        raise FileProblem("unknown_file", titles=_first_words(tables))
    if found.kind == "partners":
        if kind in DEVICE_KINDS:
            raise FileProblem("other_kind", kind=kind, found="structures")
        found = found._replace(kind=_partner_kind(found, kind))
    elif kind in PARTNER_KINDS:
        raise FileProblem("other_kind", kind=kind, found=found.kind)
    elif kind and kind != found.kind and "bolc" not in (kind, found.kind):
        found = found._replace(kind=kind)  # the same columns: the person knows
    return found


def _recognise_table(table):
    if bolc.has_placeholders(table.rows[:5]):
        return Recognised("bolc", table, None, None)
    devices = _best_title_row(table, DEVICE_COLUMNS)
    partners = _best_title_row(table, PARTNER_COLUMNS)
    if _is_device_sheet(devices[1]) and len(devices[1]) >= len(partners[1]):
        return _with_titles(table, devices, DEVICE_COLUMNS, _device_kind(devices[1]))
    if bolc.looks_like(table.rows[:200]):
        return Recognised("bolc", table, None, None)
    if "name" in partners[1] and len(partners[1]) > 1:
        return _with_titles(table, partners, PARTNER_COLUMNS, "partners")
    return None


def _best_title_row(table, columns):
    rows = table.rows[:_TITLE_ROWS]
    found = [(exact_fields(row, columns), -index) for index, row in enumerate(rows)]
    best = max(found, key=lambda item: (len(item[0]), item[1]), default=(set(), 0))
    return -best[1], best[0]


def _is_device_sheet(fields):
    return len(fields) >= 4 or (len(fields) >= 2 and bool(fields & _CODES))


def _device_kind(fields):
    if len(fields & _TECTECH) > 1 or {"stock", "refurbisher_code"} <= fields:
        return "tectech"
    if fields & _PHONE and len(fields & _PHONE) >= len(fields & _PC):
        return "phone_sheet"
    return "pc_sheet"


def _with_titles(table, best, columns, kind):
    found = layout(table.rows[best[0]], columns)
    bolc_only = {"status_comment", "technical_adjustment", "cosmetic_adjustment"}
    if kind == "pc_sheet" and bolc_only <= set(found.fields):
        found.fields.update(_bolc_titles(table.rows[best[0]]))
        for index in found.fields.values():
            found.doubled.pop(index, None)
        kind = "bolc"
    return Recognised(kind, table, best[0], found)


def _bolc_titles(row):
    places = {title: index for index, title in enumerate(row)}
    return {f: places[title] for f, title in bolc.COLUMNS if title in places}


def _partner_kind(found, kind):
    if kind in PARTNER_KINDS:
        return kind
    titles = " ".join(
        str(title).casefold()
        for title in found.table.rows[found.title_row]
        if title is not None
    )
    structure = "structure" in titles or "typologie" in titles
    donor = "donateur" in titles or "donor" in titles or "sector" in found.layout.fields
    if structure == donor:
        raise FileProblem("choose_kind")
    return "structures" if structure else "donors"


def check_data(found):
    """Refuse a file that has its titles and nothing else, such as a template.

    :raise FileProblem: ``titles_only``
    """
    if found.title_row is None:
        return
    if all(map(is_empty_row, found.table.rows[found.title_row + 1 :])):
        raise FileProblem("titles_only", number=found.title_row + 1)


def _first_words(tables):
    rows = (row for table in tables for row in table.rows if not is_empty_row(row))
    words = [str(cell) for cell in next(rows, ()) if isinstance(cell, str)]
    return ", ".join(words[:5])[:120]

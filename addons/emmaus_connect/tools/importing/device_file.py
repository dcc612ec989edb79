"""All the lines of a recognised device file, and the account of its cells."""

from collections import Counter

from . import bolc
from .device_line import DeviceLine, read_line
from .heading import read_heading
from .table import address, is_empty, is_empty_row
from .values import text_of

_DEFAULT_CATEGORY = {"phone_sheet": "smartphone"}
# Read by nobody: the names of volunteers are personal data, and the errors are ours.
NOT_KEPT = ("volunteer", "export_error")


def device_lines(recognised):
    """Yield a `DeviceLine` for each row that is not empty, below the titles."""
    start = 0 if recognised.title_row is None else recognised.title_row + 1
    rows = recognised.table.rows
    for index in range(start, len(rows)):
        if not is_empty_row(rows[index]):
            yield _line(recognised, index, rows[index])


def _line(recognised, index, row):
    number = index + 1
    if recognised.title_row is None:
        return _bolc_line(recognised.table, index, row)
    filled = [cell for cell in row if not is_empty(cell)]
    default = _DEFAULT_CATEGORY.get(recognised.kind, "")
    line = read_line(number, row, recognised.layout.fields, default)
    if len(filled) == 1 and not line.code:
        return _ignored(number, "remark", text=text_of(filled[0])[:80])
    if _repeats_titles(recognised, row):
        return _ignored(number, "titles_again")
    require_code(line)
    return line


def _bolc_line(table, index, row):
    number = index + 1
    if bolc.has_placeholders([row]):
        return _ignored(number, "placeholders")
    missing = bolc.shift(row)
    if missing is None:  # as the lines before it, which made the file a BOLC one
        shifts = (bolc.shift(other) for other in table.rows[:200])
        missing = next((shift for shift in shifts if shift is not None), 0)
    line = read_line(number, row, bolc.fields(missing))
    expected = bolc.WIDTH - missing
    width = table.widths[index] if table.widths else len(row)
    if table.common_width == expected + 1 == width:
        expected = width  # each line ends with one more separator
    too_short = table.widths and width < expected and not line.status_only
    if too_short or width > expected:
        line.notes.refuse("broken_line", columns=width, expected=expected)
    require_code(line)
    return line


def _ignored(number, code, **params):
    line = DeviceLine(number, ignored=True)
    line.notes.tell(code, **params)
    return line


def _repeats_titles(recognised, row):
    titles = recognised.table.rows[recognised.title_row]
    return len(row) > 2 and [text_of(c) for c in row] == [text_of(c) for c in titles]


def require_code(line):
    if line.code:
        return
    bogus = any(kind == "bogus_serial" for kind, _text in line.pieces)
    line.notes.refuse("only_bogus_code" if bogus else "no_code")


def account(recognised, tables, not_kept=None):
    """Say where each cell that holds something went.

    :param not_kept: fields left out on purpose; those of devices when None
    :return: dict of counts: ``cells`` in all, ``above`` (heading and blocks over the
        titles), ``titles``, ``read``, ``not_kept`` and ``unknown`` (``{title: count}``
        of columns), ``other_sheets`` (``{name: count}``)
    """
    table, title_row = recognised.table, recognised.title_row
    start = 0 if title_row is None else title_row + 1
    result = {
        "cells": sum(one.cell_count for one in tables),
        "above": _count(table.rows[: max(start - 1, 0)]),
        "titles": _count(table.rows[start - 1 : start]) if start else 0,
        "other_sheets": {t.sheet: t.cell_count for t in tables if t is not table},
    }
    by_column = Counter(
        index
        for row in table.rows[start:]
        for index, cell in enumerate(row)
        if not is_empty(cell)
    )
    fields = recognised.layout.fields if recognised.layout else bolc.fields(0)
    not_kept = NOT_KEPT if not_kept is None else not_kept
    used = {place for name, place in fields.items() if name not in not_kept}
    titles = _titles(recognised)
    result["read"] = sum(n for index, n in by_column.items() if index in used)
    result["not_kept"] = {
        titles.get(place, address(start, place)): by_column[place]
        for name, place in fields.items()
        if name in not_kept and by_column[place]
    }
    result["unknown"] = {
        titles.get(index) or address(start, index): by_column[index]
        for index in sorted(by_column)
        if index not in fields.values()
    }
    return result


def _count(rows):
    return sum(1 for row in rows for cell in row if not is_empty(cell))


def _titles(recognised):
    if recognised.layout is None:
        return dict(enumerate(bolc.titles(0)))
    row = recognised.table.rows[recognised.title_row]
    counts = Counter(text_of(cell) for cell in row)
    return {
        index: text_of(cell)
        if counts[text_of(cell)] == 1
        else f"{text_of(cell)} ({address(recognised.title_row + 1, index)})"
        for index, cell in enumerate(row)
        if not is_empty(cell)
    }


def heading(recognised):
    """Return what the block above the titles says; see `read_heading`.

    Lines that come from no file (None) have nothing above them.
    """
    if not recognised or not recognised.title_row:
        return {}
    return read_heading(recognised.table.rows[: recognised.title_row])

"""The block above the titles of a refurbisher's sheet: whose gift, who refurbishes."""

import re

from .table import is_empty
from .text import plain
from .values import says_nothing, text_of

# field: how its label begins, in plain letters.
_LABELS = {
    "donation": ("designationdudon", "don", "donateur"),
    "refurbisher": ("reconditionneur",),
    "date": ("date",),
    "controller": ("controleur", "saisie"),
}
_EXPLANATIONS = ("champ", "modele", "legende", "fond")
_HINT = re.compile(r"^\s*\(.*?\)\s*", re.S)


def read_heading(rows):
    """Read labelled values: ``{"donation": text, "refurbisher": text, …}``.

    A value stands in the label's own cell after a colon or a line break, else below
    it, else to its right. The controller's name is not returned: nobody needs it.
    """
    found = {}
    for number, row in enumerate(rows):
        for index, cell in enumerate(row):
            name = _label(cell)
            if name and name not in found and name != "controller":
                value = _value(rows, number, index)
                if value:
                    found[name] = value
    return found


def _label(cell):
    if not isinstance(cell, str):
        return None
    text = plain(re.split(r"[:(\n]", cell)[0])
    return next(
        (
            name
            for name, starts in _LABELS.items()
            if any(text == start or _begins(text, start) for start in starts)
        ),
        None,
    )


def _begins(text, start):
    """Long labels may go on a little; a value may begin with a short one."""
    return len(start) > 6 and text.startswith(start) and len(text) < 25


def _value(rows, number, index):
    own = re.split(r":|\n", rows[number][index], maxsplit=1)
    inside = _HINT.sub("", own[1]).strip() if len(own) > 1 else ""
    if inside:
        return text_of(inside)
    places = [(line, index) for line in range(number + 1, len(rows))]
    if not _label(_at(rows, number, index + 1)):  # else that column is another's
        places += [(number + 1, index + 1), (number, index + 1), (number, index + 2)]
    for cell in (_at(rows, *place) for place in places):
        if not is_empty(cell) and not _label(cell) and not _explains(cell):
            text = text_of(cell)
            return "" if says_nothing(text) else text
    return ""


def _explains(cell):
    return plain(cell).startswith(_EXPLANATIONS)


def _at(rows, number, index):
    if number >= len(rows) or index >= len(rows[number]):
        return None
    return rows[number][index]

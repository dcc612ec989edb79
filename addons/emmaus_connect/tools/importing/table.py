"""A sheet as rows of cells, numbered as a person sees them."""

from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

MAX_BYTES = 30 * 1024 * 1024
MAX_ROWS = 100_000
MAX_COLUMNS = 256


class Formula(NamedTuple):
    """A formula and the value the spreadsheet last computed (None: never)."""

    text: str
    cached: object = None


class CellError(NamedTuple):
    """What a spreadsheet shows when a formula fails, such as #REF!."""

    text: str


@dataclass
class Table:
    """One sheet, or one CSV file.

    `rows[i]` is row ``i + 1`` of the sheet: a sequence of str, numbers, bool, dates,
    `Formula`, `CellError` or None. `remarks` are ``(code, params)`` about the reading.
    """

    rows: list
    sheet: str = ""
    encoding: str = ""
    delimiter: str = ""
    widths: list | None = None  # columns of each record of a text file, empty or not
    remarks: list = field(default_factory=list)

    @cached_property
    def common_width(self):
        """How many columns most records of a text file have."""
        counts = Counter(self.widths)
        return counts.most_common(1)[0][0] if counts else 0

    @property
    def cell_count(self):
        return sum(1 for row in self.rows for cell in row if not is_empty(cell))


def is_empty(cell):
    return cell is None or (isinstance(cell, str) and not cell.strip())


def is_empty_row(row):
    return all(is_empty(cell) for cell in row)


def trim(rows):
    """Drop empty cells at the end of each row and empty rows at the end."""
    trimmed = [_trim_row(row) for row in rows]
    while trimmed and not trimmed[-1]:
        trimmed.pop()
    return trimmed


def _trim_row(row):
    end = len(row)
    while end and is_empty(row[end - 1]):
        end -= 1
    return row[:end]


def column_letters(index):
    """Return the spreadsheet's name of a column: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def address(number, index):
    return f"{column_letters(index)}{number}"

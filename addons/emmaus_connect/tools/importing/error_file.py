"""The refused lines, as a workbook to correct and send again."""

import io

from . import bolc
from .table import CellError, Formula
from .values import text_of

COLUMN = "Erreur"


def write_error_file(recognised, messages):
    """Return the bytes of a workbook: same columns as the input, and the reasons.

    Every cell is text: nothing a donor typed becomes a formula, and no number loses
    digits on its way through a spreadsheet.

    :param dict messages: ``{row number: reason}`` of the lines to correct
    """
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    sheet = book.add_worksheet("Erreurs")
    as_text = book.add_format({"num_format": "@"})
    as_title = book.add_format({"bold": True, "num_format": "@"})
    as_error = book.add_format({"font_color": "#B00020", "text_wrap": True})
    cut = _own_column(recognised)
    head = [row[:cut] for row in _head(recognised)]
    rows = {number: recognised.table.rows[number - 1][:cut] for number in messages}
    width = max(map(len, [*head, *rows.values()]))
    for line, cells in enumerate(head):
        _write(sheet, line, cells, as_title)
    sheet.write_string(max(len(head) - 1, 0), width, COLUMN, as_title)
    for line, number in enumerate(sorted(rows), start=len(head)):
        _write(sheet, line, rows[number], as_text)
        sheet.write_string(line, width, messages[number], as_error)
    sheet.set_column(0, width - 1, 18, as_text)
    sheet.set_column(width, width, 60)
    sheet.freeze_panes(len(head), 0)
    book.close()
    return buffer.getvalue()


def _own_column(recognised):
    """Where our column starts in a file that is sent for the second time."""
    if recognised.title_row is None:
        return None
    titles = list(recognised.table.rows[recognised.title_row])
    return titles.index(COLUMN) if titles[-1:] == [COLUMN] else None


def _head(recognised):
    """The rows above the data; BOLC has none, and gains its titles."""
    if recognised.title_row is not None:
        return recognised.table.rows[: recognised.title_row + 1]
    missing = next(
        (s for s in map(bolc.shift, recognised.table.rows) if s is not None), 0
    )
    return [bolc.titles(missing)]


def _write(sheet, line, cells, style):
    for column, cell in enumerate(cells):
        text = _shown(cell)
        if text:
            sheet.write_string(line, column, text, style)


def _shown(cell):
    if isinstance(cell, Formula):
        return text_of(cell.cached)
    if isinstance(cell, CellError):
        return cell.text
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and not cell.is_integer():
        return repr(cell)
    return text_of(cell)

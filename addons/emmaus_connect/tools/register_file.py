"""A table as a workbook or as CSV, where no cell that a person typed is a formula."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

# What makes a spreadsheet read a text as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True)
class Column:
    """A title, what it holds for a record, and its width in a workbook."""

    title: str
    value: Callable[[Any], Any]
    width: int = 14


def write_workbook(name, columns, rows):
    """Return the bytes of an XLSX file with one sheet.

    :param str name: of the sheet
    :param columns: list of `Column`
    :param rows: lists of str, int, float, date or None, one for each column
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
    sheet = book.add_worksheet(name[:31])
    as_title = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    as_text = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    as_number = book.add_format({"num_format": "0.######", "valign": "top"})
    as_date = book.add_format({"num_format": "dd/mm/yyyy", "valign": "top"})
    for index, column in enumerate(columns):
        sheet.set_column(index, index, column.width)
        sheet.write_string(0, index, column.title, as_title)
    for line, row in enumerate(rows, start=1):
        for index, value in enumerate(row):
            if isinstance(value, date):
                sheet.write_datetime(line, index, value, as_date)
            elif isinstance(value, (int, float)) and not isinstance(value, bool):
                sheet.write_number(line, index, value, as_number)
            elif value:
                sheet.write_string(line, index, str(value), as_text)
    sheet.freeze_panes(1, 1)
    if rows:
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)
    book.close()
    return buffer.getvalue()


def write_csv(columns, rows):
    """Return the bytes of a CSV file as French spreadsheets read it.

    UTF-8 with BOM, semicolons, decimal commas, dates as dd/mm/yyyy; a text that
    would be a formula gets an apostrophe before it.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow([_csv_cell(column.title) for column in columns])
    writer.writerows([_csv_cell(value) for value in row] for row in rows)
    return buffer.getvalue().encode("utf-8-sig")


def _csv_cell(value):
    if value is None or value is False:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    if isinstance(value, (int, float)):
        return f"{value:.6f}".rstrip("0").rstrip(".").replace(".", ",")
    text = str(value)
    # A space before the sign hides nothing from a spreadsheet.
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA_STARTS) else text

"""Excel workbooks, new (.xlsx) and old (.xls), with what can be wrong in them."""

import io
import re
import zipfile

from .notes import FileProblem
from .table import MAX_COLUMNS, MAX_ROWS, CellError, Formula, Table, is_empty, trim

MAX_UNPACKED = 250 * 1024 * 1024
_ERRORS = {
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!",
    "#CALC!",
}  # fmt: skip
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+)(\d+):([A-Z]+)(\d+)"')


def read_xlsx(data):
    """Return one `Table` a sheet of a workbook.

    :raise FileProblem: ``not_workbook``, ``too_big_inside``, ``too_many_rows``,
        ``too_many_columns``
    """
    archive = _open_archive(data)
    import openpyxl  # slow to import, and most requests read no workbook

    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True)
        tables = [_read_sheet(sheet, archive) for sheet in book.worksheets]
        if any(_formulas(table) for table in tables):
            values = openpyxl.load_workbook(
                io.BytesIO(data), read_only=True, data_only=True
            )
            for table, sheet in zip(tables, values.worksheets, strict=True):
                _fill_formulas(table, sheet)
    except FileProblem:
        raise
    except Exception as error:  # openpyxl fails in as many ways as files are broken
        raise FileProblem("not_workbook") from error
    for table in tables:
        table.rows = trim(table.rows)
    return tables


def _open_archive(data):
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        members = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise FileProblem("not_workbook") from error
    names = {member.filename for member in members}
    if "mimetype" in names and "content.xml" in names:
        raise FileProblem("open_document")
    if "[Content_Types].xml" not in names:
        raise FileProblem("not_workbook")
    if any(member.flag_bits & 1 for member in members):
        raise FileProblem("password")
    # Only a declared size can be unpacked: the zip module stops there.
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise FileProblem("too_big_inside", limit=MAX_UNPACKED // 2**20)
    _refuse_entities(archive, members)
    return archive


def _refuse_entities(archive, members):
    """A workbook declares no XML entities, except to blow up who reads it."""
    for member in members:
        if member.filename.endswith((".xml", ".rels")):
            try:
                with archive.open(member) as part:
                    head = part.read(2048)
            except Exception as error:
                raise FileProblem("not_workbook") from error
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                raise FileProblem("not_workbook")


def _read_sheet(sheet, archive):
    sheet.reset_dimensions()  # the declared size is often wrong
    rows = []
    for values in sheet.iter_rows(values_only=True):
        row = [_cell(value) for value in values]
        while row and is_empty(row[-1]):
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise FileProblem("too_many_columns", columns=len(row))
        rows.append(row)
        if row and len(rows) > MAX_ROWS:
            raise FileProblem("too_many_rows", limit=MAX_ROWS)
    table = Table(rows, sheet=sheet.title)
    _spread_merged(table, archive.read(sheet._worksheet_path))
    return table


def _cell(value):
    if isinstance(value, str):
        # Line breaks typed in a cell may arrive as the escape of the file format.
        value = value.replace("_x000D_", "")
        if value in _ERRORS:
            return CellError(value)
        if value.startswith("=") and len(value) > 1:
            return Formula(value)
    elif hasattr(value, "ref") and hasattr(value, "text"):  # array formula
        return Formula(value.text or "=")
    return value


def _formulas(table):
    return any(isinstance(cell, Formula) for row in table.rows for cell in row)


def _fill_formulas(table, sheet):
    sheet.reset_dimensions()
    for row, values in zip(table.rows, sheet.iter_rows(values_only=True), strict=False):
        for index, cell in enumerate(row):
            if isinstance(cell, Formula):
                cached = values[index] if index < len(values) else None
                row[index] = _cached(cell, cached)


def _cached(formula, cached):
    if cached == formula.text:
        return cached  # a text that merely starts with an equals sign
    if isinstance(cached, str) and cached in _ERRORS:
        return CellError(cached)
    return Formula(formula.text, cached)


def _spread_merged(table, xml):
    """Give a value merged over several rows to each of them (one column only)."""
    for left, top, right, bottom in _MERGE.findall(xml):
        if left != right or int(bottom) > len(table.rows):
            continue
        column = _column_index(left)
        first = table.rows[int(top) - 1]
        value = first[column] if column < len(first) else None
        if is_empty(value):
            continue
        for row in table.rows[int(top) : int(bottom)]:
            if row:  # a row with nothing of its own stays empty
                row.extend([None] * (column + 1 - len(row)))
                row[column] = value


def _column_index(letters):
    index = 0
    for letter in letters:
        index = index * 26 + letter - 64
    return index - 1


def read_xls(data):
    """Return one `Table` a sheet of an old workbook (values only, no formulas)."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise FileProblem("password")
    import xlrd

    try:
        with io.StringIO() as silence:
            book = xlrd.open_workbook(file_contents=data, logfile=silence)
        return [_read_old_sheet(book, sheet, xlrd) for sheet in book.sheets()]
    except FileProblem:
        raise
    except Exception as error:
        reason = "password" if "encrypted" in str(error).lower() else "not_workbook"
        raise FileProblem(reason) from error


def _read_old_sheet(book, sheet, xlrd):
    if sheet.ncols > MAX_COLUMNS:
        raise FileProblem("too_many_columns", columns=sheet.ncols)
    rows = [
        [_old_cell(cell, book.datemode, xlrd) for cell in sheet.row(number)]
        for number in range(sheet.nrows)
    ]
    return Table(trim(rows), sheet=sheet.name)


def _old_cell(cell, datemode, xlrd):
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return xlrd.xldate_as_datetime(cell.value, datemode)
        except (ValueError, OverflowError, xlrd.XLDateError):
            return cell.value
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(cell.value, "#N/A"))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return None
    return cell.value

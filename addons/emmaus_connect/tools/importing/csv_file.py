"""CSV as people send it: any separator, any encoding, quotes gone astray."""

import csv
import io
from collections import Counter
from itertools import islice

from .encoding import decode
from .notes import FileProblem
from .table import MAX_COLUMNS, MAX_ROWS, Table, trim

_DELIMITERS = ";,\t|"
_SAMPLE = 60


def read_csv(data):
    """Return the `Table` of a text file; one row a record, however many lines it has.

    :raise FileProblem: ``binary``, ``too_many_rows``, ``too_many_columns``
    """
    text, encoding = decode(data)
    text, delimiter = _announced_delimiter(text)
    remarks = []
    # An odd number of quotes means that one of them opens a cell nobody closes,
    # which would swallow the rest of the file.
    quoting = csv.QUOTE_MINIMAL
    if text.count('"') % 2:
        quoting = csv.QUOTE_NONE
        remarks.append(("stray_quote", {}))
    delimiter = delimiter or _best_delimiter(text, quoting)
    records = _records(text, delimiter, quoting)
    widths = [len(record) for record in records]
    rows = trim(records)
    if any(len(row) > MAX_COLUMNS for row in rows):
        raise FileProblem("too_many_columns", columns=max(map(len, rows)))
    return Table(
        rows, encoding=encoding, delimiter=delimiter, widths=widths, remarks=remarks
    )


def _announced_delimiter(text):
    """Spreadsheet programs obey, and hide, a first line such as ``sep=;``."""
    first, _newline, rest = text.partition("\n")
    first = first.strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return rest, first[4]
    return text, None


def _records(text, delimiter, quoting, limit=None):
    # \r alone ends a line in files of old Macs; the csv module wants \n.
    if "\n" not in text:
        text = text.replace("\r", "\n")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, quoting=quoting
    )
    try:
        records = list(islice(reader, limit or MAX_ROWS + 1))
    except csv.Error as error:
        raise FileProblem("broken_csv", number=reader.line_num) from error
    if len(records) > MAX_ROWS:
        raise FileProblem("too_many_rows", limit=MAX_ROWS)
    return records


def _best_delimiter(text, quoting):
    sample = "\n".join(text.splitlines()[: _SAMPLE * 3])
    return max(_DELIMITERS, key=lambda mark: _regularity(sample, mark, quoting))


def _regularity(sample, delimiter, quoting):
    """How much the sample looks like a table when cut at `delimiter`."""
    try:
        records = _records(sample, delimiter, quoting, limit=_SAMPLE)
    except FileProblem:
        return 0, 0
    widths = Counter(len(record) for record in records if record)
    if not widths:
        return 0, 0
    width, times = max(widths.items(), key=lambda item: (item[0] > 1, item[1]))
    if width == 1:
        return 0, 0
    return times / widths.total(), width

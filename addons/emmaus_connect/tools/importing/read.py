"""The door: bytes of any file into recognised rows."""

from .csv_file import read_csv
from .excel_file import read_xls, read_xlsx
from .notes import FileProblem
from .recognise import recognise
from .table import MAX_BYTES

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Office files and encrypted new ones


def read_file(data, kind=None):
    """Read a file and recognise it.

    :param bytes data: the whole file
    :return: ``(recognised, tables)``: the sheet to import, and every sheet read
    :raise FileProblem: one reason why the file as a whole cannot be used
    """
    tables = read_tables(data)
    return recognise(tables, kind), tables


def read_tables(data):
    """Return a list of `Table`, whatever program made the file."""
    if not data.strip():
        raise FileProblem("empty_file")
    if len(data) > MAX_BYTES:
        raise FileProblem("too_big", size=len(data) // 2**20, limit=MAX_BYTES // 2**20)
    if data.startswith(b"PK"):
        return read_xlsx(data)
    if data.startswith(_OLE):
        return read_xls(data)
    _refuse_pages(data)
    return [read_csv(data)]


def _refuse_pages(data):
    """Web pages and XML that some tools save under the name of a spreadsheet."""
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith((b"<html", b"<!doctype", b"<table", b"<?xml", b"<meta")):
        raise FileProblem("web_page")
    if head.startswith(b"%pdf"):
        raise FileProblem("binary")

"""The texts of a PDF and where they stand, from files that may mean harm.

A PDF can unpack to gigabytes or never end: only what certificates are made of is
accepted, sizes are known before anything is unpacked, and time is counted.
"""

import base64
import logging
import re
import time
import zlib
from contextlib import contextmanager
from io import BytesIO

import pypdf
from pypdf.generic import DictionaryObject, NameObject

from .problems import ErasureReportError

MAX_PAGES = 60
MAX_SECONDS = 3.0
MAX_UNPACKED = 8 * 2**20
MAX_PAGE_TEXT = 300_000  # bytes of drawing instructions; nwipe writes about 8,000
_STREAM = re.compile(rb"(?<!end)stream\r?\n")
MAX_STREAMS = 2_000
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STRANGE = (b"LZWDecode", b"RunLengthDecode", b"ASCIIHexDecode", b"/LZW", b"/AHx")


class _Watched(BytesIO):
    """Bytes that refuse to be read for ever, however the file is knotted."""

    deadline = 0.0

    def read(self, size=-1, /):
        if time.monotonic() > self.deadline:
            raise ErasureReportError("pdf_too_slow")
        return super().read(size)


def pages_of(content):
    """Return the texts of each page, a list of rows from top to bottom.

    :return: list of pages; a row is a list of texts from left to right
    :raise ErasureReportError: broken, encrypted, or not made as certificates are
    """
    _check_streams(content)
    watched = _Watched(content)
    watched.deadline = time.monotonic() + MAX_SECONDS
    with _silent():
        try:
            return [_rows(page, watched.deadline) for page in _pages(watched)]
        except ErasureReportError:
            raise
        except Exception as error:  # whatever the library stumbles over
            raise ErasureReportError("pdf_broken") from error


@contextmanager
def _silent():
    """The library warns about every oddity; the person gets one sentence."""
    logger = logging.getLogger("pypdf")
    level = logger.level
    logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        logger.setLevel(level)


# Before anything is unpacked


def _check_streams(content):
    _check_names(content)
    room = MAX_UNPACKED
    starts = [match.end() for match in _STREAM.finditer(content)]
    if len(starts) > MAX_STREAMS:
        raise ErasureReportError("pdf_strange")
    for start in starts:
        end = content.find(b"endstream", start)
        packed = content[start : end if end > 0 else len(content)]
        room -= _unpacked_size(packed, room, depth=0)
        if room <= 0:
            raise ErasureReportError("too_big_inside", limit=MAX_UNPACKED >> 20)


def _check_names(data):
    plain = _ESCAPE.sub(lambda match: bytes([int(match[1], 16)]), data)
    if any(name in plain for name in _STRANGE):
        raise ErasureReportError("pdf_strange")


def _unpacked_size(data, room, depth):
    if depth > 2:
        raise ErasureReportError("pdf_strange")
    data = _from_ascii(data)
    try:
        unpacked = zlib.decompressobj().decompress(data, room + 1)
    except zlib.error:
        return 0
    _check_names(unpacked)
    return len(unpacked) + _unpacked_size(unpacked, room, depth + 1)


def _from_ascii(data):
    if not data[-8:].rstrip().endswith(b"~>"):
        return data
    try:
        return base64.a85decode(data.strip().removeprefix(b"<~")[:-2])
    except ValueError:
        return data


# Pages


def _pages(watched):
    reader = pypdf.PdfReader(watched, strict=False)
    if reader.is_encrypted:
        raise ErasureReportError("pdf_encrypted")
    found = []
    waiting = [(reader.trailer["/Root"]["/Pages"], None)]
    seen = 0
    while waiting and len(found) < MAX_PAGES:
        node, resources = waiting.pop()
        seen += 1
        if seen > 20 * MAX_PAGES:
            raise ErasureReportError("pdf_strange")
        node = node.get_object()
        resources = node.get("/Resources", resources)
        if "/Kids" in node:
            kids = list(node["/Kids"])[: 20 * MAX_PAGES]
            waiting += [(kid, resources) for kid in reversed(kids)]
        else:
            found.append(_page(reader, node, resources))
    return found


def _page(reader, node, resources):
    """A page with its fonts and nothing else: drawings inside drawings stay out."""
    page = pypdf.PageObject(reader)
    page.update(node)
    fonts = DictionaryObject()
    if resources:
        fonts = resources.get_object().get("/Font", fonts)
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    return page


def _rows(page, deadline):
    """Group the texts of a page by their height."""
    contents = page.get("/Contents")
    if contents is None:
        return []
    contents = contents.get_object()
    parts = contents if isinstance(contents, list) else [contents]
    size = sum(len(part.get_object().get_data()) for part in parts[:100])
    if len(parts) > 100 or size > MAX_PAGE_TEXT:
        return []  # a drawing, not the certificate
    texts = []

    def watch(*_args):
        if time.monotonic() > deadline:
            raise ErasureReportError("pdf_too_slow")

    def take(text, cm, tm, *_font):
        text = " ".join(text.split())
        if text:
            x = tm[4] * cm[0] + tm[5] * cm[2] + cm[4]
            y = tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
            texts.append((y, x, text))

    page.extract_text(visitor_operand_before=watch, visitor_text=take)
    rows = []
    for y, x, text in sorted(texts, key=lambda item: (-item[0], item[1])):
        if rows and abs(rows[-1][0] - y) <= 2:
            rows[-1][1].append((x, text))
        else:
            rows.append((y, [(x, text)]))
    return [[text for _x, text in sorted(row)] for _y, row in rows]

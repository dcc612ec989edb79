"""Where everything of one label goes, in millimetres from its top left corner.

PDF and ZPL draw the same placement, so what fits on one fits on the other.
"""

import re
from dataclasses import dataclass

from .text import BOLD, MONO, REGULAR, fit, printable, unit_width

POINT = 25.4 / 72  # one point in millimetres
LEADING = 1.2  # from one baseline to the next, in sizes
ASCENT = 0.76  # above the baseline, accents on capitals aside
DESCENT = 0.22
_WORD = re.compile(r"[^ /-]*[ /-]+|[^ /-]+")  # a row may end after each


@dataclass(frozen=True)
class Text:
    text: str
    font: str
    size: float  # points
    left: float
    baseline: float

    @property
    def width(self):
        return unit_width(self.text, self.font) * self.size * POINT

    @property
    def top(self):
        return self.baseline - ASCENT * self.size * POINT

    @property
    def bottom(self):
        return self.baseline + DESCENT * self.size * POINT


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True)
class Placement:
    qr: Box  # quiet zone included
    texts: tuple[Text, ...]
    icon: Box | None = None


def place(label, paper, quiet):
    """Placement of ``label``; ``quiet`` is the part of the QR box left white."""
    if paper.layout == "card":
        return _place_card(label, paper)
    width, height = paper.size
    # The quiet zone doubles as the margin: the symbol keeps all the room there is.
    margin = max(0.5, paper.padding - quiet * paper.qr)
    if width > height:
        qr = Box(margin, (height - paper.qr) / 2, paper.qr, paper.qr)
        left = qr.left + qr.width
        # Text in line with the symbol looks tidy; small labels need every millimetre.
        top = paper.padding if height < 30 else qr.top + quiet * paper.qr
        area = Box(left, top, width - left - paper.padding, height - 2 * top)
        return Placement(qr, _write(label, area, height, centred=False))
    qr = Box((width - paper.qr) / 2, margin, paper.qr, paper.qr)
    top = qr.top + qr.height
    area = Box(
        paper.padding,
        top,
        width - 2 * paper.padding,
        height - top - paper.padding,
    )
    return Placement(qr, _write(label, area, area.height * 2, centred=True))


def _place_card(label, paper):
    width, height = paper.size
    pad, icon = paper.padding, 26.0
    qr_top = height - pad - paper.qr
    top = pad + icon + 3
    cursor = _Cursor(Box(pad, top, width - 2 * pad, qr_top - top), centred=True)
    cursor.put([label.title], BOLD, 40, 14)
    cursor.skip(1.5)
    for line in label.lines:
        cursor.put(_wrap(line, REGULAR, 14, 11, cursor.box.width), REGULAR, 14, 8)
    return Placement(
        Box((width - paper.qr) / 2, qr_top, paper.qr, paper.qr),
        tuple(cursor.texts),
        Box((width - icon) / 2, pad, icon, icon),
    )


def _write(label, area, height, centred):
    """Title on top, code at the bottom, as many lines between as there is room."""
    title = min(max(0.36 * height, 7.5), 22.0)
    body = min(max(0.6 * title, 5.6), 11.0)
    code = _write_code(label.code, area, body, centred)
    bottom = code[0].top - 0.5 if code else area.top + area.height
    cursor = _Cursor(Box(area.left, area.top, area.width, bottom - area.top), centred)
    smallest = max(6.0, 0.55 * title)
    cursor.put(
        _wrap(label.title, BOLD, title, smallest, area.width), BOLD, title, smallest
    )
    room = cursor.rows_left(body)
    lines = [line for line in label.lines if line][: max(room, 0)]
    spare = room - len(lines)
    for line in lines:
        rows = [line]
        if spare > 0:
            rows = _wrap(line, REGULAR, body, 0.85 * body, area.width)
        spare -= len(rows) - 1
        cursor.put(rows, REGULAR, body, max(4.8, 0.65 * body))
    return (*cursor.texts, *code)


def _write_code(code, area, size, centred):
    """The typed code on one line, or on two when it would be too small to read."""
    if not code:
        return []
    rows = [code]
    groups = code.split("-")
    if unit_width(code, MONO) * 6.0 * POINT > area.width and len(groups) > 1:
        half = len(groups) // 2
        rows = ["-".join(groups[:half]) + "-", "-".join(groups[half:])]
    widest = max(rows, key=len)
    _text, size = fit(widest, MONO, area.width / POINT, size, 4.5)
    height = len(rows) * size * LEADING * POINT
    bottom = area.top + area.height
    cursor = _Cursor(Box(area.left, bottom - height, area.width, height), centred)
    cursor.put(rows, MONO, size, 4.5)
    return cursor.texts


def _wrap(text, font, size, smallest, width):
    """``text`` in one row if it fits at size ``smallest``, else in two even ones."""
    words = _WORD.findall(printable(text))
    needed = unit_width("".join(words), font) * smallest * POINT
    if len(words) < 2 or needed <= width:
        return [text]

    def cut_at(place):
        return ["".join(words[:place]).strip(), "".join(words[place:]).strip()]

    halves = map(cut_at, range(1, len(words)))
    return min(halves, key=lambda rows: max(unit_width(row, font) for row in rows))


class _Cursor:
    """Writes rows from the top of a box downwards and refuses to leave it."""

    def __init__(self, box, centred):
        self.box, self.centred = box, centred
        self.top = box.top
        self.bottom = box.top + box.height
        self.texts = []

    def skip(self, height):
        self.top += height

    def rows_left(self, size):
        return int((self.bottom - self.top) / (size * LEADING * POINT) + 1e-6)

    def put(self, rows, font, size, smallest):
        """Write ``rows`` in one size, cutting what is too wide even at ``smallest``."""
        fitted = [
            fit(row, font, self.box.width / POINT, size, smallest) for row in rows
        ]
        size = min(row_size for _text, row_size in fitted)
        for text, _size in fitted:
            self._write_row(text, font, size)

    def _write_row(self, text, font, size):
        height = size * LEADING * POINT
        if not text or self.top + height > self.bottom + 1e-6:
            return
        spare = self.box.width - unit_width(text, font) * size * POINT
        left = self.box.left + (spare / 2 if self.centred else 0)
        baseline = self.top + (LEADING - DESCENT) * size * POINT
        self.texts.append(Text(text, font, size, left, baseline))
        self.top += height

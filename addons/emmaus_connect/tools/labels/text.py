"""Make text fit: shrink first, cut with an ellipsis last, never overflow."""

import unicodedata
from functools import lru_cache

from reportlab.pdfbase.pdfmetrics import stringWidth

REGULAR, BOLD, MONO = "Helvetica", "Helvetica-Bold", "Courier-Bold"
ELLIPSIS = "…"
# Letters that Unicode does not decompose into a base letter and an accent.
_LOOK_ALIKES = str.maketrans("ŁłĐđĦħıŦŧŊŋ‐‑−", "LlDdHhiTtNn---")


@lru_cache(maxsize=4096)
def printable(text):
    """``text`` in the letters printers' own fonts have (Windows-1252), on one line.

    Other Latin letters lose their accent; what is left becomes a question mark.
    """
    text = " ".join(unicodedata.normalize("NFC", text or "").split())
    text = "".join(c for c in text if unicodedata.category(c) not in ("Cc", "Cf"))
    try:
        text.encode("cp1252")
    except UnicodeEncodeError:
        return "".join(map(_closest, text.translate(_LOOK_ALIKES)))
    return text


def _closest(character):
    try:
        character.encode("cp1252")
    except UnicodeEncodeError:
        base = unicodedata.normalize("NFKD", character)
        return base.encode("cp1252", "ignore").decode("cp1252") or "?"
    return character


@lru_cache(maxsize=16384)
def unit_width(text, font):
    """Width of ``text`` at size 1; widths grow with the size."""
    return stringWidth(text, font, 1)


def fit(text, font, width, size, smallest):
    """``(text, size)`` that take no more than ``width``, in the unit of the sizes.

    ``size`` is the wish; ``smallest`` the last size before letters are cut off.
    """
    text = printable(text)
    needed = unit_width(text, font)
    if not needed or needed * size <= width:
        return text, size
    if needed * smallest <= width:
        return text, width / needed
    return _cut(text, font, width / smallest), smallest


def _cut(text, font, width):
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if unit_width(text[:middle].rstrip() + ELLIPSIS, font) <= width:
            low = middle
        else:
            high = middle - 1
    cut = text[:low].rstrip() + ELLIPSIS
    return cut if unit_width(cut, font) <= width else ""

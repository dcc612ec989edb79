"""The typefaces of documents, embedded: every French letter, on any machine."""

import unicodedata
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "EmmausSans", "EmmausSans-Bold"
_FILES = {REGULAR: "Open_Sans-Regular.ttf", BOLD: "Open_Sans-Bold.ttf"}
# Spaces and marks that the typeface lacks, and what reads the same.
_LOOK_ALIKES = str.maketrans(
    {"\u202f": "\xa0", "\u2009": " ", "\t": " ", "\u2010": "-", "\u2011": "-", "→": ">"}
)


def use_fonts(folder):
    """Register the typefaces, once; `folder` holds the files of Open Sans."""
    for name, file_name in _FILES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(Path(folder) / file_name)))


@lru_cache(maxsize=16384)
def clean(text):
    """Return one line of letters that the typeface has; others become “?”."""
    glyphs = pdfmetrics.getFont(REGULAR).face.charToGlyph
    text = unicodedata.normalize("NFC", str(text or "")).translate(_LOOK_ALIKES)
    return "".join(
        char if ord(char) in glyphs else "?"
        for char in text
        if char.isprintable() or char == "\xa0"  # which is not, says Python
    )


@lru_cache(maxsize=65536)
def unit_width(text, font):
    """Width of `text` at size 1."""
    return pdfmetrics.stringWidth(text, font, 1)


def wrap(text, font, size, width, most=40):
    """Return the lines of `text`, none wider than `width`; `most` lines at most."""
    lines = []
    for part in str(text or "").split("\n"):
        lines += _wrap_line(clean(part), font, width / size)
    if len(lines) > most:
        lines = [*lines[: most - 1], "…"]
    return lines or [""]


def _wrap_line(text, font, width):
    if unit_width(text, font) <= width:
        return [text]
    lines = [""]
    # Only at plain spaces: “12 Go” and “Vérifié :” stay together.
    for word in filter(None, text.split(" ")):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if unit_width(longer, font) <= width:
            lines[-1] = longer
            continue
        *whole, rest = _pieces(word, font, width)
        lines += [*whole, rest] if lines[-1] else [*whole, rest]
        if not lines[0]:
            lines.pop(0)
    return lines


def _pieces(word, font, width):
    """Cut a word that is wider than the line; a serial number stays readable."""
    pieces = []
    while unit_width(word, font) > width and len(word) > 1:
        end = len(word) - 1
        while end > 1 and unit_width(word[:end], font) > width:
            end -= 1
        pieces.append(word[:end])
        word = word[end:]
    return [*pieces, word]

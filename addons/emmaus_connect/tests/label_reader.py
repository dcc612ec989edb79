"""Reads our PDFs as a phone would: as pictures, with somebody else's decoder."""

import unittest

try:
    import pypdfium2
    import zxingcpp
except ImportError as error:
    MISSING = error.name
else:
    MISSING = None

DPI = 200


def pictures(pdf, dpi=DPI):
    """Each page of ``pdf`` (bytes) as a grey picture."""
    if MISSING:
        raise unittest.SkipTest(f"Labels are read back with {MISSING}: install it.")
    document = pypdfium2.PdfDocument(pdf)
    return [page.render(scale=dpi / 72, grayscale=True).to_pil() for page in document]


def read_codes(pdf):
    """Texts of the QR codes, one list a page, in reading order."""
    pages = []
    for picture in pictures(pdf):
        # Not the whole family: it sees micro codes in the middle of ordinary ones.
        found = zxingcpp.read_barcodes(
            picture, formats=zxingcpp.BarcodeFormat.QRCodeModel2
        )
        found.sort(key=lambda code: (_corner(code).y // 40, _corner(code).x))
        pages.append([code.text for code in found])
    return pages


def _corner(code):
    return code.position.top_left


def page_sizes(pdf):
    """Width and height of each page in millimetres."""
    if MISSING:
        raise unittest.SkipTest(f"Labels are read back with {MISSING}: install it.")
    document = pypdfium2.PdfDocument(pdf)
    return [tuple(side / 72 * 25.4 for side in page.get_size()) for page in document]

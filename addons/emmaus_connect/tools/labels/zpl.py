"""Labels in ZPL II, the language of thermal label printers."""

from .formats import FORMATS
from .layout import ASCENT, place
from .qr import QUIET
from .qr import side as qr_side

DPI = (203, 300)
_LARGEST_DOT = 10  # of ^BQ


def render_zpl(labels, paper, dpi=203):
    """ZPL text of ``labels`` on ``paper``, a roll ``Format`` or the key of one.

    Raises ValueError for a sheet: these printers feed one label at a time.
    """
    paper = FORMATS.get(paper, paper)
    if not paper.is_roll:
        raise ValueError(f"{paper.key}: ZPL prints on rolls only")
    if dpi not in DPI:
        raise ValueError(f"{dpi} dpi: known are {DPI}")
    labels = list(labels)
    if not labels:
        return ""
    side = qr_side([label.qr for label in labels]) + 2 * QUIET
    dots = dpi / 25.4  # a millimetre
    return "\n".join(_label(label, paper, side, dots) for label in labels) + "\n"


def _label(label, paper, side, dots):
    placement = place(label, paper, QUIET / side)
    width, height = paper.size
    return "\n".join(
        [
            "^XA",
            "^CI28",  # UTF-8
            f"^PW{round(width * dots)}",
            f"^LL{round(height * dots)}",
            "^LH0,0",
            _qr(label.qr, placement.qr, side, dots),
            *(_text(text, dots) for text in placement.texts),
            "^PQ1",
            "^XZ",
        ]
    )


def _qr(text, box, side, dots):
    dot = min(max(int(box.width * dots / side), 1), _LARGEST_DOT)
    # Centred in its box: whole dots a module leave some of it unused.
    symbol = (side - 2 * QUIET) * dot
    left = round(box.left * dots + (box.width * dots - symbol) / 2)
    top = round(box.top * dots + (box.height * dots - symbol) / 2)
    return f"^FO{left},{top}^BQN,2,{dot}^FH_^FDMA,{escape(text)}^FS"


def _text(text, dots):
    size = round(text.size / 72 * 25.4 * dots)
    left = round(text.left * dots)
    top = round(text.baseline * dots - ASCENT * size)
    return f"^FO{left},{top}^A0N,{size}^FH_^FD{escape(text.text)}^FS"


def escape(text):
    """Commands' letters and everything beyond ASCII as ``_xx`` (needs ``^FH_``)."""
    return "".join(
        chr(byte) if 32 <= byte < 127 and byte not in b"^~_" else f"_{byte:02X}"
        for byte in text.encode()
    )

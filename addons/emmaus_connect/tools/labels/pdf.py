"""Labels as a PDF: exact millimetres, vector QR codes, nothing fetched."""

import re
from io import BytesIO

from reportlab import rl_config
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from .formats import FORMATS
from .layout import place
from .pictograms import PICTOGRAMS
from .qr import QUIET, encode

_RUN = re.compile("1+")
rl_config.useA85 = 0  # binary streams: a fifth smaller, and quicker to write


def render_pdf(labels, paper, start_at=1, title=""):
    """PDF (bytes) of ``labels`` on ``paper``, a ``Format`` or the key of one.

    ``start_at``: first free place of the first sheet, counted from 1, row by row.
    Raises ValueError for a place that the sheet does not have.
    """
    paper = FORMATS.get(paper, paper)
    if not 1 <= start_at <= paper.per_page:
        raise ValueError(f"start_at {start_at}: a page holds {paper.per_page} labels")
    output = BytesIO()
    canvas = Canvas(output, pagesize=[side * mm for side in paper.page])
    canvas.setTitle(title)
    # A viewer that "fits to page" would shift every label of the sheet.
    canvas.setViewerPreference("PrintScaling", "None")
    labels = list(labels)
    matrices = encode(label.qr for label in labels)
    pairs = zip(labels, matrices, strict=True)
    for index, (label, matrix) in enumerate(pairs, start_at - 1):
        slot = index % paper.per_page
        if slot == 0 and index:
            canvas.showPage()
        _draw(canvas, paper, slot, label, matrix)
    canvas.save()
    return output.getvalue()


def _draw(canvas, paper, slot, label, matrix):
    left, top = paper.position(slot)
    bottom = paper.page[1] - top
    side = len(matrix) + 2 * QUIET
    placement = place(label, paper, QUIET / side)
    _draw_qr(canvas, matrix, left, bottom, placement.qr)
    for text in placement.texts:
        canvas.setFont(text.font, text.size)
        canvas.drawString(
            (left + text.left) * mm, (bottom - text.baseline) * mm, text.text
        )
    if placement.icon and label.icon in PICTOGRAMS:
        _draw_pictogram(canvas, label.icon, left, bottom, placement.icon)
    if paper.cut_marks:
        _draw_cut_marks(canvas, paper, left, bottom)


def _draw_qr(canvas, matrix, left, bottom, box):
    """One path for the whole symbol, in module units.

    Written straight into the page: through the canvas's path object, 150,000
    rectangles cost more than everything else together.
    """
    step = box.width * mm / (len(matrix) + 2 * QUIET)
    x = (left + box.left) * mm + QUIET * step
    y = (bottom - box.top) * mm - QUIET * step
    path = [f"q {step:.5f} 0 0 {-step:.5f} {x:.4f} {y:.4f} cm"]
    for number, row in enumerate(matrix):
        path += [
            f"{run.start()} {number} {run.end() - run.start()} 1 re"
            for run in _RUN.finditer(row)
        ]
    path.append("f Q")
    canvas._code.append("\n".join(path))


def _draw_pictogram(canvas, name, left, bottom, box):
    canvas.saveState()
    canvas.translate((left + box.left) * mm, (bottom - box.top) * mm)
    canvas.scale(box.width * mm / 24, -box.height * mm / 24)
    canvas.setLineWidth(1.6)
    canvas.setLineCap(1)
    canvas.setLineJoin(1)
    for stroke in PICTOGRAMS[name]:
        if stroke[0] == "circle":
            canvas.circle(*stroke[1:])
            continue
        path = canvas.beginPath()
        path.moveTo(*stroke[0])
        for point in stroke[1:]:
            path.lineTo(*point)
        canvas.drawPath(path)
    canvas.restoreState()


def _draw_cut_marks(canvas, paper, left, bottom):
    canvas.saveState()
    canvas.setDash(1, 3)
    canvas.setLineWidth(0.3)
    width, height = paper.size
    canvas.rect(left * mm, (bottom - height) * mm, width * mm, height * mm)
    canvas.restoreState()

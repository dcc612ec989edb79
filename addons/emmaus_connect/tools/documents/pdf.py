"""Papers as a PDF: A4, a head and a foot on each page, “page 3 / 12”."""

import re
from io import BytesIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    KeepTogether,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
)

from ..labels.qr import QUIET, encode
from .fonts import BOLD, REGULAR, clean, use_fonts, wrap
from .grid import INK, RULE, SHADE, SOFT, Grid
from .paper import Column, Facts, Lines, Signature, Stamp, Table

MARGIN = 16 * mm
_RUN = re.compile("1+")
_WIDE = (Column("", 19), Column("", 81))
_TITLE = ParagraphStyle("title", fontName=BOLD, fontSize=17, leading=21, textColor=INK)
_SUBTITLE = ParagraphStyle(
    "subtitle", fontName=REGULAR, fontSize=10, leading=13, textColor=SOFT
)
_HEADING = ParagraphStyle(
    "heading",
    fontName=BOLD,
    fontSize=10.5,
    leading=13,
    textColor=INK,
    spaceBefore=10,
    spaceAfter=3,
)
_BODY = ParagraphStyle(
    "body", fontName=REGULAR, fontSize=8.5, leading=11.5, textColor=INK, spaceAfter=2
)


def render_papers(papers, font_folder, title=""):
    """Return the PDF (bytes) of `papers`, each with its own page numbers.

    :param papers: list of `Paper`
    :param font_folder: where the files of Open Sans are
    """
    use_fonts(font_folder)
    output = BytesIO()
    document = BaseDocTemplate(
        output, title=title, author=papers[0].issuer, pageCompression=1
    )
    document.addPageTemplates([_template(n, paper) for n, paper in enumerate(papers)])
    story = []
    for number, paper in enumerate(papers):
        if number:
            story += [NextPageTemplate(str(number)), PageBreak()]
        story += _story(paper)
    document.build(story, canvasmaker=_NumberedCanvas)
    return output.getvalue()


def _template(number, paper):
    size = landscape(A4) if paper.landscape else A4
    frame = Frame(
        MARGIN,
        18 * mm,
        size[0] - 2 * MARGIN,
        size[1] - 18 * mm - 20 * mm,
        *(0, 0, 0, 0),
    )

    def remember(canvas, _document):
        canvas.paper = paper
        canvas.paper_number = number

    return PageTemplate(str(number), [frame], onPage=remember, pagesize=size)


class _NumberedCanvas(Canvas):
    """Pages wait until their number is known; then head and foot are drawn."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._waiting = []

    def showPage(self):
        self._waiting.append(dict(self.__dict__))
        self._startPage()

    def save(self):
        counts = {}
        for page in self._waiting:
            number = page["paper_number"]
            counts[number] = counts.get(number, 0) + 1
        seen = {}
        for page in self._waiting:
            self.__dict__.update(page)
            number = self.paper_number
            seen[number] = seen.get(number, 0) + 1
            _draw_edges(self, self.paper, seen[number], counts[number])
            super().showPage()  # pylint: disable=super-method-mismatch
        return super().save()


def _draw_edges(canvas, paper, page, pages):
    width, height = canvas._pagesize
    right = width - MARGIN
    canvas.setFillColor(SOFT)
    canvas.setFont(BOLD, 8.5)
    canvas.drawString(MARGIN, height - 13 * mm, clean(paper.issuer))
    canvas.setFont(REGULAR, 8.5)
    canvas.drawRightString(right, height - 13 * mm, clean(paper.reference))
    canvas.setStrokeColor(RULE)
    canvas.setLineWidth(0.6)
    canvas.line(MARGIN, height - 15.5 * mm, right, height - 15.5 * mm)
    canvas.setFont(REGULAR, 7.5)
    canvas.drawString(MARGIN, 10 * mm, clean(paper.footer))
    words = paper.page_words % {"page": page, "pages": pages}
    canvas.drawRightString(right, 10 * mm, clean(words))


# What is read


def _story(paper):
    story = [_Head(paper)]
    for block in paper.blocks:
        story += _BLOCKS[type(block)](block)
    return story


def _heading(title):
    return [CondPageBreak(28 * mm), _paragraph(title, _HEADING)] if title else []


def _paragraph(text, style):
    return Paragraph(escape(clean(text)).replace("\n", "<br/>"), style)


def _table(block):
    return [*_heading(block.title), Grid(block.columns, block.rows)]


def _facts(block):
    pairs = [(label, str(value)) for label, value in block.pairs if value]
    wide = [[label, str(value)] for label, value in block.wide if value]
    columns = (Column("", 19), Column("", 31), Column("", 19), Column("", 31))
    rows = []
    for start in range(0, len(pairs), 2):
        both = [*pairs[start : start + 2], ("", "")][:2]
        rows.append([text for pair in both for text in pair])
    grids = [
        Grid(columns, rows, size=8.5, head=False, soft=(0, 2)),
        Grid(_WIDE, wide, size=8.5, head=False, soft=(0,)),
    ]
    grids = [grid for grid in grids if grid.rows]
    if not grids:
        return []
    return [KeepTogether([*_heading(block.title)[1:], *grids])]


def _lines(block):
    texts = [_paragraph(text, _BODY) for text in block.texts if text]
    return [*_heading(block.title), *texts] if texts else []


def _stamp(block):
    return [Spacer(0, 4 * mm), _Frame(block), Spacer(0, 1 * mm)]


def _signature(block):
    return [Spacer(0, 5 * mm), _Signing(block)]


_BLOCKS = {
    Table: _table,
    Facts: _facts,
    Lines: _lines,
    Stamp: _stamp,
    Signature: _signature,
}


class _Head(Flowable):
    """Title and subtitle, and the QR code of the record beside them."""

    side = 26 * mm

    def __init__(self, paper):
        super().__init__()
        self.paper = paper

    def wrap(self, available, _height):
        self.width = available
        room = available - (self.side + 4 * mm if self.paper.qr else 0)
        self.title = _paragraph(self.paper.title, _TITLE)
        self.subtitle = _paragraph(self.paper.subtitle, _SUBTITLE)
        self.heights = [
            part.wrap(room, 1000)[1] for part in (self.title, self.subtitle)
        ]
        least = self.side + 4 * mm if self.paper.qr else 0
        self.height = max(sum(self.heights) + 4 * mm, least)
        return available, self.height

    def draw(self):
        top = self.height - 1 * mm
        for part, height in zip((self.title, self.subtitle), self.heights, strict=True):
            top -= height
            part.drawOn(self.canv, 0, top)
        if self.paper.qr:
            self._draw_qr()

    def _draw_qr(self):
        (matrix,) = encode([self.paper.qr])
        left = self.width - self.side
        step = self.side / (len(matrix) + 2 * QUIET)
        self.canv.setFillColorRGB(0, 0, 0)
        for number, row in enumerate(matrix):
            y = self.height - (QUIET + number + 1) * step
            for run in _RUN.finditer(row):
                x = left + (QUIET + run.start()) * step
                self.canv.rect(x, y, (run.end() - run.start()) * step, step, 0, 1)
        self.canv.setFont(REGULAR, 6.5)
        middle = left + self.side / 2
        y = self.height - self.side - 1.5 * mm
        self.canv.drawCentredString(middle, y, clean(self.paper.qr_text))


class _Frame(Flowable):
    """One word in large letters and a sentence, on a shaded ground."""

    def __init__(self, stamp):
        super().__init__()
        self.stamp = stamp

    def wrap(self, available, _height):
        self.width = available
        self.words = wrap(self.stamp.word, BOLD, 13, available - 12)
        self.lines = wrap(self.stamp.text, REGULAR, 8.5, available - 12)
        self.lines = [line for line in self.lines if line]
        self.height = 14 + 18 * len(self.words) + 11 * len(self.lines)
        return available, self.height

    def draw(self):
        self.canv.setFillColor(SHADE)
        self.canv.roundRect(0, 0, self.width, self.height, 3, 0, 1)
        self.canv.setFillColor(INK)
        self.canv.rect(0, 0, 2.2, self.height, 0, 1)
        y = self.height - 5
        for lines, font, size, leading in (
            (self.words, BOLD, 13, 18),
            (self.lines, REGULAR, 8.5, 11),
        ):
            self.canv.setFont(font, size)
            for line in lines:
                y -= leading
                self.canv.drawString(9, y + leading - size, line)


class _Signing(Flowable):
    """Who issues it on the left, room to sign on the right; never torn apart."""

    def __init__(self, signature):
        super().__init__()
        self.signature = signature

    def wrap(self, available, _height):
        self.width, self.height = available, 26 * mm
        return self.width, self.height

    def draw(self):
        half = self.width / 2
        self.canv.setFillColor(INK)
        self.canv.setFont(REGULAR, 8.5)
        y = self.height - 9
        for line in wrap(self.signature.text, REGULAR, 8.5, half - 8 * mm, most=6):
            self.canv.drawString(0, y, line)
            y -= 11.5
        self.canv.setStrokeColor(RULE)
        self.canv.setLineWidth(0.6)
        self.canv.roundRect(half, 0, half, self.height, 3, 1, 0)
        self.canv.setFillColor(SOFT)
        self.canv.setFont(REGULAR, 7.5)
        self.canv.drawString(half + 6, self.height - 11, clean(self.signature.label))

"""A table that is laid out line by line: thousands of rows in a second."""

from reportlab.lib import colors
from reportlab.platypus import Flowable

from .fonts import BOLD, REGULAR, wrap

INK = colors.HexColor("#1d2b3a")
SOFT = colors.HexColor("#5b6b7b")
RULE = colors.HexColor("#c9d2db")
SHADE = colors.HexColor("#eef2f5")
PADDING = 3.0


class Grid(Flowable):
    """Rows of wrapped texts with titles on top of each page.

    :param columns: `Column`; :param rows: lists of texts, as many as columns
    """

    def __init__(self, columns, rows, size=7.5, head=True, soft=()):
        super().__init__()
        self.columns = columns
        self.rows = rows
        self.size = size
        self.leading = size * 1.28
        self.head = head
        self.soft = soft  # columns of labels
        self._laid = None

    def wrap(self, available, _height):
        self._lay(available)
        self.width = available
        self.height = self._head_height + sum(height for _c, height in self._laid)
        return available, self.height

    def split(self, available, height):
        self._lay(available)
        room = height - self._head_height
        count = 0
        while count < len(self._laid) and self._laid[count][1] <= room:
            room -= self._laid[count][1]
            count += 1
        if not count:
            return []
        return [self._part(0, count), self._part(count, len(self.rows))]

    def _part(self, start, end):
        part = Grid(self.columns, self.rows[start:end], self.size, self.head, self.soft)
        part._widths, part._titles = self._widths, self._titles
        part._head_height = self._head_height
        part._laid = self._laid[start:end]
        return part

    def _lay(self, available):
        if self._laid is not None:
            return
        total = sum(column.width for column in self.columns)
        self._widths = [available * column.width / total for column in self.columns]
        titles = [column.title for column in self.columns]
        self._titles = self._cells(titles, dict.fromkeys(range(len(titles)), BOLD))
        self._head_height = self._height(self._titles) if self.head else 0
        fonts = {n: BOLD for n, column in enumerate(self.columns) if column.bold}
        self._laid = []
        for row in self.rows:
            cells = self._cells(row, fonts)
            self._laid.append((cells, self._height(cells)))

    def _cells(self, texts, fonts):
        return [
            wrap(text, fonts.get(number, REGULAR), self.size, width - 2 * PADDING)
            for number, (text, width) in enumerate(
                zip(texts, self._widths, strict=True)
            )
        ]

    def _height(self, cells):
        return max(map(len, cells)) * self.leading + 2 * PADDING

    def draw(self):
        top = self.height
        canvas = self.canv
        text = canvas.beginText()
        text.setLeading(self.leading)
        if self.head:
            canvas.setFillColor(SHADE)
            canvas.rect(0, top - self._head_height, self.width, self._head_height, 0, 1)
            self._write_row(text, self._titles, top, lambda _number: (BOLD, INK))
            top -= self._head_height
        canvas.setStrokeColor(RULE)
        canvas.setLineWidth(0.4)
        for cells, height in self._laid:
            self._write_row(text, cells, top, self._style)
            top -= height
            if self.head:
                canvas.line(0, top, self.width, top)
        canvas.drawText(text)

    def _style(self, number):
        font = BOLD if self.columns[number].bold else REGULAR
        return font, SOFT if number in self.soft else INK

    def _write_row(self, text, cells, top, style):
        left = PADDING
        baseline = top - PADDING - self.size
        for number, (lines, width) in enumerate(zip(cells, self._widths, strict=True)):
            if lines != [""]:
                font, color = style(number)
                text.setFont(font, self.size)
                text.setFillColor(color)
                text.setTextOrigin(left, baseline)
                for line in lines:
                    text.textLine(line)
            left += width

"""Papers we print on: geometry only, in millimetres, measured from the top left.

``qr`` is the side of the square given to a QR code, quiet zone included. The symbol
itself takes 33 of 41 modules at the size our web addresses need (version 4).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    key: str
    name: str
    page: tuple[float, float]
    size: tuple[float, float]  # one label: width, height
    qr: float
    grid: tuple[int, int] = (1, 1)  # columns, rows
    origin: tuple[float, float] = (0.0, 0.0)  # corner of the first label
    pitch: tuple[float, float] = (0.0, 0.0)  # from one label to the next
    padding: float = 2.0
    layout: str = "label"  # or "card"
    cut_marks: bool = False

    @property
    def per_page(self):
        return self.grid[0] * self.grid[1]

    @property
    def is_roll(self):
        """One label a page: what a label printer (and ZPL) can feed."""
        return self.per_page == 1 and self.layout == "label"

    def position(self, slot):
        """Left and top (mm) of the label number ``slot`` (from 0) of a page."""
        row, column = divmod(slot, self.grid[0])
        left, top = self.origin
        return left + column * self.pitch[0], top + row * self.pitch[1]


A4 = (210.0, 297.0)

FORMATS = {
    paper.key: paper
    for paper in (
        Format(
            "a4_3x7",
            "A4, 21 labels 63.5 x 38.1 mm (L7160)",
            A4,
            (63.5, 38.1),
            qr=28.0,
            grid=(3, 7),
            origin=(7.21, 15.15),
            pitch=(66.04, 38.1),
        ),
        Format(
            "a4_3x8",
            "A4, 24 labels 63.5 x 33.9 mm (L7159)",
            A4,
            (63.5, 33.9),
            qr=27.0,
            grid=(3, 8),
            origin=(7.21, 12.9),
            pitch=(66.04, 33.9),
        ),
        Format(
            "a4_3x8_full",
            "A4, 24 labels 70 x 37 mm",
            A4,
            (70.0, 37.0),
            qr=27.0,
            grid=(3, 8),
            origin=(0.0, 0.5),
            pitch=(70.0, 37.0),
            padding=4.5,  # office printers leave about 4 mm of the sheet blank
        ),
        Format(
            "a4_5x13",
            "A4, 65 labels 38.1 x 21.2 mm (L7651)",
            A4,
            (38.1, 21.2),
            qr=20.2,
            grid=(5, 13),
            origin=(4.67, 10.7),
            pitch=(40.64, 21.2),
            padding=1.2,
        ),
        Format(
            "a4_2x4",
            "A4, 8 labels 99.1 x 67.7 mm (L7165)",
            A4,
            (99.1, 67.7),
            qr=46.0,
            grid=(2, 4),
            origin=(4.63, 13.1),
            pitch=(101.6, 67.7),
            padding=3.0,
        ),
        # Also right for 62 mm continuous tape: the printer cuts after each page.
        Format("roll_62x40", "Roll, 62 x 40 mm", (62.0, 40.0), (62.0, 40.0), qr=29.0),
        Format("roll_62x29", "Roll, 62 x 29 mm", (62.0, 29.0), (62.0, 29.0), qr=26.0),
        Format(
            "roll_29x42",
            "Roll, 29 x 42 mm",
            (29.0, 42.0),
            (29.0, 42.0),
            qr=25.0,
            padding=1.5,
        ),
        Format(
            "card_a4",
            "A4, 4 cards 105 x 148 mm",
            A4,
            (105.0, 148.5),
            qr=62.0,
            grid=(2, 2),
            pitch=(105.0, 148.5),
            padding=9.0,
            layout="card",
            cut_marks=True,
        ),
        Format(
            "card_a6",
            "A6, one card a page",
            (105.0, 148.0),
            (105.0, 148.0),
            qr=62.0,
            padding=9.0,
            layout="card",
        ),
    )
}

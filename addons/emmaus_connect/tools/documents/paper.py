"""What a document holds, in the order it is read."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    title: str
    width: float  # a share of the line
    bold: bool = False


@dataclass(frozen=True)
class Table:
    """Rows of texts; the titles are repeated on each page. `title` may be empty."""

    title: str
    columns: tuple
    rows: list


@dataclass(frozen=True)
class Facts:
    """Labels and values, two a line, then the `wide` ones; empty ones are left out."""

    title: str
    pairs: list  # [(label, value)]
    wide: tuple = ()


@dataclass(frozen=True)
class Lines:
    """Sentences, one below the other."""

    title: str
    texts: list


@dataclass(frozen=True)
class Stamp:
    """The word that counts, in a frame, and what it rests on."""

    word: str
    text: str = ""


@dataclass(frozen=True)
class Signature:
    """Who issues the document, and room to sign it."""

    text: str
    label: str


@dataclass(frozen=True)
class Paper:
    """One document.

    `page_words` holds ``%(page)s`` and ``%(pages)s``; `qr` is what the code says and
    `qr_text` what is written below it.
    """

    title: str
    subtitle: str
    issuer: str
    reference: str
    page_words: str
    footer: str = ""
    blocks: list = field(default_factory=list)
    qr: str = ""
    qr_text: str = ""
    landscape: bool = False

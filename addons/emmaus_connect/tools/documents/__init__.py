"""Printed documents: what they hold as plain data, and how it is laid out as a PDF.

Pure Python, no ORM: every text arrives in the reader's language.
"""

from .paper import Column, Facts, Lines, Paper, Signature, Stamp, Table
from .pdf import render_papers

__all__ = [
    "Column",
    "Facts",
    "Lines",
    "Paper",
    "Signature",
    "Stamp",
    "Table",
    "render_papers",
]

"""Made-up files for the tests of imports."""

import base64
import io
from pathlib import Path

import openpyxl

from ..tools.importing.bolc import COLUMNS

FILES = Path(__file__).parent / "files"
DEMO_FILES = Path(__file__).parent.parent / "demo" / "files"
# Real input that the project may not ship; see the README.
REAL_FILES = Path(__file__).parents[3].parent / "shared" / "data"
PC_TITLES = (
    "Numéro Lot", "Identifiant unique", "Type matériel", "Constructeur", "Model",
    "N° Serie", "Processeur", "Type disque 1", "Taille disque 1", "Type disque 2",
    "taille disque 2", "RAM", "DVD", "Webcam", "ECRAN", "REMARQUES", "Grade esth.",
    "Catégorie", "Erreur calcul",
)  # fmt: skip


def bolc_file(*lines, columns=35, encoding="cp1252", separator=";"):
    """Bytes of a BOLC file; each line is ``{field: text}``."""
    fields = [field for field, _title in COLUMNS][35 - columns :]
    rows = (separator.join(line.get(field, "") for field in fields) for line in lines)
    return "\r\n".join([*rows, ""]).encode(encoding)


def pc_sheet(*lines, above=(), merge=None):
    """Bytes of a computers' sheet: titles on row 4, each line ``{title: value}``.

    :param above: ``(cell, value)`` pairs above the titles
    """
    book = openpyxl.Workbook()
    sheet = book.active
    for cell, value in above:
        sheet[cell] = value
    for column, title in enumerate(PC_TITLES, start=1):
        sheet.cell(4, column, title)
    for number, line in enumerate(lines, start=5):
        for title, value in line.items():
            sheet.cell(number, PC_TITLES.index(title) + 1, value)
    if merge:
        sheet.merge_cells(merge)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


class ImportMixin:
    """Sending a file, for a test case with `env`."""

    def _send(self, data, name="fichier.csv", role=None, **vals):
        vals = {"file": base64.b64encode(data), "file_name": name, **vals}
        imports = self.env["emmaus.import"]
        return (self._as(imports, role) if role else imports).create(vals)

    def _checked(self, data, name="fichier.csv", **vals):
        record = self._send(data, name, **vals)
        record.action_dry_run()
        return record

    def _applied(self, data, name="fichier.csv", **vals):
        record = self._checked(data, name, **vals)
        record.action_apply()
        return record

    def _outcomes(self, record):
        return [(line.number, line.state) for line in record.line_ids]

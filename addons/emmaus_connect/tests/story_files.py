"""The files of the story, shaped as the field sends them, with invented content."""

import io

import openpyxl

from ..tools.importing.bolc import COLUMNS

LOT = "L-7301"
# As a spreadsheet holds it, and as somebody reads it off a worn sticker.
SERIAL = "PF1A7K3QX"
SERIAL_AS_TYPED = "pf1 a7k3  qx"
DONATION = "Renouvellement des postes, lot 7301"

_HEADING = ("Désignation du don \n(nom / ID)", None, None, "Reconditionneur :", None,
            "Date: ", "Controleur / Saisie", None, "champ obligatoire")  # fmt: skip
_TITLES = ("Numéro Lot", "Identifiant unique", "Type matériel", "Constructeur", "Model",
           "N° Serie", "Processeur", "Type disque 1", "Taille disque 1",
           "Type disque 2", "taille disque 2", "RAM", "DVD", "Webcam", "ECRAN",
           "REMARQUES", "Grade esth.", "Catégorie", "Erreur calcul")  # fmt: skip


_LINES = (
    (LOT, "ZQ-R-001", "Portable", "LENOVO", "ThinkPad T480", SERIAL,
     "Intel Core i5-8350U", "SSD", 256, None, None, 8, "Non", "Oui", 14,
     "Charnière dure", "B", "B"),
    (LOT, "ZQ-R-002", "Portable", "Lenvo", "ThinkPad L390", "PF2B8L4RY",
     "Intel Core i3-8145U", "SSD", 128, None, None, "8 Go", None, "Oui", "13,3", None,
     "A", "C"),
    (LOT, "ZQ-R-003", "UC", "DELL", "OptiPlex 3060", "7HK2ZQ3", "Intel Core i5-8500",
     "HDD", 500, "SSD", 128, 16, "Oui", None, None, None, "B", "B"),
    (LOT, None, "Portable", "HP", "ProBook 450"),
)  # fmt: skip


def refurbisher_sheet():
    """Titles on row 4, as in `modele_import_pc_v2`: three good lines, one without code.

    :return: bytes of a workbook
    """
    book = openpyxl.Workbook()
    book.active.append(_HEADING)
    book.active.append((DONATION, None, None, "Atelier du Rabot", None, "12/11/2026"))
    book.active.append(())
    book.active.append(_TITLES)
    return _filled(book)


def filled_template(path):
    """The same lines in the association's own empty sheet, its titles on row 4."""
    return _filled(openpyxl.load_workbook(path))


def _filled(book):
    for number, line in enumerate(_LINES, start=5):
        for column, value in enumerate(line, start=1):
            book.active.cell(number, column, value)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def bolc_file():
    """Two devices of the same lot, a status for one of the sheet, one for a stranger.

    :return: bytes: no titles, 35 columns, semicolons, Windows-1252
    """
    lines = [
        {"lot": LOT, "ec_id": "ZQPC26-0701", "type": "Portable", "status": "En attente",
         "brand": "HP", "model": "EliteBook 840", "serial": "5CG8461ZQA",
         "cpu": "Intel Core i5-8250U", "disk1_type": "SSD", "disk1_size": "256",
         "ram": "8", "observations": "Clavier usé"},
        {"lot": LOT, "ec_id": "ZQPC26-0702", "type": "UC", "status": "En attente",
         "brand": "HP", "model": "ProDesk 400", "serial": "CZC8461ZQB", "ram": "8"},
        {"lot": LOT, "refurbisher_code": "ZQ-R-001", "type": "Portable",
         "status": "En reconditionnement", "status_comment": "Batterie à changer"},
        {"ec_id": "ZQPC26-0799", "type": "Portable", "status": "HS"},
    ]  # fmt: skip
    rows = (";".join(line.get(field, "") for field, _t in COLUMNS) for line in lines)
    return "\r\n".join([*rows, ""]).encode("cp1252")

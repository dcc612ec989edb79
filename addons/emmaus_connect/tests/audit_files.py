"""Made-up audits, in the shapes that the tools write."""

import io
import json
import zipfile

from .import_files import REAL_FILES

HARDWARE = REAL_FILES / "hardware"
TECT_TITLES = (
    "Type de matériel,ID du matériel chez le reconditionneur,Statut,ID du stock,"
    "Numero de serie,IMEI 1,IMEI 2,ID ESN,Modèle,Marque,Processeur,Type disque dur 1,"
    "Taille disque dur 1,Type disque dur 2,Taille disque dur 2,RAM,"
    "Système d'exploitation,Catégorie,Lecteur DVD,Webcam,Commentaire"
)
TECT = {
    "Type de matériel": "ORDINATEUR_PORTABLE",
    "Statut": "EN_COURS_DE_TRAITEMENT",
    "ID du stock": "S-0094",
    "Numero de serie": "5CG7221LSV",
    "ID ESN": "GRPC26-0888",
    "Modèle": "EliteBook 840 G3",
    "Marque": "HP",
    "Processeur": "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz",
    "Type disque dur 1": "SSD",
    "Taille disque dur 1": "256",
    "RAM": "8",
    "Système d'exploitation": "Linux",
    "Catégorie": "B",
    "Lecteur DVD": "NON",
    "Webcam": "OUI",
    "Commentaire": "Indice CPU : 3233; Batterie : 82 %; Pondération technique : -5",
}
BOLC = {
    "lot": "L-0048",
    "ec_id": "GRPC26-0888",
    "type": "Portable",
    "brand": "HP",
    "model": "EliteBook 840 G3",
    "serial": "5CG7221LSV",
    "cpu": "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz",
    "disk1_type": "SSD",
    "disk1_size": "256",
    "disk2_type": "HDD",
    "disk2_size": "500",
    "ram": "8",
    "webcam": "OUI",
    "screen": "14",
    "battery_health": "82",
    "technical_adjustment": "-5",
    "cosmetic_adjustment": "0",
    "cpu_mark": "3233",
    "observations": "rayure sur le capot",
    "audit_date": "21/11/2026 10:11:12",
    "refurbishment_comment": "Linux Mint 22",
}
SCAN = """Drives:
  Local Storage:
    total: 704.2 GiB
  ID-1: /dev/sda
    vendor: Samsung
    model: MZ7LN256HMJP-000H1
    size: 238.47 GiB
    serial: S2Y2NX0H123456
  ID-2: /dev/sdb
    vendor: Western Digital
    model: WD5000LPLX-60ZNTT1
    size: 465.76 GiB
    serial: <superuser required>
  ID-3: /dev/sdc type: USB vendor: Kingston model: DataTraveler size: 14 GiB serial: 1
Partition:
  ID-1: /
Battery:
  ID-1: BAT0
    condition: 38.0/46.0 Wh (82.6%)
"""


def zipped(files, method=zipfile.ZIP_DEFLATED):
    """Bytes of a zip of ``{name: bytes or text}``."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return stream.getvalue()


def folder(path, inside=""):
    """Return ``{name: bytes}`` of a folder, below another name in the zip."""
    return {
        f"{inside}{file.relative_to(path)}": file.read_bytes()
        for file in sorted(path.rglob("*"))
        if file.is_file()
    }


def tect(**changes):
    """Text of a ``tect.csv`` with one device."""
    line = TECT | changes
    cells = [line.get(title, "") for title in TECT_TITLES.split(",")]
    cells = ['"' + cell.replace('"', '""') + '"' for cell in cells]
    return f"{TECT_TITLES}\n{','.join(cells)}\n"


def node(kind, name, *children, **keys):
    """One node of lshw's tree."""
    return {"id": name, "class": kind, "children": list(children), **keys}


def disk(name="/dev/sda", size=500107862016, **keys):
    return node("disk", "disk", logicalname=name, size=size, units="bytes", **keys)


def store(*children, **keys):
    """A storage controller on the PCI bus."""
    keys.setdefault("configuration", {"driver": "ahci"})
    return node("storage", "storage", *children, businfo="pci@0000:00:17.0", **keys)


def machine(*parts, **system):
    """Bytes of ``lshw -json`` of a laptop with these parts on its board."""
    system = {
        "handle": "DMI:0001", "description": "Notebook", "vendor": "Dell Inc.",
        "product": "Latitude 5480", "serial": "7XK2YZ2", **system,
    }  # fmt: skip
    board = node("bus", "core", *parts, vendor="Dell Inc.", product="0XPM5R")
    return json.dumps(node("system", "pc", board, **system)).encode()


def memory(*sizes, total=None, **keys):
    """System memory with modules of these sizes in GiB."""
    banks = [
        node("memory", f"bank:{i}", description="SODIMM DDR4", size=int(size * 2**30))
        for i, size in enumerate(sizes)
    ]
    keys.setdefault("description", "System Memory")
    return node("memory", "memory", *banks, size=total, units="bytes", **keys)

"""The words of the field's tools and ours, side by side.

`STATUSES` is the one table between our states, the national tool tec.tech and the
older back office BOLC. Read from left to right when we send, from right to left when
we receive; a file never moves a device to another state, it only reports a status.
"""

from typing import NamedTuple

from .importing.text import plain


class Status(NamedTuple):
    code: str  # the national tool's
    label: str
    states: tuple  # ours that are told to the others by this word
    bolc: tuple  # BOLC's words for it; the first is the one to send


STATUSES = (
    Status(
        "A_TRAITER",
        "À traiter",
        ("announced", "received"),
        ("En attente", "A entrer dans Salesforce"),
    ),
    Status(
        "EN_COURS_DE_TRAITEMENT",
        "En cours de traitement",
        ("erased", "graded"),
        ("En reconditionnement",),
    ),
    Status("NON_REEMPLOYABLE", "Non réemployable", ("recycled",), ("HS",)),
    Status("PRET_A_COMMANDER", "Prêt à commander", (), ()),
    Status("EN_COURS_DE_LIVRAISON", "En cours de livraison", ("promised",), ()),
    Status("PRET_A_DISTRIBUER", "Prêt à distribuer", ("ready",), ("Prêt à vendre",)),
    Status("DISTRIBUE", "Distribué", ("delivered", "sold"), ()),
    Status("SAV", "SAV", (), ()),
)
# What the smartphone sheets say beside the words above.
_PHONE_STATUSES = {
    "DEEE": "NON_REEMPLOYABLE",
    "REPARABLE": "A_TRAITER",
    "BLOQUE": "A_TRAITER",
    "RECONDITIONABLE": "A_TRAITER",
    "RECONDITIONNABLE": "A_TRAITER",
    "RECONDITIONNE": "PRET_A_DISTRIBUER",
    "A ENREGISTRER DANS SALESFORCE": "A_TRAITER",
}
_STATUS_BY_WORD = {
    plain(word): status.code
    for status in STATUSES
    for word in (status.code, status.label, *status.bolc)
} | {plain(word): code for word, code in _PHONE_STATUSES.items()}


def status_to_code(word):
    """Return the national code of a status as any of the tools writes it, or None."""
    return _STATUS_BY_WORD.get(plain(word))


def state_to_status(state):
    """Return the national code that tells others about one of our states, or None."""
    return next((s.code for s in STATUSES if state in s.states), None)


def state_to_bolc(state):
    """Return BOLC's word for one of our states, or an empty text."""
    words = next((s.bolc for s in STATUSES if state in s.states), ())
    return words[0] if words else ""


# category code: the words for it; the first is the national tool's where it has one.
CATEGORIES = {
    "laptop": (
        "ORDINATEUR_PORTABLE", "Portable", "Laptop", "Notebook", "PC portable",
        "Ordinateur portable", "Ultrabook", "Chromebook", "PORT", "2 en 1",
    ),
    "desktop": (
        "ORDINATEUR_FIXE", "UC", "Fixe", "Desktop", "Tour", "PC fixe", "Unité centrale",
        "Ordinateur fixe", "Mini PC", "PC bureau", "Ordinateur de bureau", "Tout en un",
        "All in one", "AIO", "PC tour", "Tower",
    ),
    "tablet": ("TABLETTE", "Tablet", "iPad", "Tablette tactile"),
    "smartphone": (
        "SMARTPHONE", "Smartphones", "Téléphone", "Telephone", "Mobile", "Smart phone",
        "Téléphone portable", "iPhone", "SM",
    ),
    "basic_phone": ("Téléphone basique", "Téléphone simple", "Feature phone", "GSM"),
    "screen": ("Ecran", "Moniteur", "Screen", "Monitor"),
    "hotspot": ("Hotspot", "Clé 4G", "Routeur 4G", "Modem 4G", "MiFi"),
    "printer": ("Imprimante", "Printer"),
    "multifunction_printer": ("Multifonction", "Imprimante multifonction", "MFP"),
    "charger": ("Chargeur", "Alimentation", "Charger"),
    "mouse": ("Souris", "Mouse"),
    "keyboard": ("Clavier", "Keyboard"),
}  # fmt: skip
_CATEGORY_BY_WORD = {
    plain(word): code for code, words in CATEGORIES.items() for word in words
}


def category_code(word):
    """Return our category code of a type of equipment, or None."""
    return _CATEGORY_BY_WORD.get(plain(word))


def category_to_tectech(code):
    """Return the national tool's word for a category it knows, or None."""
    word = CATEGORIES.get(code, ("",))[0]
    return word if word.isupper() and len(word) > 2 else None


GRADES = {
    "premium": ("PREMIUM", "PRM", "P"),
    "a": ("A",),
    "b": ("B",),
    "c": ("C",),
    "d": ("D",),
    "hc": ("HC", "Hors catégorie"),
    "unsellable": ("INVENDABLE", "Non vendable", "INV"),
}
_GRADE_BY_WORD = {plain(word): code for code, words in GRADES.items() for word in words}


def grade_code(word):
    """Return our code of a declared category (PREMIUM, A, … INVENDABLE), or None."""
    text = plain(word)
    for lead in ("categorie", "grade", "cat"):
        text = text.removeprefix(lead) or text
    return _GRADE_BY_WORD.get(text)


def cosmetic_code(word):
    """Return a, b or c for a cosmetic grade, or None."""
    text = plain(word).removeprefix("grade")
    return text if text in ("a", "b", "c") else None


def disk_code(word):
    """Return HDD, SSD or NVME for a type of disk as people write it, or None."""
    text = plain(word)
    if "nvme" in text or text == "m2":
        return "NVME"
    if any(mark in text for mark in ("ssd", "emmc", "flash", "ufs")):
        return "SSD"
    if any(
        mark in text for mark in ("hdd", "hd", "sata", "mecanique", "rpm", "disquedur")
    ):
        return "HDD"
    return None


# Sector of a donor; a gift of a public body has a legal price cap.
SECTORS = {
    "public": (
        "Public", "Secteur public", "Collectivité", "Mairie", "Muni", "État",
        "Ministère", "Administration", "Commune", "Département", "Région",
        "Établissement public",
        "Collectivité territoriale", "Public body", "Hôpital",
    ),
    "private": (
        "Privé", "Secteur privé", "Entreprise", "Société", "Association", "Asso",
        "Fondation", "Private", "Company", "Entreprise privée", "SAS", "SARL", "SA",
    ),
    "individual": ("Particulier", "Personne", "Individual", "Personne physique"),
}  # fmt: skip
_SECTOR_BY_WORD = {
    plain(word): code for code, words in SECTORS.items() for word in words
}


def sector_code(word):
    """Return private, public or individual for a word about a donor, or None."""
    return _SECTOR_BY_WORD.get(plain(word))

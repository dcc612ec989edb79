"""The columns we know, and how people call them."""

from difflib import get_close_matches
from typing import NamedTuple

from .table import is_empty
from .text import plain
from .values import text_of

# field: the titles seen in the field's own files first, then other spellings.
DEVICE_COLUMNS = {
    "lot": ("Numéro Lot", "N° lot", "Lot", "ID lot", "Numéro de don", "ID don", "Don",
            "idLot"),
    "refurbisher_code": (
        "Identifiant unique", "ID du matériel chez le reconditionneur",
        "Id matériel reconditionneur", "ID reconditionneur", "Identifiant",
        "idMaterielReconditionneur", "Numéro interne", "Référence interne"),
    "ec_id": ("ID ESN", "ID Emmaüs Connect", "ID EC", "idEsn", "Identifiant EC",
              "Numéro EC", "ID PC"),
    "type": ("Type matériel", "Type de matériel", "Type", "Type d'appareil",
             "Type d'équipement", "Nature", "typeMateriel"),
    "declared_grade": ("Catégorie", "Cat", "Catégorie PC", "Grade"),
    "status": ("Statut", "Status", "État"),
    "status_comment": ("Commentaire statut",),
    "brand": ("Constructeur", "Marque", "Fabricant", "Brand", "Manufacturer"),
    "commercial_name": ("Nom commercial", "Désignation"),
    "model": ("Modèle", "Model", "Référence", "Modèle appareil"),
    "serial": ("N° Serie", "Numéro de série", "Serial", "Serial number", "S/N", "SN",
               "No de série", "Série", "Num série"),
    "imei1": ("IMEI", "IMEI 1", "N° IMEI", "Numéro IMEI"),
    "imei2": ("IMEI 2",),
    "cpu": ("Processeur", "CPU", "Proc", "Microprocesseur"),
    "cpu_mark": ("Indice CPU", "CPU mark", "Passmark", "Score CPU"),
    "disk1_type": ("Type disque 1", "Type disque", "Type disque dur 1", "Disque",
                   "Type disque dur", "Type de disque"),
    "disk1_size": ("Taille disque 1", "Taille disque", "Taille stockage", "Taille",
                   "Taille disque dur 1", "Stockage", "Capacité disque", "Capacité",
                   "Taille disque dur"),
    "disk2_type": ("Type disque 2", "Type disque dur 2"),
    "disk2_size": ("Taille disque 2", "Taille disque dur 2"),
    "ram": ("RAM", "Mémoire", "Mémoire vive", "Taille RAM", "Mémoire RAM"),
    "dvd": ("DVD", "Lecteur DVD", "Graveur DVD", "Lecteur CD/DVD"),
    "webcam": ("Webcam", "Caméra"),
    "screen": ("Ecran", "Taille écran", "Diagonale", "Taille d'écran"),
    "resolution": ("Résolution", "Résolution écran", "Définition"),
    "os": ("OS", "Système d'exploitation", "Système", "Version OS"),
    "battery_health": ("État Batterie", "Batterie", "Capacité Résiduelle (%)",
                       "Santé batterie", "Batterie %"),
    "battery_minutes": ("Autonomie", "Autonomie batterie", "Autonomie (min)"),
    "charger": ("Chargeur",),
    "carrier_lock": ("Opérateur", "Blocage opérateur", "Simlock"),
    "color": ("Couleur", "Color"),
    "cosmetic_grade": ("Grade esth.", "Grade esthétique", "État esthétique"),
    "technical_adjustment": ("Pondération technique",),
    "cosmetic_adjustment": ("Pondération esthétique",),
    "observations": ("REMARQUES", "Remarque", "Observations", "Observation", "Notes"),
    "comment": ("Commentaire", "Commentaires"),
    "origin": ("Origine", "Provenance"),
    "sale_date": ("Date de vente",),
    "audit_date": ("Date", "Date de prise en charge", "Date audit"),
    "stock": ("ID du stock", "Stock", "idStock"),
    "refurbisher": ("Reconditionneur",),
    "volunteer": ("Bénévole", "Nom du bénévole", "Auditeur"),
    "export_error": ("Erreur", "Erreur calcul"),
}  # fmt: skip

PARTNER_COLUMNS = {
    "name": ("Nom", "Name", "Raison sociale", "Nom de la structure", "Structure",
             "Dénomination", "Organisation", "Association", "Donateur",
             "Nom du donateur", "Nom structure", "Entreprise", "Société"),
    "siret": ("SIRET", "N° SIRET", "Numéro SIRET", "SIREN", "SIRET/SIREN"),
    "rna": ("RNA", "N° RNA", "Numéro RNA"),
    "street": ("Adresse", "Address", "Rue", "Street", "Adresse postale", "Voie",
               "Adresse 1"),
    "street2": ("Complément d'adresse", "Adresse 2", "Street 2", "Complément"),
    "zip": ("Code postal", "CP", "Postal code", "Zip", "Zip code", "Code postale"),
    "city": ("Ville", "Commune", "City", "Localité"),
    "email": ("E-mail", "Email", "Mail", "Courriel", "Adresse mail", "Adresse e-mail"),
    "phone": ("Téléphone", "Tel", "Phone", "Tél.", "Mobile", "Portable",
              "Numéro de téléphone"),
    "website": ("Site web", "Site internet", "Website", "Site"),
    "type": ("Type", "Typologie", "Type de structure", "Catégorie", "Nature"),
    "sector": ("Secteur", "Sector", "Statut juridique", "Public/privé"),
    "latitude": ("Latitude", "Lat"),
    "longitude": ("Longitude", "Lon", "Lng", "Long"),
    "comment": ("Commentaire", "Commentaires", "Remarques", "Notes", "Observations"),
    "contact": ("Contact", "Contact name", "Nom du contact", "Personne de contact",
                "Interlocuteur", "Référent"),
    "export_error": ("Erreur",),
}  # fmt: skip

# A second column of the same title is the second disk.
_SECOND = {"disk1_type": "disk2_type", "disk1_size": "disk2_size", "imei1": "imei2"}


class Layout(NamedTuple):
    """Which column holds what.

    `fields` is ``{field: index}``, `unknown` ``{index: title}`` of titles we do not
    know, `guessed` ``{index: (title, the title it was read as)}``, `doubled`
    ``{index: title}`` of second columns of one title.
    """

    fields: dict
    unknown: dict
    guessed: dict
    doubled: dict


def _index(columns):
    return {
        plain(title): (field, title)
        for field, titles in columns.items()
        for title in titles
    }


_INDEXES = {
    id(columns): _index(columns) for columns in (DEVICE_COLUMNS, PARTNER_COLUMNS)
}


def exact_fields(row, columns):
    """Return the fields whose title stands in this row, spelled as we know it."""
    index = _INDEXES[id(columns)]
    found = (index.get(plain(cell)) for cell in row if isinstance(cell, str))
    return {match[0] for match in found if match}


def layout(row, columns):
    """Read a row of titles."""
    index = _INDEXES[id(columns)]
    result = Layout({}, {}, {}, {})
    for position, cell in enumerate(row):
        if is_empty(cell):
            continue
        title = text_of(cell)
        match = index.get(plain(title)) or _misspelled(title, index, position, result)
        _place(result, position, title, match)
    return result


def _misspelled(title, index, position, result):
    key = plain(title)
    close = get_close_matches(key, index, n=3, cutoff=0.8) if len(key) > 4 else []
    # A letter more or less is a slip; a longer difference is another word.
    close = [
        one
        for one in close
        if abs(len(one) - len(key)) < 2 and one[-1].isdigit() == key[-1].isdigit()
    ]
    if not close:
        return None
    match = index[close[0]]
    if match[0] in result.fields:
        return None
    result.guessed[position] = (title, match[1])
    return match


def _place(result, position, title, match):
    if not match:
        result.unknown[position] = title
        return
    field = match[0]
    if field in result.fields:
        field = _SECOND.get(field, field)
    if field in result.fields:
        result.doubled[position] = title
        return
    result.fields[field] = position

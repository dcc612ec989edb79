"""Lines of the BOLC back office: no titles, 35 columns, or 34 without the first."""

from ..vocabulary import category_code
from .codes import ec_parts
from .table import is_empty
from .values import text_of

# (field, title) of each column; `None` is a column we read nothing from.
COLUMNS = (
    ("lot", "ID don"),
    ("refurbisher_code", "ID reconditionneur"),
    ("ec_id", "ID EC"),
    ("type", "Type"),
    ("declared_grade", "Catégorie"),
    ("status", "Statut"),
    ("status_comment", "Commentaire statut"),
    ("brand", "Marque"),
    ("constructor", "Constructeur"),
    ("commercial_name", "Nom commercial"),
    ("model", "Modèle"),
    ("battery_health", "Batterie %"),
    ("sale_date", "Date de vente"),
    ("observations", "Observations"),
    ("serial", "Numéro de série"),
    ("cpu", "Processeur"),
    ("disk1_type", "Type disque 1"),
    ("disk1_size", "Taille disque 1"),
    ("disk2_type", "Type disque 2"),
    ("disk2_size", "Taille disque 2"),
    ("ram", "RAM"),
    ("dvd", "DVD"),
    ("webcam", "Webcam"),
    ("screen", "Ecran"),
    ("technical_adjustment", "Pondération technique"),
    ("cosmetic_adjustment", "Pondération esthétique"),
    ("cpu_mark", "Indice CPU"),
    ("battery_minutes", "Autonomie (min)"),
    ("volunteer", "Bénévole"),
    ("audit_date", "Date"),
    ("refurbishment_comment", "Commentaire reconditionnement"),
    ("expense_nature", "Nature de la dépense"),
    ("total_cost", "Coût total"),
    ("url", "URL"),
    ("origin", "Origine"),
)
WIDTH = len(COLUMNS)
_FIELDS = {field: index for index, (field, _title) in enumerate(COLUMNS)}
_WITHOUT_LOT = {field: index - 1 for field, index in _FIELDS.items() if index}
PLACEHOLDERS = {"id_don", "id_pc", "type_materiel", "id_statutp", "id_statutc"}


def shift(row):
    """Return how many columns are missing in front: 0 or 1, None for no BOLC line.

    The type tells it, else the EC number in front of the type.
    """
    for missing in (0, 1):
        word = _text_at(row, _FIELDS["type"] - missing)
        if word in PLACEHOLDERS or (word and category_code(word)):
            return missing
    for missing in (0, 1):
        if ec_parts(_text_at(row, _FIELDS["ec_id"] - missing))[0]:
            return missing
    return None


def _text_at(row, index):
    return text_of(row[index]) if index < len(row) else ""


def looks_like(rows):
    """Whether at least half of these rows are BOLC lines."""
    lines = [row for row in rows if not all(map(is_empty, row))]
    fitting = [row for row in lines if 6 <= len(row) <= WIDTH + 1]
    count = sum(shift(row) is not None for row in fitting)
    return bool(lines) and 2 * count >= len(lines)


def has_placeholders(rows):
    """Whether BOLC's own template line for a change of status is there."""
    return any(
        isinstance(cell, str) and cell in PLACEHOLDERS for row in rows for cell in row
    )


def fields(missing):
    """Return ``{field: index}`` of the 35 (0 missing) or 34 (1 missing) columns."""
    return _WITHOUT_LOT if missing else _FIELDS


def titles(missing):
    return [title for _field, title in COLUMNS][missing:]

from odoo import api, fields, models

from ..tools import vocabulary
from ..tools.codes import is_bogus_serial, normalize_code
from ..tools.importing.materiel import GRADES, system_family

# Search field of the national tool: kinds of our identifiers it stands for.
SEARCHES = {
    "idEsn": ("ec", "other"),
    "idMaterielReconditionneur": ("refurbisher", "ec", "other"),
    "numeroSerie": ("serial", "other"),
}
# Until our own line has something to say, what others reported is told.
_SILENT_STATES = ("announced", "received")
_LABELS = {status.code: status.label for status in vocabulary.STATUSES}
_YES_NO = {"yes": True, "no": False}


class EmmausDevice(models.Model):
    """A device in the field names of the national tool."""

    _inherit = "emmaus.device"

    @api.model
    def _search_materiel(self, codes, offset=0, limit=None):
        """Find the devices that the caller may see by all of some codes.

        :param dict codes: ``{field of SEARCHES: text}``
        :return: ``(total, devices)``, oldest first
        """
        domain = fields.Domain.AND(
            self._materiel_domain(name, text) for name, text in codes.items()
        )
        found = self.search(domain, offset=offset, limit=limit, order="id")
        return self.search_count(domain), found

    def _materiel_domain(self, name, text):
        """Many machines share a placeholder of their firmware: it finds none."""
        if name == "numeroSerie" and is_bogus_serial(text):
            return fields.Domain.FALSE
        domain = [
            ("kind", "in", SEARCHES[name]),
            ("normalized", "=", normalize_code(text)),
        ]
        return fields.Domain("identifier_ids", "any", domain)

    def _materiel(self):
        """Return one dict a device, with the 27 fields of the national tool.

        Sizes of disks are decimal GB and `RAM` is GiB; times are UTC, ISO 8601.
        """
        # Whose collection and site it is are known to whoever sees the device.
        return [device.sudo()._materiel_one() for device in self]

    def _materiel_one(self):
        numbers = self.identifier_ids.grouped("kind")
        imeis = numbers["imei"].mapped("value") if "imei" in numbers else []
        imeis = [*imeis, None, None]
        return {
            "id": self.id,
            "statut": self._materiel_status(),
            "typeMateriel": vocabulary.category_to_tectech(self.category_id.code),
            "numeroSerie": self.serial_number or None,
            "IMEI1": imeis[0],
            "IMEI2": imeis[1],
            "idMaterielReconditionneur": self.refurbisher_number or None,
            "idEsn": self.name,
            "model": self.model or None,
            "marque": self.brand_id.name or self.brand_text or None,
            "processeur": self.cpu or None,
            "typeDisqueDur1": self.disk1_type or None,
            "tailleDisqueDur1": _number(self.disk1_gb),
            "typeDisqueDur2": self.disk2_type or None,
            "tailleDisqueDur2": _number(self.disk2_gb),
            "RAM": _number(self.ram_gib),
            "categorie": self._materiel_grade(),
            "lecteurDVD": _YES_NO.get(self.has_dvd),
            "webcam": _YES_NO.get(self.has_webcam),
            "commentaire": self.comment or None,
            "idLot": self.collection_id.reference or None,
            "systemeExploitation": system_family(self.os or ""),
            "idStock": self.warehouse_id.tectech_stock_code or None,
            "idGroupe": None,
            "createdAt": _time(self.create_date),
            "updatedAt": _time(self.write_date),
            "reconditionneur": self.refurbisher_id.name or None,
        }

    def _materiel_status(self):
        code = vocabulary.state_to_status(self.state)
        if self.state in _SILENT_STATES and self.external_state in _LABELS:
            code = self.external_state
        return {"code": code, "libelle": _LABELS[code]}

    def _materiel_grade(self):
        grade = (self.grade or self.declared_grade or "").upper()
        return grade if grade in GRADES else None


def _number(value):
    """Nothing known is null, and whole numbers have no decimals."""
    if not value:
        return None
    value = round(value, 2)
    return int(value) if value == int(value) else value


def _time(value):
    return f"{value.replace(microsecond=0).isoformat()}Z" if value else None

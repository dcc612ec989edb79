from odoo import models

from ..tools.codes import normalize_code
from ..tools.importing.codes import ec_parts
from ..tools.importing.materiel import ONLY_AT_CREATION, MaterielLine, system_family


def _is_materiel(line):
    return isinstance(line, MaterielLine)


class EmmausImport(models.Model):
    """What differs when a line comes from another tool's call, not from a file."""

    _inherit = "emmaus.import"

    def _device_finder(self, acts):
        """A line may name its device by our own id."""
        find = super()._device_finder(acts)
        ids = [act.line.record_id for act in acts if _is_materiel(act.line)]
        named = self._named_devices([one for one in ids if one])

        def find_named(act, refurbisher):
            device = find(act, refurbisher)
            record_id = _is_materiel(act.line) and act.line.record_id
            if not record_id or act.notes.refused:
                return device
            if record_id not in named:
                act.notes.refuse("id_unknown", id=record_id)
            elif device and device.id != record_id:
                code, name = act.line.code, device.name
                act.notes.refuse("id_beside", code=code, name=name, id=record_id)
            else:
                self._check_named(act, named[record_id])
            return named.get(record_id, device)

        return find_named

    def _check_named(self, act, device):
        """A device that has a number keeps it; one without may get it."""
        known = {(code.kind, code.normalized) for code in device.identifier_ids}
        kinds = {kind for kind, _key in known}
        if not ec_parts(device.name)[0]:
            kinds.discard("ec")  # numbered otherwise: it may still get its EC number
        for kind, text in self._line_codes(act.line)[:2]:
            if (
                kind in kinds.intersection(("ec", "refurbisher"))
                and not self._known_as(known, kind, normalize_code(text))
            ):  # fmt: skip
                act.notes.refuse("id_other_code", name=device.name, text=text)

    def _named_devices(self, ids):
        devices = self.env["emmaus.device"].search([("id", "in", ids)]) if ids else ()
        return {device.id: device for device in devices}

    def _plan_brand(self, act, match, device):
        """A program has nobody at hand: a brand nobody knows is not made."""
        super()._plan_brand(act, match, device)
        text = act.line.brand
        if not _is_materiel(act.line) or not match or match["brand"]:
            return
        act.vals.pop("brand_id", None)
        act.notes[:] = [note for note in act.notes if note.code != "brand_new"]
        if device.brand_text == text:
            act.vals.pop("brand_text", None)
        if not match["candidates"]:
            act.notes.warn("brand_kept", text=text)

    def _plan_change(self, act, device, categories, labels):
        if _is_materiel(act.line):
            self._spare_known(act, device)
        return super()._plan_change(act, device, categories, labels)

    def _spare_known(self, act, device):
        """Leave what we told ourselves as it is, when a tool sends it back."""
        line = act.line
        if line.facts.get("os") and line.facts["os"] == system_family(device.os):
            del line.facts["os"]
        if line.facts.get("declared_grade", "none") == device.grade:
            del line.facts["declared_grade"]
        codes = set(device.identifier_ids.mapped("normalized"))
        if normalize_code(line.given.get("idEsn")) in codes:
            line.pieces = [pair for pair in line.pieces if pair[0] != "other_code"]
            line.notes[:] = [
                note for note in line.notes if not note.code.startswith("ec_id_")
            ]
        comment = " ".join((device.comment or "").split())
        line.pieces = [pair for pair in line.pieces if pair[1] not in comment]
        told = [name for name in ONLY_AT_CREATION if name in line.given]
        if told:
            line.notes.warn("read_only", fields=", ".join(told))

    def _plan_creation(self, act, refurbisher, categories, sites):
        line = act.line
        if not _is_materiel(line):
            return super()._plan_creation(act, refurbisher, categories, sites)
        if not line.lot:
            return act.notes.refuse("lot_missing", code=line.code)
        if line.stock and line.stock not in sites:
            return act.notes.refuse("stock_unknown", text=line.stock)
        return super()._plan_creation(act, refurbisher, categories, sites)

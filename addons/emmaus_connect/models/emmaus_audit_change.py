from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ..tools.codes import is_bogus_serial, normalize_code
from .stock_move_line import DEVICE_MOVE

_lt = LazyTranslate(__name__)

# Facts of a device that an audit reads, and what they are called.
_FACTS = {
    "cpu": _lt("processor"),
    "ram_gib": _lt("memory (GiB)"),
    "serial": _lt("serial number"),
    "model": _lt("model"),
    "screen_inches": _lt("screen (inches)"),
}
# Facts that the last audit has the last word on.
_TOLD = ("cpu", "ram_gib", "screen_inches", "battery_health", "os")


class EmmausAudit(models.Model):
    """What an audit does to its device: facts, media, what changed since the last."""

    _inherit = "emmaus.audit"

    changes_text = fields.Text("What Changed", compute="_compute_changes_text")

    def _attach_to(self, device):
        """Make this the last audit of `device`, and its gate follow the disks listed.

        An audit older than the last one, decided late or read again, is history: it
        changes neither the facts nor the media of the device.
        """
        self.ensure_one()
        device = device.sudo()
        former = device.model
        media = self.env["emmaus.medium"].sudo()
        media = media._of_reading(device, self._media(), self.medium_ids)
        if device.last_audit_id.id > self.id:
            media.filtered(lambda medium: not medium.device_id).device_id = device
        else:
            self._become_last(device, media)
        changes = self._differences(device, media, former)
        self.write(
            {
                "state": "matched",
                "device_id": device.id,
                "medium_ids": [fields.Command.set(media.ids)],
                "changes": changes,
                "candidate_ids": [fields.Command.clear()],
                "decision_reason": False,
            }
        )
        self._add_numbers(device)
        facts = self._journal_facts(changes)
        self.env["emmaus.event"]._append(
            device, "audited", occurred_at=self.audited_at, **facts
        )
        device._refresh_erasure_state()
        device._follow_proof()

    def _become_last(self, device, media):
        """Let the device be what this audit tells, as far as nothing happened since."""
        is_again = self.device_id == device
        gone = device.medium_ids.filtered("is_present") - media
        if is_again:  # a disk fitted after it is none that it does not see
            gone &= self.medium_ids
        (media - self._moved_on(device, media))._put_into(device)
        if self.media_known:
            gone.is_present = False
        device._by_act().write({**self._facts(), "last_audit_id": self.id})

    def _moved_on(self, device, media):
        """Return the media that were seen in, or fitted into, another machine since."""
        return media.filtered(
            lambda medium: (
                medium.is_present
                and medium.device_id != device
                and (
                    medium in self.medium_ids
                    or medium.device_id.last_audit_id.id > self.id
                )
            )
        )

    def _journal_facts(self, changes):
        facts = {"file": self.file_name}
        if changes:
            facts["changes"] = [change["what"] for change in changes]
        media = [change["medium"] for change in changes if "medium" in change]
        if media:
            facts["medium"] = media
        return facts

    def _media(self):
        return [
            {name: line.get(name) for name in ("kind", "serial", "size_gb", "model")}
            for line in self.specs.get("media") or ()
        ]

    # Facts

    def _facts(self):
        """Return the values of the device that this audit tells."""
        specs = self.specs
        values = {name: specs[name] for name in _TOLD if specs.get(name)}
        for name in ("has_webcam", "has_dvd"):
            if specs.get(name) is not None:
                values[name] = "yes" if specs[name] else "no"
        if specs.get("model"):
            values["model"] = specs["model"]
        values.update(self._brand())
        values.update(self._disks())
        values.update(self._mark())
        return values

    def _brand(self):
        text = self.specs.get("manufacturer")
        if not text:
            return {}
        brand = self.env["emmaus.brand"].sudo()._match(text)["brand"]
        return {"brand_text": text, **({"brand_id": brand.id} if brand else {})}

    def _disks(self):
        if not self.media_known:
            return {}
        kinds = dict(self.env["emmaus.device"]._disk_types())
        lines = [*(self.specs.get("media") or ()), {}, {}][:2]
        values = {}
        for number, line in enumerate(lines, 1):
            kind = line.get("kind")
            values[f"disk{number}_type"] = kind if kind in kinds else False
            values[f"disk{number}_gb"] = line.get("size_gb") or 0
        return values

    def _mark(self):
        """The mark that the tool looked up, else ours when there is no doubt."""
        told = self.specs.get("cpu_mark")
        if not told and self.specs.get("cpu"):
            told = self.env["emmaus.cpu.mark"].sudo().resolve(self.specs["cpu"])["mark"]
        return {"cpu_mark": told} if told else {}

    def _add_numbers(self, device):
        """Let the device be found by the numbers that the audit read."""
        numbers = self._numbers()
        known = set(device.identifier_ids.mapped("normalized"))
        rows = [
            (device.id, kind, number)
            for kind in ("refurbisher", "serial", "imei")
            for number in numbers[kind]
            if normalize_code(number) not in known and not is_bogus_serial(number)
        ]
        device._insert_identifiers(rows)

    # What changed

    def _differences(self, device, media, former):
        """Return what is not as the audit before saw it, as a list of dicts.

        :param str former: the model that the device was of, before its first audit
        """
        older = [("device_id", "=", device.id), ("id", "<", self.id)]
        before = self.search(older, order="id desc", limit=1)
        if not before:
            told = self.specs.get("model")
            other = former and told and normalize_code(former) != normalize_code(told)
            return [{"what": "model", "from": former, "to": told}] if other else []
        had = before.medium_ids
        changes = [
            {"what": name, "from": before.specs[name], "to": self.specs[name]}
            for name in _FACTS
            if before.specs.get(name)
            and self.specs.get(name)
            and before.specs[name] != self.specs[name]
        ]
        if self.media_known and before.media_known:
            pairs = (("medium_removed", had - media), ("medium_added", media - had))
            changes += [
                {"what": what, "medium": medium.display_name}
                for what, found in pairs
                for medium in found
            ]
        return changes

    @api.depends("changes")
    @api.depends_context("lang")
    def _compute_changes_text(self):
        for audit in self:
            lines = [audit._change_text(change) for change in audit.changes or ()]
            audit.changes_text = "\n".join(lines)

    def _change_text(self, change):
        what = change["what"]
        if what == "medium_removed":
            return self.env._("Removed: %(medium)s", medium=change["medium"])
        if what == "medium_added":
            return self.env._("New: %(medium)s", medium=change["medium"])
        return self.env._(
            "%(fact)s: %(before)s before, %(after)s now",
            fact=str(_FACTS.get(what, what)).capitalize(),
            before=change["from"],
            after=change["to"],
        )


class EmmausDevice(models.Model):
    _inherit = "emmaus.device"

    audit_ids = fields.One2many("emmaus.audit", "device_id", readonly=True)
    last_audit_id = fields.Many2one(
        "emmaus.audit", readonly=True, copy=False, ondelete="restrict"
    )
    is_found = fields.Boolean(
        "Found",
        readonly=True,
        copy=False,
        help="Nobody announced it: it was there. Say which donation it came with.",
    )

    def _arrive(self, site):
        """Bring what an audit found into stock, once its collection is in our hands."""
        collection = self.collection_id
        if not collection:
            self._receive_found(site)
        elif collection.state in ("collected", "received"):
            self.action_receive()

    def _receive_found(self, site):
        """Announced to received, without a donation: it was found at the site."""
        intake = site._zone("intake")
        if not intake:
            raise UserError(
                self.env._(
                    "%(site)s has no intake zone: ask an administrator to mark it as a"
                    " site of ours.",
                    site=site.name,
                )
            )
        items = [
            {"product_id": device.product_id.id, "lot_id": device.lot_id.id}
            for device in self
        ]
        vals = {
            "location_id": self.env.ref("stock.stock_location_suppliers").id,
            "location_dest_id": intake.id,
            "origin": self.env._("Found"),
        }
        pickings = self.env["stock.picking"].sudo()
        pickings = pickings.with_context(emmaus_move=DEVICE_MOVE)
        pickings._serial_bulk_receive(site.sudo().in_type_id, items, vals)
        values = {"date_received": fields.Datetime.now(), "is_found": True}
        self._move_to("received", values, found=True)

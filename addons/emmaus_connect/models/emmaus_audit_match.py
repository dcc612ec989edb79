from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..tools.codes import is_bogus_serial, normalize_code
from ..tools.importing.codes import ec_id, ec_parts

_EVERYWHERE = "emmaus_connect.group_coordinator"
# How a reading names the machine, in the order it is believed.
# A number of no EC form may still be what we call the device at a site of ours.
_STEPS = (("ec",), ("refurbisher", "ec", "other"), ("serial", "imei"))


class EmmausAudit(models.Model):
    """Of which device an audit is: by its numbers, else a person says so."""

    _inherit = "emmaus.audit"

    def _find_device(self):
        """Attach the audit to the one device that its numbers name.

        EC number first, then the refurbisher's, then serial number or IMEI. Several
        hits, numbers that name different devices, and a device of another site go to
        a person; no hit makes a device of it.
        """
        if self.device_id:  # read again: a person may have decided, so it stays
            return self._attach_to(self.device_id)
        hits = self._hits()
        devices = self.env["emmaus.device"].sudo().union(*hits)
        if len(devices) > 1:
            return self._ask(
                self.env._(
                    "Its numbers are those of %(devices)s: say which one it is, and"
                    " merge them if they are one.",
                    devices=format_list(self.env, devices.mapped("name")),
                ),
                devices,
            )
        if devices and not self._is_mine(devices):
            return self._ask(
                self.env._(
                    "%(name)s is a device of %(site)s, where you do not work: ask a"
                    " coordinator.",
                    name=devices.name,
                    site=devices.warehouse_id.name,
                )
            )
        if devices:
            return self._attach_to(devices)
        twins = self._twins_by_disk()
        if twins:
            return self._ask(
                self.env._(
                    "It has no number of its own, and its disk was seen in %(devices)s:"
                    " say whether it is the same machine, or create it.",
                    devices=format_list(self.env, twins.mapped("name")),
                ),
                twins.filtered(self._is_mine),
            )
        return self._make_device()

    def _twins_by_disk(self):
        """Return where the disks of a machine without any number were seen before."""
        if any(self._numbers().values()):
            return self.env["emmaus.device"]
        serials = [line["serial"] for line in self._media() if line["serial"]]
        media = self.env["emmaus.medium"].sudo()._known_by_serial(serials).values()
        return self.env["emmaus.medium"].sudo().union(*media).device_id

    def _numbers(self):
        """Return ``{kind: [number]}`` of what the reading calls the machine."""
        specs = self.specs
        numbers = {
            "ec": [],
            "refurbisher": [specs.get("refurbisher_id")],
            "serial": [specs.get("serial")],
            "imei": specs.get("imei") or [],
        }
        for text in (specs.get("given_id"), specs.get("ec_id"), self._name_in_file()):
            if text:
                if ec_parts(text)[0]:
                    numbers["ec"].append(ec_id(text).value)
                else:
                    numbers["refurbisher"].append(text)
        return {
            kind: list(dict.fromkeys(v for v in values if v))
            for kind, values in numbers.items()
        }

    def _name_in_file(self):
        """Return the EC number that the name of the file begins with, if it does."""
        stem = (self.file_name or "").replace("\\", "/").rsplit("/", 1)[-1]
        stem = stem.split(".")[0]
        return stem if ec_parts(stem)[0] else None

    def _hits(self):
        """Return the devices that each step of `_STEPS` names, where it names any."""
        numbers = self._numbers()
        hits = []
        for kinds in _STEPS:
            codes = [
                normalize_code(number)
                for kind in kinds
                for number in numbers.get(kind, ())
                if not (kind == "serial" and is_bogus_serial(number))
            ]
            found = self.env["emmaus.device.identifier"].sudo()
            domain = [("normalized", "in", codes), ("kind", "in", kinds)]
            found = found.search(domain).filtered(lambda number: not number.is_unsure)
            devices = self.env["emmaus.device"].sudo()
            devices = devices.union(*(d._kept() for d in found.device_id))
            hits.append(devices.filtered("active"))
        return hits

    def _is_mine(self, devices):
        user = self.env.user
        return (
            user.has_group(_EVERYWHERE)
            or user._is_superuser()
            or devices.warehouse_id <= user.sudo().emmaus_site_ids
        )

    def _ask(self, reason, candidates=()):
        self.write(
            {
                "state": "to_decide",
                "decision_reason": reason,
                "candidate_ids": [fields.Command.set([d.id for d in candidates])],
            }
        )

    # A device nobody knew

    def _make_device(self):
        """Create the device in its collection, or as found at the site."""
        collection = self.collection_id or self._collection_told()
        category = self.category_id or self._category_told()
        site = collection.warehouse_id or self._site_told()
        missing = self._missing_to_create(category, site)
        if missing:
            return self._ask(missing)
        devices = self.env["emmaus.device"].sudo()
        try:
            with self.env.cr.savepoint():
                device = devices._create_bulk(
                    [self._prepare_device(category, site, collection)]
                )
                device._arrive(site)
        except UserError as error:
            return self._ask(str(error))
        return self._attach_to(device)

    def _missing_to_create(self, category, site):
        if not category:
            return self.env._(
                "Nothing says what kind of device it is: choose its category, then"
                " create it."
            )
        if not site or not self._is_mine_site(site):
            return self.env._(
                "No device answers to its numbers, and nothing says at which of your"
                " sites it is: choose its collection, then create it."
            )
        return False

    def _is_mine_site(self, site):
        user = self.env.user
        return (
            user.has_group(_EVERYWHERE)
            or user._is_superuser()
            or site in user.sudo().emmaus_site_ids
        )

    def _collection_told(self):
        reference = self.specs.get("collection_reference")
        collections = self.env["emmaus.collection"].sudo()
        if not reference:
            return collections
        domain = ["|", ("reference", "=", reference), ("name", "=", reference)]
        found = collections.search([*domain, ("state", "!=", "cancelled")])
        found = found.filtered(lambda c: self._is_mine_site(c.warehouse_id))
        return found if len(found) == 1 else collections

    def _category_told(self):
        code = {"server": "desktop"}.get(self.specs.get("kind"), self.specs.get("kind"))
        categories = self.env["emmaus.device.category"].sudo()
        return categories.search([("code", "=", code)], limit=1)

    def _site_told(self):
        """The site in the EC number, else the only one of whoever sent it."""
        sites = self.env["stock.warehouse"].sudo()
        for number in self._numbers()["ec"]:
            domain = [("code", "=", ec_parts(number)[0])]
            told = sites.search([*domain, ("is_emmaus_site", "=", True)], limit=1)
            if told:
                return told
        return self.warehouse_id or self._own_site().sudo()

    def _prepare_device(self, category, site, collection):
        numbers = self._numbers()
        codes = {kind: numbers[kind] for kind in ("refurbisher", "serial", "imei")}
        if numbers["ec"]:
            codes["ec"] = numbers["ec"][0]
        return {
            "category_id": category.id,
            "warehouse_id": site.id,
            "collection_id": collection.id,
            "identifiers": codes,
        }

    # What a person decides

    def action_decide(self, device_id=None):
        """Say which device this audit is of.

        :param device_id: id of the device (by RPC and from the list of candidates)
        """
        self.ensure_one()
        self.check_access("write")
        device = self.env["emmaus.device"].browse(
            device_id or self.env.context.get("emmaus_device_id")
        )
        self._check_to_decide()
        if not device.exists():
            raise UserError(
                self.env._(
                    "Choose the device that %(file)s is of.", file=self.file_name
                )
            )
        device = device._kept()
        device.check_access("write")
        self.sudo()._attach_to(device)

    def action_create_device(self):
        """Make a device of it, with the category and the collection chosen."""
        self.ensure_one()
        self.check_access("write")
        self._check_to_decide()
        self.sudo()._make_device()
        if self.state == "to_decide":
            raise UserError(self.decision_reason)

    def _check_to_decide(self):
        if self.state != "to_decide":
            raise UserError(
                self.env._(
                    "%(file)s is “%(state)s”: nothing is to be decided about it.",
                    file=self.file_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                )
            )

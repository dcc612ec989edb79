from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows
from .stock_move_line import DEVICE_MOVE

# Follow from the acts below.
_SETTLED_AS_WASTE = ("waste_status", "date_waste", "waste_reason", "waste_shipment_id")


class EmmausDevice(models.Model):
    """When a device becomes waste, and the shipment that it leaves with."""

    _inherit = "emmaus.device"

    waste_status = fields.Boolean(
        "Is Waste",
        readonly=True,
        copy=False,
        help="Since somebody judged that it cannot be used again. A gift is no waste"
        " before that.",
    )
    date_waste = fields.Datetime("Waste Since", readonly=True, copy=False)
    waste_reason = fields.Char("Why It Is Waste", readonly=True, copy=False)
    # One column holds one shipment: no two live ones can have the same device.
    waste_shipment_id = fields.Many2one(
        "emmaus.waste.shipment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _check_new_devices(self, vals_list):
        for vals in vals_list:
            self._check_waste_settled(vals)
        return super()._check_new_devices(vals_list)

    def _check_new_values(self, vals):
        if not (self.env.su or self._is_by_act()):
            self._check_waste_settled(vals)
        return super()._check_new_values(vals)

    def _check_waste_settled(self, vals):
        names = [name for name in _SETTLED_AS_WASTE if name in vals]
        if any(self or vals[name] for name in names):
            raise UserError(
                self.env._(
                    "The field “%(field)s” is not filled in by hand: recycle the"
                    " device, or load it on a waste shipment.",
                    field=self._fields[names[0]]._description_string(self.env),
                )
            )

    # Acts

    def action_recycle(self, reason, package=None, occurred_at=None, scan_uuid=None):
        """Anything in stock to recycled: from here on it is waste, for good.

        Drags along the goods, which move to the recycling zone of their site. Refuses
        a device that is not in stock, that may still hold data, or a site without
        recycling zone; nothing is written then.

        :param str reason: why it cannot be used again; kept in the journal
        :param package: pallet of that zone to put them on: `stock.package`, or its id
        """
        self.check_access("write")
        reason = (reason or "").strip()
        if not reason:
            self._refuse_recycling_without_reason()
        lock_rows(self)
        self._check_no_data_left()
        self._check_transition("recycled")
        zones = {site: site._recycling_zone() for site in self.sudo().warehouse_id}
        facts = {"reason": reason, "occurred_at": occurred_at, "scan_uuid": scan_uuid}
        if package:
            package = self._find_pallet(package, zones)
            facts["package"] = package.name
        for site, devices in self.sudo().grouped("warehouse_id").items():
            devices._move_to_recycling(zones[site], package)
        values = {
            "waste_status": True,
            "date_waste": occurred_at or fields.Datetime.now(),
            "waste_reason": reason,
        }
        self._move_to("recycled", values, **facts)

    def _refuse_recycling_without_reason(self):
        raise UserError(
            self.env._(
                "Say why %(name)s cannot be used again: its journal keeps the reason"
                " it became waste.",
                name=self[:1].display_name,
            )
        )

    def _check_no_data_left(self):
        """A disk in the recycling bin is read by whoever takes it out."""
        in_stock = self.filtered(lambda d: "recycled" in d._possible_states())
        for device in in_stock - in_stock._proven():
            raise UserError(
                self.env._(
                    "%(name)s may still hold data, so it is not recycled: erase it, or"
                    " take the disk out and record its destruction. %(missing)s",
                    name=device.display_name,
                    missing=device._missing_proof(),
                )
            )

    def _find_pallet(self, package, zones):
        if isinstance(package, int):
            package = self.env["stock.package"].browse(package)
        package = package.sudo()
        zones = self.env["stock.location"].sudo().union(*zones.values())
        here = package.location_id
        if len(zones) > 1 or (here and not here._is_within(zones)):
            raise UserError(
                self.env._(
                    "%(package)s is not in the recycling zone of the site of"
                    " %(name)s: choose a pallet that is, or a new one.",
                    package=package.name,
                    name=self[:1].display_name,
                )
            )
        return package

    def _move_to_recycling(self, zone, package):
        """Move to the zone what is not in it yet, and to the pallet what is given one.

        What lies in the zone already keeps its place and its pallet.
        """
        moving = self.filtered(
            lambda device: package or not device.lot_id.location_id._is_within(zone)
        )
        if moving:
            pickings = self.env["stock.picking"].with_context(emmaus_move=DEVICE_MOVE)
            pickings._serial_bulk_transfer(
                self.warehouse_id.int_type_id,
                moving.lot_id,
                package and package.location_id or zone,
                {"origin": self.env._("Recycling")},
                result_package=package,
            )

    def action_unload_waste(self):
        """Take them off the shipments that are being loaded with them."""
        for shipment, devices in self.grouped("waste_shipment_id").items():
            if shipment:
                shipment.action_unload(devices)


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _recycling_zone(self):
        """Return where this site keeps its waste; refuse a site that has no place."""
        zone = self._zone("recycling")
        if not zone:
            raise UserError(
                self.env._(
                    "%(site)s has no recycling zone: ask an administrator to make a"
                    " place of the zone “Recycling” there.",
                    site=self.name or self.env._("No site"),
                )
            )
        return zone


class StockLocation(models.Model):
    _inherit = "stock.location"

    def _is_within(self, places):
        """Tell whether this place is one of `places` or below one."""
        self.ensure_one()
        path = f"/{self.parent_path or ''}"
        return any(f"/{place.id}/" in path for place in places)

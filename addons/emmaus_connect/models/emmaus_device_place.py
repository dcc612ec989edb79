from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .stock_move_line import DEVICE_MOVE


class EmmausDevice(models.Model):
    """From one place to another of the same site; the state does not change."""

    _inherit = "emmaus.device"

    @api.private
    def action_place(self, location, package=None, event="placed", **facts):
        """Move devices to a place, and into a handling unit when one is given.

        State does not change; one event each, “placed” unless another name says why.
        The gate of the stock moves refuses what may not go there
        (`stock.move.line._check_serial_moves`).
        """
        self._check_can_place()
        location.ensure_one()
        self._check_place(location)
        pickings = self.env["stock.picking"].sudo()
        pickings = pickings.with_context(emmaus_move=DEVICE_MOVE)
        for site, devices in self.grouped("warehouse_id").items():
            pickings._serial_bulk_transfer(
                site.sudo().int_type_id,
                devices.sudo().lot_id,
                location.sudo(),
                result_package=package and package.sudo(),
            )
        where = {"location": location.display_name}
        if package:
            where["package"] = package.name
        self.env["emmaus.event"]._append(self, event, **where, **facts)

    def _check_can_place(self):
        """Volunteers place what they see, though they may not correct its facts."""
        self.check_access("read")
        if not self.env.su and not self.env.user.has_group(
            "emmaus_connect.group_volunteer"
        ):
            raise AccessError(self.env._("Your role looks at devices, it moves none."))

    def _check_place(self, location):
        """A place of ours, at the device's own site: leaving it is another act."""
        if location.usage != "internal":
            raise UserError(
                self.env._(
                    "%(place)s is not a place in stock: choose a zone or a shelf.",
                    place=location.display_name,
                )
            )
        for device in self.sudo():
            if device.lot_id.location_id.usage not in ("internal", "transit"):
                raise UserError(
                    self.env._(
                        "%(name)s is not in stock: receive it before placing it.",
                        name=device.display_name,
                    )
                )
        away = self.filtered(
            lambda device: device.warehouse_id != location.warehouse_id
        )
        if away and not self.env.user.has_group("emmaus_connect.group_coordinator"):
            raise UserError(
                self.env._(
                    "%(name)s is at %(site)s and %(place)s is not: ask a coordinator to"
                    " send it to another site.",
                    name=away[0].display_name,
                    site=away[0].warehouse_id.name,
                    place=location.display_name,
                )
            )

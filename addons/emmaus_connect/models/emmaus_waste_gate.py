from odoo import models
from odoo.exceptions import UserError

from .emmaus_waste_delivery import WASTE_MOVE


class StockMoveLine(models.Model):
    """The gate for waste: it stays in the recycling zone, and leaves by a shipment."""

    _inherit = "stock.move.line"

    def _check_device_moves(self, facts, moves):
        result = super()._check_device_moves(facts, moves)
        ends = self._ends(moves)
        for fact in facts:
            at_its_end = (fact["lot_id"], fact["target_id"]) in ends
            if fact["state"] == "recycled":
                self._check_waste_move(fact, at_its_end)
            elif fact["to_usage"] == "inventory" and at_its_end:
                self._check_written_off(fact)
        return result

    def _check_outgoing_move(self, fact, leaves):
        # Waste has a door of its own.
        if fact["state"] == "recycled":
            return None
        return super()._check_outgoing_move(fact, leaves)

    def _check_written_off(self, fact):
        """Scrapping is no act: it gives no reason, and no journal tells it."""
        # A count that does not find the device is another matter.
        if self and all(self.mapped("is_inventory")):
            return
        raise UserError(
            self.env._(
                "%(name)s is not scrapped: open the device and use the button"
                " “Recycle”, which asks the reason and puts it in the recycling zone.",
                name=fact["name"],
            )
        )

    def _check_waste_move(self, fact, at_its_end):
        places = self.env["stock.location"].sudo()
        source, target = (
            places.browse(fact[end]) for end in ("source_id", "target_id")
        )
        if source.usage != "internal":
            self._refuse_waste_back(fact)
        if self.env.context.get("emmaus_waste") is WASTE_MOVE:
            return
        if at_its_end:
            self._check_stays_in_zone(fact, source, target)

    def _check_stays_in_zone(self, fact, source, target):
        same_site = source.warehouse_id == target.warehouse_id
        if target._nearest_zone() != "recycling" or not same_site:
            raise UserError(
                self.env._(
                    "%(name)s is waste: it stays in the recycling zone of its site,"
                    " and leaves on a waste shipment.",
                    name=fact["name"],
                )
            )

    def _refuse_waste_back(self, fact):
        device = self.env["emmaus.device"].sudo().browse(fact["device_id"])
        raise UserError(
            self.env._(
                "%(name)s left as waste with %(shipment)s: it does not come back into"
                " the stock.",
                name=fact["name"],
                shipment=device.waste_shipment_id.name or self.env._("no shipment"),
            )
        )


class StockLocation(models.Model):
    _inherit = "stock.location"

    def write(self, vals):
        result = super().write(vals)
        if not {"emmaus_zone", "location_id", "active"}.isdisjoint(vals):
            self._check_holds_no_waste()
        return result

    def _check_holds_no_waste(self):
        """The gate's question once more, where the place moves and not the device."""
        places = self.sudo().with_context(active_test=False)
        places = places.search([("id", "child_of", self.ids)])
        outside = places.filtered(lambda p: p._nearest_zone() != "recycling")
        devices = self.env["emmaus.device"].sudo().with_context(active_test=False)
        domain = [("lot_id.location_id", "in", outside.ids), ("state", "=", "recycled")]
        for device in devices.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(place)s holds %(name)s, which is waste: ship it before the place"
                    " leaves the recycling zone.",
                    place=device.location_id.display_name,
                    name=device.name,
                )
            )

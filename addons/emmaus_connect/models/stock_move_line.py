from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.stock_serial_bulk.tools import serial_bulk_aware

from ..tools.proof import DEVICE_PROVEN

# An object, not a flag: no RPC call can put it into a context.
DEVICE_MOVE = object()
# Where a thing is in other hands than ours.
_OUTSIDE = ("customer", "supplier", "production")
_EVERYWHERE = "emmaus_connect.group_coordinator"


class StockMoveLine(models.Model):
    """The gate, at the lowest level: every path that moves a serial passes here."""

    _inherit = "stock.move.line"

    @api.model
    def _check_serial_moves(self, moves):
        """Refuse to move a device where it may not go; see `stock_serial_bulk`.

        :param list moves: ``(lot id, source location id, destination location id)``
        :raise UserError: names the first device and says what to do
        """
        result = super()._check_serial_moves(moves)
        self._check_device_moves(self._serial_move_facts(moves), moves)
        return result

    def _check_device_moves(self, facts, moves):
        places = self.env["stock.location"].sudo()
        places = places.browse({fact["target_id"] for fact in facts})
        ends = self._ends(moves)
        for fact in facts:
            place = places.browse(fact["target_id"])
            is_end = (fact["lot_id"], place.id) in ends
            out = is_end and fact["to_usage"] in _OUTSIDE
            if not fact["device_id"]:
                self._refuse_unknown_device(fact)
            elif fact["state"] == "announced":
                self._check_announced_move(fact)
            elif is_end:
                self._check_held(fact, place)
            known = fact["device_id"] and fact["state"] != "announced"
            if known and (out or place._nearest_zone() == "ready"):
                self._check_outgoing_move(fact, leaves=out)
        self._check_own_sites(facts)

    def _ends(self, moves):
        """Return the ``(lot id, location id)`` where these moves leave a number.

        A correction moves back first, to where nothing stays.
        """
        ends = set()
        for lot_id, source_id, target_id in moves:
            ends.discard((lot_id, source_id))
            ends.add((lot_id, target_id))
        return ends

    def _check_held(self, fact, place):
        """What may hold data stays where it is erased; see DESIGN promise 1."""
        if not (fact["proven"] or place._keeps_data()):
            self.env["emmaus.device"].sudo().browse(fact["device_id"])._check_proven()

    def _serial_move_facts(self, moves):
        """Return one dict for each move of a device, or of what ought to be one."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT lot.id AS lot_id, lot.name, device.id AS device_id, device.state,
                       %s AS proven, category.data_bearing,
                       move.source_id, move.target_id, target.usage AS to_usage
                  FROM unnest(%s::int[], %s::int[], %s::int[])
                    AS move(lot_id, source_id, target_id)
                  JOIN stock_lot AS lot ON lot.id = move.lot_id
                  JOIN stock_location AS target ON target.id = move.target_id
             LEFT JOIN emmaus_device AS device ON device.lot_id = lot.id
                  JOIN emmaus_device_category AS category
                    ON category.id = device.category_id
                    OR (device.id IS NULL AND category.product_id = lot.product_id)
                """,
                DEVICE_PROVEN,
                *([move[i] for move in moves] for i in range(3)),
            )
        )
        return self.env.cr.dictfetchall()

    def _check_own_sites(self, facts):
        """Core shows every stock to whoever works with stock; a device has its site.

        The acts of the line, which move as the superuser, check by themselves.
        """
        ids = [fact["device_id"] for fact in facts]
        if self.env.su or not ids or self.env.user.has_group(_EVERYWHERE):
            return
        devices = self.env["emmaus.device"].sudo().browse(ids)
        # Where it comes from too: a relocation sets the new place before it moves.
        places = {fact[end] for fact in facts for end in ("source_id", "target_id")}
        places = self.env["stock.location"].sudo().browse(places)
        sites = devices.warehouse_id | places.warehouse_id
        for site in sites - self.env.user.sudo().emmaus_site_ids:
            raise UserError(
                self.env._(
                    "%(name)s cannot be moved from or to %(site)s, where you do not"
                    " work: ask a coordinator to send it.",
                    name=devices[0].name,
                    site=site.name,
                )
            )

    @serial_bulk_aware
    def _action_done(self):
        """Tell in the journal where devices went otherwise than by an act."""
        self._check_numbered()
        result = super()._action_done()
        if not self._is_an_act():
            self.exists()._tell_moves()
        return result

    def _tell_moves(self):
        moved = self.filtered(lambda line: line.lot_id and line.quantity > 0)
        places = {line.lot_id: line.location_dest_id for line in moved}
        devices = self.env["emmaus.device"].sudo().with_context(active_test=False)
        devices = devices.search([("lot_id", "in", moved.lot_id.ids)])
        facts = {
            device.id: {"location": places[device.lot_id].display_name}
            for device in devices
        }
        self.env["emmaus.event"]._append(devices, "placed", per_record=facts)

    @serial_bulk_aware
    def _create_and_assign_production_lot(self):
        """Refuse a serial number that a plain receipt would bring into being."""
        ours = self.product_id._counting_devices()
        for line in self.filtered(lambda line: line.product_id in ours):
            self._refuse_unknown_device({"name": line.lot_name})
        return super()._create_and_assign_production_lot()

    def _check_numbered(self):
        """Refuse to move devices by quantity, as an operation type may allow."""
        nameless = self.filtered(
            lambda line: (
                line.quantity > 0
                and not (line.lot_id or line.lot_name or line.is_inventory)
            )
        )
        for product in nameless.product_id._counting_devices():
            raise UserError(
                self.env._(
                    "%(product)s are followed one by one: name the device that is"
                    " moved, by its number.",
                    product=product.display_name,
                )
            )

    def _refuse_unknown_device(self, fact):
        raise UserError(
            self.env._(
                "%(name)s is a serial number without device: receive it through a"
                " collection, so that its donor and its data are known.",
                name=fact["name"],
            )
        )

    def _is_an_act(self):
        """Tell whether an act of the line moves: it writes the journal itself."""
        return self.env.context.get("emmaus_move") is DEVICE_MOVE

    def _check_announced_move(self, fact):
        if self._is_an_act():
            return
        raise UserError(
            self.env._(
                "%(name)s is announced and not received yet: receive it from its"
                " collection before moving it.",
                name=fact["name"],
            )
        )

    def _check_outgoing_move(self, fact, leaves):
        if fact["state"] not in ("ready", "promised"):
            self._refuse_not_ready(fact)
        if leaves and not self._is_an_act():
            raise UserError(
                self.env._(
                    "%(name)s cannot leave by a plain transfer: its delivery or its"
                    " sale hands it over, and its journal tells to whom.",
                    name=fact["name"],
                )
            )

    def _refuse_not_ready(self, fact):
        labels = dict(
            self.env["emmaus.device"]._fields["state"]._description_selection(self.env)
        )
        raise UserError(
            self.env._(
                "%(name)s is only “%(state)s”: a device goes to the ready zone or"
                " leaves once it is ready.",
                name=fact["name"],
                state=labels[fact["state"]],
            )
        )

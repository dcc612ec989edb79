from collections import Counter, defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import CheckedMoves
from .stock_lot import HELD_USAGES

DONE_TRIGGERS = {"lot_id", "location_id", "location_dest_id", "quantity"}


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        if moves := self._serial_moves_added_to_done(vals_list):
            self.check_access("create")
            self._check_serial_moves(moves)
        return super().create(vals_list)

    def write(self, vals):
        checked = CheckedMoves.of(self.env)
        if vals.keys() == {"date"} and checked.covers(self):
            return self._serial_bulk_close(vals["date"], checked.bulk)
        if not DONE_TRIGGERS.isdisjoint(vals):
            if moves := self._serial_moves_of_correction(vals):
                self.check_access("write")
                self._check_serial_moves(moves)
        return super().write(vals)

    # Business

    def _action_done(self):
        checked = CheckedMoves.of(self.env)
        moves = [move for move in self._serial_moves() if move not in checked.moves]
        if moves:
            self._check_serial_moves(moves)
            checked = CheckedMoves(checked.moves.union(moves), checked.bulk)
        self = checked.put_on(self)
        if checked.covers(self) and self._serial_bulk_action_done(checked.bulk):
            return None
        self._check_serial_packages()
        return super()._action_done()

    @api.model
    def _check_serial_moves(self, moves):
        """Refuse moves that a serial number cannot make; override it to refuse more.

        Every path calls it, once for the whole set and before any quantity is
        written: validation of a transfer, bulk methods, inventory adjustment, scrap,
        relocation, correction of a done line. The lots are locked, so what is read
        here stays true until the end of the transaction. An override that calls
        ``super()`` does not disable the set-based path.

        :param moves: list of ``(lot_id, location_id, location_dest_id)``, one per
            serial; lots that do not exist yet are not in it
        :raise UserError: a serial would be in two places, or is taken from an internal
            or transit location where it is not
        """
        lots = self.env["stock.lot"].browse({move[0] for move in moves})
        lots._serial_lock()
        before, after = self._serial_balance(lots, moves)
        absent = [
            key
            for key, quantity in after.items()
            if quantity < 0 and quantity < before[key]
        ]
        # A move within a location (into a package) leaves no trace in the balance.
        absent += [
            (lot_id, location_id)
            for lot_id, location_id, dest_id in moves
            if location_id == dest_id and after.get((lot_id, location_id)) == 0
        ]
        if absent:
            self._check_serials_untracked(absent, before)
        total_before, total_after = Counter(), Counter()
        for (lot_id, _location_id), quantity in before.items():
            total_before[lot_id] += quantity
        for (lot_id, _location_id), quantity in after.items():
            total_after[lot_id] += quantity
        for lot_id, total in total_after.items():
            if total > 1 and total > total_before[lot_id]:
                raise UserError(lots._serial_twice_message(lots.browse(lot_id)))

    def _serial_balance(self, lots, moves):
        """Held quantities per ``(lot_id, location_id)``, before and after ``moves``."""
        location_ids = {location for move in moves for location in move[1:]}
        locations = self.env["stock.location"].sudo().browse(location_ids)
        held = set(locations.filtered(lambda loc: loc.usage in HELD_USAGES)._ids)
        before = defaultdict(float)
        for lot_id, location_id, _package, _owner, quantity in lots._serial_held():
            before[lot_id, location_id] += quantity
        after = before.copy()
        for lot_id, location_id, location_dest_id in moves:
            if location_id in held:
                after[lot_id, location_id] -= 1
            if location_dest_id in held:
                after[lot_id, location_dest_id] += 1
        return before, after

    def _check_serials_untracked(self, absent, before):
        """Accept an absent serial only when untracked stock of its product is there.

        That is how core numbers goods that were in stock before their product was
        tracked.
        """
        lots = self.env["stock.lot"].sudo()
        held = {lot_id for (lot_id, _location), quantity in before.items() if quantity}
        needed = Counter()
        for lot_id, location_id in absent:
            lot = lots.browse(lot_id)
            location = self.env["stock.location"].sudo().browse(location_id)
            needed[lot.product_id, location] += 1
            free = needed[lot.product_id, location] <= self._serial_untracked_quantity(
                lot.product_id, location
            )
            if lot_id in held or not free:
                raise UserError(lots._serial_absent_message(lot, location))

    def _serial_untracked_quantity(self, product, location):
        [(quantity,)] = (
            self.env["stock.quant"]
            .sudo()
            ._read_group(
                [
                    ("product_id", "=", product.id),
                    ("location_id", "=", location.id),
                    ("lot_id", "=", False),
                ],
                aggregates=["quantity:sum"],
            )
        )
        return quantity or 0.0

    def _serial_moves(self):
        """Moves that ``self`` will make, as ``_check_serial_moves`` wants them.

        A name typed by hand counts when the lot exists already: core finds it again.
        """
        self.flush_recordset()
        self.env["stock.lot"].flush_model(["name", "product_id", "company_id"])
        return self.env.execute_query(
            SQL(
                """
                SELECT lot.id, line.location_id, line.location_dest_id
                  FROM stock_move_line line
                  JOIN product_product product ON product.id = line.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                   AND template.tracking = 'serial' AND template.is_storable
                  JOIN LATERAL (
                    SELECT line.lot_id AS id
                     WHERE line.lot_id IS NOT NULL
                     UNION ALL
                    SELECT lot.id FROM stock_lot lot
                     WHERE line.lot_id IS NULL AND lot.name = line.lot_name
                       AND lot.product_id = line.product_id
                       AND COALESCE(lot.company_id, line.company_id) = line.company_id
                  ) AS lot ON TRUE
                 WHERE line.id = ANY(%s) AND line.quantity_product_uom > 0
                """,
                list(self._ids),
            )
        )

    def _check_serial_packages(self):
        """Refuse to take a serial loose, or as ours, when it is packed or owned."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT line.id, quant.id
                  FROM stock_move_line line
                  JOIN stock_quant quant
                    ON quant.lot_id = line.lot_id AND quant.quantity > 0
                   AND quant.location_id = line.location_id
                  JOIN stock_location location
                    ON location.id = line.location_id AND location.usage IN %s
                  JOIN product_product product ON product.id = line.product_id
                  JOIN product_template template
                    ON template.id = product.product_tmpl_id
                   AND template.tracking = 'serial'
                 WHERE line.id = ANY(%s) AND line.quantity_product_uom > 0
                   AND NOT EXISTS (
                       SELECT FROM stock_quant exact
                        WHERE exact.lot_id = line.lot_id AND exact.quantity > 0
                          AND exact.location_id = line.location_id
                          AND exact.package_id IS NOT DISTINCT FROM line.package_id
                          AND exact.owner_id IS NOT DISTINCT FROM line.owner_id)
                 LIMIT 1
                """,
                HELD_USAGES,
                list(self._ids),
            )
        )
        for _line_id, quant_id in rows:
            quant = self.env["stock.quant"].sudo().browse(quant_id)
            raise UserError(
                self.env._(
                    "Serial number %(serial)s is in %(location)s, package %(package)s,"
                    " owner %(owner)s: write these on its line, then validate again.",
                    serial=quant.lot_id.name,
                    location=quant.location_id.display_name,
                    package=quant.package_id.display_name or self.env._("none"),
                    owner=quant.owner_id.display_name or self.env._("none"),
                )
            )

    def _serial_moves_added_to_done(self, vals_list):
        """Moves made at once by lines that are added to a done transfer."""
        moves = []
        for vals in vals_list:
            move = self.env["stock.move"].browse(vals.get("move_id"))
            picking = move.picking_id or self.env["stock.picking"].browse(
                vals.get("picking_id")
            )
            if not vals.get("lot_id") or "done" not in (move.state, picking.state):
                continue
            place = move or picking
            lot = self.env["stock.lot"].browse(vals["lot_id"])
            if lot.sudo().product_id.tracking == "serial" and vals.get("quantity", 1):
                location_id = vals.get("location_id") or place.location_id.id
                dest_id = vals.get("location_dest_id") or place.location_dest_id.id
                moves.append((lot.id, location_id, dest_id))
        return moves

    def _serial_moves_of_correction(self, vals):
        """Moves back, then forth, that a correction of done lines amounts to."""
        moves = []
        for line in self:
            if line.state != "done" or line.product_id.tracking != "serial":
                continue
            old = (line.lot_id.id, line.location_id.id, line.location_dest_id.id)
            new = (
                vals.get("lot_id", old[0]),
                vals.get("location_id", old[1]),
                vals.get("location_dest_id", old[2]),
            )
            quantity = vals.get("quantity", line.quantity)
            if old == new and quantity == line.quantity:
                continue
            if old[0] and line.quantity:
                moves.append((old[0], old[2], old[1]))
            if new[0] and quantity:
                moves.append(new)
        return moves

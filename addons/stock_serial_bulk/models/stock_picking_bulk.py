from odoo import api, models

from ..tools import BulkRun, CheckedMoves, SerialLine
from .stock_lot import HELD_USAGES


class StockPicking(models.Model):
    """How ``_serial_bulk_done`` prepares its lines, step by step."""

    _inherit = "stock.picking"

    def _serial_bulk_plan(self, lines):
        """Complete what the caller left out: lot, move, source and destination.

        :param lines: list of dicts, see ``_serial_bulk_done``
        :return: list of ``SerialLine`` in the same order; nothing is written
        """
        plan = [
            SerialLine(
                product_id=vals["product_id"],
                lot_id=vals.get("lot_id") or None,
                lot_name=None if vals.get("lot_id") else vals.get("lot_name") or None,
                location_id=vals.get("location_id") or None,
                location_dest_id=vals.get("location_dest_id") or None,
                package_id=vals.get("package_id") or None,
                result_package_id=vals.get("result_package_id") or None,
                owner_id=vals.get("owner_id") or None,
                quantity=vals.get("quantity", 1.0),
            )
            for vals in lines
        ]
        self._serial_bulk_find_lots(plan)
        self._serial_bulk_find_moves(plan)
        self._serial_bulk_find_places(plan, lines)
        return plan

    def _serial_bulk_find_lots(self, plan):
        """Set the existing lot of a name; what has none is new."""
        products = self.env["product.product"].browse(
            {line.product_id for line in plan}
        )
        serial_ids = set(products.filtered(lambda p: p.tracking == "serial")._ids)
        for line in plan:
            line.is_serial = line.product_id in serial_ids
        named = [line for line in plan if line.is_serial and line.lot_name]
        if not named:
            return
        found = self.env["stock.lot"]._serial_named(
            {line.lot_name for line in named}, {line.product_id for line in named}
        )
        for line in named:
            for lot_id, company_id in found.get((line.product_id, line.lot_name), ()):
                if company_id in (None, self.company_id.id):
                    line.lot_id = lot_id
            line.is_new = not line.lot_id

    def _serial_bulk_find_moves(self, plan):
        """Fill the open moves of each product in turn, as core links new lines."""
        rooms = {}
        for move in self.move_ids:
            if move.state not in ("done", "cancel"):
                room = move.product_qty - move.product_uom._compute_quantity(
                    move.quantity, move.product_id.uom_id
                )
                rooms.setdefault(move.product_id.id, []).append([room, move.id])
        for line in plan:
            if product_rooms := rooms.get(line.product_id):
                room = next((r for r in product_rooms if r[0] > 0), product_rooms[0])
                room[0] -= line.quantity
                line.move_id = room[1]

    def _serial_bulk_find_places(self, plan, lines):
        """Take source, package and owner from where the serial is, unless given."""
        moves = self.env["stock.move"].browse({line.move_id for line in plan} - {None})
        ends = {
            move.id: (move.location_id.id, move.location_dest_id.id) for move in moves
        }
        ends[None] = (self.location_id.id, self.location_dest_id.id)
        places = {}
        if self.location_id.usage in (*HELD_USAGES, "view"):
            lots = self.env["stock.lot"].browse({line.lot_id for line in plan} - {None})
            places = lots._serial_places()
        for line, vals in zip(plan, lines, strict=True):
            source_id, dest_id = ends[line.move_id]
            line.location_dest_id = line.location_dest_id or dest_id
            place = places.get(line.lot_id)
            if place and line.location_id in (None, place[0]):
                line.location_id = place[0]
                if "package_id" not in vals:
                    line.package_id = place[1]
                if "owner_id" not in vals:
                    line.owner_id = place[2]
            line.location_id = line.location_id or source_id

    def _serial_bulk_add_moves(self, plan):
        """Create one move per product that has none, with the values core gives it."""
        missing = {line.product_id: None for line in plan if not line.move_id}
        if not missing:
            return
        lines = self.env["stock.move.line"]
        vals_list = [
            lines.new(
                {
                    "picking_id": self.id,
                    "company_id": self.company_id.id,
                    "product_id": product_id,
                    "picked": True,
                }
            )._prepare_stock_move_vals()
            for product_id in missing
        ]
        moves = self.env["stock.move"].create(vals_list)
        by_product = dict(zip(missing, moves._ids, strict=True))
        for line in plan:
            line.move_id = line.move_id or by_product[line.product_id]
        moves._post_process_created_moves()

    def _serial_bulk_adopt(self, plan):
        """Pick the lines that already reserve the very serial.

        :return: ``(lines still to create, existing lines)``
        """
        waiting = {
            (line.lot_id.id, line.location_id.id,
             line.package_id.id or None, line.owner_id.id or None): line
            for line in self.move_line_ids
            if line.lot_id and line.state not in ("done", "cancel")
        }  # fmt: skip
        todo, adopted = [], self.env["stock.move.line"]
        for line in plan:
            record = waiting.get(line.source()) if waiting and line.lot_id else None
            if not record or record.quantity != line.quantity:
                todo.append(line)
                continue
            adopted |= record
            line.move_id = record.move_id.id
            if record.location_dest_id.id != line.location_dest_id:
                record.location_dest_id = line.location_dest_id
            if (record.result_package_id.id or None) != line.result_package_id:
                record.result_package_id = line.result_package_id
        adopted.filtered(lambda record: not record.picked).picked = True
        return todo, adopted

    def _serial_bulk_insert(self, plan, todo, adopted):
        """Create lots and move lines by sets.

        :return: ``CheckedMoves`` with which to validate the transfer
        """
        bulk = BulkRun()
        bulk.is_early = not adopted and self._serial_bulk_can_be_early(plan)
        if new := [line for line in todo if line.is_new]:
            self.env["stock.lot"]._serial_bulk_create(new, self.company_id)
            bulk.new_lot_count = len(new)
        lines = adopted
        if todo:
            lines |= adopted._serial_bulk_insert(self, todo, bulk)
        bulk.line_ids = frozenset(lines._ids)
        return CheckedMoves([line.move() for line in plan], bulk)

    def _serial_bulk_can_be_early(self, plan):
        """May the lines be inserted as done at once, instead of updated later?

        Not where core looks for open lines before it finishes them: contents of
        packages, owner of the transfer.
        """
        return not (
            self.owner_id
            or any(line.package_id or line.result_package_id for line in plan)
        )

    def _serial_bulk_note(self, bulk):
        """One note for the document, where core posts one on each new lot."""
        if bulk and bulk.new_lot_count:
            count = bulk.new_lot_count
            body = self.env._("%(count)s serial numbers created in bulk.", count=count)
            self._message_log(body=body)

    @api.model
    def _serial_bulk_source(self, picking_type, places):
        """Smallest location that holds all ``places``, the usual source preferred."""
        locations = self.env["stock.location"].browse(
            {place[0] for place in places.values()}
        )
        usual = picking_type.default_location_src_id
        if all(location._child_of(usual) for location in locations):
            return usual
        paths = [location.parent_path.split("/")[:-1] for location in locations]
        common = [ids[0] for ids in zip(*paths, strict=False) if len(set(ids)) == 1]
        return self.env["stock.location"].browse(int(common[-1])) if common else usual

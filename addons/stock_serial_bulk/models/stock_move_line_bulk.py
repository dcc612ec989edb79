from odoo import models
from odoo.tools import SQL

from ..tools import SerialLine, announce_created, insert_rows

COMPUTED = {
    "location_dest_id", "location_id", "picked", "product_uom_id", "quantity",
    "quantity_product_uom", "state",
}  # fmt: skip


class StockMoveLine(models.Model):
    _inherit = "stock.move.line"

    def _serial_bulk_insert(self, picking, lines, bulk):
        """Insert one picked line per serial, reserved as core's ``create`` would.

        :param lines: list of ``SerialLine``, all with ``lot_id`` and ``move_id``
        """
        moves = self.env["stock.move"].browse({line.move_id for line in lines})
        by_move = {move.id: move for move in moves}
        columns = {
            name: [getattr(line, name) for line in lines]
            for name in (
                "move_id", "product_id", "lot_id", "lot_name", "location_id",
                "location_dest_id", "package_id", "result_package_id", "owner_id",
            )
        }  # fmt: skip
        columns |= {
            "picking_id": picking.id,
            "company_id": [by_move[line.move_id].company_id.id for line in lines],
            "product_uom_id": [by_move[line.move_id].product_uom.id for line in lines],
            "state": "done"
            if bulk.is_early
            else [by_move[line.move_id].state for line in lines],
            "quantity": 1.0,
            "quantity_product_uom": 1.0,
            "picked": True,
            "date": bulk.now,
        }
        records = insert_rows(self, columns, len(lines))
        announce_created(records, COMPUTED)
        moves.invalidate_recordset(["move_line_ids"])
        picking.invalidate_recordset(["move_line_ids"])
        with records._serial_bulk_protected():
            self._serial_bulk_reserve(moves, lines)
        return records

    def _serial_bulk_protected(self):
        """Context in which the ORM leaves alone what is written by sets, last."""
        fields = [self._fields["state"], self._fields["picked"]]
        return self.env.protecting(fields, self)

    def _serial_bulk_reserve(self, moves, lines):
        reserving = moves.filtered(lambda move: not move._should_bypass_reservation())
        lines = [line for line in lines if line.move_id in reserving._ids]
        if not lines:
            return
        quants = self.env["stock.quant"].sudo()
        rows = quants._serial_bulk_rows(lines)
        quants._serial_bulk_reserve([rows[line.source()][0] for line in lines])
        reserving._recompute_state()

    def _serial_bulk_action_done(self, bulk):
        """Set-based ``_action_done`` of lines that hold one serial each.

        :return: ``False`` when a line needs Odoo's own path; nothing is written then
        """
        packages, result_packages = self.package_id, self.result_package_id
        if self.env.context.get("ignore_dest_packages"):
            result_packages = result_packages.browse()
        self.env.flush_all()
        lines = self._serial_bulk_read()
        quants = self.env["stock.quant"].sudo()
        plan = quants._serial_bulk_plan(lines, bulk.now) if lines else None
        if plan is None:
            self._serial_bulk_reopen(bulk)
            return False
        if result_packages:
            self.env["stock.package.history"].create(
                self._prepare_package_history_vals()
            )
        lots = self.env["stock.lot"].browse([line.lot_id for line in lines])
        quants._serial_bulk_apply(plan, lots)
        (packages | result_packages).modified(["quant_ids"])
        result_packages._apply_dest_to_package()
        bulk.done_move_ids.update(line.move_id for line in lines)
        return True

    def _serial_bulk_close(self, date, bulk):
        """Write state and date of done lines, where core writes them one by one."""
        if bulk.is_early and date == bulk.now:
            return True
        self.env["stock.move"].flush_model(["state"])
        self.flush_recordset()
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_move_line line
                   SET state = move.state, date = %(date)s,
                       write_uid = %(uid)s, write_date = %(now)s
                  FROM stock_move move
                 WHERE move.id = line.move_id AND line.id = ANY(%(ids)s)
                   AND (line.state IS DISTINCT FROM move.state OR line.date <> %(date)s)
                """,
                date=date,
                uid=self.env.uid,
                now=self.env.cr.now(),
                ids=list(self._ids),
            )
        )
        self.invalidate_recordset(["date", "state"])
        self.modified(["date", "state"])
        return True

    def _serial_bulk_reopen(self, bulk):
        """Give early done lines their real state back, for Odoo's own path."""
        if bulk.is_early:
            bulk.is_early = False
            self._serial_bulk_close(bulk.now, bulk)

    def _serial_bulk_read(self):
        """``SerialLine`` of each line, or nothing when one is not a single serial."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT product_id, lot_id, lot_name, location_id, location_dest_id,
                       package_id, result_package_id, owner_id, 1.0, move_id
                  FROM stock_move_line
                 WHERE id = ANY(%s) AND lot_id IS NOT NULL AND quantity_product_uom = 1
              ORDER BY id
                """,
                list(self._ids),
            )
        )
        if len(rows) != len(self):
            return []
        return [SerialLine(*row) for row in rows]

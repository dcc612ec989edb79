from odoo import api, models
from odoo.exceptions import UserError

from ..tools import CheckedMoves


class StockPicking(models.Model):
    _inherit = "stock.picking"

    # CRUD

    def write(self, vals):
        checked = CheckedMoves.of(self.env)
        if vals.get("date_done") and checked.covers_moves(self._serial_done_moves()):
            # Core copies this date on the lines, which have that of the bulk run.
            vals = {**vals, "date_done": checked.bulk.now}
        return super().write(vals)

    def _serial_done_moves(self):
        return self.move_ids.filtered(lambda move: move.state == "done")

    # Public actions

    @api.model
    def _serial_bulk_receive(self, picking_type, items, values=None):
        """Create a receipt of serials and finish it.

        :param picking_type: operation type of the receipt
        :param items: list of dicts as for ``_serial_bulk_done``: ``product_id`` with
            ``lot_id`` or ``lot_name``, and if needed ``result_package_id``,
            ``owner_id``, ``location_dest_id``
        :param values: more values of the transfer (``partner_id``, ``origin``,
            ``location_id``, ``location_dest_id`` ...)
        :return: the done transfer
        """
        picking = self.create({"picking_type_id": picking_type.id, **(values or {})})
        picking._serial_bulk_done(items)
        return picking

    @api.model
    def _serial_bulk_transfer(
        self, picking_type, lots, location_dest, values=None, result_package=None
    ):
        """Move serials from where each of them is to ``location_dest``, at once.

        :param lots: ``stock.lot`` records, in the order of the lines
        :param result_package: package that holds them afterwards; without it they
            leave their package, unless its whole content moves (then core keeps it)
        :return: the done transfer
        """
        values = {"location_dest_id": location_dest.id, **(values or {})}
        package_id = result_package.id if result_package else None
        return self._serial_bulk_move(picking_type, lots, values, package_id)

    @api.model
    def _serial_bulk_deliver(self, picking_type, lots, values=None):
        """Deliver serials from where each of them is, at once.

        :param lots: ``stock.lot`` records, in the order of the lines
        :param values: more values of the transfer (``partner_id``, ``origin`` ...)
        :return: the done transfer
        """
        return self._serial_bulk_move(picking_type, lots, values or {}, None)

    def _serial_bulk_done(self, lines):
        """Put one line per serial on this transfer, then validate it.

        The rows are those that Odoo writes when the lines are added by hand, picked,
        and the button *Validate* is pressed. What is not picked goes to a backorder, or
        is cancelled, as the operation type says; where it says *Ask*, a backorder is
        made unless ``picking_ids_not_to_backorder`` is in the context. No text message
        is sent unless the context has ``skip_sms=False``.

        :param lines: list of dicts: ``product_id``; ``lot_id`` or ``lot_name``;
            optionally ``location_id``, ``location_dest_id``, ``package_id``,
            ``result_package_id``, ``owner_id`` (ids), ``quantity`` for a product that
            has no serial number. Where source, package and owner are absent, they are
            those of the place that holds the serial.
        :raise UserError: a serial cannot move, or the transfer is done or cancelled
        """
        self.ensure_one()
        self._serial_bulk_check(lines)
        plan = self._serial_bulk_plan(lines)
        moves = [line.move() for line in plan if line.is_serial and line.lot_id]
        if moves:
            self.env["stock.move.line"]._check_serial_moves(moves)
        self._serial_bulk_add_moves(plan)
        todo, adopted = self._serial_bulk_adopt(plan)
        if self._serial_bulk_obstacle(plan, todo):
            self.env["stock.move.line"].create([line.values(self) for line in todo])
            checked = CheckedMoves(moves)
        else:
            checked = self._serial_bulk_insert(plan, todo, adopted)
        self._serial_bulk_validate(checked)
        self._serial_bulk_note(checked.bulk)
        return True

    # Private business logic

    def _serial_bulk_check(self, lines):
        if not lines:
            raise UserError(
                self.env._(
                    "There is no serial number to move in %(transfer)s: add at least"
                    " one.",
                    transfer=self.display_name,
                )
            )
        if self.state in ("done", "cancel"):
            raise UserError(
                self.env._(
                    "Transfer %(transfer)s is already done or cancelled: create another"
                    " one for these serial numbers.",
                    transfer=self.display_name,
                )
            )
        self.check_access("write")
        self.env["stock.move.line"].check_access("create")
        self.env["stock.lot"].browse(
            {line["lot_id"] for line in lines if line.get("lot_id")}
        ).check_access("read")
        if any(not line.get("lot_id") for line in lines):
            self.env["stock.lot"].check_access("create")

    def _serial_bulk_validate(self, checked):
        self = self.with_context(
            skip_backorder=True, skip_sms=self.env.context.get("skip_sms", True)
        )
        lines = self.env["stock.move.line"]
        if checked.bulk:
            lines = lines.browse(checked.bulk.line_ids)
        with lines._serial_bulk_protected():
            checked.put_on(self).button_validate()
        if lines and not checked.bulk.done_move_ids:
            # Odoo's own path finished them: now let it write their state as well.
            lines.move_id.modified(["state"])
        if self.state != "done":
            raise UserError(
                self.env._(
                    "Transfer %(transfer)s needs an answer before it can be done: open"
                    " it and validate it by hand.",
                    transfer=self.display_name,
                )
            )

    @api.model
    def _serial_bulk_move(self, picking_type, lots, values, package_id):
        places = lots._serial_places()
        values = {"picking_type_id": picking_type.id, **values}
        if "location_id" not in values:
            source = self._serial_bulk_source(picking_type, places)
            values["location_id"] = source.id
        picking = self.create(values)
        picking._serial_bulk_done(
            [
                {
                    "product_id": lot.product_id.id,
                    "lot_id": lot.id,
                    "result_package_id": package_id,
                }
                for lot in lots
            ]
        )
        return picking

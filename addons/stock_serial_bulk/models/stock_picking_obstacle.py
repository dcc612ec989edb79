from odoo import models

from ..tools import foreign_override


class StockPicking(models.Model):
    """When serials take Odoo's own path instead of the set-based one."""

    _inherit = "stock.picking"

    def _serial_bulk_obstacle(self, plan, todo):
        """Return why Odoo's own path must be taken, or ``None``.

        :param plan: all ``SerialLine`` of the call
        :param todo: those for which a move line must be created
        """
        if self.env.context.get("serial_bulk_vanilla"):
            return "asked by the caller"
        return (
            foreign_override(self.env)
            or self._serial_bulk_obstacle_others(plan)
            or self._serial_bulk_obstacle_products(plan)
            or self._serial_bulk_obstacle_lots(plan)
            or self._serial_bulk_obstacle_places(plan)
            or self._serial_bulk_obstacle_companies(plan)
            or self._serial_bulk_obstacle_quants(todo)
        )

    def _serial_bulk_obstacle_others(self, plan):
        """Core finishes all picked lines of a transfer together."""
        sources = {line.source() for line in plan}
        for line in self.move_line_ids.filtered("picked"):
            package, owner = line.package_id.id or None, line.owner_id.id or None
            key = (line.lot_id.id, line.location_id.id, package, owner)
            if line.state not in ("done", "cancel") and key not in sources:
                return "other lines picked on the same transfer"
        return None

    def _serial_bulk_obstacle_products(self, plan):
        if not all(line.is_serial and line.quantity == 1 for line in plan):
            return "a product without serial numbers"
        products = self.env["product.product"].browse(
            {line.product_id for line in plan}
        )
        if not all(product.is_storable for product in products):
            return "a product that is not stored"
        if "lot_valuated" in products._fields and any(products.mapped("lot_valuated")):
            return "a product valued by serial number"
        moves = self.env["stock.move"].browse({line.move_id for line in plan})
        if any(move.product_uom != move.product_id.uom_id for move in moves):
            return "a unit of measure other than the product's"
        return None

    def _serial_bulk_obstacle_lots(self, plan):
        lots = self.env["stock.lot"].browse({line.lot_id for line in plan} - {None})
        facts = lots._serial_facts()
        new = [line for line in plan if line.is_new]
        if any(not line.lot_id and not line.lot_name for line in plan):
            return "a line without serial number"
        if len(lots) + len({(n.product_id, n.lot_name) for n in new}) < len(plan):
            return "the same serial number twice"
        for line in plan:
            if not line.is_new and facts[line.lot_id][0] != line.product_id:
                return "the serial number of another product"
            if not line.is_new and facts[line.lot_id][1] not in (
                None,
                self.company_id.id,
            ):
                return "a serial number of another company"
        return self._serial_bulk_obstacle_new(new) if new else None

    def _serial_bulk_obstacle_new(self, new):
        if not self.picking_type_id.use_create_lots:
            return "an operation type that creates no serial number"
        products = self.env["product.product"].browse({line.product_id for line in new})
        if any(products.mapped("lot_properties_definition")):
            return "a product with properties on its serial numbers"
        names = {line.lot_name for line in new}
        if self.env["stock.lot"]._serial_named(names, products._ids):
            return "a serial number known to another company"
        return None

    def _serial_bulk_obstacle_places(self, plan):
        ids = {line.location_id for line in plan}
        ids |= {line.location_dest_id for line in plan}
        locations = self.env["stock.location"].browse(ids)
        if any(location.usage == "view" for location in locations):
            return "a location that only groups others"
        bypass = {loc.id: loc.should_bypass_reservation() for loc in locations}
        moves = self.env["stock.move"].browse({line.move_id for line in plan})
        moves_bypass = {move.id: move._should_bypass_reservation() for move in moves}
        if any(bypass[ln.location_id] != moves_bypass[ln.move_id] for ln in plan):
            return "a source unlike that of its move"
        return None

    def _serial_bulk_obstacle_companies(self, plan):
        """Company checks of core's ``_check_company``, on sets instead of lines."""
        models_by_name = {
            "product_id": "product.product",
            "package_id": "stock.package",
            "result_package_id": "stock.package",
            "owner_id": "res.partner",
            "location_id": "stock.location",
            "location_dest_id": "stock.location",
        }
        moves = self.env["stock.move"].browse({line.move_id for line in plan})
        if moves.company_id != self.company_id:
            return "a move of another company"
        for name, model in models_by_name.items():
            ids = {getattr(line, name) for line in plan} - {None}
            records = self.env[model].sudo().browse(ids)
            domain = records._check_company_domain(self.company_id)
            if records != records.with_context(active_test=False).filtered_domain(
                domain
            ):
                return f"a {model} of another company"
        return None

    def _serial_bulk_obstacle_quants(self, todo):
        """A serial to reserve must be there, free, once."""
        moves = self.env["stock.move"].browse({line.move_id for line in todo})
        reserving = moves.filtered(lambda move: not move._should_bypass_reservation())
        lines = [line for line in todo if line.move_id in reserving._ids]
        if not lines:
            return None
        quants = self.env["stock.quant"].sudo()
        rows = quants._serial_bulk_rows(lines)
        if rows is None or quants._serial_bulk_has_untracked(lines):
            return "quants to merge or untracked stock"
        for line in lines:
            row = rows.get(line.source())
            if not row or row[1] != 1 or row[2]:
                return "a serial number reserved elsewhere"
        return None

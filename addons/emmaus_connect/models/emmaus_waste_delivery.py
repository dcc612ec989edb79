from odoo import fields, models

from .stock_move_line import DEVICE_MOVE

# An object, not a flag: no RPC call can put it into a context.
WASTE_MOVE = object()


class EmmausWasteShipment(models.Model):
    """How a waste shipment leaves the stock."""

    _inherit = "emmaus.waste.shipment"

    picking_ids = fields.One2many(
        "stock.picking", "emmaus_waste_shipment_id", "Transfers", readonly=True
    )

    def _deliver(self):
        """Take what is on board out of the stock, to the consignee."""
        pickings = self.env["stock.picking"].sudo()
        pickings = pickings.with_context(
            emmaus_move=DEVICE_MOVE, emmaus_waste=WASTE_MOVE
        )
        vals = self._prepare_delivery_vals()
        devices = self.sudo().device_ids.sorted("id")
        if devices:
            picking_type = self.sudo().warehouse_id.out_type_id
            pickings._serial_bulk_deliver(picking_type, devices.lot_id, vals)
        moves = self._prepare_goods_moves(vals)
        if moves:
            picking = pickings.create({**vals, "move_ids": moves})
            picking.action_confirm()
            picking._action_done()

    def _prepare_delivery_vals(self):
        site = self.sudo().warehouse_id
        customers = self.env.ref("stock.stock_location_customers")
        consignee = self.sudo().consignee_id.with_company(self.company_id)
        return {
            "picking_type_id": site.out_type_id.id,
            "location_id": site._recycling_zone().id,
            "location_dest_id": (consignee.property_stock_customer or customers).id,
            "partner_id": consignee.id,
            "origin": self.name,
            "emmaus_waste_shipment_id": self.id,
        }

    def _prepare_goods_moves(self, vals):
        """Return commands of the moves of goods without number.

        Only what is in the zone leaves the stock: cables and parts that nobody
        counted in are in the register alone.
        """
        places = {key: vals[key] for key in ("location_id", "location_dest_id")}
        commands = []
        lines = self.line_ids.filtered(lambda line: not line.is_devices)
        for product, group in lines.grouped(
            lambda li: li.category_id.product_id
        ).items():
            move_lines = self._prepare_goods_lines(
                product, sum(group.mapped("quantity")), places
            )
            if product.tracking == "serial" or not move_lines:
                continue
            move = {
                **places,
                "product_id": product.id,
                "product_uom_qty": sum(line["quantity"] for line in move_lines),
                "move_line_ids": [fields.Command.create(line) for line in move_lines],
                "picked": True,
            }
            commands.append(fields.Command.create(move))
        return commands

    def _prepare_goods_lines(self, product, wanted, places):
        domain = [
            ("product_id", "=", product.id),
            ("location_id", "child_of", places["location_id"]),
            ("lot_id", "=", False),
            ("quantity", ">", 0),
        ]
        lines = []
        for quant in self.env["stock.quant"].sudo().search(domain, order="id"):
            quantity = min(wanted, quant.quantity - quant.reserved_quantity)
            if quantity > 0:
                wanted -= quantity
                lines.append(
                    {
                        "product_id": product.id,
                        "quantity": quantity,
                        "location_id": quant.location_id.id,
                        "location_dest_id": places["location_dest_id"],
                        "package_id": quant.package_id.id,
                        "owner_id": quant.owner_id.id,
                        "picked": True,
                    }
                )
        return lines


class StockPicking(models.Model):
    _inherit = "stock.picking"

    emmaus_waste_shipment_id = fields.Many2one(
        "emmaus.waste.shipment",
        "Waste Shipment",
        readonly=True,
        copy=False,
        index="btree_not_null",
    )

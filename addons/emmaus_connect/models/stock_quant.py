from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.stock_serial_bulk.tools import serial_bulk_aware

_STOCK = ("product_id", "lot_id", "location_id", "quantity")


class StockQuant(models.Model):
    """What is where: written by moves alone, as core does, above the user's rights.

    Core lets whoever works with stock write it directly, past every move.
    """

    _inherit = "stock.quant"

    @serial_bulk_aware
    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            made = [vals for vals in vals_list if vals.get("quantity")]
            products = {vals.get("product_id") for vals in made} - {None}
            self._check_not_by_hand(self.product_id.browse(products))
        return super().create(vals_list)

    @serial_bulk_aware
    def write(self, vals):
        if not (self.env.su or vals.keys().isdisjoint(_STOCK)):
            given = self.product_id.browse(vals.get("product_id") or [])
            self._check_not_by_hand(self.product_id | given)
        return super().write(vals)

    def _check_not_by_hand(self, products):
        for product in products._counting_devices():
            raise UserError(
                self.env._(
                    "The stock of %(product)s is not written by hand: place the device,"
                    " or make a transfer.",
                    product=product.display_name,
                )
            )

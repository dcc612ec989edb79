from odoo import models


class StockPackage(models.Model):
    """A handling unit: a box or a pallet, one label and one scan for all inside."""

    _name = "stock.package"
    _inherit = ["stock.package", "emmaus.qr.mixin"]

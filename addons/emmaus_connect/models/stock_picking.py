from odoo import fields, models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    emmaus_collection_id = fields.Many2one(
        "emmaus.collection",
        "Collection",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="The donation that this receipt brought into stock.",
    )

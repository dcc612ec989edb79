from odoo import fields, models


class IrFilters(models.Model):
    """The favourites that we ship speak the reader's language."""

    _inherit = "ir.filters"

    name = fields.Char(translate=True)

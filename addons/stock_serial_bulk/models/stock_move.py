from odoo import models

from ..tools import CheckedMoves


class StockMove(models.Model):
    _inherit = "stock.move"

    def write(self, vals):
        checked = CheckedMoves.of(self.env)
        if (
            vals.get("state") == "done"
            and "date" in vals
            and checked.covers_moves(self)
        ):
            # The lines already have the date of the bulk run: keep it the same.
            vals = {**vals, "date": checked.bulk.now}
        return super().write(vals)

    def _check_quantity(self):
        # Already known: a serial moved in bulk is in one place only.
        if CheckedMoves.of(self.env).covers_moves(self):
            return None
        return super()._check_quantity()

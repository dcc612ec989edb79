from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.proof import MEDIUM_PROVEN


class EmmausMedium(models.Model):
    """What lists of media show and search by."""

    _inherit = "emmaus.medium"

    is_proven = fields.Boolean(search="_search_is_proven")
    proof = fields.Selection(
        [("proven", "Erased, with proof"), ("open", "To erase")],
        compute="_compute_proof",
    )

    def _search_is_proven(self, operator, value):
        if operator != "in":
            return NotImplemented
        self.flush_model(["data_since"])
        self.env["emmaus.erasure"].flush_model(
            ["medium_id", "state", "proven_at", "ended_at"]
        )
        proven = SQL(
            "(SELECT medium.id FROM emmaus_medium AS medium WHERE %s)", MEDIUM_PROVEN
        )
        return fields.Domain("id", "in" if True in value else "not in", proven)

    @api.depends("is_proven")
    def _compute_proof(self):
        for medium in self:
            medium.proof = "proven" if medium.is_proven else "open"

    def action_new_erasure(self):
        """Open a new erasure of this medium, not saved yet."""
        self.ensure_one()
        if self.is_proven:
            raise UserError(
                self.env._(
                    "%(medium)s is erased already, with proof: nothing is left to do.",
                    medium=self.display_name,
                )
            )
        standard = self.env["emmaus.erasure"]._default_standard()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Erasure"),
            "res_model": "emmaus.erasure",
            "views": [(False, "form")],
            "context": {
                "default_medium_id": self.id,
                "default_standard_id": standard.id,
            },
        }

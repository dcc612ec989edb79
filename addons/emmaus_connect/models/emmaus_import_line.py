from odoo import fields, models
from odoo.exceptions import UserError


class EmmausImportLine(models.Model):
    """What became, or would become, of one line of a file."""

    _name = "emmaus.import.line"
    _description = "Import Line"
    _order = "import_id, number, id"
    _rec_name = "code"

    import_id = fields.Many2one(
        "emmaus.import", required=True, index=True, ondelete="cascade", readonly=True
    )
    number = fields.Integer(
        "Line", readonly=True, help="The number of the row in a spreadsheet program."
    )
    state = fields.Selection(
        [
            ("created", "New"),
            ("changed", "Changed"),
            ("unchanged", "Unchanged"),  # known already, with the same facts
            ("refused", "Refused"),
            ("ignored", "Ignored"),  # carries no device: a remark, titles again
        ],
        required=True,
        readonly=True,
    )
    code = fields.Char(readonly=True, help="The code that names the device.")
    reason = fields.Char(readonly=True)
    message = fields.Text(readonly=True)
    needs_review = fields.Boolean("To Look At", readonly=True)
    device_id = fields.Many2one(
        "emmaus.device", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        "Organisation",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    brand_text = fields.Char("Brand as Written", readonly=True)
    brand_candidate_id = fields.Many2one(
        "emmaus.brand", "Proposed Brand", readonly=True, ondelete="set null"
    )

    def action_accept_brand(self):
        """Read this spelling as the proposed brand, here and in every later file."""
        for line in self.filtered("brand_candidate_id"):
            line.brand_candidate_id._add_synonym(line.brand_text)
            line._settle_brand(line.brand_candidate_id)
        return True

    def action_new_brand(self):
        """Take the spelling as a brand of its own."""
        for line in self.filtered("brand_candidate_id"):
            brand = self.env["emmaus.brand"].create({"name": line.brand_text})
            line._settle_brand(brand)
        return True

    def _settle_brand(self, brand):
        """Tell every line of this import with the same spelling, and its devices."""
        self.ensure_one()
        same = self.import_id.line_ids.filtered(
            lambda line: line.brand_text == self.brand_text and line.brand_candidate_id
        )
        if self.import_id.state == "waiting":
            raise UserError(
                self.env._(
                    "Wait until %(name)s is applied.", name=self.import_id.file_name
                )
            )
        if self.import_id.state != "applied":
            self.import_id.action_dry_run()
            return
        same.device_id.filtered(lambda device: not device.brand_id).brand_id = brand
        same.sudo().brand_candidate_id = False

import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_SHAPE = re.compile(r"\d\d \d\d \d\d\*?")


class EmmausWasteCode(models.Model):
    """An entry of the European list of waste; an asterisk marks dangerous waste."""

    _name = "emmaus.waste.code"
    _description = "Waste Code"
    _order = "sequence, code"
    _rec_names_search = ["code", "name", "usual_name"]

    code = fields.Char(required=True, help="As in the list, such as 16 02 13*.")
    name = fields.Char("Entry of the List", required=True, translate=True)
    usual_name = fields.Char(
        required=True,
        translate=True,
        help="What it is in plain words, as the register asks.",
    )
    is_dangerous = fields.Boolean(
        "Dangerous",
        compute="_compute_is_dangerous",
        store=True,
        help="Travels with a waste slip (BSD) of Trackdéchets.",
    )
    source = fields.Char(required=True, help="The text that holds the list.")
    category_ids = fields.One2many(
        "emmaus.device.category", "waste_code_id", "Usual Code Of"
    )
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    _code_uniq = models.UniqueIndex("(code)", "This waste code is known already.")

    @api.depends("code")
    def _compute_is_dangerous(self):
        for code in self:
            code.is_dangerous = (code.code or "").endswith("*")

    @api.depends("code", "usual_name")
    def _compute_display_name(self):
        for code in self:
            code.display_name = f"{code.code} {code.usual_name or ''}".strip()

    @api.constrains("code")
    def _check_code(self):
        for code in self:
            if not _SHAPE.fullmatch(code.code):
                raise ValidationError(
                    self.env._(
                        "“%(code)s” is no code of the list: write six digits in pairs,"
                        " such as 16 02 14, with an asterisk when it is dangerous.",
                        code=code.code,
                    )
                )


class EmmausDeviceCategory(models.Model):
    _inherit = "emmaus.device.category"

    waste_code_id = fields.Many2one(
        "emmaus.waste.code",
        index="btree_not_null",
        ondelete="restrict",
        help="Proposed on waste shipments; the code of the shipment itself counts.",
    )

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.codes import normalize_code


class EmmausDeviceCategory(models.Model):
    """A kind of goods: laptops are tracked one by one, chargers by the box."""

    _name = "emmaus.device.category"
    _description = "Device Category"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    product_id = fields.Many2one(
        "product.product",
        "Product",
        required=True,
        ondelete="restrict",
        domain="[('is_storable', '=', True)]",
        help="What stock moves count. Its tracking says whether each device has a"
        " number of its own.",
    )
    tracking = fields.Selection(related="product_id.tracking")
    data_bearing = fields.Boolean(
        help="Holds the former owner's data: it must be erased before it goes on."
    )
    weight_kg = fields.Float("Weight (kg)", digits=(8, 3), help="Typical, for waste slips.")
    # Numbering
    id_code = fields.Char(
        "Type Code", help="In the number of a device, such as PC in GRPC26-0888."
    )
    id_pattern = fields.Char(
        "Number Pattern",
        required=True,
        default="{site}{type}{year}-{number:04}",
        help="{site}, {type}, {year} (two digits) and {number}, as in GRPC26-0888.",
    )
    # Law: gifts of public bodies (decree of 7 November 2022)
    price_cap = fields.Float(
        "Legal Price Cap (€)", help="Highest price, tax included, of a public gift."
    )
    price_cap_source = fields.Char("Source of the Cap")

    _code_uniq = models.UniqueIndex("(code)", "Another category has this code already.")
    _product_uniq = models.UniqueIndex(
        "(product_id)", "Another category counts the same product already."
    )

    @api.constrains("id_pattern", "id_code")
    def _check_id_pattern(self):
        for category in self:
            try:
                first, second = (
                    normalize_code(category._format_number("GR", 26, number))
                    for number in (1, 2)
                )
            except (KeyError, IndexError, ValueError, AttributeError):
                first = second = None
            if first == second:
                raise ValidationError(
                    self.env._(
                        "The number pattern of %(name)s must hold {number}, and may"
                        " hold {site}, {type} and {year}; for instance"
                        " {site}{type}{year}-{number:04}.",
                        name=category.name,
                    )
                )

    def _format_number(self, site, year, number):
        return self.id_pattern.format(
            site=site, type=self.id_code or "", year=f"{year % 100:02}", number=number
        )

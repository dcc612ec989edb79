from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

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
    internal_storage = fields.Boolean(
        "Storage Built In",
        help="No disk to take out, as in a phone: setting it back to factory state"
        " erases it, and no audit has to list it first.",
    )
    weight_kg = fields.Float(
        "Weight (kg)", digits=(8, 3), help="Typical, for waste slips."
    )
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

    def write(self, vals):
        if "product_id" in vals:
            self._check_product_unused(vals["product_id"])
        result = super().write(vals)
        if not {"data_bearing", "internal_storage"}.isdisjoint(vals):
            self._check_gate_unchanged()
        return result

    def _check_gate_unchanged(self):
        """What was to erase yesterday does not leave because a box was ticked."""
        devices = self.env["emmaus.device"].sudo().with_context(active_test=False)
        domain = [("category_id", "in", self.ids), ("erasure_state", "=", "open")]
        waiting = devices.search(domain)
        freed = waiting._proven()[:1]
        if freed:
            raise UserError(
                self.env._(
                    "%(device)s waits to be erased: “%(name)s” stays as it is until no"
                    " device of it does.",
                    device=freed.name,
                    name=freed.category_id.name,
                )
            )
        devices.search([("category_id", "in", self.ids)])._refresh_erasure_state()

    def _check_product_unused(self, product_id):
        """The stock of what is here already would stay with the former product."""
        changed = self.filtered(lambda category: category.product_id.id != product_id)
        devices = self.env["emmaus.device"].sudo().with_context(active_test=False)
        used = devices.search([("category_id", "in", changed.ids)], limit=1).category_id
        if used:
            raise UserError(
                self.env._(
                    "“%(name)s” has devices already, so its product stays: make another"
                    " category for another product.",
                    name=used.name,
                )
            )

    def _format_number(self, site, year, number):
        return self.id_pattern.format(
            site=site, type=self.id_code or "", year=f"{year % 100:02}", number=number
        )

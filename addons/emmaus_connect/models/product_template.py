from odoo import models
from odoo.exceptions import UserError

# What makes a product one whose pieces have a number each.
_NUMBERED = {"tracking": "serial", "is_storable": True, "type": "consu"}


class ProductProduct(models.Model):
    _inherit = "product.product"

    def _counting_devices(self):
        """Return those of these products that devices are counted as."""
        categories = self.env["emmaus.device.category"].sudo()
        categories = categories.with_context(active_test=False)
        domain = [("product_id", "in", self.ids), ("tracking", "=", "serial")]
        return categories.search(domain).product_id.with_env(self.env) if self else self


class ProductTemplate(models.Model):
    """What devices are counted as stays followed by number: the gate goes by them."""

    _inherit = "product.template"

    def write(self, vals):
        if any(vals.get(name, value) != value for name, value in _NUMBERED.items()):
            self._check_counts_no_device()
        return super().write(vals)

    def _check_counts_no_device(self):
        devices = self.env["emmaus.device"].sudo().with_context(active_test=False)
        variants = self.with_context(active_test=False).product_variant_ids
        domain = [("category_id.product_id", "in", variants.ids)]
        for device in devices.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "“%(name)s” has devices, which are followed one by one: make"
                    " another product for goods that are not.",
                    name=device.category_id.name,
                )
            )

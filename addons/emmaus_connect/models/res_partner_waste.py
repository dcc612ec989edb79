from odoo import fields, models


class ResPartner(models.Model):
    """Who takes waste away and who treats it."""

    _inherit = "res.partner"

    is_waste_operator = fields.Boolean(
        "Waste Operator", help="Carries or treats our waste electronics."
    )
    waste_authorisation = fields.Char(
        "Authorisation to Treat Waste",
        help="Of the treatment site: number and date of the order or registration.",
    )
    waste_carrier_receipt = fields.Char(
        help="Number of the declaration as a carrier of waste."
    )

    def _waste_party(self):
        """Return what the register of waste says of a party, as it is today."""
        self.ensure_one()
        town = " ".join(filter(None, (self.zip, self.city)))
        lines = (self.street, self.street2, town, self.country_id.name)
        return {
            "name": self.commercial_company_name or self.name,
            "address": ", ".join(filter(None, lines)),
            "siret": self.company_registry
            or self.commercial_partner_id.company_registry,
        }

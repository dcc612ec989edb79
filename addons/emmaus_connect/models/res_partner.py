import re

from stdnum.fr import siren, siret

from odoo import api, fields, models
from odoo.exceptions import ValidationError

# W and nine characters: overseas and Corsican prefectures use letters in the middle.
_RNA = re.compile(r"^W\d[\dA-Z]\d{7}$")


class ResPartner(models.Model):
    _inherit = "res.partner"

    # Donor
    is_donor = fields.Boolean("Donor")
    donor_sector = fields.Selection(
        [
            ("private", "Company"),
            ("public", "Public Body"),  # its gifts have a legal price cap
            ("individual", "Person"),
        ],
        help="Travels with each device given: gifts of public bodies have a legal"
        " price cap when they are sold.",
    )
    # Structure
    is_structure = fields.Boolean("Partner Structure")
    rna = fields.Char(
        "RNA", copy=False, help="National number of an association: W and 9 digits."
    )
    # Refurbisher
    is_refurbisher = fields.Boolean("Refurbisher")
    refurbisher_code = fields.Char(copy=False, help="As in its files, such as ADB.")

    _refurbisher_code_uniq = models.UniqueIndex(
        "(refurbisher_code) WHERE refurbisher_code IS NOT NULL",
        "Another refurbisher has this code already.",
    )

    @api.constrains("is_donor", "donor_sector")
    def _check_donor_sector(self):
        for partner in self:
            if partner.is_donor and not partner.donor_sector:
                raise ValidationError(
                    self.env._(
                        "Say whether the donor %(name)s is a company, a public body"
                        " or a person: the law treats their gifts differently.",
                        name=partner.display_name,
                    )
                )

    @api.constrains(
        "company_registry", "is_donor", "is_structure", "is_refurbisher", "country_id"
    )
    def _check_siret(self):
        """SIRET (14 digits) or SIREN (9), with their check digits, in France."""
        for partner in self.filtered("company_registry"):
            if not partner._is_french_partner():
                continue
            number = partner.company_registry
            if not (siret.is_valid(number) or siren.is_valid(number)):
                raise ValidationError(
                    self.env._(
                        "%(number)s is not a valid SIRET number for %(name)s: check"
                        " its 14 digits, or leave it empty.",
                        number=number,
                        name=partner.display_name,
                    )
                )

    @api.constrains("rna")
    def _check_rna(self):
        for partner in self.filtered("rna"):
            if not _RNA.match(partner.rna):
                raise ValidationError(
                    self.env._(
                        "%(number)s is not a valid RNA number for %(name)s: it is W"
                        " followed by nine digits.",
                        number=partner.rna,
                        name=partner.display_name,
                    )
                )

    def _is_french_partner(self):
        ours = self.is_donor or self.is_structure or self.is_refurbisher
        return ours and self.country_id.code in (False, "FR")

"""Who gives, receives and refurbishes: French numbers checked."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EmmausCase

GOOD_SIRETS = ("73282932000074", "732 829 320 00074", "732829320", "35600000049837")
BAD_SIRETS = ("73282932000075", "7328293200007", "732829321", "ABCDEFGHIJKLMN", "0")
GOOD_RNAS = ("W123456789", "W2A1000123", "W9N1000123")
BAD_RNAS = ("w123456789", "123456789", "W12345678", "W1234567890", "WX23456789", "W 1")


@tagged("-at_install", "post_install")
class TestPartner(EmmausCase):
    def _structure(self, **vals):
        vals = {"name": "Relais du Port", "is_structure": True, **vals}
        return self.env["res.partner"].create(vals)

    def test_valid_siret_and_siren(self):
        for number in GOOD_SIRETS:
            with self.subTest(number=number):
                partner = self._structure(company_registry=number)
                self.assertEqual(partner.company_registry, number)

    def test_wrong_siret_is_refused(self):
        partner = self._structure()
        for number in BAD_SIRETS:
            with (
                self.subTest(number=number),
                self.assertRefused(
                    f"{number} is not a valid SIRET number for Relais du Port",
                    error=ValidationError,
                    undone=True,
                ),
            ):
                partner.company_registry = number
            self.assertFalse(partner.company_registry)

    def test_siret_is_checked_when_a_partner_becomes_ours(self):
        for role in ("is_structure", "is_refurbisher"):
            partner = self.env["res.partner"].create(
                {"name": "Somebody", "company_registry": "12"}
            )
            with self.subTest(role=role), self.assertRaises(ValidationError):
                partner[role] = True

    def test_foreign_partners_have_other_numbers(self):
        belgium = self.env.ref("base.be")
        partner = self._structure(country_id=belgium.id, company_registry="0417497106")
        self.assertEqual(partner.company_registry, "0417497106")

    def test_partners_that_are_not_ours_are_left_alone(self):
        vals = {"name": "Shop", "company_registry": "whatever"}
        self.assertTrue(self.env["res.partner"].create(vals))

    def test_valid_rna(self):
        for number in GOOD_RNAS:
            with self.subTest(number=number):
                self.assertEqual(self._structure(rna=number).rna, number)

    def test_wrong_rna_is_refused(self):
        for number in BAD_RNAS:
            with self.subTest(number=number), self.assertRaises(ValidationError) as no:
                self._structure(rna=number)
            self.assertIn("is not a valid RNA number", str(no.exception))

    def test_donor_needs_its_sector(self):
        with self.assertRaises(ValidationError) as refusal:
            self.env["res.partner"].create({"name": "Banque", "is_donor": True})
        self.assertIn("Say whether the donor Banque is", str(refusal.exception))
        partner = self.env["res.partner"].create({"name": "Banque"})
        with self.assertRaises(ValidationError):
            partner.is_donor = True
        with self.assertRaises(ValidationError):
            self.donor.donor_sector = False
        self.assertEqual(self.donor.donor_sector, "private")

    def test_code_of_a_refurbisher_is_unique(self):
        vals = {"is_refurbisher": True, "refurbisher_code": "TADB"}
        self.env["res.partner"].create({"name": "One", **vals})
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self.env["res.partner"].create({"name": "Two", **vals})

    def test_load_tells_the_line(self):
        result = self.env["res.partner"].load(
            ["name", "is_structure", "company_registry"],
            [["Good", "True", "73282932000074"], ["Bad", "True", "1"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("1 is not a valid SIRET", result["messages"][0]["message"])
        self.assertFalse(self.env["res.partner"].search([("name", "=", "Good")]))

    def test_partners_are_kept_by_coordinators(self):
        for role, allowed in (
            ("volunteer", False),
            ("technician", False),
            ("logistics", False),
            ("auditor", False),
            ("coordinator", True),
        ):
            partner = self._as(self.donor, role)
            with self.subTest(role=role):
                self.assertEqual(partner.has_access("write"), allowed)

"""Conventions: what, with whom, until when."""

from freezegun import freeze_time
from psycopg2.errors import CheckViolation, UniqueViolation

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import EmmausCase


@tagged("-at_install", "post_install")
class TestAgreement(EmmausCase):
    def _agreement(self, start="2026-01-01", end="2026-12-31", **vals):
        return self.env["emmaus.agreement"].create(
            {
                "name": "Convention 2026",
                "partner_id": self.donor.id,
                "date_start": start,
                "date_end": end,
                **vals,
            }
        )

    def test_running_from_its_first_to_its_last_day(self):
        agreement = self._agreement()
        endless = self._agreement(end=False)
        both = agreement | endless
        for today, running in (
            ("2025-12-31", both.browse()),
            ("2026-01-01", both),
            ("2026-12-31", both),
            ("2027-01-01", endless),
        ):
            with self.subTest(today=today), freeze_time(today):
                self.env.invalidate_all()
                self.assertEqual(both.filtered("is_running"), running)
                ours = [("id", "in", both.ids)]
                search = self.env["emmaus.agreement"].search
                self.assertEqual(search([*ours, ("is_running", "=", True)]), running)
                self.assertEqual(
                    search([*ours, ("is_running", "=", False)]), both - running
                )

    def test_ending_before_it_starts_is_refused(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(CheckViolation):
            self._agreement(end="2025-12-31")

    def test_ending_before_it_starts_has_a_sentence(self):
        with mute_logger("odoo.sql_db"):
            result = self.env["emmaus.agreement"].load(
                ["name", "partner_id/.id", "date_start", "date_end"],
                [["Wrong", str(self.donor.id), "2026-02-01", "2026-01-01"]],
            )
        self.assertIn("ends before it starts", result["messages"][0]["message"])

    def test_targets_are_at_least_one_and_once_a_category(self):
        for quantity in (0, -5):
            with (
                self.subTest(quantity=quantity),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
            ):
                self._agreement(target_ids=[self._target(quantity)])
        with mute_logger("odoo.sql_db"), self.assertRaises(UniqueViolation):
            self._agreement(target_ids=[self._target(5), self._target(6)])

    def _target(self, quantity):
        vals = {"category_id": self.laptop.id, "quantity": quantity}
        return Command.create(vals)

    def test_written_by_coordinators_read_by_all(self):
        agreement = self._agreement()
        for role in ("volunteer", "technician", "logistics", "auditor"):
            with self.subTest(role=role):
                self.assertEqual(self._as(agreement, role).name, "Convention 2026")
                with self.assertRefused("", agreement, error=AccessError):
                    self._as(agreement, role).write({"name": "Mine"})
        self._as(agreement, "coordinator").name = "Convention 2027"
        self.assertEqual(agreement.name, "Convention 2027")

"""GRPC26-0888: site, type, year, sequence; a number is given once."""

from freezegun import freeze_time

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged

from .common import EmmausCase

WRONG_PATTERNS = (
    "{site}{type}{year}",
    "GRPC26-0001",
    "{number",
    "{}",
    "{0}",
    "{serial}-{number}",
    "{number.real.x}",
    "{number:q}",
    "{site:d}{number}",
    "{number:c}",
    "-",
)


@tagged("-at_install", "post_install")
class TestNumbering(EmmausCase):
    def _names(self, count, category=None, site=None, **facts):
        collection = self._collected_collection(site=site or self.north)
        vals = {
            "category_id": (category or self.laptop).id,
            "collection_id": collection.id,
        }
        return (
            self.env["emmaus.device"]
            ._create_bulk([{**vals, **facts} for _unit in range(count)])
            .mapped("name")
        )

    @freeze_time("2026-05-04 10:00:00")
    def test_site_type_year_and_sequence(self):
        self.assertEqual(
            self._names(3), ["TNOPC26-0001", "TNOPC26-0002", "TNOPC26-0003"]
        )
        self.assertEqual(self._names(1), ["TNOPC26-0004"])

    @freeze_time("2026-05-04 10:00:00")
    def test_each_site_and_type_counts_by_itself(self):
        self._names(2)
        self.assertEqual(self._names(1, site=self.south), ["TSUPC26-0001"])
        type_code = self.screen.id_code
        self.assertEqual(self._names(1, self.screen), [f"TNO{type_code}26-0001"])

    def test_each_year_starts_again(self):
        with freeze_time("2026-12-31 12:00:00"):
            self.assertEqual(self._names(1), ["TNOPC26-0001"])
        with freeze_time("2027-01-01 12:00:00"):
            self.assertEqual(self._names(1), ["TNOPC27-0001"])

    @freeze_time("2026-05-04 10:00:00")
    def test_categories_numbered_alike_share_the_series(self):
        self.assertEqual(self.laptop.id_code, self.desktop.id_code)
        self.assertEqual(self._names(2), ["TNOPC26-0001", "TNOPC26-0002"])
        self.assertEqual(self._names(1, self.desktop), ["TNOPC26-0003"])
        self.assertEqual(self._names(1), ["TNOPC26-0004"])

    @freeze_time("2026-05-04 10:00:00")
    def test_numbers_that_came_in_a_file_are_stepped_over(self):
        for name in ("TNOPC26-0002", "tnopc26 0003"):
            self._names(1, name=name)
        self._names(1, name="X-1", identifiers={"refurbisher": "TNOPC26-0005"})
        self.assertEqual(
            self._names(4),
            ["TNOPC26-0001", "TNOPC26-0004", "TNOPC26-0006", "TNOPC26-0007"],
        )

    @freeze_time("2026-05-04 10:00:00")
    def test_sequence_outgrows_its_width(self):
        self.env["emmaus.device.counter"].sudo()._advance("TNOPC26-0000", 9998)
        self.assertEqual(self._names(2), ["TNOPC26-9999", "TNOPC26-10000"])

    @freeze_time("2026-05-04 10:00:00")
    def test_pattern_is_data(self):
        self._as(self.screen, "administrator").id_pattern = "{site}/{number:03}/{year}"
        self.assertEqual(self._names(1, self.screen), ["TNO/001/26"])

    def test_wrong_pattern_is_refused(self):
        for pattern in WRONG_PATTERNS:
            with (
                self.subTest(pattern=pattern),
                self.assertRefused(
                    "must hold {number}",
                    self.screen,
                    error=ValidationError,
                    undone=True,
                ),
            ):
                self.screen.id_pattern = pattern

    def test_pattern_and_codes_are_the_administrator_s(self):
        for role in ("volunteer", "technician", "logistics", "coordinator", "auditor"):
            with (
                self.subTest(role=role),
                self.assertRefused("", self.screen, error=AccessError),
            ):
                self._as(self.screen, role).write({"id_pattern": "{number}"})

    def test_counter_is_not_written_by_hand(self):
        self._names(1)
        counter = self.env["emmaus.device.counter"].search([], limit=1)
        for role in ("logistics", "administrator", "auditor"):
            with (
                self.subTest(role=role),
                self.assertRefused("", counter, error=AccessError),
            ):
                self._as(counter, role).write({"last_number": 0})

    def test_four_thousand_numbers_in_a_few_queries(self):
        counter = self.env["emmaus.device.counter"].sudo()
        self.env.flush_all()
        with self.assertQueryCount(5):
            names = counter._take_names(self.laptop, self.north, 4000)
        self.assertEqual(len(set(names)), 4000)

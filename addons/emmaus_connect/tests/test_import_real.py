"""The spreadsheets of the field, when they are there: each row, each cell."""

from ..tools.importing.device_file import account
from ..tools.importing.read import read_file
from .common import EmmausCase
from .import_files import REAL_FILES, ImportMixin

EMMAUS = REAL_FILES / "emmaus"


class TestRealFiles(EmmausCase, ImportMixin):
    def setUp(self):
        super().setUp()
        if not EMMAUS.is_dir():
            self.skipTest("../shared/data is not there")

    def _import(self, name, folder=EMMAUS, **vals):
        return self._checked((folder / name).read_bytes(), name, **vals)

    def _assert_cells(self, name, **expected):
        recognised, tables = read_file((EMMAUS / name).read_bytes())
        counts = account(recognised, tables)
        for key in ("not_kept", "unknown", "other_sheets"):
            counts[key] = sum(counts[key].values())
        self.assertEqual(counts, expected)
        self.assertEqual(sum(counts.values()), 2 * counts["cells"])

    def test_templates_are_recognised_and_empty(self):
        record = self._import("modele_import_pc_v2.xlsx")
        self.assertIn("titles on row 4 and nothing below", record.message)
        self._assert_cells("modele_import_pc_v2.xlsx", cells=25, above=6, titles=19,
                           read=0, not_kept=0, unknown=0, other_sheets=0)  # fmt: skip
        record = self._import("modele_import_sm_v1.xlsx")
        self.assertIn("titles on row 2 and nothing below", record.message)
        self._assert_cells("modele_import_sm_v1.xlsx", cells=21, above=1, titles=20,
                           read=0, not_kept=0, unknown=0, other_sheets=0)  # fmt: skip

    def test_twenty_tariff_cases_name_no_device(self):
        record = self._import("pc_tariff2022_20_cases.xlsx")
        self.assertEqual((record.kind, record.line_count), ("pc_sheet", 20))
        self.assertEqual(record.refused_count, 20)
        self.assertEqual(record.line_ids.mapped("number"), list(range(5, 25)))
        self.assertIn("No column names the devices", record.message)
        self._assert_cells("pc_tariff2022_20_cases.xlsx", cells=410, above=6, titles=30,
                           read=100, not_kept=0, unknown=140,
                           other_sheets=134)  # fmt: skip

    def test_240_tariff_cases_name_no_device(self):
        record = self._import("pc_tariff2022_240_cases.xlsx")
        self.assertEqual((record.kind, record.line_count), ("pc_sheet", 248))
        self.assertEqual((record.refused_count, record.ignored_count), (242, 6))
        self._assert_cells("pc_tariff2022_240_cases.xlsx", cells=3587, above=6,
                           titles=40, read=1275, not_kept=0, unknown=2005,
                           other_sheets=261)  # fmt: skip

    def test_bolc_template_is_its_own_example(self):
        record = self._import("bolc_template.csv")
        self.assertEqual(
            (record.kind, self._outcomes(record)), ("bolc", [(1, "ignored")])
        )

    def test_other_tables_are_not_taken_for_lists(self):
        for name in ("cpumarks.csv", "cpuchange.csv", "regles_ed121df.csv"):
            record = self._import(name)
            self.assertEqual(record.state, "failed")
            self.assertIn("No list of devices", record.message)

    def test_odd_lists_of_partners(self):
        for name, states in (
            ("partners.csv", ["created"] * 3),
            ("partners_with_duplicates.csv", ["created"] * 3),
            ("wrong_headers.csv", ["created"] * 3),
            ("invalid_donation_sites.csv", ["refused", "created", "created"]),
        ):
            record = self._import(name, REAL_FILES / "csv_odd", kind="structures")
            self.assertEqual(record.line_ids.mapped("state"), states, name)

    def test_places_of_digital_help(self):
        record = self._import("lieux_mediation_scrubbed.csv", REAL_FILES / "structures")
        self.assertEqual((record.kind, record.line_count), ("structures", 1813))
        self.assertEqual((record.created_count, record.refused_count), (1802, 9))

from unittest.mock import patch

from psycopg2 import OperationalError

from .common import EmmausCase
from .import_files import ImportMixin, bolc_file

MODELS = "odoo.addons.emmaus_connect.models"


class TestImportBackground(EmmausCase, ImportMixin):
    """Long files are applied by a job, in one transaction."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch(f"{MODELS}.emmaus_import.BACKGROUND_LINES", 2))
        self.startPatcher(patch(f"{MODELS}.emmaus_import_progress._STEP", 1))
        self.lines = [
            {"refurbisher_code": f"EM-{n}", "type": "UC", "model": "M"}
            for n in range(3)
        ]
        self.record = self._send(bolc_file(*self.lines), role="logistics")
        self.record.action_apply()

    def _run_job(self):
        cron = self.env.ref("emmaus_connect.emmaus_import_cron_apply")
        with self.enter_registry_test_mode():
            cron.method_direct_trigger()
        self.record.invalidate_recordset()

    def test_nothing_happens_before_the_job(self):
        self.assertEqual(self.record.state, "waiting")
        self.assertFalse(self.env["emmaus.device"].find_by_code("EM-0"))
        with self.assertRefused("nothing more to do", self.record):
            self.record.action_apply()

    def test_job_applies_with_the_rights_and_name_of_who_asked(self):
        self._run_job()
        self.assertEqual((self.record.state, self.record.created_count), ("applied", 3))
        self.assertEqual(self.record.applied_by_id, self.users["logistics"])
        device = self.env["emmaus.device"].find_by_code("EM-2")
        self.assertEqual(device.event_ids.user_id, self.users["logistics"])
        self.assertEqual(self.record.progress, 100)

    def test_second_run_of_the_job_does_nothing(self):
        self._run_job()
        before = self._counts()
        self._run_job()
        self.assertEqual(self._counts(), before)

    def test_error_in_the_middle_leaves_nothing_and_says_why(self):
        failing = patch.object(
            type(self.env["emmaus.import"]),
            "_change_batch",
            side_effect=ValueError("The disk is full."),
        )
        self.env["emmaus.device"]._create_bulk(
            [
                {
                    "category_id": self.desktop.id,
                    "collection_id": self._announced_collection().id,
                    "identifiers": {"refurbisher": "EM-1"},
                }
            ]
        )
        before = self._counts()
        with failing:
            self._run_job()
        self.assertEqual(self._counts(), before)
        self.assertEqual(self.record.state, "failed")
        self.assertIn("The disk is full.", self.record.message)
        self.record.action_apply()
        self._run_job()
        self.assertEqual((self.record.state, self.record.created_count), ("applied", 2))

    def test_conflict_with_somebody_else_is_tried_again(self):
        busy = patch.object(
            type(self.env["emmaus.import"]),
            "_execute",
            side_effect=OperationalError("could not serialize access"),
        )
        with busy, self.assertRaises(OperationalError):
            self.record.sudo()._apply_waiting()
        self.assertEqual(self.record.state, "waiting")

"""Who sees a file that was sent in, and what nobody writes on it by hand."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EmmausCase
from .import_files import ImportMixin, bolc_file

STRUCTURES = b"Nom;Typologie;Code postal\nMairie de Testville;CCAS;38000\n"


@tagged("-at_install", "post_install")
class TestImportDoors(EmmausCase, ImportMixin):
    def _applied_at(self, site, code):
        data = bolc_file({"refurbisher_code": code, "type": "UC", "model": "M"})
        record = self._applied(data, warehouse_id=site.id)
        self.assertEqual(record.state, "applied")
        return record

    def test_background_job_lends_nobody_the_rights_of_another(self):
        record = self._send(STRUCTURES, kind="structures", role="logistics")
        record.action_dry_run()
        admin = self.env.ref("base.user_admin")
        for vals in (
            {"requested_by_id": admin.id},
            {"state": "waiting", "requested_by_id": admin.id},
        ):
            with self.assertRefused("is not filled in by hand", record):
                record.write(vals)
        record.action_apply()
        self.assertEqual(record.state, "failed")
        self.assertIn("Only a coordinator", record.message)

    def test_outcome_is_not_written_by_hand(self):
        record = self._applied_at(self.north, "EM-1")
        for vals in (
            {"state": "draft"},
            {"file_hash": "0"},
            {"created_count": 9},
            {"applied_by_id": self.users["auditor"].id},
            {"message": "All is well."},
        ):
            for role in ("logistics", "administrator"):
                with (
                    self.subTest(vals=vals, role=role),
                    self.assertRefused("is not filled in by hand", record),
                ):
                    self._as(record, role).write(vals)
        with self.assertRefused("is not filled in by hand"):
            self._send(b"x", state="applied")

    def test_lines_are_not_written_by_hand(self):
        line = self._applied_at(self.north, "EM-2").line_ids
        for role in ("logistics", "administrator"):
            view = self._as(line, role)
            for act in (
                lambda line: line.write({"message": "All is well."}),
                lambda line: line.copy(),
                lambda line: line.unlink(),
            ):
                with (
                    self.subTest(role=role),
                    self.assertRefused("", line, error=AccessError),
                ):
                    act(view)

    def test_imports_of_another_site_are_not_read(self):
        theirs = self._applied_at(self.south, "EM-3")
        mine = self._applied_at(self.north, "EM-4")
        for record in (theirs, theirs.line_ids):
            view = self._as(record, "logistics")
            self.assertFalse(view.search([("id", "in", record.ids)]))
        view = self._as(theirs, "logistics")
        with self.assertRaises(AccessError):
            view.read(["file"])
        with self.assertRefused("", theirs, error=AccessError):
            view.action_apply()
        self.assertTrue(self._as(mine, "logistics").read(["file_name"]))
        for role in ("coordinator", "auditor"):
            self.assertTrue(self._as(theirs, role).line_ids.read(["message"]))

    def test_own_file_is_seen_without_a_site(self):
        imports = self._as(self.env["emmaus.import"], "logistics")
        vals = {"file": "eA==", "file_name": "x.csv", "warehouse_id": False}
        record = imports.create(vals)
        self.assertEqual(imports.search([("id", "=", record.id)]), record)

    def test_same_file_of_another_site_is_told_all_the_same(self):
        data = bolc_file({"refurbisher_code": "EM-5", "type": "UC", "model": "M"})
        self._applied(data, warehouse_id=self.south.id)
        record = self._send(data, warehouse_id=self.north.id, role="logistics")
        record.action_apply()
        self.assertEqual((record.state, record.created_count), ("checked", 0))
        self.assertIn("already applied", record.message)

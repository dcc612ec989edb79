import base64
import io

import openpyxl

from odoo.exceptions import AccessError, UserError

from .common import EmmausCase
from .import_files import DEMO_FILES, ImportMixin, bolc_file, pc_sheet

LINE = {
    "lot": "D-77",
    "refurbisher_code": "EM-1",
    "ec_id": "TNOX",
    "type": "Portable",
    "status": "En reconditionnement",
    "brand": "DELL",
    "model": "Latitude 5490",
    "serial": "7XK4Q2ZB",
    "ram": "8",
}


def _line(**facts):
    return {**LINE, **facts}


class TestImportDevices(EmmausCase, ImportMixin):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.north.code = "ZA"  # two letters, as in the numbers of devices
        cls.vals = {"warehouse_id": cls.north.id}

    def _bolc(self, *lines):
        return bolc_file(*[{**line, "ec_id": line["ec_id"]} for line in lines])

    def _device(self, code):
        return self.env["emmaus.device"].find_by_code(code)

    def test_dry_run_writes_nothing_but_its_lines(self):
        before = self._counts()
        record = self._checked(self._bolc(_line(ec_id="ZAPC26-0001", brand="TCLX")))
        self.assertEqual((record.state, record.created_count), ("checked", 1))
        self.assertEqual(self._counts(), before)
        self.assertFalse(self.env["emmaus.brand"].search([("name", "=", "TCLX")]))

    def test_free_words_do_not_enter_the_journal(self):
        self._applied(self._bolc(_line(ec_id="ZAPC26-0001")))
        words = {
            "ram": "16",
            "observations": "Rendu par Camille",
            "status_comment": "X",
        }
        self._applied(self._bolc(_line(ec_id="ZAPC26-0001", **words)))
        device = self._device("ZAPC26-0001")
        self.assertIn("Camille", device.comment)
        facts = device.event_ids[0].facts
        self.assertEqual((facts["comment"], facts["ram_gib"]), ("…", "16.0"))
        self.assertNotIn("Camille", str(facts))

    def test_apply_creates_announced_devices_in_the_lots_collection(self):
        record = self._applied(
            self._bolc(_line(ec_id="ZAPC26-0001", battery_health="82", disk1_type="SSD",
                             disk1_size="256 Go", observations="Charnière dure",
                             volunteer="Camille"))
        )  # fmt: skip
        device = self._device("zapc26 0001")
        self.assertEqual(record.state, "applied")
        self.assertEqual(record.line_ids.device_id, device)
        self.assertEqual(device.state, "announced")
        self.assertEqual(device.category_id, self.laptop)
        self.assertEqual(device.warehouse_id, self.north)
        self.assertEqual(device.collection_id.reference, "D-77")
        self.assertEqual(device.collection_id.state, "announced")
        self.assertEqual(device.collection_id.line_ids.announced_qty, 1)
        self.assertEqual(device.external_state, "EN_COURS_DE_TRAITEMENT")
        self.assertEqual((device.ram_gib, device.disk1_gb), (8, 256))
        self.assertEqual(device.brand_id.name, "DELL")
        self.assertEqual(self._device("EM-1"), device)
        self.assertEqual(self._device("7xk4 q2zb"), device)
        self.assertIn("Charnière dure", device.comment)
        self.assertNotIn("Camille", str(device.read()))

    def test_second_file_says_what_changed_and_forgets_nothing(self):
        self._applied(self._bolc(_line(ec_id="ZAPC26-0001", observations="Un choc")))
        record = self._applied(
            self._bolc(_line(ec_id="ZAPC26-0001", model="Latitude 5500", ram="")),
        )
        device = self._device("ZAPC26-0001")
        self.assertEqual(record.changed_count, 1)
        self.assertIn("Latitude 5490 → Latitude 5500", record.line_ids.message)
        self.assertEqual((device.model, device.ram_gib), ("Latitude 5500", 8))
        self.assertIn("Un choc", device.comment)
        self.assertEqual(self._events(device), ["announced", "imported"])

    def test_same_lines_again_change_nothing(self):
        data = self._bolc(_line(ec_id="ZAPC26-0001"), _line(ec_id="ZAPC26-0002",
                          refurbisher_code="EM-2", serial="Q1Q1"))  # fmt: skip
        self._applied(data)
        before = self._counts()
        record = self._applied(data + b"\r\n")
        self.assertEqual((record.unchanged_count, record.changed_count), (2, 0))
        self.assertEqual(self._counts(), before)

    def test_same_file_twice_says_when_and_by_whom(self):
        data = self._bolc(_line(ec_id="ZAPC26-0001"))
        first = self._applied(data)
        self._device("ZAPC26-0001").model = "Corrected by hand"
        second = self._applied(data, "autre_nom.csv")
        self.assertEqual(second.state, "checked")
        self.assertEqual(second.twin_id, first)
        self.assertIn(self.env.user.name, second.message)
        self.assertEqual(second.line_ids.mapped("state"), ["unchanged"])
        self.assertEqual(self._device("ZAPC26-0001").model, "Corrected by hand")

    def test_status_only_lines(self):
        self._applied(self._bolc(_line(ec_id="ZAPC26-0001")))
        status = {"lot": "", "type": "Portable", "status": "HS"}
        record = self._applied(
            bolc_file(
                {**status, "ec_id": "ZAPC26-0001", "status_comment": "carte mère"},
                {**status, "ec_id": "ZAPC26-0999"},
            )
        )
        device = self._device("ZAPC26-0001")
        self.assertEqual(self._outcomes(record), [(1, "changed"), (2, "refused")])
        self.assertEqual(device.external_state, "NON_REEMPLOYABLE")
        self.assertEqual(device.external_state_comment, "carte mère")
        self.assertEqual(device.state, "announced")
        self.assertIn("Import the device's own line first", record.line_ids[1].message)

    def test_status_after_the_device_in_one_file(self):
        record = self._applied(
            self._bolc(_line(ec_id="ZAPC26-0001"))
            + bolc_file({"ec_id": "ZAPC26-0001", "type": "Portable", "status": "HS"})
        )
        self.assertEqual(self._outcomes(record), [(1, "created"), (2, "changed")])
        self.assertEqual(self._device("ZAPC26-0001").external_state, "NON_REEMPLOYABLE")

    def test_device_twice_in_one_file(self):
        record = self._checked(
            self._bolc(
                _line(ec_id="ZAPC26-0001"),
                _line(ec_id="ZAPC26-0001"),
                _line(ec_id="ZAPC26-0001", model="Other"),
                _line(ec_id="ZAPC26-0002", refurbisher_code="EM-2"),
            )
        )
        states = ["created", "unchanged", "refused", "created"]
        self.assertEqual(record.line_ids.mapped("state"), states)
        self.assertIn("line 1", record.line_ids[2].message)
        self.assertTrue(record.line_ids[3].needs_review)  # the same serial number

    def test_serial_of_another_device_is_refused(self):
        self._applied(self._bolc(_line(ec_id="ZAPC26-0001")))
        data = self._bolc(_line(ec_id="ZAPC26-0002", refurbisher_code=""))
        record = self._send(data)
        record.action_dry_run()
        self.assertEqual(record.line_ids.state, "refused")
        self.assertIn("7XK4Q2ZB belongs to ZAPC26-0001", record.line_ids.message)

    def test_code_of_several_devices_is_refused(self):
        for number in (1, 2):
            self._announced_device(identifiers={"serial": "TWIN-1"}, name=f"N{number}")
        data = self._bolc(_line(ec_id="", refurbisher_code="", serial="TWIN-1"))
        record = self._checked(data, **self.vals)
        self.assertEqual(record.line_ids.state, "refused")
        self.assertIn("N1, N2", record.line_ids.message)

    def test_refurbishers_may_use_the_same_identifier(self):
        partners = self.env["res.partner"].create(
            [{"name": name, "is_refurbisher": True} for name in ("Fil", "Rabot")]
        )
        sheet = {"Identifiant unique": "1", "Type matériel": "UC", "Model": "M"}
        for partner in partners:
            record = self._applied(
                pc_sheet(sheet, {**sheet, "Identifiant unique": "2"}, above=(("D1",
                         f"Reconditionneur : {partner.name}"),)),
                **self.vals,
            )  # fmt: skip
            self.assertEqual(record.created_count, 2)
        again = self._checked(
            pc_sheet(sheet), refurbisher_id=partners[1].id, **self.vals
        )
        self.assertEqual(again.line_ids.state, "unchanged")
        unsure = self._checked(pc_sheet(sheet), **self.vals)
        self.assertEqual(unsure.line_ids.state, "refused")

    def test_brand_is_proposed_then_remembered(self):
        data = self._bolc(_line(ec_id="ZAPC26-0001", brand="SAMSUMG"))
        record = self._applied(data)
        device = self._device("ZAPC26-0001")
        samsung = self.env["emmaus.brand"].search([("name", "=", "SAMSUNG")])
        self.assertEqual(record.line_ids.brand_candidate_id, samsung)
        self.assertEqual((device.brand_text, device.brand_id.name), ("SAMSUMG", False))
        record.line_ids.action_accept_brand()
        self.assertEqual(device.brand_id, samsung)
        line = _line(
            ec_id="ZAPC26-0002", refurbisher_code="", serial="", brand="SAMSUMG"
        )
        later = self._checked(self._bolc(line))
        self.assertFalse(later.line_ids.brand_candidate_id)

    def test_new_brand_is_simply_accepted(self):
        self._applied(self._bolc(_line(ec_id="ZAPC26-0001", brand="Zorglub")))
        self.assertEqual(self._device("ZAPC26-0001").brand_id.name, "Zorglub")

    def test_site_is_asked_for_when_nothing_tells_it(self):
        data = self._bolc(_line(ec_id="", refurbisher_code="EM-9"))
        record = self._checked(data)
        self.assertIn("choose one in the field “Site”", record.line_ids.message)
        record.warehouse_id = self.north
        record.action_dry_run()
        self.assertEqual(record.line_ids.state, "created")

    def test_lines_without_lot_share_one_collection(self):
        record = self._applied(
            self._bolc(_line(ec_id="ZAPC26-0001", lot=""), _line(ec_id="ZAPC26-0002",
                       lot="", refurbisher_code="", serial="S2S2"))
        )  # fmt: skip
        collection = record.line_ids.device_id.collection_id
        self.assertEqual(len(collection), 1)
        self.assertEqual(collection.line_ids.announced_qty, 2)

    def test_chosen_collection_takes_every_new_device(self):
        collection = self._announced_collection()
        self._applied(
            self._bolc(_line(ec_id="ZAPC26-0001")), collection_id=collection.id
        )
        self.assertEqual(self._device("ZAPC26-0001").collection_id, collection)

    def test_closed_collection_takes_nothing(self):
        collection = self._announced_collection(reference="D-77")
        collection.action_cancel()
        data = self._bolc(_line(ec_id="ZAPC26-0001"))
        record = self._checked(data, collection_id=collection.id)
        self.assertIn("choose another one", record.line_ids.message)

    def test_device_that_left_is_not_changed(self):
        device = self._ready_device(identifiers={"ec": "ZAPC26-0077"})
        device._move_to("promised")
        device._move_to("delivered")
        data = self._bolc(_line(ec_id="ZAPC26-0077", refurbisher_code="", serial=""))
        record = self._checked(data)
        self.assertEqual(record.line_ids.state, "refused")
        self.assertIn("already", record.line_ids.reason.lower())

    def test_errors_are_downloaded_corrected_and_sent_again(self):
        good, bad = (
            _line(ec_id="ZAPC26-0001"),
            _line(
                ec_id="ZAPC26-0002",
                type="Grille-pain",
                refurbisher_code="",
                serial="OK2OK",
            ),
        )
        record = self._applied(self._bolc(good, bad))
        self.assertEqual((record.created_count, record.refused_count), (1, 1))
        self.assertIn("/error_file/", record.action_download_errors()["url"])
        book = openpyxl.load_workbook(io.BytesIO(base64.b64decode(record.error_file)))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(
            (len(rows), rows[0][-1], rows[1][2]), (2, "Erreur", "ZAPC26-0002")
        )
        self.assertIn("Grille-pain", rows[1][-1])
        book.active.cell(2, rows[0].index("Type") + 1, "UC")
        stream = io.BytesIO()
        book.save(stream)
        again = self._applied(stream.getvalue(), "erreurs.xlsx")
        self.assertEqual((again.kind, again.created_count), ("bolc", 1))
        self.assertEqual(self._device("ZAPC26-0002").category_id, self.desktop)

    def test_nothing_good_is_not_applied_and_may_come_back(self):
        data = self._bolc(_line(ec_id="", refurbisher_code="EM-9"))
        record = self._applied(data)
        self.assertEqual(record.state, "failed")
        self.assertIn("No line of this file can be applied", record.message)
        self.assertEqual(self._applied(data, **self.vals).state, "applied")

    def test_applied_import_is_a_document(self):
        record = self._applied(self._bolc(_line(ec_id="ZAPC26-0001")))
        with self.assertRefused("cannot be deleted", record):
            record.unlink()
        with self.assertRefused("already applied", record):
            record.file = base64.b64encode(b"x")
        with self.assertRefused("nothing more to do", record):
            record.action_apply()

    def test_unusable_file_fails_with_one_sentence_and_stays(self):
        record = self._checked(b"<html></html>", "liste.xls")
        self.assertEqual(record.state, "failed")
        self.assertIn("web page", record.message)
        self.assertEqual(base64.b64decode(record.file), b"<html></html>")
        record.file = base64.b64encode(self._bolc(_line(ec_id="ZAPC26-0001")))
        self.assertEqual(record.state, "draft")
        record.action_dry_run()
        self.assertEqual(record.state, "checked")

    def test_demo_files_of_the_story(self):
        sheet = (DEMO_FILES / "ordinateurs_reconditionneur.xlsx").read_bytes()
        record = self._applied(sheet, "ordinateurs.xlsx", **self.vals)
        states = ["created"] * 4 + ["refused"]
        self.assertEqual(record.line_ids.mapped("state"), states)
        self.assertEqual(record.line_ids.mapped("number"), [5, 6, 7, 8, 9])
        self.assertIn("Mairie de Valombre", record.message)
        self.assertEqual(self._device("7xk 4q2 zb").model, "Latitude 5490")


class TestImportRights(EmmausCase, ImportMixin):
    def _by(self, role):
        self.env.flush_all()
        return self.env["emmaus.import"].with_user(self.users[role])

    def _vals(self, **vals):
        data = bolc_file(_line(ec_id=""))
        return {"file": base64.b64encode(data), "file_name": "a.csv", **vals}

    def test_logistics_imports_for_its_own_site(self):
        record = self._by("logistics").create(self._vals())
        self.assertEqual(record.warehouse_id, self.north)
        record.action_apply()
        self.assertEqual(record.state, "applied")
        self.assertEqual(record.line_ids.device_id.warehouse_id, self.north)

    def test_logistics_refused_for_another_site(self):
        record = self._by("logistics").create(self._vals(warehouse_id=self.south.id))
        record.action_dry_run()
        self.assertIn("where you do not work", record.line_ids.message)

    def test_device_of_another_site_is_not_made_twice(self):
        self._announced_device(site=self.south, identifiers={"refurbisher": "EM-1"})
        record = self._by("logistics").create(self._vals())
        record.action_dry_run()
        self.assertEqual(record.line_ids.state, "refused")
        self.assertIn("is a device of Sud", record.line_ids.message)

    def test_volunteer_and_technician_do_not_import(self):
        record = self._send(bolc_file(_line(ec_id="")), warehouse_id=self.north.id)
        record.action_dry_run()
        for role in ("volunteer", "technician", "portal", "public"):
            for action in ("action_dry_run", "action_apply", "action_download_errors"):
                with self.subTest(role=role, action=action):
                    with self.assertRaises(AccessError):
                        getattr(record.with_user(self.users[role]), action)()
        self.assertEqual(record.state, "checked")

    def test_auditor_reads_and_changes_nothing(self):
        record = self._send(bolc_file(_line(ec_id="")), warehouse_id=self.north.id)
        record.action_dry_run()
        seen = record.with_user(self.users["auditor"])
        self.assertEqual(seen.line_ids.mapped("state"), ["created"])
        with self.assertRaises(AccessError):
            seen.action_apply()
        self.assertFalse(self.env["emmaus.device"].find_by_code("EM-1"))

    def test_organisations_are_for_a_coordinator(self):
        vals = {
            "file": base64.b64encode(b"Nom;Ville\nLe Fil;Montclair\n"),
            "file_name": "s.csv",
            "kind": "structures",
        }
        record = self._by("logistics").create(vals)
        record.action_dry_run()
        self.assertEqual(record.state, "checked")
        record.action_apply()
        self.assertEqual(record.state, "failed")
        self.assertIn("Only a coordinator", record.message)
        record = self._by("coordinator").create(vals)
        record.action_apply()
        self.assertTrue(record.line_ids.partner_id.is_structure)

    def test_wrong_state_is_refused_in_words(self):
        record = self._by("logistics").create(self._vals())
        record.action_apply()
        with self.assertRaisesRegex(UserError, "nothing more to do"):
            record.action_dry_run()

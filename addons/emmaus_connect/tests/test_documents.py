import re
from io import BytesIO

import pypdf

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, HttpCase, tagged
from odoo.tools import SQL, file_path, mute_logger

from ..tools.documents import Column, Facts, Lines, Paper, Stamp, Table, render_papers
from .common import EmmausCase
from .erasure_files import Disk, log

FONTS = file_path("web/static/fonts/google/Open_Sans/Open_Sans-Bold.ttf").rpartition(
    "/"
)[0]
# What French law forbids to say of a used device (décret 2022-190).
BANNED = re.compile(r"comme neuf|état neuf|as new|like new|brand.new", re.I)


def pages(content):
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages]


def squeezed(content):
    """The text without its spaces: where a line breaks does not matter."""
    return re.sub(r"\s+", "", "".join(pages(content)))


class DocumentCase(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.lang = "en_US"  # or all would be in French

    def _erased_by_report(self, serial="S4ELNX0M123456", **vals):
        device = self._received_device(**vals)
        self._audit(device, self._disk(serial, "SSD", 256.0))
        report = log(Disk(serial=serial, size=256060514304), version="0.39")
        self.env["emmaus.erasure"].ingest("nwipe_log.txt", report)
        return device

    def _document(self, kind, records, role="volunteer"):
        documents = self._as(self.env["emmaus.document"], role)
        return documents._render(kind, records.ids)

    def assertPrinted(self, content, *texts):
        found = squeezed(content)
        for text in texts:
            self.assertIn(re.sub(r"\s+", "", str(text)), found)


class TestPaper(BaseCase):
    """The layout alone."""

    def _render(self, *blocks, **values):
        paper = Paper(
            title=values.pop("title", "Certificat d’effacement"),
            subtitle="Œuvre d’été — Łódź",
            issuer="Emmaüs Connect",
            reference="GRPC26-0888",
            page_words="Page %(page)s / %(pages)s",
            blocks=list(blocks),
            **values,
        )
        return render_papers([paper], FONTS)

    def test_awkward_texts_are_printed_and_nothing_is_lost(self):
        long = "S/N " + "0123456789ABCDEF" * 30
        content = self._render(
            Stamp("Effacé : « avec preuve »", "Œ & <b>æ</b> % {x}"),
            Facts("Appareil", [("N° de série", long), ("Vide", ""), ("Zéro", 0)]),
            Lines("Pourquoi", ["5 < 6 & 7 > 6", "", "小米 🙂 → ok"]),
            Table("Rien", (Column("Colonne", 1),), []),
            title="T" * 300,
        )
        self.assertIn("0123456789ABCDEF" * 30, squeezed(content))
        for text in ("Œ&<b>æ</b>%{x}", "5<6&7>6", "«avecpreuve»", "Łódź", "T" * 300):
            self.assertIn(text, squeezed(content))
        self.assertNotIn("Vide", squeezed(content))

    def test_long_tables_repeat_their_titles_and_number_their_pages(self):
        columns = (Column("Numéro", 1, bold=True), Column("Texte", 3))
        rows = [[f"N{number}", "mot " * 60] for number in range(300)]
        content = self._render(Table("Liste", columns, rows), landscape=True)
        texts = pages(content)
        self.assertGreater(len(texts), 10)
        for number, text in enumerate(texts, 1):
            self.assertIn(f"Page {number} / {len(texts)}", text.replace("\n", " "))
            self.assertIn("Numéro", text)
        found = squeezed(content)
        self.assertTrue(all(f"N{number}" in found for number in range(300)))

    def test_a_cell_higher_than_a_page_is_cut(self):
        table = Table("Liste", (Column("Texte", 1),), [["mot\n" * 900]])
        self.assertIn("…", squeezed(self._render(table)))

    def test_fonts_are_embedded(self):
        page = pypdf.PdfReader(BytesIO(self._render())).pages[0]
        for font in page["/Resources"]["/Font"].values():
            font = font.get_object()
            if "OpenSans" in font["/BaseFont"]:
                self.assertIn("/FontFile2", font["/FontDescriptor"].get_object())
                break
        else:
            self.fail("Open Sans is not in the file")


@tagged("-at_install", "post_install")
class TestErasureDocument(DocumentCase):
    def test_certificate_of_a_device_tells_all_that_was_proven(self):
        device = self._erased_by_report()
        self.env["emmaus.device.identifier"].create(
            {"device_id": device.id, "kind": "serial", "value": "PF0X1Y2Z"}
        )
        device.write({"brand_text": "Lenovo", "model": "ThinkPad T480s"})
        name, content = self._document("erasure", device)
        erasure = device.medium_ids.erasure_ids
        self.assertEqual(name, f"emmaus-erasure-{device.name}.pdf")
        self.assertPrinted(
            content,
            "Certificate of Data Erasure",
            "Banque du Nord",
            device.collection_id.name,
            device.name,
            "Lenovo",
            "ThinkPad T480s",
            "PF0X1Y2Z",
            "S4ELNX0M123456",
            "SSD 256 GB",
            erasure.standard_id.display_name,
            "Overwriting, DoD Short",
            "Clear",
            "nwipe 0.39",
            "Last pass",
            "0 / 0 / 0",
            "nwipe_log.txt",
            erasure.report_sha256,
            "Page 1 / 1",
        )
        self.assertNotIn("Purge", squeezed(content))

    def test_no_verification_is_said_plainly(self):
        device = self._received_device()
        self._audit(device, self._disk("UNVERIFIED1", "SSD", 500.0))
        report = log(Disk(serial="UNVERIFIED1"), verify="NV")
        self.env["emmaus.erasure"].ingest("nwipe_log.txt", report)
        _name, content = self._document("erasure", device)
        self.assertPrinted(content, "Without verification", "rests on no verification")

    def test_destroyed_and_removed_media_are_told(self):
        device = self._received_device()
        inside, out = self._disk("INSIDE001"), self._disk("TAKENOUT1")
        self._audit(device, inside, out)
        media = device.medium_ids.grouped("serial")
        device.action_record_destruction(media["TAKENOUT1"], "Shredded by Recyclage 38")
        self._prove(device)
        self._audit(device, inside, ram_gib=4)
        _name, content = self._document("erasure", device)
        self.assertPrinted(
            content, "INSIDE001", "TAKENOUT1", "Destroyed", "Shredded by Recyclage 38"
        )
        self.assertPrinted(content, "Taken out")

    def test_a_phone_set_back_to_factory_state(self):
        phone = self.env.ref("emmaus_connect.device_category_smartphone")
        device = self._received_device(category=phone)
        device.action_record_reset(account_lock_removed=True, imei="356938035643809")
        _name, content = self._document("erasure", device)
        self.assertPrinted(content, "Factory reset", "356938035643809", "Yes")

    def test_a_device_without_any_medium(self):
        device = self._received_device()
        self.env["emmaus.audit"].ingest_by_hand(device, [], "empty")
        device.action_confirm_no_medium()
        _name, content = self._document("erasure", device)
        self.assertPrinted(content, "a person looked inside after the audit")
        self.assertNotIn("Erased", squeezed(content))

    def test_nothing_unproven_is_certified(self):
        device = self._received_device()
        self._audit(device, self._disk("OPEN0001"))
        with self.assertRefused("is not proven to be erased. Still to erase", device):
            device.action_print_erasure_certificate()
        with self.assertRefused("OPEN0001", device):
            self.env["emmaus.document"]._render("erasure", device.ids)

    def test_a_medium_that_turns_up_later_takes_the_certificate_back(self):
        device = self._erased_by_report()
        self._audit(device, self._disk("S4ELNX0M123456"), self._disk("LATE0001"))
        with self.assertRefused("LATE0001"):
            device.action_print_erasure_certificate()

    def test_what_holds_no_data_needs_no_certificate(self):
        screen = self._received_device(category=self.screen)
        with self.assertRefused("holds no data: there is nothing to certify"):
            screen.action_print_erasure_certificate()

    def test_several_devices_have_their_own_page_numbers(self):
        devices = self._erased_by_report("DISK00001")
        devices |= self._erased_by_report("DISK00002")
        _name, content = self._document("erasure", devices)
        self.assertEqual(len(pages(content)), 2)
        for text in pages(content):
            self.assertIn("Page 1 / 1", text.replace("\n", " "))

    def test_french_as_soon_as_somebody_speaks_it(self):
        user, company = self.users["volunteer"], self.env.company.partner_id
        for langs, expected in (
            (("en_US", "en_US"), "en_US"),
            (("fr_FR", "en_US"), "fr_FR"),
            (("en_US", "fr_FR"), "fr_FR"),
        ):
            user.lang, company.lang = langs
            documents = self._as(self.env["emmaus.document"], user)._in_language()
            self.assertEqual(documents.env.lang, expected)

    def test_too_many_at_once(self):
        with self.assertRaisesRegex(UserError, "nothing to print"):
            self.env["emmaus.document"]._render("sheet", [])

    def test_the_button_opens_the_document(self):
        device = self._erased_by_report()
        action = self._as(device, "volunteer").action_print_erasure_certificate()
        self.assertEqual(action["url"], f"/emmaus/documents/erasure/{device.id}")
        self.assertTrue(device._qr_tokens())


@tagged("-at_install", "post_install")
class TestCollectionDocument(DocumentCase):
    def _mixed_collection(self):
        collection = self._collected_collection({self.laptop: 2, self.screen: 1})
        erased = self._erased_by_report("ERASED001", collection=collection)
        waiting = self._received_device(collection=collection)
        self._audit(waiting, self._disk("WAITING01"))
        screen = self._received_device(category=self.screen, collection=collection)
        return collection, erased, waiting, screen

    def test_every_device_is_listed_with_where_it_stands(self):
        collection, erased, waiting, screen = self._mixed_collection()
        _name, content = self._document("collection", collection)
        self.assertPrinted(
            content,
            collection.name,
            "Banque du Nord",
            "1 of 2 devices with data are erased, with proof",
            "Erased, with proof (1)",
            "Not proven yet (1)",
            "Without data (1)",
            *(erased | waiting | screen).mapped("name"),
            "ERASED001",
            "WAITING01",
            "this certificate says nothing of them",
        )

    def test_nothing_proven_is_refused(self):
        collection = self._collected_collection({self.laptop: 1})
        device = self._received_device(collection=collection)
        with self.assertRefused("none of its devices is proven to be erased", device):
            collection.action_print_erasure_certificate()

    def test_a_device_moved_to_another_site_is_still_listed(self):
        collection, erased, *_others = self._mixed_collection()
        erased.sudo()._by_act().write({"warehouse_id": self.south.id})
        _name, content = self._document("collection", collection)
        self.assertPrinted(content, erased.name, "ERASED001")

    def _queries(self, collection):
        """Return how many queries the certificate takes, and the certificate."""
        documents = self._as(self.env["emmaus.document"], "volunteer")
        before = self.env.cr.sql_log_count
        content = documents._render("collection", collection.ids)[1]
        return self.env.cr.sql_log_count - before, content

    def _erase_by_sql(self, devices):
        """A medium in each device and its proof, as quick as it gets."""
        now = fields.Datetime.now()
        audit = self.env["emmaus.audit"].sudo().search([], limit=1)
        audit.medium_ids = False  # one for all of them: it lists none of its own
        self.env.cr.execute(
            SQL(
                "UPDATE emmaus_device SET last_audit_id = %s WHERE id = ANY(%s)",
                audit.id,
                devices.ids,
            )
        )
        self.env.cr.execute(
            SQL(
                """
                WITH media AS (
                    INSERT INTO emmaus_medium (device_id, kind, serial, normalized,
                        size_gb, is_present, warehouse_id)
                    SELECT device.id, 'SSD', 'BULK' || device.id, 'BULK' || device.id,
                        256, TRUE, device.warehouse_id
                      FROM emmaus_device AS device WHERE device.id = ANY(%(ids)s)
                    RETURNING id, device_id, serial
                )
                INSERT INTO emmaus_erasure (medium_id, device_id, medium_serial, state,
                    method, level, evidence, verification, tool, proven_at, ended_at,
                    report_sha256, user_id)
                SELECT id, device_id, serial, 'passed', 'overwrite', 'clear', 'machine',
                    'last', 'nwipe', %(now)s, %(now)s, md5(serial), %(uid)s
                  FROM media
                """,
                ids=devices.ids,
                now=now,
                uid=self.env.uid,
            )
        )
        self.env.invalidate_all()

    def test_two_thousand_devices(self):
        collection = self._collected_collection({self.laptop: 1})
        vals = {"category_id": self.laptop.id, "collection_id": collection.id}
        self._audit(self._received_device(collection=collection))
        self._erase_by_sql(self.env["emmaus.device"]._create_bulk([vals] * 20))
        self._document("collection", collection)  # what is cached once
        few = self._queries(collection)[0]
        self._erase_by_sql(self.env["emmaus.device"]._create_bulk([vals] * 1980))
        many, content = self._queries(collection)
        self.assertLessEqual(many, few + 30)
        texts = pages(content)
        found = re.sub(r"\s+", "", "".join(texts))
        names = collection.device_ids.mapped("name")
        serials = collection.device_ids.medium_ids.mapped("serial")
        self.assertEqual((len(names), len(serials)), (2001, 2001))
        self.assertFalse([text for text in names + serials if text not in found])
        last = texts[-1].replace("\n", " ")
        self.assertIn(f"Page {len(texts)} / {len(texts)}", last)
        self.assertIn("EC number", texts[1], "titles on every page")


@tagged("-at_install", "post_install")
class TestDeviceSheet(DocumentCase):
    def _check_all(self, device, result="ok"):
        device.action_check(dict.fromkeys(device._checklist_items(), result))

    def test_the_word_is_printed_once_all_is_tried_and_proven(self):
        device = self._erased_by_report()
        _name, content = self._document("sheet", device)
        self.assertNotIn("efurbished", squeezed(content))
        self._check_all(device)
        _name, content = self._document("sheet", device)
        self.assertPrinted(content, "Refurbished", "All data of its former owner")
        self._audit(device, self._disk("S4ELNX0M123456"), self._disk("LATE0001"))
        _name, content = self._document("sheet", device)
        self.assertNotIn("efurbished", squeezed(content))

    def test_a_fault_takes_the_word_away(self):
        device = self._erased_by_report()
        self._check_all(device)
        item = device._checklist_items()[0]
        device.action_check({item: "faulty"}, {item: "one key is stuck"})
        _name, content = self._document("sheet", device)
        self.assertNotIn("efurbished", squeezed(content))
        self.assertPrinted(content, item.name, "Faulty", "one key is stuck")

    def test_facts_grade_and_proof_of_a_device(self):
        device = self._erased_by_report()
        device.write(
            {
                "cpu": "Intel Core i5-8350U",
                "cpu_mark": 6100,
                "ram_gib": 8,
                "battery_health": 87,
                "has_webcam": "yes",
                "disk1_type": "SSD",
                "disk1_gb": 256,
            }
        )
        _name, content = self._document("sheet", device)
        self.assertPrinted(
            content, "Intel Core i5-8350U", "6100", "8 GB", "87 %", "Not graded yet"
        )
        self.assertPrinted(content, "S4ELNX0M123456", "Not tried yet")
        device.action_grade()
        _name, content = self._document("sheet", device)
        self.assertPrinted(
            content, "Why this grade", *device.grading_id.steps.split("\n")
        )

    def test_neither_volunteers_nor_donors_are_named(self):
        device = self._erased_by_report()
        self._check_all(device)
        _name, content = self._document("sheet", device)
        for person in (self.env.user, device.donor_id):
            self.assertNotIn(re.sub(r"\s+", "", person.name), squeezed(content))

    def test_no_document_says_as_new(self):
        device = self._erased_by_report()
        self._check_all(device)
        for kind, record in (
            ("sheet", device),
            ("erasure", device),
            ("collection", device.collection_id),
        ):
            for lang in ("en_US", "fr_FR"):
                self.users["volunteer"].lang = lang
                text = " ".join(pages(self._document(kind, record)[1]))
                self.assertFalse(BANNED.search(text), kind)


@tagged("-at_install", "post_install")
class TestDocumentRights(DocumentCase, HttpCase):
    def test_everybody_of_the_site_prints_and_nobody_else(self):
        device = self._erased_by_report()
        for role in ("volunteer", "technician", "logistics", "coordinator", "auditor"):
            self._document("erasure", device, role)
        stranger = self._new_user("volunteer", self.south, "far_away")
        for role in (stranger, "portal", "public"):
            for kind, record in (
                ("erasure", device),
                ("sheet", device),
                ("collection", device.collection_id),
            ):
                with self.assertRaises(AccessError):
                    self._document(kind, record, role)

    def test_the_route_answers_with_a_pdf_or_a_sentence(self):
        device = self._erased_by_report()
        waiting = self._received_device()
        self._audit(waiting, self._disk("WAITING01"))
        self.env.flush_all()
        self.authenticate("test_volunteer", "test_volunteer")
        answer = self.url_open(f"/emmaus/documents/erasure/{device.id}")
        self.assertEqual(answer.headers["Content-Type"], "application/pdf")
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertTrue(answer.content.startswith(b"%PDF"))
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/emmaus/documents/erasure/{waiting.id}")
        self.assertEqual(answer.status_code, 422)
        self.assertIn("is not proven to be erased", answer.text)
        for path in ("nothing/1", "sheet/x", "sheet/1,", "sheet/-1", "sheet/²"):
            answer = self.url_open(f"/emmaus/documents/{path}")
            self.assertEqual(answer.status_code, 404, path)

    def test_the_route_knows_the_sites(self):
        device = self._erased_by_report()
        self._new_user("volunteer", self.south, "far_away")
        self.authenticate("far_away", "far_away")
        with mute_logger("odoo.http"):
            answer = self.url_open(f"/emmaus/documents/sheet/{device.id}")
        self.assertEqual(answer.status_code, 403)
        self.authenticate(None, None)
        answer = self.url_open(f"/emmaus/documents/sheet/{device.id}")
        self.assertNotIn("application/pdf", answer.headers["Content-Type"])
        self.assertIn("/web/login", answer.url)

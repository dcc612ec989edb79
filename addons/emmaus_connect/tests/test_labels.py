from odoo.exceptions import AccessError, UserError
from odoo.tests import BaseCase, HttpCase, TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.codes import format_token, new_tokens
from ..tools.labels import FORMATS, Label, render_pdf, render_zpl
from ..tools.labels.layout import place
from ..tools.labels.pictograms import PICTOGRAMS
from ..tools.labels.qr import LARGE_BATCH, QUIET, encode
from ..tools.labels.text import REGULAR, fit, printable, unit_width
from .label_reader import page_sizes, pictures, read_codes

ADDRESS = "https://stock.emmaus-connect.org/emmaus/q/"
LABELS = {key: paper for key, paper in FORMATS.items() if paper.layout == "label"}
ROLLS = [key for key, paper in FORMATS.items() if paper.is_roll]
MODULES = 33  # version 4, what our addresses need


def make_labels(count):
    return [
        Label(
            ADDRESS + token,
            f"GRPC26-{number:04}",
            ("Lenovo ThinkPad T480s", "Ordinateur portable", "N/S …4F7K2P"),
            format_token(token),
        )
        for number, token in enumerate(new_tokens(count), 1)
    ]


def awkward_labels():
    """Texts that a layout would rather not meet."""
    token = new_tokens(1)[0]
    texts = [
        ("", ()),
        ("W" * 300, ("m" * 300,) * 12),
        ("Très " * 60, ("Ça dépasse, évidemment ! " * 20,) * 3),
        ("GRE/Stock/Étagère 12/Niveau 3/Bac à effacer", ("", "x", "")),
        ("小米 Ελλάδα 🙂", ("Łódź — Škoda", "\u200bnul\x00\n\tpart")),
        ("A", ("B",) * 30),
    ]
    return [
        Label(ADDRESS + token, title, lines, format_token(token))
        for title, lines in texts
    ]


class TestLabelSheet(BaseCase):
    def test_every_code_of_every_format_is_read_back(self):
        for key, paper in LABELS.items():
            with self.subTest(format=key):
                labels = make_labels(paper.per_page + 2)
                pages = read_codes(render_pdf(labels, key))
                self.assertEqual(
                    sum(pages, []), [label.qr for label in labels], "codes, in order"
                )
                self.assertEqual(len(pages[0]), paper.per_page)

    def test_awkward_texts_leave_the_code_readable(self):
        for key in LABELS:
            with self.subTest(format=key):
                labels = awkward_labels()
                pages = read_codes(render_pdf(labels, key))
                self.assertEqual(sum(pages, []), [label.qr for label in labels])

    def test_pages_have_the_size_of_the_paper(self):
        for key, paper in FORMATS.items():
            width, height = page_sizes(render_pdf(make_labels(1), key))[0]
            self.assertAlmostEqual(width, paper.page[0], places=2, msg=key)
            self.assertAlmostEqual(height, paper.page[1], places=2, msg=key)

    def test_labels_of_a_sheet_stay_on_it_and_apart(self):
        for key, paper in FORMATS.items():
            places = [paper.position(slot) for slot in range(paper.per_page)]
            left, top = places[-1]
            self.assertLessEqual(left + paper.size[0], paper.page[0] + 0.01, key)
            self.assertLessEqual(top + paper.size[1], paper.page[1] + 0.01, key)
            if paper.grid[0] > 1:
                self.assertGreaterEqual(paper.pitch[0], paper.size[0], key)
            if paper.grid[1] > 1:
                self.assertGreaterEqual(paper.pitch[1], paper.size[1], key)

    def test_symbols_are_large_enough_for_an_old_phone(self):
        for key, paper in FORMATS.items():
            symbol = paper.qr * MODULES / (MODULES + 2 * QUIET)
            self.assertGreaterEqual(symbol, 16.0, key)

    def test_first_label_may_start_anywhere_on_a_used_sheet(self):
        labels = make_labels(4)
        pages = read_codes(render_pdf(labels, "a4_3x7", start_at=20))
        codes = [label.qr for label in labels]
        self.assertEqual(pages, [codes[:2], codes[2:]])

    def test_first_label_off_the_sheet_is_refused(self):
        for start_at in (0, 22):
            with self.assertRaisesRegex(ValueError, "a page holds 21 labels"):
                render_pdf(make_labels(1), "a4_3x7", start_at=start_at)

    def test_a_batch_has_one_size_of_symbol(self):
        sides = {len(rows) for rows in encode(["short", ADDRESS + "0" * 13])}
        self.assertEqual(sides, {MODULES})

    def test_a_large_batch_has_the_same_symbols_as_small_ones(self):
        texts = [label.qr for label in make_labels(LARGE_BATCH)]
        texts[1] = texts[1][:-9]  # another length
        texts[2] = "é" * 20
        texts[3] = texts[0]
        one_by_one = [next(encode([text, "x" * 60])) for text in texts]
        self.assertEqual(list(encode([*texts, "x" * 60]))[:-1], one_by_one)

    def test_job_cards_are_read_back(self):
        cards = [
            Label(f"EMMAUS-MODE:{job}", job.title(), ("Scan me.",), icon=job)
            for job in PICTOGRAMS
        ]
        for key in ("card_a4", "card_a6"):
            pages = read_codes(render_pdf(cards, key))
            self.assertEqual(sum(pages, []), [card.qr for card in cards])


class TestLabelText(BaseCase):
    def test_no_text_leaves_its_label_or_touches_another(self):
        for key, paper in FORMATS.items():
            for label in [*make_labels(1), *awkward_labels()]:
                with self.subTest(format=key, title=label.title[:20]):
                    self._check_placement(place(label, paper, 4 / 41), paper)

    def _check_placement(self, placement, paper):
        width, height = paper.size
        qr = placement.qr
        self.assertGreaterEqual(min(qr.left, qr.top), 0)
        self.assertLessEqual(qr.left + qr.width, width)
        self.assertLessEqual(qr.top + qr.height, height)
        rows = sorted(placement.texts, key=lambda text: text.top)
        for text in rows:
            self.assertGreater(text.left, 0)
            self.assertLess(text.left + text.width, width)
            self.assertGreater(text.top, 0)
            self.assertLess(text.bottom, height)
            aside = text.left + 0.01 >= qr.left + qr.width
            self.assertTrue(
                aside
                or text.top >= qr.top + qr.height - 0.01
                or text.bottom <= qr.top + 0.01,
                f"{text.text} runs over the code",
            )
        for above, below in zip(rows, rows[1:], strict=False):
            self.assertLessEqual(above.bottom, below.top + 0.6, below.text)

    def test_nothing_is_printed_on_the_edge(self):
        for key in ROLLS:
            for picture in pictures(render_pdf(awkward_labels(), key)):
                edge = round(0.4 / 25.4 * 200)
                width, height = picture.size
                middle = (edge, edge, width - edge, height - edge)
                picture.paste(255, middle)
                self.assertEqual(picture.getextrema(), (255, 255), key)

    def test_number_and_code_are_always_whole(self):
        for key, paper in LABELS.items():
            label = make_labels(1)[0]
            texts = [text.text for text in place(label, paper, 4 / 41).texts]
            self.assertIn(label.title, texts, key)
            self.assertIn(label.code, "".join(texts), key)

    def test_text_shrinks_first_and_is_cut_last(self):
        self.assertEqual(fit("Étagère", REGULAR, 100, 12, 6), ("Étagère", 12))
        text, size = fit("Étagère", REGULAR, 30, 12, 6)
        self.assertEqual(text, "Étagère")
        self.assertTrue(6 < size < 12)
        text, size = fit("Étagère de réserve", REGULAR, 30, 12, 6)
        self.assertEqual((text[-1], size), ("…", 6))
        self.assertLessEqual(unit_width(text, REGULAR) * size, 30)
        self.assertEqual(fit("W", REGULAR, 0.1, 12, 6), ("", 6))

    def test_letters_of_any_language_are_printed_or_replaced(self):
        self.assertEqual(printable("Œuvre d’été — 5 €"), "Œuvre d’été — 5 €")
        self.assertEqual(printable("E\u0301cran"), "Écran")
        self.assertEqual(printable("Łódź"), "Lódz")
        self.assertEqual(printable("小米 11"), "?? 11")
        self.assertEqual(printable("a\x00\n b\u200b"), "a b")


class TestLabelZpl(BaseCase):
    def test_each_label_is_one_complete_format(self):
        labels = make_labels(3)
        for key in ROLLS:
            for dpi in (203, 300):
                zpl = render_zpl(labels, key, dpi)
                self.assertEqual(zpl.count("^XA"), 3)
                self.assertEqual(zpl.count("^XZ"), 3)
                self.assertEqual(zpl.count("^CI28"), 3)
                self.assertEqual(zpl.count("^FO"), zpl.count("^FS"))
                for label in labels:
                    self.assertIn(f"^FDMA,{label.qr}^FS", zpl)

    def test_size_of_the_label_in_dots(self):
        zpl = render_zpl(make_labels(1), "roll_62x40", 203)
        self.assertIn("^PW496", zpl)
        self.assertIn("^LL320", zpl)
        # 41 modules of 5 dots in the 29 mm (231 dots) given to the code.
        self.assertIn("^BQN,2,5^", zpl)

    def test_text_cannot_become_a_command(self):
        label = Label("x^XZ", "A^XZ~JA_B", ("Écran",), "")
        zpl = render_zpl([label], "roll_62x40")
        self.assertIn("^FDMA,x_5EXZ^FS", zpl)
        self.assertIn("^FDA_5EXZ_7EJA_5FB^FS", zpl)
        self.assertIn("^FD_C3_89cran^FS", zpl)
        self.assertEqual(zpl.count("^XZ"), 1)
        self.assertTrue(zpl.isascii())

    def test_sheets_are_refused(self):
        with self.assertRaisesRegex(ValueError, "rolls only"):
            render_zpl(make_labels(1), "a4_3x7")
        with self.assertRaisesRegex(ValueError, "150 dpi"):
            render_zpl(make_labels(1), "roll_62x40", 150)

    def test_nothing_gives_nothing(self):
        self.assertEqual(render_zpl([], "roll_62x40"), "")


class LabelCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.site = cls.env["stock.warehouse"].create(
            {"name": "Labels", "code": "LBL", "is_emmaus_site": True}
        )
        sites = [(6, 0, cls.site.ids)]
        group = "emmaus_connect.group_%s"
        cls.volunteer, cls.logistics = (
            new_test_user(
                cls.env,
                login=f"label_{role}",
                groups=group % role,
                emmaus_site_ids=sites,
            )
            for role in ("volunteer", "logistics")
        )
        cls.donor = cls.env["res.partner"].create(
            {"name": "Donatrice Discrète", "is_donor": True, "donor_sector": "private"}
        )
        cls.collection = cls.env["emmaus.collection"].create(
            {"donor_id": cls.donor.id, "warehouse_id": cls.site.id}
        )
        laptop = cls.env.ref("emmaus_connect.device_category_laptop")
        brand = cls.env["emmaus.brand"].create({"name": "Étoile & Co"})
        cls.devices = cls.env["emmaus.device"]._create_bulk(
            [
                {
                    "category_id": laptop.id,
                    "collection_id": cls.collection.id,
                    "brand_id": brand.id,
                    "model": "Écran 15",
                    "identifiers": {"serial": f"LABELSERIAL{number:03}"},
                }
                for number in range(5)
            ]
        )

    def _wizard(self, records, user=None, **vals):
        wizards = self.env["emmaus.label.print"].with_user(user or self.volunteer)
        return wizards.with_context(
            active_model=records._name, active_ids=records.ids
        ).create(vals)

    def _printed_codes(self, wizard):
        wizard.action_print()
        _name, _type, content = wizard._render_document()
        return sum(read_codes(content), [])


class TestLabelPrint(LabelCase):
    def test_devices_get_a_code_and_a_label_each(self):
        wizard = self._wizard(self.devices, label_format="a4_3x8")
        self.assertEqual((wizard.kind, wizard.label_count), ("device", 5))
        codes = self._printed_codes(wizard)
        self.assertEqual(codes, self.devices.mapped("qr_url"))
        resolve = self.env["emmaus.qr.token"]._resolve
        self.assertEqual([resolve(code) for code in codes], list(self.devices))

    def test_device_label_says_number_model_category_and_end_of_serial(self):
        wizard = self._wizard(self.devices[0])
        wizard.action_print()
        label = wizard._device_labels()[0]
        self.assertEqual(label.title, self.devices[0].name)
        self.assertEqual(
            label.lines,
            (
                "Étoile & Co Écran 15",
                self.devices[0].category_id.name,
                "S/N …IAL000",
                self.collection.name,
            ),
        )
        self.assertEqual(label.code, self.devices[0].qr_token)
        self.assertNotIn(self.donor.name, str(label))

    def test_printing_again_keeps_the_codes(self):
        first = self._printed_codes(self._wizard(self.devices))
        self.assertEqual(self._printed_codes(self._wizard(self.devices)), first)

    def test_new_codes_revoke_the_former_labels(self):
        old = self._printed_codes(self._wizard(self.devices))
        wizard = self._wizard(self.devices, self.logistics, renew_tokens=True)
        new = self._printed_codes(wizard)
        self.assertFalse(set(old) & set(new))
        resolve = self.env["emmaus.qr.token"]._resolve
        self.assertFalse([code for code in old if resolve(code)])
        self.assertEqual([resolve(code) for code in new], list(self.devices))
        # Opening the document again prints the same labels: it renews nothing.
        content = wizard._render_document()[2]
        self.assertEqual(sum(read_codes(content), []), new)

    def test_volunteer_cannot_revoke_labels(self):
        codes = self._printed_codes(self._wizard(self.devices))
        wizard = self._wizard(self.devices, renew_tokens=True)
        with self.assertRaises(AccessError):
            wizard.action_print()
        self.devices.invalidate_recordset(["qr_url"])
        self.assertEqual(self.devices.mapped("qr_url"), codes)

    def test_collection_prints_its_devices_that_arrived(self):
        self.devices[4].action_mark_missing()
        wizard = self._wizard(self.collection)
        self.assertEqual((wizard.kind, wizard.label_count), ("collection", 4))
        self.assertEqual(self._printed_codes(wizard), self.devices[:4].mapped("qr_url"))

    def test_packages_and_locations(self):
        package = self.env["stock.package"].create({"name": "PAL-LABEL"})
        wizard = self._wizard(package, label_format="roll_29x42")
        self.assertEqual(self._printed_codes(wizard), [package.qr_url])
        zones = self.site.zone_ids
        wizard = self._wizard(zones, label_format="a4_2x4")
        self.assertEqual(self._printed_codes(wizard), zones.mapped("qr_url"))
        label = wizard._location_labels()[0]
        self.assertEqual(label.title, zones[0].name)

    def test_blank_roll_can_be_linked_later(self):
        wizard = self.env["emmaus.label.print"].with_user(self.logistics)
        wizard = wizard.create(
            {
                "kind": "blank",
                "blank_count": 66,
                "roll": "R7",
                "label_format": "a4_5x13",
            }
        )
        codes = self._printed_codes(wizard)
        tokens = self.env["emmaus.qr.token"].search([("roll", "=", "R7")])
        self.assertEqual(set(tokens.mapped("state")), {"blank"})
        self.assertEqual(len(codes), 66)
        self.assertEqual(
            {code.rsplit("/", 1)[1] for code in codes}, set(tokens.mapped("token"))
        )
        self.devices[0]._link_qr_token(codes[0])
        self.assertEqual(self.devices[0].qr_url, codes[0])

    def test_volunteer_cannot_make_blank_labels(self):
        wizard = self.env["emmaus.label.print"].with_user(self.volunteer)
        wizard = wizard.create({"kind": "blank", "blank_count": 1, "roll": "R8"})
        with self.assertRaisesRegex(UserError, "printed by logistics"):
            wizard.action_print()
        self.assertFalse(self.env["emmaus.qr.token"].search([("roll", "=", "R8")]))

    def test_job_cards(self):
        wizard = self.env["emmaus.label.print"].with_user(self.volunteer)
        codes = self._printed_codes(wizard.create({"kind": "mode"}))
        self.assertEqual(codes, [f"EMMAUS-MODE:{job}" for job in PICTOGRAMS])

    def test_printer_is_remembered_for_each_person(self):
        wizard = self._wizard(self.devices, label_format="roll_62x40", output="zpl300")
        wizard.action_print()
        again = self._wizard(self.devices)
        self.assertEqual((again.label_format, again.output), ("roll_62x40", "zpl300"))
        other = self._wizard(self.devices, self.logistics)
        self.assertEqual((other.label_format, other.output), ("a4_3x7", "pdf"))

    def test_roll_printer_gets_zpl_and_a_sheet_is_always_pdf(self):
        wizard = self._wizard(self.devices, label_format="roll_62x29", output="zpl203")
        wizard.action_print()
        name, media_type, content = wizard._render_document()
        self.assertTrue(name.endswith(".zpl"))
        self.assertTrue(media_type.startswith("text/plain"))
        self.assertEqual(content.count(b"^XA"), 5)
        wizard.label_format = "a4_3x7"
        self.assertTrue(wizard._render_document()[2].startswith(b"%PDF"))

    def test_bad_choices_are_refused_and_write_nothing(self):
        cases = [
            ({"res_ids": []}, "nothing to print"),
            ({"start_at": 0}, "holds 21 labels"),
            ({"start_at": 22}, "holds 21 labels"),
        ]
        for vals, message in cases:
            wizard = self._wizard(self.devices, **{"label_format": "a4_3x7", **vals})
            with self.assertRaisesRegex(UserError, message):
                wizard.action_print()
        wizard = self.env["emmaus.label.print"].with_user(self.logistics)
        wizard = wizard.create({"kind": "blank", "blank_count": 2001})
        with self.assertRaisesRegex(UserError, "2001 labels are too many"):
            wizard.action_print()
        wizard.blank_count = 0
        with self.assertRaisesRegex(UserError, "Say how many blank labels"):
            wizard.action_print()
        self.assertFalse(any(self.devices.mapped("qr_token")))

    def test_devices_of_another_site_are_refused(self):
        self.volunteer.emmaus_site_ids = False
        wizard = self._wizard(self.devices)
        with self.assertRaises(AccessError):
            wizard.action_print()
        self.assertFalse(any(self.devices.mapped("qr_token")))


@tagged("-at_install", "post_install")
class TestLabelDocument(HttpCase, LabelCase):
    def setUp(self):
        super().setUp()
        self.enterContext(mute_logger("odoo.http"))  # refusals are what is tested

    def _open(self, wizard, login):
        self.authenticate(login, login)
        return self.url_open(f"/emmaus/labels/{wizard.id}", allow_redirects=False)

    def test_document_opens_for_its_author(self):
        wizard = self._wizard(self.devices)
        action = wizard.action_print()
        self.assertEqual(action["url"], f"/emmaus/labels/{wizard.id}")
        response = self._open(wizard, "label_volunteer")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/pdf")
        self.assertIn("inline", response.headers["Content-Disposition"])
        self.assertEqual(
            sum(read_codes(response.content), []), self.devices.mapped("qr_url")
        )

    def test_document_of_somebody_else_is_refused(self):
        wizard = self._wizard(self.devices)
        wizard.action_print()
        response = self._open(wizard, "label_logistics")
        self.assertEqual(response.status_code, 403)
        self.assertNotIn(b"%PDF", response.content)

    def test_document_needs_a_session(self):
        wizard = self._wizard(self.devices)
        wizard.action_print()
        response = self.url_open(f"/emmaus/labels/{wizard.id}", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_document_that_is_gone(self):
        wizard = self._wizard(self.devices)
        number = wizard.id
        wizard.unlink()
        self.authenticate("label_volunteer", "label_volunteer")
        response = self.url_open(f"/emmaus/labels/{number}")
        self.assertEqual(response.status_code, 404)

    def test_rights_lost_meanwhile_close_the_document(self):
        wizard = self._wizard(self.devices)
        wizard.action_print()
        self.volunteer.emmaus_site_ids = False
        response = self._open(wizard, "label_volunteer")
        self.assertEqual(response.status_code, 403)

"""Blank labels of a roll: stuck at the dock, they make devices and count them."""

from odoo.tests import Form, tagged

from ..tools.codes import format_token
from .common import EmmausCase


@tagged("-at_install", "post_install")
class TestLabelStick(EmmausCase):
    def setUp(self):
        super().setUp()
        self.collection = self._collected_collection({self.laptop: 2})
        self.line = self.collection.line_ids
        self.labels = self.env["emmaus.qr.token"]._generate_blank(3, roll="R1")
        self.codes = [format_token(label.token).lower() for label in self.labels]

    def _wizard(self, record, role="logistics"):
        context = {"active_model": record._name, "active_id": record.id}
        wizards = self._as(self.env["emmaus.label.stick"], role)
        return Form(wizards.with_context(**context))

    def test_labels_make_devices_and_the_difference_shows(self):
        wizard = self._wizard(self.collection)
        wizard.category_id = self.laptop
        wizard.codes = "\n".join(self.codes)
        self.assertEqual(wizard.code_count, 3)
        wizard.save().action_stick()
        devices = self.collection.device_ids.sorted("id")
        self.assertEqual(devices.mapped("qr_token"), [c.upper() for c in self.codes])
        self.assertEqual(set(devices.mapped("state")), {"announced"})
        self.assertEqual((self.line.announced_qty, self.line.counted_qty), (2, 3))
        self.collection.action_receive()
        self.assertEqual(len(self.collection.device_ids), 3)
        self.assertEqual(set(devices.mapped("state")), {"received"})
        self.assertEqual(self.collection.discrepancy, 1)
        self.assertEqual(
            self.env["emmaus.device"].find_by_code(self.codes[1]), devices[1]
        )

    def test_pieces_counted_beyond_the_announced_are_a_difference(self):
        self.line.counted_qty = 5
        self.collection.action_receive()
        self.assertEqual((self.line.announced_qty, self.line.counted_qty), (2, 5))
        self.assertEqual(self.collection.discrepancy, 3)
        self.assertTrue(all(self.collection.device_ids.mapped("is_from_count")))

    def test_new_category_gets_its_line(self):
        self.collection.action_stick_labels(self.screen, self.codes[:1])
        line = self.collection.line_ids - self.line
        self.assertEqual((line.category_id, line.announced_qty), (self.screen, 0))
        self.assertEqual(line.counted_qty, 1)

    def test_bad_labels_make_nothing(self):
        used = self._received_device()
        used._link_qr_token(self.codes[2])
        wrong = self.codes[0][:-1] + ("2" if self.codes[0][-1] != "2" else "3")
        for codes, sentence in (
            ([self.codes[0], self.codes[0]], "given twice"),
            ([self.codes[0], self.codes[2]], f"already stuck on {used.display_name}"),
            ([self.codes[0], wrong], "one character is wrong"),
            ([self.codes[0], "GRPC26-0888"], "not one of our labels"),
        ):
            with (
                self.subTest(codes=codes),
                self.assertRefused(sentence, self.labels, self.line, undone=True),
            ):
                self.collection.action_stick_labels(self.laptop, codes)

    def test_nothing_scanned_or_no_category(self):
        with self.assertRefused("Scan the labels first", self.labels):
            self._stick(self.collection, category_id=self.laptop.id, codes=" \n ")
        with self.assertRefused("choose the category", self.labels):
            self._stick(self.collection, codes=self.codes[0])

    def _stick(self, record, **vals):
        noun = "collection_id" if record._name == "emmaus.collection" else "device_id"
        wizards = self.env["emmaus.label.stick"]
        wizards.create({noun: record.id, **vals}).action_stick()

    def test_one_device_takes_one_label_and_its_former_one_is_void(self):
        device = self._received_device()
        former = device._ensure_qr_tokens()[device.id]
        with self.assertRefused("takes one label", self.labels, undone=True):
            self._stick(device, codes="\n".join(self.codes))
        self._stick(device, codes=self.codes[0])
        self.assertEqual(device.qr_token, self.codes[0].upper())
        self.assertFalse(self.env["emmaus.device"].find_by_code(former))
        self.assertEqual(self._events(device)[-1], "label_renewed")

    def test_closed_collection_takes_no_label(self):
        received = self._received_collection()
        with self.assertRefused("between the announcement and the receipt", received):
            received.action_stick_labels(self.laptop, self.codes)

"""What cannot be used again: when and why it becomes waste."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .waste_case import BROKEN, WasteCase


@tagged("-at_install", "post_install")
class TestRecycle(WasteCase):
    def test_from_each_state_in_stock(self):
        for state in ("received", "graded", "ready", "promised"):
            device = self._received_device(category=self.screen)
            for step in ("graded", "ready", "promised"):
                if state != "received" and device.state != state:
                    device._move_to(step)
            events = len(self._events(device))
            with self.subTest(state=state):
                self.assertFalse(device.waste_status)
                device.action_recycle(BROKEN)
                self.assertEqual(device.state, "recycled")
                self.assertTrue(device.waste_status)
                self.assertEqual(device.waste_reason, BROKEN)
                self.assertEqual(self._place_of(device), self.zone)
                self.assertEqual(len(self._events(device)), events + 1)
                event = device.event_ids[0]
                self.assertEqual((event.name, event.from_state), ("recycled", state))
                self.assertEqual(event.facts, {"reason": BROKEN})
        self.assertFalse(self._broken())

    def test_becomes_waste_when_it_happened(self):
        device = self._received_device(category=self.screen)
        device.action_recycle(BROKEN, occurred_at="2026-03-02 10:00:00")
        self.assertEqual(str(device.date_waste), "2026-03-02 10:00:00")
        self.assertEqual(str(device.event_ids[0].occurred_at), "2026-03-02 10:00:00")

    def test_reason_is_required(self):
        device = self._received_device(category=self.screen)
        for reason in ("", "   ", None, False):
            with (
                self.subTest(reason=reason),
                self.assertRefused("Say why", device, device.lot_id),
            ):
                device.action_recycle(reason)
        self.assertEqual(self._place_of(device), self.north._zone("intake"))

    def test_what_is_not_in_stock_is_not_recycled(self):
        announced = self._announced_device(category=self.screen)
        with self.assertRefused("cannot go from “Announced” to “Recycled”", announced):
            announced.action_recycle(BROKEN)
        waste = self._recycled_device()
        with self.assertRefused("cannot go from “Recycled” to “Recycled”", waste):
            waste.action_recycle("Once more")

    def test_data_is_erased_before_it_becomes_waste(self):
        device = self._received_device()
        sentence = "erase it, or take the disk out and record its destruction"
        with self.assertRefused(sentence, device, device.lot_id):
            device.action_recycle(BROKEN)
        self._audit(device)
        with self.assertRefused("Still to erase", device, device.lot_id):
            device.action_recycle(BROKEN)
        self._prove(device)
        device.action_recycle(BROKEN)
        self.assertEqual(device.state, "recycled")

    def test_destroyed_disk_is_a_proof(self):
        device = self._received_device()
        self._audit(device)
        device.action_record_destruction(device.medium_ids, "Drilled")
        device.action_recycle(BROKEN)
        self.assertEqual(self._place_of(device), self.zone)

    def test_all_or_none(self):
        good = self._received_device(category=self.screen)
        bad = self._announced_device(category=self.screen)
        with self.assertRefused(bad.name, good, bad, good.lot_id):
            (good | bad).action_recycle(BROKEN)

    def test_site_without_zone(self):
        device = self._received_device(category=self.screen)
        self.zone.emmaus_zone = False
        with self.assertRefused("Nord has no recycling zone", device, device.lot_id):
            device.action_recycle(BROKEN)

    def test_each_goes_to_the_zone_of_its_site(self):
        here = self._received_device(category=self.screen)
        there = self._received_device(category=self.screen, site=self.south)
        (here | there).action_recycle(BROKEN)
        self.assertEqual(self._place_of(here), self.zone)
        self.assertEqual(self._place_of(there), self.south._zone("recycling"))

    def test_place_and_pallet_in_the_zone_are_kept(self):
        shelf = self.env["stock.location"].create(
            {"name": "Bin", "location_id": self.zone.id}
        )
        device = self._received_device(category=self.screen)
        device.action_place(shelf)
        package = self._pallet(device)
        device.action_recycle(BROKEN)
        self.assertEqual((self._place_of(device), device.package_id), (shelf, package))

    def test_on_a_pallet(self):
        package = self._pallet(self._recycled_device())
        device = self._received_device(category=self.screen)
        device.action_recycle(BROKEN, package)
        self.assertEqual(device.package_id, package)
        self.assertEqual(
            device.event_ids[0].facts, {"reason": BROKEN, "package": "PAL-1"}
        )

    def test_pallet_elsewhere_is_refused(self):
        other = self._received_device(category=self.screen)
        package = self._pallet(other)
        device = self._received_device(category=self.screen)
        with self.assertRefused("PAL-1 is not in the recycling zone", device):
            device.action_recycle(BROKEN, package)

    def test_another_site_is_not_ours(self):
        there = self._received_device(category=self.screen, site=self.south)
        for role in ("technician", "logistics"):
            with (
                self.subTest(role=role),
                self.assertRefused("", there, there.lot_id, error=AccessError),
            ):
                self._as(there, role).action_recycle(BROKEN)

    def test_facts_of_waste_are_not_written_by_hand(self):
        device = self._received_device(category=self.screen)
        shipment = self._shipment()
        for vals in (
            {"waste_status": True},
            {"waste_reason": "x"},
            {"date_waste": "2026-01-01"},
            {"waste_shipment_id": shipment.id},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRefused("is not filled in by hand", device),
            ):
                self._as(device, "coordinator").write(vals)
        with self.assertRefused("is not filled in by hand"):
            self._as(self.env["emmaus.device"], "coordinator").create(
                {
                    "category_id": self.screen.id,
                    "collection_id": device.collection_id.id,
                    "waste_status": True,
                }
            )

    # The wizard

    def _wizard(self, devices, role="technician"):
        context = {"active_model": "emmaus.device", "active_ids": devices.ids}
        wizard = self._as(self.env["emmaus.device.recycle"], role)
        return Form(wizard.with_context(**context))

    def test_wizard_on_one_device_names_it(self):
        device = self._received_device(category=self.screen)
        form = self._wizard(device)
        form.reason = "beyond_repair"
        self.assertEqual(
            form.save().action_recycle()["params"]["message"],
            f"{device.name} is waste now, in the recycling zone.",
        )

    def test_wizard_on_several_devices(self):
        devices = self._received_device(category=self.screen)
        devices |= self._received_device(category=self.screen)
        form = self._wizard(devices)
        form.reason = "beyond_repair"
        form.details = "No light"
        form.new_package = True
        answer = form.save().action_recycle()
        self.assertEqual(
            answer["params"]["message"],
            "2 devices are waste now, in the recycling zone.",
        )
        self.assertEqual(
            set(devices.mapped("waste_reason")), {"Broken beyond repair: No light"}
        )
        self.assertEqual(len(devices.package_id), 1)
        self.assertEqual(devices.package_id.location_id, self.zone)

    def test_wizard_asks_the_other_reason(self):
        device = self._received_device(category=self.screen)
        form = self._wizard(device)
        form.reason = "other"
        form.details = " "
        wizard = form.save()
        with self.assertRefused("Say why", device, device.lot_id):
            wizard.action_recycle()
        empty = self.env["emmaus.device.recycle"].create({"reason": "too_old"})
        with self.assertRefused("Choose the devices to recycle"):
            empty.action_recycle()

    def test_refusals_say_what_to_do(self):
        """A refusal is a sentence for a person, never a technical one."""
        with self.assertRaises(UserError) as refusal:
            self._received_device().action_recycle(BROKEN)
        self.assertRegex(str(refusal.exception), r"^[A-Z0-9“].*\.$")

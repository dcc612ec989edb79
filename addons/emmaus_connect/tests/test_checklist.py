"""What is tried on the bench, and what it lets us say of a device."""

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import EmmausCase


@tagged("-at_install", "post_install")
class TestChecklist(EmmausCase):
    def setUp(self):
        super().setUp()
        self.device = self._received_device()
        self.items = self.device._checklist_items()
        self.keyboard = self.env.ref("emmaus_connect.checklist_item_keyboard")
        self.webcam = self.env.ref("emmaus_connect.checklist_item_webcam")
        self.dvd = self.env.ref("emmaus_connect.checklist_item_dvd")
        self.vga = self.env.ref("emmaus_connect.checklist_item_vga")

    def _all_work(self, device=None, **others):
        """Tick every item; `others` maps short names of this test to results."""
        results = dict.fromkeys((device or self.device)._checklist_items(), "ok")
        results.update({getattr(self, name): found for name, found in others.items()})
        (device or self.device).action_check(results)

    def _found(self, state):
        devices = self.env["emmaus.device"]
        return devices.search([("checklist_state", "=", state)])

    # Items

    def test_each_category_with_numbers_has_its_checklist(self):
        categories = self.env["emmaus.device.category"].search([])
        for category in categories.filtered(lambda c: c.tracking == "serial"):
            domain = [("category_ids", "in", category.ids), ("is_required", "=", True)]
            with self.subTest(category=category.code):
                self.assertTrue(self.env["emmaus.checklist.item"].search(domain))

    def test_items_are_those_of_the_category(self):
        phone = self._received_device(
            category=self.env.ref("emmaus_connect.device_category_smartphone")
        )
        touch = self.env.ref("emmaus_connect.checklist_item_touchscreen")
        self.assertIn(self.keyboard, self.items)
        self.assertNotIn(touch, self.items)
        self.assertIn(touch, phone._checklist_items())
        self.assertNotIn(self.keyboard, phone._checklist_items())

    # State

    def test_nothing_tried_is_to_do(self):
        self.assertEqual(self.device.checklist_state, "todo")
        self.assertIn(self.device, self._found("todo"))

    def test_everything_required_is_complete(self):
        required = self.items.filtered("is_required")
        self.device.action_check(dict.fromkeys(required[1:], "ok"))
        self.assertEqual(self.device.checklist_state, "todo")
        self.device.action_check({required[0]: "not_applicable"})
        self.assertEqual(self.device.checklist_state, "complete")
        self.assertIn(self.device, self._found("complete"))
        self.assertNotIn(self.device, self._found("todo"))

    def test_results_and_states(self):
        for others, state in (
            ({"keyboard": "faulty"}, "faulty"),
            ({"keyboard": "absent"}, "faulty"),
            ({"dvd": "absent"}, "complete"),
            ({"dvd": "faulty"}, "faulty"),
            ({"webcam": "not_applicable"}, "complete"),
        ):
            device = self._received_device()
            self._all_work(device, **others)
            with self.subTest(others=others):
                self.assertEqual(device.checklist_state, state)
                self.assertIn(device, self._found(state))

    def test_search_and_value_agree_for_all(self):
        self._all_work(dvd="faulty")
        devices = self.env["emmaus.device"].search([])
        for state in ("todo", "faulty", "complete"):
            self.assertEqual(
                devices & self._found(state),
                devices.filtered(lambda d, s=state: d.checklist_state == s),
            )
        either = [("checklist_state", "in", ["todo", "faulty"])]
        self.assertEqual(
            self.env["emmaus.device"].search(either),
            devices.filtered(lambda d: d.checklist_state != "complete"),
        )

    def test_states_of_many_devices_are_one_query(self):
        devices = self.env["emmaus.device"].search([], limit=20)
        self.env.flush_all()
        self.env.invalidate_all()
        devices.fetch(["category_id"])
        with self.assertQueryCount(1):
            devices.mapped("checklist_state")

    def test_new_item_opens_the_checklist_again(self):
        self._all_work()
        item = self.env["emmaus.checklist.item"].create(
            {"name": "Fan", "category_ids": self.laptop.ids}
        )
        self.env.invalidate_all()
        self.assertEqual(self.device.checklist_state, "todo")
        item.active = False
        self.env.invalidate_all()
        self.assertEqual(self.device.checklist_state, "complete")

    def test_category_without_item_is_never_complete(self):
        category = self.screen.copy(
            {
                "code": "unknown",
                "product_id": self.env["product.product"]
                .create({"name": "?", "is_storable": True, "tracking": "serial"})
                .id,
            }
        )
        device = self._received_device(category=category)
        self.assertEqual(device.checklist_state, "todo")
        self.assertFalse(device.is_refurbished)

    # Checking

    def test_checking_tells_counts_and_names(self):
        self.device.action_check(
            {self.keyboard: "faulty", self.webcam: "ok", self.dvd: "absent"},
            notes={self.keyboard: "Key A is stuck"},
        )
        event = self.device.event_ids[0]
        self.assertEqual(event.name, "checked")
        self.assertEqual(
            event.facts,
            {
                "checked": 3,
                "working": 1,
                "faulty": [self.keyboard.name],
                "absent": [self.dvd.name],
            },
        )
        self.assertFalse(event.to_state)
        self.assertEqual(self.device.state, "received")
        check = self.device.check_ids.filtered(lambda c: c.item_id == self.keyboard)
        self.assertEqual(check.note, "Key A is stuck")
        self.assertEqual(check.user_id, self.env.user)

    def test_checking_again_keeps_what_was_found_before(self):
        self.device.action_check({self.keyboard: "faulty"})
        self.device.action_check({self.keyboard: "ok"})
        checks = self.env["emmaus.device.check"].search(
            [("device_id", "=", self.device.id)]
        )
        self.assertEqual(
            [(check.result, check.is_live) for check in checks],
            [("ok", True), ("faulty", False)],
        )
        self.assertEqual(self.device.check_ids.mapped("result"), ["ok"])

    def test_one_live_answer_in_the_database(self):
        self.device.action_check({self.keyboard: "ok"})
        check = self.device.check_ids
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            check.copy({"result": "faulty"})

    def test_what_is_not_here_is_not_checked(self):
        announced = self._announced_device()
        with self.assertRefused("while it is in stock", announced):
            announced.action_check({self.keyboard: "ok"})
        self.assertFalse(announced.check_ids)

    def test_item_of_another_category_is_refused(self):
        touch = self.env.ref("emmaus_connect.checklist_item_touchscreen")
        with self.assertRefused("is not checked on", self.device):
            self.device.action_check({self.keyboard: "ok", touch: "ok"})
        self.assertFalse(self.device.check_ids)

    def test_unknown_result_is_refused(self):
        with self.assertRefused("No such result", self.device, error=ValueError):
            self.device.action_check({self.keyboard: "perfect"})

    def test_what_comes_back_is_checked_anew(self):
        device = self._ready_device()
        self._all_work(device)
        self.assertEqual(device.checklist_state, "complete")
        device._move_to("promised")
        self.assertEqual(device.checklist_state, "complete")
        device._move_to("delivered")
        device._move_to("received")
        self.assertFalse(device.check_ids)
        self.assertEqual(device.checklist_state, "todo")
        domain = [("device_id", "=", device.id)]
        self.assertTrue(self.env["emmaus.device.check"].search_count(domain))

    # Refurbished

    def test_refurbished_needs_the_checklist_and_the_proof(self):
        unproven, proven = self.device, self._erased_device()
        screen = self._received_device(category=self.screen)
        for device, expected in ((unproven, False), (proven, True), (screen, True)):
            self.assertFalse(device.is_refurbished)
            self._all_work(device)
            with self.subTest(device=device.display_name):
                self.assertEqual(device.is_refurbished, expected)
        found = self.env["emmaus.device"].search([("is_refurbished", "=", True)])
        self.assertEqual(found & (unproven | proven | screen), proven | screen)
        proven.action_check({self.keyboard: "faulty"})
        self.assertFalse(proven.is_refurbished)

    # Who

    def test_volunteers_tick_and_auditors_look(self):
        for role in ("volunteer", "technician", "logistics", "coordinator"):
            device = self._as(self.device, role)
            with self.subTest(role=role):
                device.action_check({self.keyboard.with_env(device.env): "ok"})
                self.assertEqual(self.device.check_ids.user_id, self.users[role])
        with self.assertRefused("checks none of them", self.device, error=AccessError):
            self._as(self.device, "auditor").action_check({self.keyboard: "ok"})
        self.assertTrue(self._as(self.device, "auditor").check_ids)

    def test_only_at_the_own_sites(self):
        far = self._received_device(site=self.south)
        with self.assertRefused("", far, error=AccessError):
            self._as(far, "volunteer").action_check({self.keyboard: "ok"})
        far.action_check({self.keyboard: "ok"})
        checks = self._as(self.env["emmaus.device.check"], "volunteer")
        self.assertFalse(checks.search([("device_id", "=", far.id)]))

    def test_answers_are_not_written_past_the_act(self):
        self.device.action_check({self.keyboard: "faulty"})
        check = self.device.check_ids
        for role in ("technician", "administrator"):
            for act in (
                lambda check: check.write({"result": "ok"}),
                lambda check: check.unlink(),
                lambda check: check.copy(),
            ):
                with (
                    self.subTest(role=role),
                    self.assertRefused("", check, error=AccessError),
                ):
                    act(self._as(check, role))
        with self.assertRefused("", self.device, error=AccessError):
            self._rpc(
                "administrator", "emmaus.device", "action_check", self.device.ids, {}
            )

    # The bench screen

    def _bench(self, role="volunteer"):
        context = {"active_model": "emmaus.device", "active_id": self.device.id}
        wizard = self._as(self.env["emmaus.device.checklist"], role)
        return Form(wizard.with_context(**context)).save()

    def _answer(self, wizard, **results):
        """What the widget does: it sends every row, changed or not."""
        by_item = {getattr(self, name).id: found for name, found in results.items()}
        wizard.answers = [
            {**answer, "result": by_item.get(answer["id"], answer["result"])}
            for answer in wizard.answers
        ]

    def test_bench_screen_lists_the_items(self):
        self.device.action_check({self.dvd: "absent"})
        wizard = self._bench()
        self.assertEqual([row["id"] for row in wizard.answers], self.items.ids)
        results = {row["id"]: row["result"] for row in wizard.answers}
        self.assertEqual(results[self.dvd.id], "absent")
        self.assertFalse(results[self.keyboard.id])

    def test_bench_screen_records_what_is_new(self):
        self.device.action_check({self.dvd: "absent"})
        wizard = self._bench()
        self._answer(wizard, keyboard="faulty", webcam="ok")
        answer = wizard.action_save()
        self.assertEqual(
            answer["params"]["message"], f"Checklist of {self.device.name}: Faulty."
        )
        event = self.device.event_ids[0]
        self.assertEqual(event.user_id, self.users["volunteer"])
        self.assertEqual(
            event.facts, {"checked": 2, "working": 1, "faulty": [self.keyboard.name]}
        )
        self.assertEqual(len(self.device.check_ids), 3)

    def test_bench_screen_without_answer_is_refused(self):
        wizard = self._bench()
        with self.assertRefused("Nothing new was ticked", self.device):
            wizard.action_save()


@tagged("-at_install", "post_install")
class TestChecklistScreen(HttpCase, EmmausCase):
    def test_one_tap_for_each_answer(self):
        self.env["res.lang"]._activate_lang("en_US")
        device = self._received_device()
        path = f"/odoo/devices/{device.id}"
        self.start_tour(path, "emmaus_checklist", login="test_volunteer")
        found = {check.item_id.name: check for check in device.check_ids}
        self.assertEqual(len(found), len(device._checklist_items()))
        keyboard = found.pop("Keyboard, every key")
        self.assertEqual((keyboard.result, keyboard.note), ("faulty", "Key A is stuck"))
        self.assertEqual(found.pop("DVD drive").result, "absent")
        self.assertEqual({check.result for check in found.values()}, {"ok"})
        self.assertEqual(device.event_ids[0].user_id, self.users["volunteer"])

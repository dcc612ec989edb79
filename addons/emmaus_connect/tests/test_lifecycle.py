"""One gate: no path sets a state by hand."""

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from odoo.addons.emmaus_connect.models import emmaus_lifecycle_mixin

from .common import EmmausCase

BY_HAND = "is not set by hand"
FORGED = (True, 1, "_GATE", "object", {}, [], None)


@tagged("-at_install", "post_install")
class TestLifecycle(EmmausCase):
    def test_write_of_a_state_is_refused_to_everybody(self):
        device = self._announced_device()
        for role in ("technician", "logistics", "coordinator", "administrator"):
            with self.subTest(role=role), self.assertRefused(BY_HAND, device):
                self._as(device, role).write({"state": "ready"})
        with self.assertRefused(BY_HAND, device):
            device.sudo().write({"state": "ready"})
        self.assertEqual(device.state, "announced")

    def test_write_of_the_same_state_is_refused_too(self):
        collection = self._announced_collection()
        with self.assertRefused(BY_HAND, collection):
            collection.write({"state": "announced"})

    def test_write_beside_other_fields_writes_none_of_them(self):
        device = self._announced_device(model="before")
        with self.assertRefused(BY_HAND, device):
            device.write({"model": "after", "state": "received"})

    def test_create_in_a_later_state_is_refused(self):
        vals = {"warehouse_id": self.north.id, "state": "received"}
        with self.assertRefused(BY_HAND):
            self.env["emmaus.collection"].create(vals)

    def test_create_of_many_refuses_all_for_one(self):
        vals = {"warehouse_id": self.north.id}
        with self.assertRefused(BY_HAND):
            self.env["emmaus.collection"].create([vals, {**vals, "state": "closed"}])

    def test_default_state_of_a_context_has_no_say(self):
        context = {"default_state": "ready", "default_event_count": 7}
        device = self.env["emmaus.device"].with_context(**context)
        device = device.create(
            {
                "category_id": self.laptop.id,
                "collection_id": self._collected_collection().id,
            }
        )
        self.assertEqual((device.state, device.event_count), ("announced", 1))
        collection = self._rpc(
            "logistics",
            "emmaus.collection",
            "create",
            {"warehouse_id": self.north.id},
            context={"default_state": "received"},
        )
        collection = self.env["emmaus.collection"].browse(collection)
        self.assertEqual((collection.state, collection.event_count), ("draft", 0))

    def test_json_context_does_not_open_the_gate(self):
        device = self._announced_device()
        for forged in FORGED:
            with self.subTest(forged=forged), self.assertRefused(BY_HAND, device):
                self._rpc(
                    "administrator",
                    "emmaus.device",
                    "write",
                    device.ids,
                    {"state": "ready"},
                    context={"emmaus_gate": forged},
                )

    def test_json_context_does_not_open_the_stock_gate(self):
        device = self._announced_device()
        move = (device.lot_id.id, 1, self.north._zone("ready").id)
        for forged in FORGED:
            lines = self.env["stock.move.line"].with_context(emmaus_move=forged)
            with self.subTest(forged=forged), self.assertRefused("announced", device):
                lines._check_serial_moves([move])

    def test_the_gate_is_an_object_that_json_cannot_name(self):
        self.assertIs(type(emmaus_lifecycle_mixin._GATE), object)

    def test_web_save_does_not_set_a_state(self):
        device = self._announced_device()
        with self.assertRefused(BY_HAND, device):
            self._rpc(
                "administrator",
                "emmaus.device",
                "web_save",
                device.ids,
                {"state": "ready"},
                specification={},
            )

    def test_private_methods_are_not_reached_by_rpc(self):
        device = self._announced_device()
        for method in ("_move_to", "_write", "_create_bulk", "_append"):
            with (
                self.subTest(method=method),
                self.assertRefused("", device, error=AccessError),
            ):
                self._rpc("administrator", "emmaus.device", method, device.ids, "ready")

    def test_import_by_load_creates_nothing_in_a_later_state(self):
        before = self.env["emmaus.collection"].search_count([])
        result = self._as(self.env["emmaus.collection"], "coordinator").load(
            ["warehouse_id/.id", "reference", "state"],
            [[str(self.north.id), "LOAD-1", "received"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn(BY_HAND, result["messages"][0]["message"])
        self.assertEqual(self.env["emmaus.collection"].search_count([]), before)

    def test_import_by_load_changes_no_state(self):
        device = self._announced_device()
        result = self._as(self.env["emmaus.device"], "coordinator").load(
            [".id", "model", "state"], [[str(device.id), "Loaded", "ready"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn(BY_HAND, result["messages"][0]["message"])
        self.assertEqual((device.state, device.model), ("announced", False))

    def test_copy_of_a_collection_starts_at_the_beginning(self):
        collection = self._received_collection({self.laptop: 1})
        collection.reference = "DON-1"
        copy = collection.copy()
        self.assertEqual((copy.state, copy.event_count), ("draft", 0))
        self.assertFalse(copy.reference)
        self.assertFalse(copy.date_received)
        self.assertNotEqual(copy.name, collection.name)
        self.assertFalse(self._events(copy))

    def test_copy_in_a_later_state_is_refused(self):
        collection = self._announced_collection()
        with self.assertRefused(BY_HAND, collection, undone=True):
            collection.copy({"state": "received"})

    def test_copy_of_a_device_is_another_device(self):
        device = self._received_device(identifiers={"serial": "COPY 1"})
        copy = device.copy()
        self.assertEqual((copy.state, copy.event_count), ("announced", 1))
        self.assertNotEqual(copy.lot_id, device.lot_id)
        self.assertRegex(copy.name, r"^TNOPC\d\d-\d{4}$")
        self.assertNotEqual(copy.name, device.name)
        self.assertEqual(copy.identifier_ids.mapped("kind"), ["ec"])
        self.assertFalse(copy.date_received)
        self.assertEqual(self.env["emmaus.device"].find_by_code("copy1"), device)

    def test_count_of_events_is_not_written(self):
        device = self._announced_device()
        with self.assertRefused("counts its own lines", device):
            device.sudo().write({"event_count": 0})

    def test_wrong_move_names_record_from_to_and_what_is_possible(self):
        device = self._received_device()
        with self.assertRefused(
            f"{device.display_name} cannot go from “Received” to “Delivered”. Possible"
            " from here: Erased, Graded, Recycled.",
            device,
        ):
            device._move_to("delivered")

    def test_wrong_move_from_an_end_says_so(self):
        collection = self._draft_collection()
        collection.action_cancel()
        with self.assertRefused("Possible from here: nothing any more.", collection):
            collection._move_to("announced")

    def test_one_wrong_record_stops_all(self):
        good, bad = self._announced_device(), self._received_device()
        with self.assertRefused(bad.name, good, bad):
            (good | bad)._move_to("received")

    def test_unknown_state_is_refused(self):
        device = self._announced_device()
        with self.assertRefused("to “nowhere”", device):
            device._move_to("nowhere")

    def test_move_of_nothing_does_nothing(self):
        counts = self._counts()
        self.env["emmaus.device"]._move_to("received")
        self.assertEqual(self._counts(), counts)

    def test_stale_cache_does_not_pass_the_gate(self):
        device = self._announced_device()
        self.assertEqual(device.state, "announced")
        self.env.cr.execute(
            "UPDATE emmaus_device SET state = 'recycled' WHERE id = %s", [device.id]
        )
        with self.assertRaisesRegex(UserError, "from “Recycled”"):
            device._move_to("received")

    def test_every_table_of_transitions_is_closed(self):
        for name in ("emmaus.device", "emmaus.collection"):
            model = self.env[name]
            states = set(dict(model._fields["state"].selection))
            with self.subTest(model=name):
                self.assertEqual(set(model._transitions), states)
                reached = {
                    to for targets in model._transitions.values() for to in targets
                }
                self.assertLessEqual(reached, states)

    def test_every_pair_of_states_obeys_the_table(self):
        model = self.env["emmaus.device"]
        # Without data: what proofs do to the states, the gate's tests tell.
        device = self._announced_device(category=self.screen)
        for start, targets in model._transitions.items():
            for target in model._transitions:
                self.env.cr.execute(
                    "UPDATE emmaus_device SET state = %s WHERE id = %s",
                    [start, device.id],
                )
                device.invalidate_recordset()
                with self.subTest(start=start, target=target):
                    if target in targets:
                        device._move_to(target)
                        self.assertEqual(device.state, target)
                    else:
                        with self.assertRaisesRegex(UserError, "cannot go from"):
                            device._move_to(target)
                        self.assertEqual(self._row(device)["state"], start)

    def test_form_has_no_way_to_the_state(self):
        with Form(self.env["emmaus.collection"]) as form:
            form.warehouse_id = self.north
            with self.assertRaisesRegex(AssertionError, "readonly"):
                form.state = "received"

"""Batches at refurbishers, and how they come back."""

from datetime import timedelta

from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from .common import EmmausCase


class RefurbishmentCase(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        today = fields.Date.today()
        cls.partner = cls.env["res.partner"].create(
            {
                "name": "Atelier du Nord",
                "is_refurbisher": True,
                "processor_contract_until": today + timedelta(days=30),
            }
        )
        cls.workshop = cls.north._zone("workshop")

    def _works(self, role=None):
        works = self.env["emmaus.refurbishment"]
        return self._as(works, role) if role else works

    def _work(self, kind, devices, role=None, **vals):
        lines = [Command.create({"device_id": device.id}) for device in devices]
        return self._works(role).create(
            {
                "kind": kind,
                "warehouse_id": self.north.id,
                "line_ids": lines,
                **vals,
            }
        )

    def _batch(self, devices, role=None, **vals):
        return self._work("batch", devices, role, partner_id=self.partner.id, **vals)

    def _sent(self, devices, role=None, **vals):
        batch = self._batch(devices, role, **vals)
        batch.action_send()
        return batch

    def _received(self, count, **vals):
        return self.env["emmaus.device"].union(
            *(self._received_device(**vals) for _each in range(count))
        )

    def _line(self, batch, device):
        return batch.line_ids.filtered(lambda line: line.device_id == device)


@tagged("-at_install", "post_install")
class TestBatch(RefurbishmentCase):
    def setUp(self):
        super().setUp()
        self.device = self._received_device()
        self.other = self._received_device()
        self.both = self.device | self.other

    # Preparing

    def test_devices_are_added_by_any_code(self):
        device = self._received_device(identifiers={"serial": "SN-4711"})
        batch = self._batch(self.device)
        batch.codes = f"  sn 4711\n{self.other.name.lower()}\n\n{self.device.name}\n"
        batch.action_add_codes()
        self.assertEqual(batch.line_ids.device_id, self.both | device)
        self.assertFalse(batch.codes)

    def test_unknown_code_is_named_and_nothing_is_added(self):
        batch = self._batch(self.device)
        batch.codes = f"{self.other.name}\nNOBODY-1\nNOBODY-2"
        with self.assertRefused("has the code NOBODY-1, NOBODY-2", batch):
            batch.action_add_codes()
        self.assertEqual(batch.line_ids.device_id, self.device)
        batch.codes = " \n"
        with self.assertRefused("Scan or paste the codes", batch):
            batch.action_add_codes()

    def test_code_of_two_devices_is_refused(self):
        twins = self._received(2, identifiers={"serial": "TWIN-1"})
        batch = self._batch(self.device)
        batch.codes = "TWIN-1"
        with self.assertRefused(", ".join(twins.mapped("name")), batch):
            batch.action_add_codes()

    def test_devices_of_other_sites_are_not_found(self):
        far = self._received_device(site=self.south)
        batch = self._batch(self.device, role="technician")
        batch.codes = far.name
        with self.assertRefused("No device of your sites has the code"):
            batch.action_add_codes()

    def test_batch_is_prepared_from_the_list_of_devices(self):
        action = self._as(self.both, "technician").action_new_batch()
        batch = self.env["emmaus.refurbishment"].browse(action["res_id"])
        self.assertEqual(batch.line_ids.device_id, self.both)
        self.assertEqual((batch.kind, batch.warehouse_id), ("batch", self.north))
        far = self._received_device(site=self.south)
        with self.assertRefused("are at several sites"):
            (self.both | far).action_new_batch()

    # Sending

    def test_sending_moves_the_devices_to_the_place_of_the_refurbisher(self):
        batch = self._batch(self.both)
        batch.action_send()
        self.assertEqual(batch.state, "open")
        place = self.both.location_id
        self.assertEqual(place.name, "Atelier du Nord")
        self.assertEqual(place.location_id, self.workshop)
        self.assertEqual(place.refurbisher_id, self.partner)
        self.assertFalse(place.emmaus_zone)
        self.assertEqual(place._nearest_zone(), "workshop")
        self.assertEqual(self.both.warehouse_id, self.north)
        for device in self.both:
            event = device.event_ids[0]
            self.assertEqual(event.name, "sent_to_refurbisher")
            self.assertEqual(
                event.facts,
                {
                    "location": place.display_name,
                    "partner": "Atelier du Nord",
                    "work": batch.name,
                },
            )
        self.assertEqual(set(self.both.mapped("state")), {"received"})
        self.assertEqual(self._events(batch), ["open"])
        self.assertFalse(self._broken())

    def test_place_is_made_once_for_each_site(self):
        self._sent(self.device)
        self._sent(self.other)
        self.assertEqual(self.device.location_id, self.other.location_id)
        far = self._received_device(site=self.south)
        self._sent(far, warehouse_id=self.south.id)
        self.assertEqual(far.location_id.location_id, self.south._zone("workshop"))

    def test_sending_costs_the_same_for_few_and_for_many(self):
        def queries(count):
            batch = self._batch(
                self._received_collection({self.laptop: count}).device_ids
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            batch.action_send()
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        queries(2)  # makes the place
        few, many = queries(5), queries(60)
        self.assertLessEqual(many, few + 5)

    def test_batch_needs_a_refurbisher_and_devices(self):
        empty = self._batch(self.env["emmaus.device"])
        with self.assertRefused("holds no device yet", empty):
            empty.action_send()
        nobody = self._work("batch", self.device)
        with self.assertRefused("Choose the refurbisher", nobody):
            nobody.action_send()
        stranger = self._work("batch", self.device, partner_id=self.donor.id)
        with self.assertRefused("Choose the refurbisher", stranger):
            stranger.action_send()

    def test_devices_that_are_elsewhere_or_past_it_are_refused(self):
        far = self._received_device(site=self.south)
        for device, sentence in (
            (far, "is at Sud, and not at Nord"),
            (self._announced_device(), "is “Announced”"),
            (self._ready_device(), "is “Ready”"),
        ):
            batch = self._batch(self.device | device)
            with (
                self.subTest(device=device.state),
                self.assertRefused(
                    sentence, batch, batch.line_ids, device, self.device
                ),
            ):
                batch.action_send()

    def test_sent_is_sent_once(self):
        batch = self._sent(self.device)
        with self.assertRefused("cannot go from “Sent” to “Sent”", batch, self.device):
            batch.action_send()

    # The law

    def test_data_goes_to_a_refurbisher_under_contract_only(self):
        yesterday = fields.Date.today() - timedelta(days=1)
        batch = self._batch(self.device)
        for until in (False, yesterday):
            self.partner.processor_contract_until = until
            with self.assertRefused(
                f"{self.device.display_name} may still hold data, and Atelier du Nord"
                " has no data-processing contract in force",
                batch,
                batch.line_ids,
                self.device,
            ):
                batch.action_send()
        self.partner.processor_contract_until = fields.Date.today()
        batch.action_send()
        self.assertEqual(batch.state, "open")

    def test_what_holds_no_data_needs_no_contract(self):
        self.partner.processor_contract_until = False
        screen = self._received_device(category=self.screen)
        erased = self._erased_device()
        batch = self._sent(screen | erased)
        self.assertEqual(batch.state, "open")
        mixed = self._batch(self._received_device(category=self.screen) | self.device)
        with self.assertRefused(self.device.display_name, mixed, self.device):
            mixed.action_send()

    def test_gate_stays_closed_at_the_refurbisher(self):
        self._sent(self.device)
        ready = self.north._zone("ready")
        with self.assertRefused(self.device.name, self.device, undone=True):
            self.device.action_place(ready)
        place = self.device.location_id
        for vals in ({"emmaus_zone": "ready"}, {"location_id": ready.id}):
            with self.assertRefused(f"holds {self.device.name}", place, undone=True):
                place.write(vals)

    # One at a time

    def test_device_is_in_one_open_work_at_a_time(self):
        first = self._sent(self.device)
        second = self._batch(self.both)
        bench = self._work("bench", self.device)
        for work, act in ((second, "action_send"), (bench, "action_start")):
            with (
                self.subTest(kind=work.kind),
                self.assertRefused(
                    f"{self.device.display_name} is in {first.display_name}, which",
                    work,
                    work.line_ids,
                    self.both,
                ),
            ):
                getattr(work, act)()
        with self.assertRefused("which is “Sent”"):
            self.device.action_new_bench()
        first.action_return(first.line_ids, "accepted")
        second.action_send()
        self.assertEqual(second.state, "open")

    def test_database_refuses_a_second_open_line(self):
        self._sent(self.device)
        second = self._batch(self.device)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            second._by_act().line_ids.is_open = True
            self.env.flush_all()

    def test_device_is_once_in_a_list(self):
        batch = self._batch(self.device)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self.env["emmaus.refurbishment.line"].create(
                {"refurbishment_id": batch.id, "device_id": self.device.id}
            )

    def test_device_that_is_away_is_neither_ready_nor_waste(self):
        graded = self._graded_device()
        batch = self._sent(graded)
        for state in ("ready", "recycled"):
            with (
                self.subTest(state=state),
                self.assertRefused(f"is in {batch.display_name}, which", graded),
            ):
                graded._move_to(state)
        batch.action_return(batch.line_ids, "accepted")
        graded._move_to("ready")
        self.assertEqual(graded.state, "ready")

    # Coming back

    def test_partial_returns_until_all_is_settled(self):
        third = self._received_device()
        batch = self._sent(self.both | third)
        batch.action_return(self._line(batch, self.device), "accepted")
        self.assertEqual(batch.state, "open")
        self.assertEqual((batch.away_count, batch.returned_count), (2, 1))
        self.assertEqual(self.device.location_id, self.workshop)
        batch.action_return(
            self._line(batch, self.other), "refused", "wrong_grade", "B and not A"
        )
        self.assertEqual(batch.state, "open")
        batch.action_return(self._line(batch, third), "not_returned", note="Lost")
        self.assertEqual(batch.state, "done")
        self.assertEqual(self._events(batch), ["open", "done"])
        self.assertEqual(self.other.location_id, self.workshop)
        self.assertNotEqual(third.location_id, self.workshop)
        self.assertEqual(
            [device.event_ids[0].name for device in self.both | third],
            ["returned_from_refurbisher"] * 2 + ["not_returned"],
        )
        self.assertEqual(
            self.other.event_ids[0].facts,
            {
                "location": self.workshop.display_name,
                "partner": "Atelier du Nord",
                "work": batch.name,
                "result": "Refused",
                "reason": "Wrong grade",
                "note": "B and not A",
            },
        )
        self.assertFalse(batch.line_ids.filtered("is_open"))
        self.assertFalse(self._broken())

    def test_nonconformity_rate(self):
        devices = self._received(5)
        batch = self._sent(devices)
        lines = batch.line_ids
        self.assertEqual(batch.nonconformity_rate, 0)
        batch.action_return(lines[:3], "accepted")
        batch.action_return(lines[3], "refused", "cosmetic")
        self.assertEqual(batch.nonconformity_rate, 25)
        self.assertEqual(self.partner.nonconformity_rate, 25)
        batch.action_return(lines[4], "not_returned")
        self.assertEqual(batch.nonconformity_rate, 25, "what is lost did not come back")
        again = self._sent(devices[0])
        again.action_return(again.line_ids, "refused", "not_working")
        self.env.invalidate_all()
        self.assertEqual(self.partner.nonconformity_rate, 40)
        self.assertEqual(self.partner.refurbished_count, 5)
        [(partner, rate)] = self.env["emmaus.refurbishment.line"]._read_group(
            [("partner_id", "=", self.partner.id), ("result", "!=", "not_returned")],
            ["partner_id"],
            ["nonconformity:avg"],
        )
        self.assertEqual((partner, rate), (self.partner, 40))

    def test_returns_that_make_no_sense_are_refused(self):
        batch = self._sent(self.both)
        draft = self._batch(self._received_device())
        line = self._line(batch, self.device)
        with self.assertRefused("Say why", batch, line, self.device):
            batch.action_return(line, "refused")
        with self.assertRefused("Say which devices", batch):
            batch.action_return(line.browse(), "accepted")
        with self.assertRefused("cannot go from “To prepare”", draft):
            draft.action_return(draft.line_ids, "accepted")
        with self.assertRefused("is not away with", batch, draft.line_ids):
            batch.action_return(draft.line_ids, "accepted")
        batch.action_return(line, "accepted")
        with self.assertRefused("was settled already", batch, line, self.device):
            batch.action_return(line, "not_returned")
        with self.assertRefused("No such result", batch, error=ValueError):
            batch.action_return(self._line(batch, self.other), "away")

    def test_return_screen_takes_codes_lines_or_all(self):
        third = self._received_device()
        batch = self._sent(self.both | third, role="technician")
        wizards = self._as(self.env["emmaus.refurbishment.return"], "technician")
        context = batch.action_open_return()["context"]
        form = Form(wizards.with_context(**context))
        form.result = "refused"
        form.reason = "missing_part"
        form.codes = self.device.name.lower()
        answer = form.save().action_return()
        self.assertEqual(
            answer["params"]["message"],
            f"1 devices of {batch.name} settled, 2 still away.",
        )
        line = self._line(batch, self.device)
        self.assertEqual((line.result, line.reason), ("refused", "missing_part"))
        stranger = self._received_device()
        form = Form(wizards.with_context(**context))
        form.codes = stranger.name
        with self.assertRefused("is not away with", batch, batch.line_ids):
            form.save().action_return()
        context = self._line(batch, self.other).action_open_return()["context"]
        Form(wizards.with_context(**context)).save().action_return()
        self.assertEqual(self._line(batch, self.other).result, "accepted")
        Form(wizards.with_context(**context)).save().action_return_all()
        self.assertEqual(batch.state, "done")

    def test_late_batches_are_found(self):
        batch = self._sent(self.device)
        works = self.env["emmaus.refurbishment"]
        late = [("is_late", "=", True), ("id", "=", batch.id)]
        for days, expected in ((-1, True), (0, False)):
            batch.date_expected = fields.Date.today() + timedelta(days=days)
            self.assertEqual(batch.is_late, expected)
            self.assertEqual(bool(works.search(late)), expected)

    # What is settled stays

    def test_what_was_sent_is_not_rewritten(self):
        batch = self._sent(self.device)
        line = batch.line_ids
        another = self.partner.copy({"name": "Other"})
        for record, vals in (
            (batch, {"partner_id": another.id}),
            (batch, {"warehouse_id": self.south.id}),
            (batch, {"state": "done"}),
            (line, {"device_id": self.other.id}),
            (line, {"result": "accepted"}),
            (line, {"is_open": False}),
        ):
            for role in ("technician", "administrator"):
                with (
                    self.subTest(vals=vals, role=role),
                    self.assertRefused("", record),
                ):
                    self._as(record, role).write(vals)
        with self.assertRefused("its list of devices stays", line):
            line.unlink()
        with self.assertRefused("its list of devices stays", batch):
            batch.line_ids = [Command.create({"device_id": self.other.id})]
        with self.assertRefused("is not deleted any more", batch):
            batch.unlink()
        with self.assertRefused("cannot go from “Sent” to “Cancelled”", batch):
            batch.action_cancel()

    def test_results_are_not_given_at_the_creation(self):
        batch = self._batch(self.device)
        lines = self.env["emmaus.refurbishment.line"].with_context(
            default_is_open=True, default_result="accepted"
        )
        line = lines.create({"refurbishment_id": batch.id, "device_id": self.other.id})
        self.assertEqual((line.is_open, line.result), (False, "away"))

    def test_draft_may_be_dropped(self):
        batch = self._batch(self.device)
        batch.action_cancel()
        self.assertEqual(batch.state, "cancelled")
        draft = self._batch(self.device)
        draft.unlink()
        self.assertFalse(draft.exists())

    # Who

    def test_each_role(self):
        for role, may in (
            ("volunteer", False),
            ("technician", True),
            ("logistics", True),
            ("coordinator", True),
            ("auditor", False),
        ):
            batch = self._batch(self._received_device())
            with self.subTest(role=role):
                self.assertTrue(self._as(batch, role).has_access("read"))
                if not may:
                    with self.assertRefused("", batch, error=AccessError):
                        self._as(batch, role).action_send()
                    continue
                self._as(batch, role).action_send()
                mine = self._as(batch, role)
                mine.action_return(mine.line_ids, "accepted")
                self.assertEqual(batch.state, "done")

    def test_only_the_own_sites(self):
        far = self._received_device(site=self.south)
        batch = self._sent(far, warehouse_id=self.south.id)
        for role in ("volunteer", "technician", "logistics"):
            with self.subTest(role=role):
                self.assertFalse(self._works(role).search([("id", "=", batch.id)]))
                with self.assertRefused("", batch, error=AccessError):
                    mine = self._as(batch, role)
                    mine.action_return(mine.line_ids, "accepted")
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.addons.base.models.ir_rule"),
        ):
            self._batch(far, role="technician", warehouse_id=self.south.id)

    def test_acts_with_records_are_not_called_by_rpc(self):
        batch = self._sent(self.device)
        for method in ("action_return", "action_fit_part"):
            with self.assertRefused("", batch, error=AccessError):
                self._rpc(
                    "technician",
                    "emmaus.refurbishment",
                    method,
                    batch.ids,
                    batch.line_ids.ids,
                    "accepted",
                )

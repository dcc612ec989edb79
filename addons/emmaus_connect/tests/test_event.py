"""The journal only grows, and a change behind our back shows."""

import json
import tracemalloc
from contextlib import contextmanager
from datetime import datetime
from unittest.mock import patch

from hypothesis import example, given, settings
from hypothesis import strategies as st
from psycopg2 import Error as DatabaseError
from psycopg2.errors import UniqueViolation

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.emmaus_connect.models import emmaus_event
from odoo.addons.emmaus_connect.models.emmaus_event import _HASHED

from .common import EmmausCase

ONLY_GROWS = "The journal only grows"
FORBIDDEN_SQL = (
    "UPDATE emmaus_event SET name = 'changed' WHERE id = %(id)s",
    "UPDATE emmaus_event SET facts = NULL",
    "DELETE FROM emmaus_event WHERE id = %(id)s",
    "DELETE FROM emmaus_event",
    "TRUNCATE emmaus_event",
    "TRUNCATE emmaus_event CASCADE",
    "INSERT INTO emmaus_event SELECT * FROM emmaus_event WHERE id = %(id)s"
    " ON CONFLICT (res_model, res_id, sequence) DO UPDATE SET name = 'changed'",
)
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcé é", max_size=4), inner, max_size=3)
    ),
    max_leaves=8,
)


class JournalCase(EmmausCase):
    def _event_rows(self, record):
        self.env.cr.execute(
            "SELECT * FROM emmaus_event WHERE res_model = %s AND res_id = %s"
            " ORDER BY sequence",
            [record._name, record.id],
        )
        return self.env.cr.dictfetchall()

    @contextmanager
    def _trigger_off(self):
        """As somebody who owns the database could."""
        self.env.flush_all()
        with self.env.cr.savepoint():
            self.env.cr.execute("ALTER TABLE emmaus_event DISABLE TRIGGER USER")
            yield self.env.cr
            self.env.cr.execute("ALTER TABLE emmaus_event ENABLE TRIGGER USER")
        self.env.invalidate_all()

    def _assert_broken(self, record, sequence, reason):
        [link] = [
            link
            for link in self.env["emmaus.event"]._verify_chains()["broken"]
            if (link["res_model"], link["res_id"]) == (record._name, record.id)
        ]
        self.assertEqual(link["sequence"], sequence)
        self.assertIn(reason, link["reason"])


@tagged("-at_install", "post_install")
class TestJournal(JournalCase):
    def test_an_act_tells_what_when_who_where_from_and_to(self):
        device = self._announced_device()
        technician = self.users["technician"]
        when = datetime(2026, 3, 1, 8, 30)
        self._as(device, "technician").with_user(technician).sudo().action_receive(
            occurred_at=when, scan_uuid="scan-1"
        )
        announced, received = self._event_rows(device)
        self.assertEqual(announced["name"], "announced")
        self.assertIsNone(announced["previous_hash"])
        expected = {
            "name": "received",
            "from_state": "announced",
            "to_state": "received",
            "occurred_at": when,
            "user_id": technician.id,
            "warehouse_id": self.north.id,
            "scan_uuid": "scan-1",
            "sequence": 2,
            "device_id": device.id,
            "previous_hash": announced["hash"],
        }
        self.assertEqual({key: received[key] for key in expected}, expected)
        self.assertGreater(received["recorded_at"], when)

    def test_a_story_gives_its_events_in_order(self):
        device = self._ready_device()
        told = ["announced", "received", "audited", "medium_erased"]
        told += ["erased", "graded", "ready"]
        self.assertEqual(self._events(device), told)
        self.assertEqual(device.event_count, 7)

    def test_events_of_a_collection_are_not_of_a_device(self):
        collection = self._received_collection({self.laptop: 1})
        self.assertEqual(
            self._events(collection), ["announced", "collected", "received"]
        )
        self.assertFalse(any(row["device_id"] for row in self._event_rows(collection)))

    def test_nobody_writes_by_hand(self):
        device = self._announced_device()
        event = device.event_ids
        events = self.env["emmaus.event"]
        vals = {"res_model": "emmaus.device", "res_id": device.id, "name": "forged"}
        for role in ("volunteer", "administrator", "auditor"):
            for call in (
                lambda e: e.create(vals),
                lambda e: e.browse(event.id).write({"name": "forged"}),
                lambda e: e.browse(event.id).unlink(),
                lambda e: e.browse(event.id).copy(),
            ):
                with (
                    self.subTest(role=role),
                    self.assertRefused("", event, error=(AccessError, UserError)),
                ):
                    call(self._as(events, role))

    def test_superuser_does_not_write_either(self):
        event = self._announced_device().event_ids
        with self.assertRefused("written by the acts themselves", event):
            event.sudo().create({"name": "forged"})
        with self.assertRefused(ONLY_GROWS, event):
            event.sudo().write({"facts": {"forged": True}})
        with self.assertRefused(ONLY_GROWS, event):
            event.sudo().unlink()
        with self.assertRefused("written by the acts themselves", event):
            event.sudo().copy()

    def test_load_writes_nothing(self):
        event = self._announced_device().event_ids
        result = self.env["emmaus.event"].load([".id", "name"], [[str(event.id), "x"]])
        self.assertFalse(result["ids"])
        self.assertIn(ONLY_GROWS, result["messages"][0]["message"])
        self.assertEqual(self._row(event)["name"], "announced")

    def test_database_refuses_update_delete_and_truncate(self):
        event = self._announced_device().event_ids
        before = self._row(event)
        for query in FORBIDDEN_SQL:
            with self.subTest(query=query), mute_logger("odoo.sql_db"):
                with self.assertRaises(DatabaseError) as refusal:
                    self.env.cr.execute(query, {"id": event.id})
                self.assertIn(ONLY_GROWS, str(refusal.exception))
        self.assertEqual(self._row(event), before)

    def test_device_with_a_journal_is_not_deleted(self):
        device = self._announced_device()
        with self.assertRefused("never deleted", device):
            device.sudo().unlink()
        with self.assertRefused("never deleted", device):
            self._as(device, "administrator").sudo().unlink()
        with mute_logger("odoo.sql_db"), self.assertRaises(DatabaseError):
            self.env.cr.execute("DELETE FROM emmaus_device WHERE id = %s", [device.id])

    def test_chain_does_not_fork(self):
        device = self._announced_device()
        events = self.env["emmaus.event"]
        with (
            mute_logger("odoo.sql_db"),
            patch.object(type(events), "_last_of_chains", lambda *args: {}),
            self.assertRaises(UniqueViolation),
        ):
            events._append(device, "second_first")
        self.assertEqual(self._events(device), ["announced"])

    def test_moment_given_as_text_is_understood(self):
        device = self._announced_device()
        self._rpc(
            "logistics",
            "emmaus.device",
            "action_receive",
            device.ids,
            occurred_at="2026-02-03 10:00:00",
        )
        self.assertEqual(
            self._event_rows(device)[-1]["occurred_at"], datetime(2026, 2, 3, 10)
        )
        self.assertFalse(self._broken())

    def test_an_event_is_not_attributed_elsewhere_by_rpc(self):
        device = self._announced_device()
        with self.assertRefused("warehouse_id", device, error=TypeError):
            self._rpc(
                "logistics",
                "emmaus.device",
                "action_receive",
                device.ids,
                warehouse_id=self.south.id,
            )

    def test_many_at_once_each_in_its_own_chain(self):
        devices = self._received_collection({self.laptop: 30}).device_ids
        self.assertEqual(set(devices.mapped("event_count")), {2})
        self.env["emmaus.event"]._append(
            devices, "placed", per_record={devices[3].id: {"only": "here"}}, shelf="A"
        )
        self.assertEqual(
            self._event_rows(devices[3])[-1]["facts"], {"shelf": "A", "only": "here"}
        )
        self.assertEqual(self._event_rows(devices[4])[-1]["facts"], {"shelf": "A"})
        self.assertFalse(self._broken())

    def test_bulk_writing_takes_few_queries(self):
        devices = self._received_collection({self.laptop: 40}).device_ids
        self.env.flush_all()
        devices.mapped("warehouse_id")
        with self.assertQueryCount(4):
            self.env["emmaus.event"]._append(devices, "seen")

    def test_whatever_the_facts_the_hash_survives_the_database(self):
        event = dict.fromkeys((*_HASHED, "previous_hash"))

        @settings(max_examples=50, deadline=None)
        @given(st.dictionaries(st.text("abcdé ", min_size=1, max_size=5), json_values))
        @example({"n": [1e16, 1e23, -0.0, 10**30, 1e-7, 0.1, 5e-324]})
        def check(facts):
            self.env.cr.execute("SELECT %s::jsonb", [json.dumps(facts)])
            [stored] = self.env.cr.fetchone()
            hashed = self.env["emmaus.event"]._hash
            self.assertEqual(
                hashed({**event, "facts": stored}), hashed({**event, "facts": facts})
            )

        check()

    def test_awkward_facts_verify(self):
        device = self._announced_device()
        facts = {"large": 1e16, "zero": -0.0, "list": (1, 2.5), "text": "é \U0001f600"}
        self.env["emmaus.event"]._append(device, "fact", **facts)
        self.assertFalse(self._broken())


@tagged("-at_install", "post_install")
class TestVerification(JournalCase):
    def setUp(self):
        super().setUp()
        # Each damage made here is logged as the error that it is.
        checks = "odoo.addons.emmaus_connect.models.emmaus_event_check"
        self.enterContext(mute_logger(checks))
        self.device = self._erased_device()
        self.other = self._received_device()

    def test_sound_journal(self):
        result = self.env["emmaus.event"]._verify_chains()
        self.assertEqual(result["broken"], [])
        self.env.cr.execute(
            "SELECT COUNT(*), COUNT(DISTINCT (res_model, res_id)) FROM emmaus_event"
        )
        self.assertEqual((result["events"], result["chains"]), self.env.cr.fetchone())

    def test_each_changed_column_shows(self):
        changes = {
            "name": "'sold'",
            "from_state": "'sold'",
            "to_state": "'sold'",
            "occurred_at": "occurred_at - interval '1 day'",
            "recorded_at": "recorded_at - interval '1 second'",
            "user_id": str(self.users["auditor"].id),
            "warehouse_id": str(self.south.id),
            "scan_uuid": "'forged'",
            "facts": """'{"forged": 1}'""",
            "device_id": str(self.other.id),
            "hash": "repeat('0', 64)",
        }
        for column, value in changes.items():
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                with self._trigger_off() as cr:
                    cr.execute(
                        f"UPDATE emmaus_event SET {column} = {value}"
                        " WHERE device_id = %s AND sequence = 3",
                        [self.device.id],
                    )
                self._assert_broken(self.device, 3, "its content was changed")
                savepoint.rollback()
        self.assertFalse(self._broken())

    def test_hash_made_good_again_breaks_the_next_link(self):
        with self._trigger_off() as cr:
            row = self._event_rows(self.device)[2] | {"name": "forged"}
            digest = self.env["emmaus.event"]._hash(row)
            cr.execute(
                "UPDATE emmaus_event SET name = 'forged', hash = %s WHERE id = %s",
                [digest, row["id"]],
            )
        self._assert_broken(self.device, 4, "does not follow the event before it")

    def test_removed_first_event_shows(self):
        self._remove("sequence = 1")
        self._assert_broken(self.device, 2, "event 1 is missing")

    def test_removed_middle_event_shows(self):
        self._remove("sequence = 3")
        self._assert_broken(self.device, 4, "event 3 is missing")

    def test_removed_middle_event_renumbered_shows(self):
        self._remove("sequence = 3")
        with self._trigger_off() as cr:
            for sequence in (4, 5):
                cr.execute(
                    "UPDATE emmaus_event SET sequence = sequence - 1"
                    " WHERE device_id = %s AND sequence = %s",
                    [self.device.id, sequence],
                )
        self._assert_broken(self.device, 3, "does not follow the event before it")

    def test_removed_last_event_shows(self):
        self._remove("sequence = 5")
        self._assert_broken(self.device, 5, "this event was removed")

    def test_removed_last_events_show(self):
        self._remove("sequence > 2")
        self._assert_broken(self.device, 3, "this event was removed")

    def test_removed_last_event_without_change_of_state_shows(self):
        self.device.action_place(self.north._zone("workshop"))
        self._remove("sequence = 6")
        self._assert_broken(self.device, 6, "this event was removed")

    def test_whole_removed_chain_shows(self):
        self._remove("TRUE")
        self._assert_broken(self.device, 1, "this event was removed")

    def test_state_changed_behind_our_back_shows(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE emmaus_device SET state = 'sold' WHERE id = %s", [self.device.id]
        )
        self._assert_broken(self.device, 5, "led to “erased”")

    def test_removed_event_hidden_in_the_count_shows_by_the_state(self):
        self._remove("sequence = 5")
        self.env.cr.execute(
            "UPDATE emmaus_device SET event_count = 4 WHERE id = %s", [self.device.id]
        )
        self._assert_broken(self.device, 4, "led to “received”")

    def test_forged_event_at_the_end_shows(self):
        last = self._event_rows(self.device)[-1]
        forged = {
            **last,
            "id": last["id"] + 1000000,
            "sequence": 6,
            "name": "promised",
            "from_state": "ready",
            "to_state": "promised",
            "previous_hash": last["hash"],
        }
        forged["hash"] = self.env["emmaus.event"]._hash(forged)
        self._insert(forged)
        self._assert_broken(self.device, 6, "added by other means")

    def test_forged_event_in_the_middle_shows(self):
        with self._trigger_off() as cr:
            for sequence in (5, 4):
                cr.execute(
                    "UPDATE emmaus_event SET sequence = sequence + 1"
                    " WHERE device_id = %s AND sequence = %s",
                    [self.device.id, sequence],
                )
        third = self._event_rows(self.device)[2]
        forged = {
            **third,
            "id": third["id"] + 1000000,
            "sequence": 4,
            "previous_hash": third["hash"],
        }
        forged["hash"] = self.env["emmaus.event"]._hash(forged)
        self._insert(forged)
        self._assert_broken(self.device, 5, "does not follow the event before it")

    def test_swapped_events_show(self):
        with self._trigger_off() as cr:
            for old, new in ((3, 99), (4, 3), (99, 4)):
                cr.execute(
                    "UPDATE emmaus_event SET sequence = %s"
                    " WHERE device_id = %s AND sequence = %s",
                    [new, self.device.id, old],
                )
        self._assert_broken(self.device, 3, "does not follow the event before it")

    def test_chain_of_a_record_that_does_not_exist_shows(self):
        row = self._event_rows(self.device)[0]
        missing = self.env["emmaus.collection"].browse(2**31 - 1)
        forged = {
            **row,
            "id": row["id"] + 1000000,
            "res_model": missing._name,
            "res_id": missing.id,
            "device_id": None,
        }
        forged["hash"] = self.env["emmaus.event"]._hash(forged)
        self._insert(forged)
        self._assert_broken(missing, 1, "was removed")

    def test_every_damaged_chain_is_named_once(self):
        self._remove("sequence = 3")
        self._remove("sequence = 2", self.other)
        broken = self._broken()
        self.assertEqual(
            sorted(link["res_id"] for link in broken), [self.device.id, self.other.id]
        )

    def test_answer_names_the_first_broken_link(self):
        self._remove("sequence = 3")
        answer = self._rpc("auditor", "emmaus.event", "action_verify_chains")
        self.assertEqual(answer["params"]["type"], "danger")
        self.assertEqual(
            answer["params"]["message"],
            f"1 chains are broken. The first: {self.device.display_name}, event 4:"
            " event 3 is missing.",
        )

    def test_answer_about_a_forged_model_does_not_fail(self):
        row = self._event_rows(self.device)[0]
        self._insert({**row, "id": row["id"] + 1000000, "res_model": "no.such.model"})
        answer = self._rpc("auditor", "emmaus.event", "action_verify_chains")
        self.assertIn("no.such.model", answer["params"]["message"])

    def test_sound_answer(self):
        answer = self._rpc("coordinator", "emmaus.event", "action_verify_chains")
        self.assertEqual(answer["params"]["type"], "success")
        self.assertIn("all intact", answer["params"]["message"])

    def test_volunteers_do_not_verify_every_site(self):
        for role in ("volunteer", "technician", "logistics", "portal"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._rpc(role, "emmaus.event", "action_verify_chains")

    def test_many_events_are_verified_in_bounded_memory(self):
        self._many_events(9000)
        with patch.object(emmaus_event, "PAGE", 500):
            tracemalloc.start()
            read = sum(1 for _event in self.env["emmaus.event"]._read_in_order())
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
        self.assertGreater(read, 9000)
        self.assertLess(peak / 500, 6000, "bytes for each event of a page")

    def test_pages_do_not_cut_chains(self):
        with patch.object(emmaus_event, "PAGE", 2):
            self.assertFalse(self._broken())
            self._remove("sequence = 3")
            self._assert_broken(self.device, 4, "event 3 is missing")

    def _many_events(self, count):
        """Events of a thousand records that nothing else knows of."""
        self.env.cr.execute(
            """
            INSERT INTO emmaus_event (res_model, res_id, sequence, name, occurred_at,
                recorded_at, user_id, hash, previous_hash)
            SELECT 'no.such.model', n / 6 + 1, n %% 6 + 1, 'x', %(now)s, %(now)s,
                %(uid)s, repeat('0', 64), repeat('0', 64)
              FROM generate_series(0, %(count)s - 1) AS n
            """,
            {"now": fields.Datetime.now(), "uid": self.env.uid, "count": count},
        )

    def _remove(self, condition, device=None):
        with self._trigger_off() as cr:
            cr.execute(
                f"DELETE FROM emmaus_event WHERE device_id = %s AND {condition}",
                [(device or self.device).id],
            )

    def _insert(self, row):
        self.env.cr.execute(
            "INSERT INTO emmaus_event SELECT * FROM"
            " json_populate_record(NULL::emmaus_event, %s)",
            [json.dumps(row, default=str)],
        )

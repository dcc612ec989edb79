from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools import SQL, mute_logger

from ..models.emmaus_api_call import KEPT_DAYS
from .test_api_materiel import MaterielCase


class TestApiCalls(MaterielCase):
    """A call sent again with its key has no second effect."""

    def _send(self, *items, key="key-1", role="logistics"):
        headers = {"Idempotency-Key": key} if key else {}
        return self.call("PUT", "/materiel", role, headers=headers, json=list(items))

    def _calls(self):
        users = [user.id for user in self.users.values()]
        return self.env["emmaus.api.call"].search([("user_id", "in", users)])

    def test_replay_is_the_same_answer_byte_for_byte_and_does_nothing(self):
        first = self._send(self._new(1), self._new(2, categorie="E"))
        before = self._counts()
        self._device("EM_1").ram_gib = 64
        again = self._send(self._new(1), self._new(2, categorie="E"))
        self.assertEqual(first.status_code, 207)
        self.assertEqual(again.status_code, 207)
        self.assertEqual(again.content, first.content)
        self.assertEqual(again.headers["Content-Type"], first.headers["Content-Type"])
        self.assertEqual(again.headers["Idempotent-Replay"], "true")
        self.assertNotIn("Idempotent-Replay", first.headers)
        self.assertEqual(self._counts(), before)
        self.assertEqual(len(self._calls()), 1)

    def test_without_a_key_nothing_is_kept(self):
        self._send(self._new(1), key=None)
        self.assertFalse(self._calls())

    def test_same_key_for_another_content_is_refused(self):
        self._send(self._new(1))
        before = self._counts()
        response = self._send(self._new(2))
        self.assertError(response, 422, "The key key-1 was used for another call")
        self.assertEqual(self._counts(), before)

    def test_key_belongs_to_its_user(self):
        self._send(self._new(1))
        response = self._send(self._new(1), role="coordinator")
        self.assertNotIn("Idempotent-Replay", response.headers)
        self.assertEqual(len(self._calls()), 2)

    def test_key_is_plain_text_of_some_length(self):
        for key in ("a b", "é".encode(), "x" * 201):
            with self.subTest(key=key):
                response = self._send(self._new(1), key=key)
                self.assertError(response, 400, "1 to 200 letters, digits or signs")
        self.assertFalse(self._calls())
        self.assertFalse(self.env["emmaus.device"].find_by_code("EM_1"))

    def test_refused_as_a_whole_keeps_nothing(self):
        response = self._send()
        self.assertError(response, 400, "Send an array")
        self.assertFalse(self._calls())
        self.assertEqual(self._send(self._new(1)).status_code, 201)

    def test_all_lines_refused_is_an_answer_to_keep(self):
        first = self._send(self._new(1, categorie="E"))
        again = self._send(self._new(1, categorie="E"))
        self.assertEqual((first.status_code, again.status_code), (422, 422))
        self.assertEqual(again.content, first.content)
        self.assertEqual(again.headers["Idempotent-Replay"], "true")

    def test_crash_keeps_nothing_and_the_same_call_works_later(self):
        failing = patch.object(
            type(self.env["emmaus.device"]),
            "_materiel",
            side_effect=ZeroDivisionError,
        )
        before = self._counts()
        with failing, mute_logger("odoo.http"):
            response = self._send(self._new(1))
        self.assertError(response, 500, "Something went wrong")
        self.assertFalse(self._calls())
        self.assertEqual(self._counts(), before)
        again = self._send(self._new(1))
        self.assertEqual(again.status_code, 201)
        self.assertNotIn("Idempotent-Replay", again.headers)

    def test_kept_answer_holds_no_key(self):
        self._send(self._new(1))
        row = self._row(self._calls())
        self.assertNotIn(self.keys["logistics"], str(row))
        self.assertEqual(row["route"], "PUT /emmaus/api/materiel")
        self.assertEqual(row["user_id"], self.users["logistics"].id)

    def test_only_the_administrator_reads_them(self):
        self._send(self._new(1))
        call = self._calls()
        self.assertEqual(self._as(call, "administrator").status, 201)
        for role in ("coordinator", "auditor", "logistics"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._as(call, role).read(["body"])
        for act in (
            lambda call: call.write({"body": "x"}),
            lambda call: call.unlink(),
        ):
            with self.assertRefused("", call, error=AccessError):
                act(self._as(call, "administrator"))

    def test_forgotten_after_a_month(self):
        self._send(self._new(1), key="old")
        self._send(self._new(2), key="new")
        moment = fields.Datetime.now() - timedelta(days=KEPT_DAYS, minutes=1)
        query = "UPDATE emmaus_api_call SET create_date = %s WHERE key = 'old'"
        self.env.cr.execute(SQL(query, moment))
        self.env.invalidate_all()
        done = self.env["emmaus.api.call"]._gc_old_calls()
        self.assertEqual(done, (1, False))
        self.assertEqual(self._calls().mapped("key"), ["new"])

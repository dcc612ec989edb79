"""Calls as other tools make them, for the tests of the API."""

import json
from datetime import timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import EmmausCase
from .schema_check import check_answer


@tagged("-at_install", "post_install")
class ApiCase(HttpCase, EmmausCase):
    """A key for each role; every JSON answer is checked against the description."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The language of a user counts where it is installed.
        cls.env["res.lang"]._activate_lang("en_US")
        cls.north.tectech_stock_code = "S-7001"
        cls.south.tectech_stock_code = "S-7002"
        cls.keys = {
            role: cls._new_key(user)
            for role, user in cls.users.items()
            if role != "public"
        }

    @classmethod
    def _new_key(cls, user, scope=None, days=1):
        keys = cls.env["res.users.apikeys"].with_user(user).sudo()
        expiry = fields.Datetime.now() + timedelta(days=days)
        return keys._generate(scope, "Tool", expiry)

    def call(self, method, path, role="logistics", headers=None, **content):
        """Make a call with the key of a role (None: without); return the response."""
        headers = dict(headers or {})
        if role:
            headers.setdefault("Authorization", f"Bearer {self.keys[role]}")
        self.env.flush_all()
        response = self.opener.request(
            method, f"{self.base_url()}/emmaus/api{path}", headers=headers, **content
        )
        self.env.invalidate_all()
        return response

    def get(self, path, role="logistics", status=200, **content):
        return self.answer("GET", path, role, status, **content)

    def put(self, *items, role="logistics", status=201, **content):
        """Send devices; return what the answer holds."""
        path = "/materiel"
        return self.answer("PUT", path, role, status, json=list(items), **content)

    def upload(self, name, content, ecid="", role="logistics", status=201, **more):
        """Send an audit as the field's tool does."""
        form = {"data": {"ecid": ecid}, "files": {"actual_file": (name, content)}}
        return self.answer("POST", "/upload/zip", role, status, **form, **more)

    def answer(self, method, path, role, status, **content):
        response = self.call(method, path, role, **content)
        self.assertEqual(response.status_code, status, response.text[:500])
        check_answer(self, method, path, response)
        self.assertNotIn("Traceback", response.text)
        return response.json()

    def assertError(self, response, status, sentence):
        """A refusal is JSON with one sentence, and sets no cookie."""
        self.assertEqual(response.status_code, status, response.text[:500])
        kind = response.headers["Content-Type"]
        self.assertEqual(kind, "application/json; charset=utf-8")
        self.assertEqual(list(json.loads(response.content)), ["error"])
        self.assertIn(sentence, response.json()["error"])
        self.assertNotIn("Set-Cookie", response.headers)

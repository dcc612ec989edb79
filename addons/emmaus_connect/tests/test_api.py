from unittest.mock import patch

from odoo.tools import mute_logger

from ..controllers.openapi import description
from .api_case import ApiCase
from .schema_check import mistakes

FIND = "/materiel?idEsn=TNOPC26-0001"


class TestApiKeys(ApiCase):
    """Who may call, and how."""

    def test_both_headers_carry_the_key(self):
        key = self.keys["volunteer"]
        for headers in (
            {"Authorization": f"Bearer {key}"},
            {"Authorization": f"bearer  {key}"},
            {"X-API-Key": key},
            # A password of the proxy in front is not ours to read.
            {"Authorization": "Basic dXNlcjpzZWNyZXQ=", "X-API-Key": key},
        ):
            with self.subTest(headers=headers):
                self.get(FIND, role=None, headers=headers)

    def test_without_a_valid_key_nobody_is_let_in(self):
        key = self.keys["volunteer"]
        for headers, sentence in (
            ({}, "needs an API key"),
            ({"Authorization": "Basic dXNlcjpzZWNyZXQ="}, "needs an API key"),
            ({"Authorization": "Bearer "}, "needs an API key"),
            ({"Authorization": f"Bearer {key[:-1]}"}, "not valid"),
            ({"Authorization": f"Bearer {key}x"}, "not valid"),
            ({"X-API-Key": "x" * 5000}, "not valid"),
            ({"X-API-Key": "é€"}, "not valid"),
        ):
            headers = {name: text.encode() for name, text in headers.items()}
            with self.subTest(headers=headers):
                response = self.call("GET", FIND, role=None, headers=headers)
                self.assertError(response, 401, sentence)
                self.assertEqual(response.headers["WWW-Authenticate"].strip(), "Bearer")

    def test_key_of_another_scope_is_no_key(self):
        key = self._new_key(self.users["volunteer"], scope="calendar")
        response = self.call("GET", FIND, role=None, headers={"X-API-Key": key})
        self.assertError(response, 401, "not valid")

    def test_key_that_is_over_is_no_key(self):
        key = self._new_key(self.users["volunteer"], days=-1)
        response = self.call("GET", FIND, role=None, headers={"X-API-Key": key})
        self.assertError(response, 401, "not valid")

    def test_key_of_somebody_who_left_is_no_key(self):
        user = self._new_user("volunteer", login="left")
        key = self._new_key(user)
        user.active = False
        response = self.call("GET", FIND, role=None, headers={"X-API-Key": key})
        self.assertError(response, 401, "not valid")

    def test_browser_session_lets_nobody_in(self):
        self.authenticate("test_coordinator", "test_coordinator")
        response = self.call("GET", FIND, role=None)
        self.assertError(response, 401, "needs an API key")

    def test_session_of_another_user_does_not_matter(self):
        self.authenticate("test_portal", "test_portal")
        response = self.call("GET", FIND, role="volunteer")
        self.assertEqual(response.status_code, 200)
        self.assertNotIn("Set-Cookie", response.headers)

    def test_roles(self):
        for role in self.keys:
            reads = role != "portal"
            writes = reads and role != "auditor"
            with self.subTest(role=role):
                response = self.call("GET", FIND, role)
                self.assertEqual(response.status_code, 200 if reads else 403)
                response = self.call("PUT", "/materiel", role, json=[])
                self.assertEqual(response.status_code, 400 if writes else 403)
        self.assertError(self.call("GET", FIND, "portal"), 403, "no role")

    def test_employee_without_a_role(self):
        user = self._new_user("volunteer", login="clerk")
        user.group_ids = self.env.ref("base.group_user")
        headers = {"X-API-Key": self._new_key(user)}
        response = self.call("GET", FIND, role=None, headers=headers)
        self.assertError(response, 403, "has no role that allows this call")


class TestApiErrors(ApiCase):
    def test_unknown_address(self):
        for path in ("/nothing", "/materiel/abc", "/cpu/"):
            with self.subTest(path=path):
                response = self.call("GET", path)
                self.assertError(response, 404, "openapi.json")

    def test_wrong_method(self):
        for method, path, allowed in (
            ("POST", "/materiel", "PUT"),
            ("DELETE", "/materiel/1", "GET"),
            ("GET", "/upload/zip", "POST"),
        ):
            with self.subTest(path=path):
                response = self.call(method, path)
                self.assertError(response, 405, "another method")
                self.assertIn(allowed, response.headers["Allow"])

    def test_options_tells_the_methods_and_does_nothing(self):
        response = self.call("OPTIONS", "/materiel")
        self.assertEqual((response.status_code, response.text), (204, ""))
        self.assertEqual(response.headers["Allow"], "GET, HEAD, OPTIONS, PUT")

    def test_refusals_in_the_language_of_the_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.users["volunteer"].lang = "fr_FR"
        french = {"Say what to look for: one of %(names)s.": "Que chercher ?"}
        with patch(
            "odoo.tools.translate.CodeTranslations.get_python_translations",
            lambda _self, _module, lang: french if lang == "fr_FR" else {},
        ):
            french = self.call("GET", "/materiel", "volunteer")
            english = self.call("GET", "/materiel", "technician")
        self.assertError(french, 400, "Que chercher")
        self.assertError(english, 400, "Say what to look for")

    def test_crash_says_no_more_than_that(self):
        failing = patch.object(
            type(self.env["emmaus.device"]),
            "_search_materiel",
            side_effect=ZeroDivisionError("secret"),
        )
        with failing, mute_logger("odoo.http"):
            response = self.call("GET", FIND)
        self.assertError(response, 500, "Something went wrong")
        self.assertNotIn("secret", response.text)


class TestDescription(ApiCase):
    def test_open_to_everybody(self):
        response = self.call("GET", "/openapi.json", role=None)
        self.assertEqual(response.json(), description())
        self.assertNotIn("Set-Cookie", response.headers)

    def test_tells_every_route_and_no_other(self):
        self.call("GET", "/openapi.json")  # the server makes its map of routes
        rules = self.env["ir.http"].routing_map().iter_rules()
        served = {
            (method, _plain(rule.rule))
            for rule in rules
            if rule.rule.startswith("/emmaus/api/")
            for method in rule.methods - {"HEAD", "OPTIONS"}
        }
        told = {
            (method.upper(), path)
            for path, methods in description()["paths"].items()
            for method in methods
        }
        self.assertEqual(served, told)

    def test_references_lead_somewhere(self):
        schemas = description()["components"]["schemas"]
        for name in schemas:
            with self.subTest(name=name):
                wrong = mistakes({"$ref": f"#/components/schemas/{name}"}, None)
                self.assertTrue(wrong, "nothing is no such thing")

    def test_input_takes_what_we_tell(self):
        device = self._received_device(
            identifiers={"serial": "OPENAPI1"}, ram_gib=8, has_webcam="yes"
        )
        told = device._materiel()[0]
        schema = {"$ref": "#/components/schemas/MaterielInput"}
        self.assertFalse(mistakes(schema, told))


def _plain(rule):
    """/cpu/<path:name> as the description writes it."""
    path = rule.removeprefix("/emmaus/api")
    for old, new in (
        ("<path:name>", "{name}"),
        ("<int:device_id>", "{id}"),
    ):
        path = path.replace(old, new)
    return path

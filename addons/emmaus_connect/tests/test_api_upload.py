import hashlib
from unittest.mock import patch

from odoo.exceptions import ConcurrencyError

from .api_case import ApiCase
from .audit_files import disk, machine, memory, store, tect, zipped
from .erasure_files import log

LIMIT = 20 * 1024 * 1024


def field_zip(**changes):
    """The zip of the field's tool with the line of one device."""
    return zipped({"TNOPC26-0417/TNOPC26-0417.tect.csv": tect(**changes)})


def lshw(serial="5CG7120ABC"):
    return machine(memory(8), store(disk(serial="S1AAAA11")), serial=serial)


class TestUploadAudit(ApiCase):
    def test_zip_of_the_field_creates_its_device(self):
        content = field_zip(**{"ID ESN": "", "ID du stock": "S-7001"})
        answer = self.upload("TNOPC26-0417.zip", content, ecid="EM_2510_0049")
        audit = self.env["emmaus.audit"].browse(answer["audit"])
        self.assertEqual(audit.sha256, hashlib.sha256(content).hexdigest())
        self.assertEqual(audit.file_name, "TNOPC26-0417.zip")
        self.assertEqual((answer["state"], audit.state), ("matched", "matched"))
        self.assertEqual(answer["device"], audit.device_id.name)
        self.assertEqual(audit.device_id.refurbisher_number, "EM_2510_0049")
        self.assertEqual(audit.user_id, self.users["logistics"])
        self.assertTrue(answer["url"].endswith(f"/odoo/emmaus.audit/{audit.id}"))
        self.assertIn(audit.device_id.name, answer["message"])

    def test_other_formats_come_the_same_way(self):
        answer = self.upload("lshw.json", lshw(), role="volunteer")
        audit = self.env["emmaus.audit"].browse(answer["audit"])
        self.assertEqual(audit.format, "lshw_json")
        self.assertEqual(audit.device_id.serial_number, "5CG7120ABC")

    def test_number_given_finds_the_device(self):
        device = self._received_device()
        answer = self.upload("lshw.json", lshw(), ecid=device.name.lower())
        self.assertEqual(answer["device"], device.name)

    def test_same_bytes_again_are_the_same_audit(self):
        first = self.upload("lshw.json", lshw())
        before = self._counts()
        again = self.upload("other name.json", lshw(), role="volunteer", status=200)
        self.assertEqual(again["audit"], first["audit"])
        self.assertEqual(self._counts(), before)

    def test_unreadable_file_is_kept_and_names_the_place(self):
        content = zipped({"A/A.tect.csv": tect(), "B/B.tect.csv": tect()[:-20]})
        answer = self.upload("two.zip", content[:-40], status=422)
        audit = self.env["emmaus.audit"].browse(answer["audit"])
        self.assertEqual((audit.state, answer["device"]), ("unreadable", None))
        self.assertEqual(answer["error"], audit.error)
        self.assertEqual(audit.size, len(content) - 40)
        again = self.upload("two.zip", content[:-40], status=422)
        self.assertEqual(again["audit"], audit.id)

    def test_device_of_another_site_is_for_a_person(self):
        device = self._received_device(
            site=self.south, identifiers={"serial": "5CG7120ABC"}
        )
        answer = self.upload("lshw.json", lshw())
        self.assertEqual((answer["state"], answer["device"]), ("to_decide", None))
        self.assertIn("Sud", answer["message"])
        self.assertFalse(device.last_audit_id)

    def test_audit_of_another_site_is_told_by_its_number_only(self):
        user = self._new_user("volunteer", site=self.south, login="south")
        self._received_device(site=self.south, identifiers={"serial": "5CG7120ABC"})
        key = {"X-API-Key": self._new_key(user)}
        first = self.upload("lshw.json", lshw(), role=None, headers=key)
        again = self.upload("lshw.json", lshw(), status=200)
        self.assertEqual(again["audit"], first["audit"])
        self.assertIsNone(again["url"])

    def test_name_of_the_file_leaves_folders_behind(self):
        for name, kept in (
            ("C:\\Users\\Ana\\lshw.json", "lshw.json"),
            ("../../etc/passwd", "passwd"),
            ("x" * 300 + ".json", "x" * 195 + ".json"),
        ):
            with self.subTest(name=name):
                content = lshw(serial=f"SN{hash(name) % 10**9}")
                answer = self.upload(name, content)
                audit = self.env["emmaus.audit"].browse(answer["audit"])
                self.assertEqual(audit.file_name, kept)

    def test_roles(self):
        before = self._counts()
        for role in ("auditor", "portal"):
            with self.subTest(role=role):
                files = {"actual_file": ("lshw.json", lshw())}
                response = self.call("POST", "/upload/zip", role, files=files)
                self.assertError(response, 403, "no role")
        self.assertEqual(self._counts(), before)
        self.assertFalse(self.env["emmaus.audit"].search([("user_id.share", "=", 1)]))

    def test_key_counts_before_the_file_is_read(self):
        files = {"actual_file": ("big.zip", b"x" * (LIMIT + 10**6))}
        response = self.call("POST", "/upload/zip", role=None, files=files)
        self.assertError(response, 401, "needs an API key")

    def test_too_large(self):
        for size in (LIMIT + 1, LIMIT + 10**6):
            audits = self.env["emmaus.audit"].search_count([])
            files = {"actual_file": ("big.zip", b"x" * size)}
            with self.subTest(size=size):
                response = self.call("POST", "/upload/zip", files=files)
                self.assertEqual(response.status_code, 413)
                self.assertIn("error", response.json())
                self.assertEqual(self.env["emmaus.audit"].search_count([]), audits)

    def test_forms_that_hold_no_file(self):
        for content, status, sentence in (
            ({"data": {"ecid": "A1"}}, 415, "multipart/form-data"),
            ({"json": {"ecid": "A1"}}, 415, "multipart/form-data"),
            ({"data": b"PK", "headers": {"Content-Type": "application/zip"}}, 415, ""),
            ({"files": {"other": ("a.zip", b"PK")}}, 400, "no file in its field"),
            ({"files": {"actual_file": (None, "text")}}, 400, "no file in its field"),
        ):
            with self.subTest(content=content):
                response = self.call("POST", "/upload/zip", **content)
                self.assertError(response, status, sentence)

    def test_number_that_is_none(self):
        for ec_id in ("x" * 65, "A\nB"):
            with self.subTest(ec_id=ec_id):
                response = self.call(
                    "POST",
                    "/upload/zip",
                    data={"ecid": ec_id},
                    files={"actual_file": ("lshw.json", lshw())},
                )
                self.assertError(response, 400, "at most 64 characters")

    def test_replay_has_another_boundary_and_the_same_answer(self):
        headers = {"Idempotency-Key": "zip-1"}
        content = {"data": {"ecid": ""}, "files": {"actual_file": ("a.json", lshw())}}
        first = self.call("POST", "/upload/zip", headers=headers, **content)
        again = self.call("POST", "/upload/zip", headers=headers, **content)
        self.assertEqual((first.status_code, again.status_code), (201, 201))
        self.assertEqual(again.content, first.content)
        self.assertEqual(again.headers["Idempotent-Replay"], "true")
        content["data"] = {"ecid": "OTHER"}
        response = self.call("POST", "/upload/zip", headers=headers, **content)
        self.assertError(response, 422, "was used for another call")

    def test_tried_again_after_a_conflict_the_file_is_whole(self):
        audits = type(self.env["emmaus.audit"])
        ingest, tries = audits.ingest, []

        def conflict_once(*args, **kwargs):
            tries.append(args[2])
            if len(tries) == 1:
                raise ConcurrencyError("somebody was quicker")
            return ingest(*args, **kwargs)

        with (
            patch.object(audits, "ingest", conflict_once),
            patch("odoo.service.model.random.uniform", lambda low, high: 0),
        ):
            self.upload("lshw.json", lshw())
        self.assertEqual(tries, [lshw(), lshw()])


class TestUploadErasure(ApiCase):
    def _send(self, content, status=201, **more):
        files = {"actual_file": ("nwipe.log", content)}
        path = "/upload/erasure"
        return self.answer("POST", path, "technician", status, files=files, **more)

    def test_report_is_kept_once(self):
        answer = self._send(log())
        [told] = answer["erasures"]
        erasure = self.env["emmaus.erasure"].browse(told["id"])
        self.assertEqual((told["state"], erasure.state), ("passed", "passed"))
        self.assertEqual(told["medium"], erasure.medium_serial)
        self.assertEqual(self._send(log(), status=200), answer)

    def test_what_is_no_report_is_refused(self):
        erasures = self.env["emmaus.erasure"].search_count([])
        answer = self._send(b"hello", status=422)
        self.assertTrue(answer["error"])
        self.assertEqual(self.env["emmaus.erasure"].search_count([]), erasures)


class TestCpu(ApiCase):
    def setUp(self):
        super().setUp()
        self.env["emmaus.cpu.mark"].search([]).unlink()
        self.env["emmaus.cpu.mark"].create(
            [
                {"name": "Intel Core i5-6300U @ 2.40GHz", "mark": 3207},
                {"name": "AMD A8-7100 APU", "mark": 1647},
            ]
        )

    def test_names_as_tools_send_them(self):
        for name in (
            "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz",
            "Intel%28R%29%20Core%28TM%29%20i5-6300U%20CPU%20%40%202.40GHz",
            "i5-6300U",
        ):
            with self.subTest(name=name):
                answer = self.get(f"/cpu/{name}", "volunteer")
                self.assertEqual(answer["mark"], 3207)
                self.assertEqual(answer["name"], "Intel Core i5-6300U @ 2.40GHz")

    def test_name_with_slashes(self):
        answer = self.get("/cpu/AMD A8-7100 w/ Radeon R5", "auditor")
        self.assertEqual(answer["mark"], 1647)

    def test_nothing_fits(self):
        for name in ("Zilog Z80", "???".replace("?", "%3F"), "x" * 300):
            with self.subTest(name=name):
                answer = self.get(f"/cpu/{name}", status=404)
                self.assertEqual(answer["candidates"], [])

    def test_name_without_end(self):
        response = self.call("GET", "/cpu/" + "x" * 301)
        self.assertError(response, 400, "at most 300 characters")

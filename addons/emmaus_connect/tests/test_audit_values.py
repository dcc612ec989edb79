"""Words and units of audits, and the sentences about what could not be read."""

import ast
from pathlib import Path

from odoo.tests import BaseCase, tagged

from ..models.emmaus_audit_message import PROBLEMS, audit_message, audit_warning
from ..tools.auditing import AuditError, units, words
from ..tools.codes import is_bogus_serial
from .common import EmmausCase

READERS = Path(__file__).parent.parent / "tools" / "auditing"


class TestValues(BaseCase):
    def test_bogus_serial_numbers(self):
        for text in (
            "To Be Filled By O.E.M.", "System Serial Number", "0123456789", "12345678",
            "123456789", "XXXXXXXX", "00000000", "FFFFFFFF", "0", "", "None", "n/a",
            "Not Available", "Not Specified", "Default string", "Chassis Serial Number",
            "Base Board Serial Number", "MB-1234567890", "EeePC-0123456789",
            "[REMOVED]", "<BAD INDEX>", "0123456789ABCDEF", "CENSORED", "Not Defined",
            "........", "EVAL", "Serial number xxxxxx", "SYS-1234567890",
        ):  # fmt: skip
            self.assertTrue(is_bogus_serial(text), text)
        for text in ("12345A", "PF0X12AB", "6G0772J", "13138/00064437", "WD-WCARW024",
                     "234567", "ABC123456789"):  # fmt: skip
            self.assertFalse(is_bogus_serial(text), text)

    def test_sizes(self):
        for value, unit, binary, expected in (
            (500107862016, "", False, 500107862016),
            ("500,107,862,016 bytes [500 GB]", "", False, 500107862016),
            ("160042.0 MB", "", False, 160042 * 10**6),
            ("1024.0 mebibyte", "", False, 2**30),
            (2048, "MB", True, 2**31),
            ("8 GB", "", True, 2**33),
            ("238.5 GiB", "", False, 238.5 * 2**30),
            ("256 Go", "", False, 256 * 10**9),
            (8192, "kB", True, 2**23),
            ("No Module Installed", "", True, None),
            (-5, "", False, None),
            (True, "", False, None),
            (float("nan"), "", False, None),
            (10**400, "", False, None),
            (["8"], "", False, None),
            (18446744072014584320, "", False, None),
        ):
            self.assertEqual(units.size_bytes(value, unit, binary), expected, value)

    def test_memory_that_the_system_sees_is_what_was_sold(self):
        for gibibytes, sold in (
            (7.6, 8.0), (15.5, 16.0), (16.0, 16.0), (0.49, 0.5), (3.4, 4.0), (5.4, 6.0),
            (2.0, 2.0), (0.25, 0.25), (31.1, 32.0), (0, None),
        ):  # fmt: skip
            found = units.installed_gibibytes(gibibytes * 2**30)
            self.assertEqual(found, sold, gibibytes)

    def test_types_of_disks(self):
        for model, kind in (
            ("TS32GSSD370S", "SSD"), ("WDC WDS120G1G0A-", "SSD"),
            ("SAMSUNG MZ7LN256", "SSD"), ("Crucial_CT525MX3", "SSD"),
            ("CT240BX500SSD1", "SSD"), ("SA400S37240G", "SSD"),
            ("KINGSTON SA400S3", "SSD"), ("INTEL SSDSC2BF180A5L", "SSD"),
            ("SanDisk SD8SN8U-", "SSD"), ("LITEONIT LCS-256", "SSD"),
            ("PM951 NVMe SAMSUNG 256GB", "NVME"), ("ST3160815AS", "HDD"),
            ("WDC WD1600BEVT-2", "HDD"), ("HTS725050A7E630", "HDD"),
            ("TOSHIBA MQ01ABF050", "HDD"), ("SAMSUNG HD250HJ", "HDD"),
            ("Hitachi HTS54321", "HDD"), ("FUJITSU MHT2080A", "HDD"),
            ("ST240FN0021", "SSD"), ("Something", None), (None, None),
        ):  # fmt: skip
            self.assertEqual(words.disk_kind(model), kind, model)
        self.assertEqual(words.disk_kind("Something", 7200), "HDD")
        self.assertEqual(words.disk_kind("Something", 0), "SSD")
        self.assertEqual(words.disk_kind("Something", 0, "/dev/nvme0n1"), "NVME")

    def test_names_that_the_factory_left(self):
        for text in (
            "System manufacturer", "System Product Name", "O.E.M.", "[Empty]", "x.x",
            "To be filled by O.E.M.", "Default string", "",
        ):  # fmt: skip
            self.assertIsNone(words.name(text), text)
        for text in ("HP", "All Series", "Dell Inc.", "X1"):
            self.assertEqual(words.name(text), text)


@tagged("-at_install", "post_install")
class TestMessages(EmmausCase):
    def test_each_refusal_has_its_sentence_and_what_it_needs(self):
        for code, values in self._raised():
            # The place in a file, told by every reader of zips.
            values = dict.fromkeys((*values, "member"), "X")
            error = AuditError(code, **values)
            self.assertNotIn("%(", audit_message(self.env, error), code)
        self.assertEqual({code for code, _values in self._raised()}, set(PROBLEMS))

    def _raised(self):
        """Each ``AuditError("code", key=…)`` of the readers."""
        found = []
        for path in READERS.glob("*.py"):
            for call in ast.walk(ast.parse(path.read_text())):
                name = isinstance(call, ast.Call) and getattr(call.func, "id", "")
                if name == "AuditError" and isinstance(call.args[0], ast.Constant):
                    keys = [keyword.arg for keyword in call.keywords if keyword.arg]
                    more = (
                        ("columns", "expected")
                        if len(call.keywords) > len(keys)
                        else ()
                    )
                    found.append((call.args[0].value, (*keys, *more)))
        return found

    def test_sentences_name_the_place(self):
        error = AuditError("broken_json", line=3, column=7).inside("pc/lshw.json")
        self.assertEqual(
            audit_message(self.env, error),
            "In “pc/lshw.json”: The JSON is broken or breaks off at line 3, column 7."
            " Run the audit again and send its file whole.",
        )
        error = AuditError("zip_nested", member="a.zip")
        self.assertEqual(
            audit_message(self.env, error),
            "“a.zip” is itself an archive. Send the audit's files in one zip.",
        )

    def test_doubts_have_their_sentence(self):
        self.assertIn("sudo", audit_warning(self.env, "no_rights"))
        self.assertEqual(
            audit_warning(self.env, "ram_unusual"), "Unusual memory: left out."
        )

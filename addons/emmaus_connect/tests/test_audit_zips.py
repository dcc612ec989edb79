"""Zips: the field tool's files, raw dumps, and archives made to hurt."""

import struct
import tracemalloc
import zipfile

from ..tools.auditing import AuditError, read_audit
from ..tools.auditing.safe_zip import MAX_MEMBERS
from .audit_files import BOLC, SCAN, machine, store, tect, zipped
from .import_files import bolc_file
from .test_audit_readers import AuditCase


class TestFieldZip(AuditCase):
    def _zip(self, *lines, columns=35, encoding="cp1252", **texts):
        files = {"GRPC26-0888/GR-PORTABLE-20261121101112.csv": bolc_file(
            *(lines or (BOLC,)), columns=columns, encoding=encoding)}  # fmt: skip
        names = {"tect": "tect.csv", "report": "audit.txt", "scan": "scan-linux.txt"}
        files |= {f"GRPC26-0888/GRPC26-0888.{names[k]}": v for k, v in texts.items()}
        return zipped(files)

    def test_every_fact_of_the_bolc_line(self):
        for columns, encoding in ((35, "cp1252"), (34, "utf-8"), (35, "utf-8-sig")):
            reading = self._read(self._zip(columns=columns, encoding=encoding))
            expected = {
                "format": "field_zip", "kind": "laptop", "manufacturer": "HP",
                "model": "EliteBook 840 G3", "serial": "5CG7221LSV",
                "ec_id": "GRPC26-0888", "cpu_mark": 3233, "ram_gib": 8.0,
                "collection_reference": "L-0048" if columns == 35 else None,
                "screen_inches": 14.0, "battery_health": 82, "has_webcam": True,
                "technical_adjustment": -5, "cosmetic_adjustment": 0,
                "os": "Linux Mint 22", "audited_at": "2026-11-21 10:11:12",
                "observations": "rayure sur le capot", "media_known": True,
            }  # fmt: skip
            for key, value in expected.items():
                self.assertEqual(getattr(reading, key), value, key)
            self.assertEqual(
                [(m["kind"], m["size_gb"], m["is_main"]) for m in reading.media],
                [("SSD", 256.0, True), ("HDD", 500.0, False)],
            )

    def test_tectech_line_alone_and_what_its_comment_holds(self):
        reading = self._read(zipped({"a.tect.csv": tect(**{"RAM": "17"})}))
        self.assertEqual((reading.kind, reading.declared_grade), ("laptop", "b"))
        self.assertEqual((reading.cpu_mark, reading.battery_health), (3233, 82))
        self.assertEqual((reading.technical_adjustment, reading.ram_gib), (-5, 16.0))
        self.assertEqual((reading.has_dvd, reading.has_webcam), (False, True))

    def test_scan_adds_serial_numbers_and_report_its_words(self):
        report = (
            "Audit\nModèle : autre\nTaille écran : 15,6\nPondération esthétique : -3"
        )
        texts = {
            "tect": tect(),
            "report": report.encode(),
            "scan": SCAN.encode("latin-1"),
        }
        reading = self._read(self._zip(BOLC | {"screen": "", "cosmetic_adjustment": ""},
                                       **texts))  # fmt: skip
        self.assertEqual(reading.model, "EliteBook 840 G3")
        self.assertEqual(
            (reading.screen_inches, reading.cosmetic_adjustment), (15.6, -3)
        )
        self.assertEqual(
            [(m["kind"], m["serial"], m["size_gb"]) for m in reading.media],
            [("SSD", "S2Y2NX0H123456", 256.0), ("HDD", None, 500.0)],
        )
        self.assertEqual(reading.warnings, [])

    def test_free_identifier_and_phone(self):
        line = {
            "Type de matériel": "SMARTPHONE", "ID ESN": "", "Modèle": "Galaxy A12",
            "ID du matériel chez le reconditionneur": "EM_2510_0049",
            "IMEI 1": "356938035643809", "Type disque dur 1": "", "Commentaire": "",
            "Taille disque dur 1": "64", "Numero de serie": "0123456789ABCDEF",
        }  # fmt: skip
        reading = self._read(zipped({"x.csv": tect(**line)}))
        self.assertEqual(
            (reading.kind, reading.ec_id, reading.refurbisher_id, reading.imei),
            ("smartphone", None, "EM_2510_0049", ["356938035643809"]),
        )
        self.assertEqual((reading.serial, reading.media[0]["kind"]), (None, "INTERNAL"))

    def test_no_disk_written_is_not_no_disk(self):
        blank = dict.fromkeys(
            ("disk1_type", "disk1_size", "disk2_type", "disk2_size"), ""
        )
        reading = self._read(self._zip(BOLC | blank))
        self.assertEqual((reading.media, reading.media_known), ([], False))

    def test_files_that_disagree(self):
        reading = self._read(self._zip(tect=tect(**{"Numero de serie": "OTHER99"})))
        self.assertEqual(
            (reading.serial, reading.warnings), ("OTHER99", ["files_differ"])
        )

    def test_refusals(self):
        titles = tect().split("\n")[0] + "\n"
        two = self._zip(BOLC, BOLC | {"ec_id": "GRPC26-0889", "serial": "S2"})
        beside = self._zip(tect=tect(**{"ID ESN": "GRPC26-0999"}))
        broken = self._zip(BOLC | {"observations": "a;b;c"})
        for content, code, values in (
            (two, "several_devices", {"line": 2}),
            (beside, "several_devices", {}),
            (broken, "broken_line", {"line": 1, "columns": 37, "expected": 35}),
            (zipped({"a/x.tect.csv": titles}), "no_line", {"member": "a/x.tect.csv"}),
            (zipped({"notes.txt": "bonjour"}), "unknown_zip", {"members": "notes.txt"}),
        ):
            self.assertEqual(self._code(content, **values), code)


class TestZip(AuditCase):
    def test_inventory_alone_in_a_zip(self):
        content = machine(store())
        reading = self._read(
            zipped({"pc/lshw.json": content, "photo.jpg": b"\xff\0" * 99})
        )
        self.assertEqual((reading.format, reading.serial), ("lshw_json", "7XK2YZ2"))
        two = zipped({"a.json": content, "b.json": content})
        self.assertEqual(self._code(two, members="a.json, b.json"), "several_devices")
        cut = zipped({"a.json": content[:300]})
        self.assertEqual(self._code(cut, member="a.json"), "broken_json")

    def test_archives_made_to_hurt(self):
        inner = zipped({"a.txt": "x"})
        link = zipfile.ZipInfo("passwd")
        link.external_attr = 0o120777 << 16
        many = {f"{i}.txt": b"x" for i in range(MAX_MEMBERS + 1)}
        locked = bytearray(zipped({"a.txt": "x"}))
        locked[locked.find(b"PK\x01\x02") + 8] |= 1
        for content, code in (
            (zipped({"../../etc/cron.d/x": "x"}), "zip_path"),
            (zipped({"a\\..\\..\\x": "x"}), "zip_path"),
            (zipped({"/etc/passwd": "x"}), "zip_path"),
            (zipped({"C:\\x.txt": "x"}), "zip_path"),
            (zipped({link: "/etc/passwd"}), "zip_path"),
            (zipped({"a.zip": inner}), "zip_nested"),
            (zipped({"a.gz": b"\x1f\x8b\x08" + bytes(20)}), "zip_nested"),
            (zipped(many), "zip_members"),
            (zipped({"a.txt": "x"}, zipfile.ZIP_LZMA), "zip_method"),
            (bytes(locked), "zip_password"),
            (b"PK\x03\x04 not really", "zip_broken"),
            (inner[: len(inner) // 2], "zip_broken"),
            (zipped({}), "zip_empty"),
            (zipped({"folder/": b"", "blank.txt": b" \n"}), "zip_empty"),
            (zipped({f"{i}.txt": bytes(2**21) for i in range(11)}), "zip_too_big"),
        ):
            with self.subTest(code=code):
                self.assertEqual(self._code(content), code)

    def test_member_of_200_megabytes_is_never_expanded(self):
        bomb = zipped({"GRPC26-0888.audit.txt": bytes(200 * 2**20)})
        lying = bytearray(bomb)  # a directory that says the member is small
        for mark, place in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
            start = lying.find(mark) + place
            lying[start : start + 4] = struct.pack("<I", 1000)
        for content, codes in (
            (bomb, ("zip_too_big",)),
            (bytes(lying), ("zip_broken",)),
        ):
            self.assertLess(len(content), 2**20)
            tracemalloc.start()
            try:
                with self.assertRaises(AuditError) as caught:
                    read_audit("bomb.zip", content)
                peak = tracemalloc.get_traced_memory()[1]
            finally:
                tracemalloc.stop()
            self.assertIn(caught.exception.code, codes)
            self.assertLess(peak, 8 * 2**20)

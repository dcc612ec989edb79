"""The audits of real machines, when they are there, each against what is known."""

import json

from odoo.tests import BaseCase

from ..tools.auditing import AuditError, read_audit
from .audit_files import HARDWARE, folder, zipped

KINDS = {"Laptop": "laptop", "Desktop": "desktop", "Computer": None}
_BOARD = (
    "The machine's own names are the factory's fillers, which the snapshot drops; the"
    " motherboard that it lists as a part is the only name a volunteer can read."
)
_ZERO = "“0” is VirtualBox's placeholder, the same on every virtual machine."
_NO_MODULE = "The snapshot lists memory modules only; a virtual machine has none."
_FLASH = "lshw tells no rotation, so the snapshot calls it HardDrive; the model is SSD."
# Where the snapshot is wrong: the field, why, and what the machine has.
WRONG = {
    "core2": {"manufacturer": (_BOARD, "ASUSTeK Computer INC."),
              "model": (_BOARD, "P5B-VM")},
    "ecs-2": {"manufacturer": (_BOARD, "ASUSTeK Computer INC."),
              "model": (_BOARD, "P5B-VM")},
    "nox": {"manufacturer": (_BOARD, "ASUSTeK Computer INC."),
            "model": (_BOARD, "P8H61-M LE")},
    "virtualbox-client": {"serial": (_ZERO, None), "ram_gib": (_NO_MODULE, 0.5)},
    "virtualbox-no-hdd": {"serial": (_ZERO, None), "ram_gib": (_NO_MODULE, 1.0)},
    "1000h": {"kinds": (_FLASH, ["SSD"])},
    "415522G": {"kinds": (_FLASH, ["SSD", "HDD"])},
    "david": {"kinds": (_FLASH, ["SSD"])},
    "test_pc_hpCompaq8100": {"kinds": (_FLASH, ["SSD"])},
    "TM1613": {"media_known": (
        "The snapshot says nothing of the NVMe controller whose drive this version of"
        " lshw cannot list: there is a disk, and nobody knows which.", False)},
}  # fmt: skip


class TestRealAudits(BaseCase):
    def setUp(self):
        super().setUp()
        if not HARDWARE.is_dir():
            self.skipTest("../shared/data is not there")

    def _read(self, *names):
        return read_audit(names[-1], HARDWARE.joinpath(*names).read_bytes())

    def test_each_pair_agrees_with_its_snapshot(self):
        pairs = sorted((HARDWARE / "lshw_pairs").glob("*.lshw.json"))
        self.assertEqual(len(pairs), 16)
        for path in pairs:
            name = path.name.removesuffix(".lshw.json")
            text = path.with_name(f"{name}.snapshot.json").read_text()
            expected = self._facts_of_snapshot(json.loads(text))
            wrong = {key: value for key, (_why, value) in WRONG.get(name, {}).items()}
            reading = self._read("lshw_pairs", path.name)
            with self.subTest(name=name):
                self.assertEqual(self._facts(reading), expected | wrong)
                self.assertEqual(reading.format, "lshw_json")

    def _facts(self, reading):
        return {
            "kind": reading.kind, "manufacturer": reading.manufacturer,
            "model": reading.model, "serial": reading.serial,
            "ram_gib": reading.ram_gib, "media_known": reading.media_known,
            "disks": [(m["serial"], m["size_gb"]) for m in reading.media],
            "kinds": [m["kind"] for m in reading.media],
        }  # fmt: skip

    def _facts_of_snapshot(self, snapshot):
        device, parts = snapshot["device"], snapshot["components"]
        disks = [p for p in parts if p["type"] in ("HardDrive", "SolidStateDrive")]
        modules = [p for p in parts if p["type"] == "RamModule"]
        types = {"HardDrive": "HDD", "SolidStateDrive": "SSD"}
        return {
            "kind": KINDS[device["type"]], "manufacturer": device["manufacturer"],
            "model": device["model"], "serial": device["serialNumber"],
            "ram_gib": sum(map(self._figure, modules)) / 1024 or None,
            "media_known": True,
            "disks": [(d["serialNumber"], self._figure(d) / 1000) for d in disks],
            "kinds": [types[d["type"]] for d in disks],
        }  # fmt: skip

    def _figure(self, part):
        return float(str(part["size"]).split()[0])

    def test_each_snapshot_reads_like_its_lshw(self):
        for path in sorted((HARDWARE / "lshw_pairs").glob("*.snapshot.json")):
            snapshot = self._facts(self._read("lshw_pairs", path.name))
            name = path.name.replace("snapshot", "lshw")
            lshw = self._facts(self._read("lshw_pairs", name))
            for facts in (snapshot, lshw):
                del facts["media_known"]
                if "virtualbox" in name:
                    del facts["ram_gib"]
            with self.subTest(name=path.name):
                self.assertEqual(snapshot, lshw)

    def test_odd_xml_is_read_or_refused(self):
        expected = {
            "invalid-chars.xml": (None, "D865PERL", None, 1.5, ["6EF0BAFP"], True),
            "mac.xml": ("desktop", "iMac FireWire", "RN02488TJ89", 0.25,
                        ["WD-WMAAU2258334"], True),
            "no-memory.xml": ("desktop", "Evo D510 SFF", "6X2AKN9Z223R", 0.25,
                              ["WD-WMAD21667071"], True),
            "no-serial.xml": (None, None, None, 0.25, ["393935820246"], True),
            "no-sudo.xml": (None, None, None, 0.5, [None], False),
            "non-unique-serial.xml": ("desktop", "MS-6380E", None, 0.25,
                                      ["WD-WMA0W1048902"], True),
            "wrong-ram-type.xml": ("desktop", "Dimension 4500S", "2THWN11", 0.25,
                                   ["C6033A6C"], True),
        }  # fmt: skip
        found = {}
        for path in (HARDWARE / "lshw_xml_odd").glob("*.xml"):
            try:
                one = self._read("lshw_xml_odd", path.name)
            except AuditError as error:
                found[path.name] = error.code
                continue
            serials = [medium["serial"] for medium in one.media]
            found[path.name] = (one.kind, one.model, one.serial, one.ram_gib, serials,
                                one.media_known)  # fmt: skip
        self.assertEqual(found, expected | {"stupid.xml": "lshw_text"})

    def test_glpi_computer(self):
        reading = self._read("glpi", "computer_1.json").as_dict()
        self.assertEqual(reading["media"], [
            {"kind": "NVME", "serial": "S29NNXAH146409", "size_gb": 256.06,
             "model": "PM951 NVMe SAMSUNG 256GB", "is_main": True},
        ])  # fmt: skip
        for key, value in {
            "format": "glpi", "kind": "laptop", "manufacturer": "Dell Inc.",
            "model": "XPS 13 9350", "serial": "640HP72", "ram_gib": 8.0,
            "battery_health": 88, "screen_inches": 13.3, "media_known": True,
            "has_webcam": True, "os": "Fedora 31 (Workstation Edition)",
            "audited_at": "2020-06-12 14:19:54",
        }.items():  # fmt: skip
            self.assertEqual(reading[key], value, key)

    def test_glpi_phone_has_storage_and_no_battery_share(self):
        reading = self._read("glpi", "phone_1.json")
        self.assertEqual((reading.kind, reading.model), ("smartphone", "Mi 9T Pro"))
        self.assertEqual((reading.ram_gib, reading.imei), (6.0, []))
        self.assertEqual(reading.media[0]["kind"], "INTERNAL")
        self.assertEqual(reading.media[0]["size_gb"], 64.0)
        self.assertIsNone(reading.battery_health)  # 93 is its charge

    def test_dumps_of_eight_machines_at_the_root_or_in_a_folder(self):
        expected = {
            "77": ("desktop", "P5SD2-VM", None, None, True),
            "Thinkpad-R500": ("laptop", "2718V8C", None, None, False),
            "alecase": ("desktop", "P8H67-M LE", None, 16.0, False),
            "castes-HP-dc7600": ("desktop", "09F8h", "CZC6203MC5", None, False),
            "castes-SurfacePro4": ("laptop", "Surface Pro 4", None, None, False),
            "jm11": ("laptop", "246837G", "A2K3GED", None, False),
            "rottame": ("desktop", "P5VDC-MX", None, 0.5, False),
            "workstation": ("desktop", "0MY171", "5ASDL3L", None, False),
        }  # fmt: skip
        for inside in ("", "machine/"):
            for name, facts in expected.items():
                with self.subTest(name=name, inside=inside):
                    files = folder(HARDWARE / "peracotta" / name, inside)
                    one = read_audit("dumps.zip", zipped(files))
                    self.assertEqual(one.format, "dump_zip")
                    self.assertEqual(facts, (
                        one.kind, one.model, one.serial, one.ram_gib, one.media_known,
                    ))  # fmt: skip
                    self.assertTrue(one.cpu)

    def test_two_machines_in_one_zip_are_refused(self):
        with self.assertRaises(AuditError) as caught:
            read_audit("all.zip", zipped(folder(HARDWARE / "peracotta")))
        self.assertEqual(caught.exception.code, "several_devices")
        self.assertIn("Thinkpad-R500", caught.exception.values["members"])

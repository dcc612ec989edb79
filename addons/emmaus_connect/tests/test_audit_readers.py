"""lshw, Workbench and GLPI as machines we have not seen write them."""

import json

from odoo.tests import BaseCase

from ..tools.auditing import AuditError, read_audit
from .audit_files import disk, machine, memory, node, store


class AuditCase(BaseCase):
    def _read(self, content):
        reading = read_audit("audit", content)
        json.dumps(reading.as_dict(), allow_nan=False)  # what a Json field can hold
        return reading

    def _code(self, content, **values):
        with self.assertRaises(AuditError) as caught:
            read_audit("audit", content)
        error = caught.exception
        for key, value in values.items():
            self.assertEqual(error.values[key], value, key)
            self.assertIn(f"{key} {value}", str(error))
        return error.code

    def _media(self, *parts):
        """The media of a laptop with these parts, without those that are unknown."""
        reading = self._read(machine(*parts))
        return [
            (medium["kind"], medium["serial"], medium["size_gb"])
            for medium in reading.media
        ]


class TestLshw(AuditCase):
    def test_laptop(self):
        reading = self._read(machine(memory(8, 8), store(disk(serial="S1"))))
        self.assertEqual(
            (reading.format, reading.kind, reading.manufacturer, reading.model),
            ("lshw_json", "laptop", "Dell Inc.", "Latitude 5480"),
        )
        self.assertEqual((reading.serial, reading.ram_gib), ("7XK2YZ2", 16.0))
        self.assertTrue(reading.media_known)

    def test_sticks_cards_and_drives_for_discs_are_left_out(self):
        card = {"description": "SD/MMC Device", "capabilities": {"sd": True}}
        media = self._media(
            store(disk(serial="S1", capabilities={"7200rpm": "7200 rotations"})),
            node("storage", "usb", disk("/dev/sdb"), businfo="usb@1:2"),
            node("storage", "uas", disk("/dev/sdc"), configuration={"driver": "uas"}),
            disk("/dev/sdd", capabilities={"removable": "support is removable"}),
            node("disk", "cdrom", logicalname=["/dev/cdrom", "/dev/sr0"], size=10**9),
            node("bus", "mmc0", node(
                "generic", "device", disk("/dev/mmcblk0"), **card,
            )),
        )  # fmt: skip
        self.assertEqual(media, [("HDD", "S1", 500.108)])

    def test_nvme_and_what_the_kernel_names_beside_its_disk(self):
        nvme = store(
            node("disk", "hwmon0", logicalname="hwmon1"),
            node("disk", "namespace:0", logicalname="/dev/ng0n1"),
            node("disk", "namespace:1", logicalname="/dev/nvme0n1", size=256060514304),
            description="NVMe device", logicalname="/dev/nvme0",
            product="SAMSUNG MZVLB256HBHQ-000L7", serial="S4ELNX0M123456",
            configuration={"driver": "nvme"},
        )  # fmt: skip
        reading = self._read(machine(nvme))
        self.assertEqual(reading.media, [
            {"kind": "NVME", "serial": "S4ELNX0M123456", "size_gb": 256.061,
             "model": "SAMSUNG MZVLB256HBHQ-000L7", "is_main": True},
        ])  # fmt: skip
        self.assertTrue(reading.media_known)

    def test_controller_whose_drive_is_not_listed_leaves_a_doubt(self):
        nvme = {"driver": "nvme"}
        raid = {"description": "RAID bus controller"}
        for part, warning in (
            (store(configuration=nvme), "nvme_unlisted"),
            (store(**raid), "raid_hides_disks"),
            (store(configuration={}), "raid_hides_disks"),
            (store(disk(product="LOGICAL VOLUME")), "raid_hides_disks"),
            (node("network", "wifi"), "no_storage_section"),
            (node("storage", "usb", disk(), businfo="usb@1:2"), "no_storage_section"),
        ):
            reading = self._read(machine(part))
            self.assertEqual(reading.warnings, [warning])
            self.assertFalse(reading.media_known)
        for part in (store(), store(disk(serial="S1"), **raid)):
            self.assertTrue(self._read(machine(part)).media_known)

    def test_soldered_flash(self):
        block = node(
            "disk", "interface:1", logicalname="/dev/mmcblk0", size=31268536320
        )
        boot = node(
            "disk", "interface:0", logicalname="/dev/mmcblk0boot0", size=4194304
        )
        flash = node(
            "generic", "device", boot, block, description="SD/MMC Device",
            capabilities={"mmc": True}, product="BGND3R", serial="0x35636",
        )  # fmt: skip
        media = self._media(node("bus", "mmc0", flash))
        self.assertEqual(media, [("SSD", "0x35636", 31.269)])

    def test_main_disk_holds_the_system_else_is_the_fastest(self):
        system = node("volume", "volume:0", logicalname=["/dev/sda1", "/"])
        slow = {"product": "ST1000DM010", "serial": "SLOW"}
        fast = {"product": "CT500MX500SSD1", "serial": "FAST"}
        for parts, serials in (
            ((slow, fast), ["FAST", "SLOW"]),
            ((slow | {"children": [system]}, fast), ["SLOW", "FAST"]),
        ):
            disks = [
                {**disk(f"/dev/sd{x}"), **p} for x, p in zip("ab", parts, strict=1)
            ]
            reading = self._read(machine(store(*disks)))
            self.assertEqual([m["serial"] for m in reading.media], serials)
            self.assertEqual([m["is_main"] for m in reading.media], [True, False])

    def test_memory_is_that_of_the_modules_or_what_was_sold(self):
        flash = node("memory", "memory:1", node("memory", "bank", size=2**23),
                     description="Flash Memory")  # fmt: skip
        for part, gib in (
            (memory(4, 4, total=9 * 10**9), 8.0),
            (memory(4, 1), 5.0),
            (memory(1 / 32, total=234_819_584), 0.25),  # a module described wrongly
            (memory(total=16_601_456_640), 16.0),
            (memory(total=17_179_869_184), 16.0),
            (memory(total=8_165_285_888), 8.0),
            (memory(total=3_900_000_000), 4.0),
            (memory(), None),
            (flash, None),
        ):
            self.assertEqual(self._read(machine(part, store())).ram_gib, gib)

    def test_kinds(self):
        for description, chassis, product, kind in (
            ("Notebook", "notebook", "X", "laptop"),
            ("Convertible", "convertible", "Yoga", "laptop"),
            ("Tablet", "tablet", "X", "tablet"),
            ("All In One", "all-in-one", "X", "desktop"),
            ("Mini Tower Computer", "mini-tower", "X", "desktop"),
            ("Rack Mount Chassis", "server", "X", "server"),
            ("Computer", None, "MacBookPro9,2", "laptop"),
            ("Computer", None, "OptiPlex 7010", "desktop"),
            ("Computer", None, "X", None),
        ):
            content = machine(store(), description=description, product=product,
                              configuration={"chassis": chassis})  # fmt: skip
            self.assertEqual(self._read(content).kind, kind, description)
        battery = node("power", "battery", product="DELL RWT1R43")
        content = machine(battery, store(), description="Computer", product="X")
        self.assertEqual(self._read(content).kind, "laptop")

    def test_names_that_the_factory_left(self):
        for vendor, product, sku, expected in (
            ("To Be Filled By O.E.M.", "System Product Name", "",
             ("Dell Inc.", "0XPM5R")),
            ("LENOVO", "20F6CTO1WW (LENOVO_MT_20F6)", "", ("LENOVO", "20F6CTO1WW")),
            ("HP", "HP EliteBook 840 G3 (L3C65AV)", "L3C65AV",
             ("HP", "EliteBook 840 G3")),
            ("Hewlett-Packard", "HP Compaq 8100 Elite SFF PC", "",
             ("Hewlett-Packard", "HP Compaq 8100 Elite SFF")),
            ("ASUSTeK COMPUTER INC.", "System Product Name", "",
             ("ASUSTeK COMPUTER INC.", "0XPM5R")),
            ("Dell Inc.", "OptiPlex 3020 (To be filled by O.E.M.)", "",
             ("Dell Inc.", "OptiPlex 3020")),
            ("Apple Inc.", "MacBook Pro (Retina display)", "",
             ("Apple Inc.", "MacBook Pro (Retina display)")),
        ):  # fmt: skip
            content = machine(store(), vendor=vendor, product=product,
                              configuration={"sku": sku})  # fmt: skip
            reading = self._read(content)
            self.assertEqual((reading.manufacturer, reading.model), expected)

    def test_serial_that_names_no_machine_is_kept_apart(self):
        for serial in ("To Be Filled By O.E.M.", "0", "0123456789", "Not Available",
                       "XXXXXXXX", "System Serial Number", "[REMOVED]"):  # fmt: skip
            reading = self._read(machine(store(), serial=serial))
            self.assertEqual((reading.serial, reading.serial_raw), (None, serial))
            self.assertIn("serial_bogus", reading.warnings)

    def test_webcam_and_disc_drive(self):
        camera = node("multimedia", "usb:1", description="Video", businfo="usb@1:8")
        reader = node("disk", "cdrom", description="DVD writer", logicalname="/dev/sr0")
        reading = self._read(machine(camera, store(reader)))
        self.assertEqual((reading.has_webcam, reading.has_dvd), (True, True))
        reading = self._read(machine(store()))
        self.assertEqual((reading.has_webcam, reading.has_dvd), (None, False))

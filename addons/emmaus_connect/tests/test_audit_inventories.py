"""Workbench snapshots and GLPI inventories of other versions than those at hand."""

import base64
import json

from ..tools.auditing.screen import inches_of_edid
from .audit_files import machine, store
from .test_audit_readers import AuditCase

BIOS = {"smanufacturer": "HP", "smodel": "ProBook 450 G5", "ssn": "5CD8123ABC"}


class TestWorkbench(AuditCase):
    def _snapshot(self, *parts, **device):
        device = {
            "type": "Laptop",
            "manufacturer": "HP",
            "serialNumber": "S9",
            **device,
        }
        return self._read(json.dumps({
            "type": "Snapshot", "version": "11.0b9", "device": device,
            "components": list(parts), "endTime": "2021-03-04T10:00:00+00:00",
        }).encode())  # fmt: skip

    def test_sizes_in_words_and_disks_on_usb(self):
        reading = self._snapshot(
            {"type": "RamModule", "size": "4096.0 mebibyte"},
            {"@type": "RamModule", "size": 4096},
            {"type": "SolidStateDrive", "size": "256060.5 MB", "serialNumber": "A1"},
            {"type": "HardDrive", "size": 500107.9, "serialNumber": "B1"},
            {"type": "HardDrive", "size": 8000, "interface": "USB"},
            {"type": "SolidStateDrive", "size": 512110, "model": "PM981 NVMe"},
        )
        self.assertEqual(reading.ram_gib, 8.0)
        self.assertEqual(
            [(m["kind"], m["size_gb"]) for m in reading.media],
            [("NVME", 512.11), ("SSD", 256.06), ("HDD", 500.108)],
        )
        self.assertEqual(reading.audited_at, "2021-03-04 10:00:00+00:00")

    def test_battery_and_panel(self):
        measure = {"type": "MeasureBattery", "size": "1800 hour * milliampere"}
        reading = self._snapshot(
            {
                "type": "Battery",
                "size": "2200 hour * milliampere",
                "actions": [measure],
            },
            {"type": "Display", "size": "19.0 inch", "manufacturer": "SAM SAMSUNG"},
            {"type": "Display", "size": "14.0 inch", "manufacturer": "AUO"},
        )
        self.assertEqual((reading.battery_health, reading.screen_inches), (82, 14.0))

    def test_phone(self):
        reading = self._snapshot(
            {"type": "DataStorage", "size": 64000}, type="Smartphone", model="Nokia 5"
        )
        self.assertEqual(reading.kind, "smartphone")
        self.assertEqual(reading.media[0]["kind"], "INTERNAL")

    def test_later_versions_enclose_what_lshw_and_smartctl_print(self):
        tree = machine(store(configuration={"driver": "nvme"})).decode()
        report = {
            "smartctl": {}, "device": {"name": "/dev/nvme0", "protocol": "NVMe"},
            "model_name": "KXG50ZNV256G", "serial_number": "Z9",
            "user_capacity": {"bytes": 256060514304},
        }  # fmt: skip
        for data in (
            {"lshw": tree, "disks": json.dumps([report])},
            {"lshw": json.loads(tree), "smart": [report]},
        ):
            content = {"timestamp": "2023-01-02 03:04:05", "type": "Snapshot",
                       "uuid": "1", "data": data}  # fmt: skip
            reading = self._read(json.dumps(content).encode())
            self.assertEqual((reading.format, reading.serial), ("workbench", "7XK2YZ2"))
            self.assertEqual(reading.media[0]["serial"], "Z9")
            self.assertEqual((reading.media_known, reading.warnings), (True, []))
            self.assertEqual(reading.audited_at, "2023-01-02 03:04:05")

    def test_part_that_cannot_be_read_is_named(self):
        content = {"type": "Snapshot", "data": {"lshw": '{"id": '}}
        self.assertEqual(
            self._code(json.dumps(content).encode(), key="data.lshw"), "broken_json"
        )
        content = {"type": "Snapshot", "data": {"lshw": ""}}
        self.assertEqual(
            self._code(json.dumps(content).encode(), key="data.lshw"), "missing_key"
        )


class TestGlpi(AuditCase):
    def _content(self, itemtype="Computer", **sections):
        content = {"bios": BIOS, "hardware": {"chassis_type": "Notebook"}, **sections}
        inventory = {"action": "inventory", "deviceid": "x", "itemtype": itemtype}
        return json.dumps({**inventory, "content": content}).encode()

    def test_keys_in_capitals_and_sizes_with_units(self):
        content = json.dumps({"DEVICEID": "x", "CONTENT": {
            "BIOS": {key.upper(): value for key, value in BIOS.items()},
            "HARDWARE": {"CHASSIS_TYPE": "Desktop", "MEMORY": "7900"},
            "STORAGES": [
                {"NAME": "/dev/sda", "TYPE": "disk", "DISKSIZE": "238.5 GiB",
                 "MODEL": "SAMSUNG MZ7LN256", "SERIALNUMBER": "S1"},
                {"NAME": "sdb", "DISKSIZE": "1000204", "MODEL": "ST1000DM010"},
                {"NAME": "sdc", "INTERFACE": "USB", "DISKSIZE": 8000},
                {"NAME": "sr0", "TYPE": "cdrom", "MODEL": "DVDRAM GUD1N"},
            ],
        }}).encode()  # fmt: skip
        reading = self._read(content)
        self.assertEqual((reading.kind, reading.ram_gib), ("desktop", 8.0))
        self.assertEqual(
            [(m["kind"], m["serial"], m["size_gb"]) for m in reading.media],
            [("SSD", "S1", 256.087), ("HDD", None, 1000.204)],
        )
        self.assertTrue(reading.has_dvd)

    def test_no_section_about_disks_is_not_no_disk(self):
        for sections in ({}, {"storages": []}):
            reading = self._read(self._content(**sections))
            self.assertEqual((reading.media, reading.media_known), ([], False))
        reading = self._read(self._content(storages=[{"name": "sr0", "type": "cdrom"}]))
        self.assertEqual((reading.media, reading.media_known), ([], True))

    def test_phone_with_two_imeis(self):
        reading = self._read(self._content(
            itemtype="Phone",
            hardware={"imei": "356938035643809"},
            simcards=[{"imei": "490154203237518"}, {"imei": "490154203237519"}],
        ))  # fmt: skip
        self.assertEqual(reading.kind, "smartphone")
        self.assertEqual(reading.imei, ["356938035643809", "490154203237518"])

    def test_tablet(self):
        content = self._content(itemtype="Phone", bios={"smodel": "Galaxy Tab A"})
        self.assertEqual(self._read(content).kind, "tablet")

    def test_refusals(self):
        self.assertEqual(
            self._code(self._content(itemtype="Printer"), text="printer"), "glpi_other"
        )
        content = b'{"action": "inventory", "content": {"softwares": []}}'
        self.assertEqual(self._code(content, key="content.bios"), "missing_key")

    def test_battery_and_screen_out_of_bounds(self):
        for design, real, share in (
            (50000, 41000, 82), ("50000 mWh", "41000 mWh", 82), (50000, 52000, 100),
            (0, 41000, None), (50000, 500000, None), (93, None, None),
        ):  # fmt: skip
            batteries = [{"capacity": design, "real_capacity": real}]
            reading = self._read(self._content(batteries=batteries))
            self.assertEqual(reading.battery_health, share)

    def test_edid_that_is_none(self):
        zeros = base64.b64encode(bytes(128)).decode()
        for text in (None, 5, "é", "AA", zeros, "A" * 9000):
            self.assertIsNone(inches_of_edid(text))

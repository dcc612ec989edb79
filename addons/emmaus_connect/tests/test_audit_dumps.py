"""Raw dumps of dmidecode, lscpu, smartctl, lsblk and lspci, zipped."""

import json

from .audit_files import zipped
from .test_audit_readers import AuditCase

CHASSIS = (
    "# dmidecode 3.3\n\nHandle 0x0003, DMI type 3, 22 bytes\nChassis Information\n"
)
SMART = """smartctl 7.3 2022-02-28 r5338
=== START OF INFORMATION SECTION ===
Device Model:     ST1000LM035-1RK172
Serial Number:    WL1ABCDE
User Capacity:    1,000,204,886,016 bytes [1.00 TB]
Rotation Rate:    5400 rpm
=== START OF INFORMATION SECTION ===
Model Number:                       SAMSUNG MZVLB256HBHQ
Serial Number:                      S4ELNX0M123456
Total NVM Capacity:                 256,060,514,304 [256 GB]
"""


class TestDumps(AuditCase):
    def _dump(self, **files):
        chassis = f"{CHASSIS}\tType: Notebook\n\tSerial Number: PF0X12AB\n"
        return self._read(zipped({"chassis.txt": chassis, **files}))

    def test_one_file_with_every_type(self):
        text = (
            CHASSIS
            + """\tType: All In One

Handle 0x0001, DMI type 1, 27 bytes
System Information
\tManufacturer: LENOVO
\tProduct Name: 10AY000PFR
\tVersion: ThinkCentre M73z
\tSerial Number: PB00ABCD

Handle 0x0004, DMI type 4, 42 bytes
Processor Information
\tVersion: Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz

Handle 0x0011, DMI type 17, 40 bytes
Memory Device
\tSize: 4096 MB
\tType: DDR3

Handle 0x0012, DMI type 17, 40 bytes
Memory Device
\tSize: No Module Installed

Handle 0x0013, DMI type 17, 40 bytes
Memory Device
\tSize: 4 GB
"""
        )
        reading = self._read(zipped({"dmidecode.txt": text}))
        self.assertEqual(
            (
                reading.kind,
                reading.manufacturer,
                reading.model,
                reading.commercial_name,
            ),
            ("desktop", "LENOVO", "10AY000PFR", "ThinkCentre M73z"),
        )
        self.assertEqual((reading.serial, reading.ram_gib), ("PB00ABCD", 8.0))
        self.assertEqual(reading.cpu, "Intel(R) Core(TM) i3-4130 CPU @ 3.40GHz")
        self.assertFalse(reading.media_known)

    def test_disks_of_smartctl_in_text_and_in_json(self):
        reports = [
            {"smartctl": {}, "model_name": "ST1000LM035-1RK172", "rotation_rate": 5400,
             "serial_number": "WL1ABCDE", "user_capacity": {"bytes": 1000204886016}},
            {"smartctl": {}, "device": {"type": "nvme"}, "serial_number":
             "S4ELNX0M123456", "model_name": "SAMSUNG MZVLB256HBHQ",
             "nvme_total_capacity": 256060514304},
        ]  # fmt: skip
        for text in (SMART, json.dumps(reports)):
            reading = self._dump(**{"smartctl.txt": text})
            self.assertEqual((reading.kind, reading.serial), ("laptop", "PF0X12AB"))
            self.assertEqual(
                [(m["kind"], m["serial"], m["size_gb"]) for m in reading.media],
                [("NVME", "S4ELNX0M123456", 256.061), ("HDD", "WL1ABCDE", 1000.205)],
            )
            self.assertTrue(reading.media_known)

    def test_lsblk_completes_smartctl_and_lspci_casts_doubt(self):
        rows = [
            {"name": "sda", "type": "disk", "size": "931.5G", "rota": True,
             "children": [{"name": "sda1", "mountpoint": "/"}]},
            {"name": "sdb", "type": "disk", "size": "14.4G", "tran": "usb"},
            {"name": "sr0", "type": "rom", "size": "1024M"},
        ]  # fmt: skip
        texts = {"smartctl.txt": SMART, "lsblk.txt": json.dumps({"blockdevices": rows})}
        reading = self._dump(**texts)
        self.assertEqual([m["kind"] for m in reading.media], ["HDD", "NVME"])
        self.assertEqual([m["is_main"] for m in reading.media], [True, False])
        lspci = "01:00.0 Non-Volatile memory controller: Samsung NVMe\n"
        reading = self._dump(**{"lspci.txt": lspci, "smartctl.txt": "[]"})
        self.assertEqual(reading.warnings, ["nvme_unlisted"])
        self.assertFalse(reading.media_known)

    def test_memory_of_the_kernel_and_battery(self):
        texts = {
            "meminfo": "MemTotal:        7924432 kB\n",
            "acpi": (
                "Battery 0: design capacity 4400 mAh, last full capacity 3960 mAh = 90%"
            ),
        }
        reading = self._dump(**texts)
        self.assertEqual((reading.ram_gib, reading.battery_health), (8.0, 90))

    def test_disk_on_a_usb_adapter_leaves_a_doubt(self):
        report = {"smartctl": {}, "device": {"type": "usbjmicron"}, "model_name": "X"}
        reading = self._dump(**{"smartctl.json": json.dumps([report])})
        self.assertEqual((reading.media, reading.media_known), ([], False))

    def test_messages_of_the_kernel_are_left_aside(self):
        reading = self._dump(**{"dmesg.txt": "[    0.000000] Linux version 5.4\n"})
        self.assertEqual(reading.kind, "laptop")

    def test_member_that_is_broken_is_named(self):
        chassis = f"{CHASSIS}\tType: Notebook\n"
        content = zipped({"c.txt": chassis, "d/s.json": '[{"smartctl": '})
        self.assertEqual(self._code(content, member="d/s.json", line=1), "broken_json")

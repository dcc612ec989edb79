"""Audits: kept, read, of which device, and what changed since the last one."""

import json
from base64 import b64decode
from hashlib import sha256

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import EmmausCase


def lshw(serial="PF-1234", disks=(("S1AAAA11", 256_060_514_304),), ram=8, **vals):
    """An `lshw -json` of a laptop, as the tool writes it."""
    bank = {
        "id": "bank:0",
        "class": "memory",
        "description": "SODIMM DDR4",
        "size": ram * 2**30,
        "units": "bytes",
    }
    children = [
        {
            "id": "memory",
            "class": "memory",
            "description": "System Memory",
            "size": ram * 2**30,
            "units": "bytes",
            "children": [bank],
        },
        {
            "id": "cpu",
            "class": "processor",
            "product": "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz",
            "vendor": "Intel Corp.",
        },
        {
            "id": "sata",
            "class": "storage",
            "description": "SATA controller",
            "children": [
                {
                    "id": f"disk:{number}",
                    "class": "disk",
                    "description": "ATA Disk",
                    "product": "SAMSUNG SSD PM871",
                    "serial": disk,
                    "size": size,
                    "units": "bytes",
                    "logicalname": f"/dev/sd{'abc'[number]}",
                }
                for number, (disk, size) in enumerate(disks)
            ],
        },
    ]
    core = {"id": "core", "class": "bus", "description": "Motherboard"}
    machine = {
        "id": "pc",
        "class": "system",
        "description": "Notebook",
        "product": "ThinkPad T460",
        "vendor": "LENOVO",
        "serial": serial,
        "configuration": {"chassis": "notebook"},
        "children": [{**core, "children": children}],
        **vals,
    }
    return json.dumps(machine).encode()


@tagged("-at_install", "post_install")
class AuditCase(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.audits = cls.env["emmaus.audit"]

    def _ingest(self, content=None, role="volunteer", name="audit.json", **vals):
        return self._as(self.audits, role).ingest(name, content or lshw(), **vals)

    def _known_device(self, serial="PF-1234", **vals):
        return self._received_device(identifiers={"serial": serial}, **vals)

    def _audited(self, **vals):
        device = self._known_device()
        self._ingest(lshw(**vals))
        return device


@tagged("-at_install", "post_install")
class TestIngest(AuditCase):
    def test_file_is_kept_and_read(self):
        device = self._known_device()
        content = lshw()
        audit = self._ingest(content)
        self.assertEqual(audit.state, "matched")
        self.assertEqual(audit.device_id, device)
        self.assertEqual(audit.sha256, sha256(content).hexdigest())
        self.assertEqual(audit.format, "lshw_json")
        self.assertEqual(audit.ram_gib, 8)
        self.assertEqual(b64decode(audit.raw), content)

    def test_same_bytes_give_the_same_audit(self):
        device = self._known_device()
        first = self._ingest()
        events = self._events(device)
        second = self._ingest(name="another-name.json")
        self.assertEqual(second, first)
        self.assertEqual(self._events(device), events)
        self.assertEqual(device.audit_ids, first.sudo(False))

    def test_facts_reach_the_device(self):
        device = self._audited()
        self.assertEqual(device.cpu, "Intel(R) Core(TM) i5-6300U CPU @ 2.40GHz")
        self.assertEqual((device.ram_gib, device.model), (8, "ThinkPad T460"))
        self.assertEqual(device.brand_id.name.upper(), "LENOVO")
        self.assertEqual((device.disk1_type, round(device.disk1_gb)), ("SSD", 256))
        self.assertEqual(device.medium_ids.serial, "S1AAAA11")
        self.assertEqual(device.erasure_state, "open")
        self.assertEqual(self._events(device)[-1], "audited")
        self.assertFalse(self._broken())

    def test_unreadable_file_is_kept_and_says_where(self):
        content = b'{"id": "pc", "class": "system",\n "children": [ {"id": '
        audit = self._ingest(content, name="broken.json")
        self.assertEqual(audit.state, "unreadable")
        self.assertIn("line 2", audit.error)
        self.assertFalse(audit.device_id)
        self.assertTrue(audit.sudo().raw)

    def test_unreadable_file_is_read_again_once_the_reader_can(self):
        device = self._known_device()
        audit = self._ingest()
        audit.sudo().write({"state": "unreadable", "device_id": False, "error": "?"})
        self._as(audit, "technician").action_read_again()
        self.assertEqual((audit.state, audit.device_id), ("matched", device))
        self.assertFalse(audit.error)

    def test_file_above_the_limit_is_refused(self):
        with self.assertRefused("an audit has at most 20 MB"):
            self._ingest(b"x" * (20 * 2**20 + 1))

    def test_auditor_sends_none(self):
        with self.assertRefused("it sends none", error=AccessError):
            self._ingest(role="auditor")

    def test_nobody_writes_what_was_read(self):
        self._known_device()
        audit = self._ingest()
        other = self._received_device()
        for vals in (
            {"device_id": other.id},
            {"specs": {}},
            {"medium_ids": []},
            {"media_known": False},
            {"raw": False},
        ):
            for role in ("technician", "administrator"):
                with (
                    self.subTest(vals=vals, role=role),
                    self.assertRefused("stays as it was read", audit),
                ):
                    self._as(audit, role).write(vals)
        with self.assertRefused("", audit, error=AccessError):
            self._as(audit, "administrator").unlink()


@tagged("-at_install", "post_install")
class TestMatching(AuditCase):
    def test_ec_number_goes_before_the_serial_number(self):
        device = self._received_device(name="TNPC26-0001")
        self.assertEqual(self._ingest(ec_id="tnpc260001").device_id, device)
        self.assertEqual(device.serial_number, "PF-1234")

    def test_ec_number_in_the_name_of_the_file(self):
        device = self._received_device(name="GRPC26-7001")
        audit = self._ingest(name="GRPC26-7001.lshw.json")
        self.assertEqual(audit.device_id, device)

    def test_refurbishers_number(self):
        device = self._received_device(identifiers={"refurbisher": "EM_2510_0049"})
        self.assertEqual(self._ingest(ec_id="em_2510_0049").device_id, device)

    def test_bogus_serial_number_matches_nothing(self):
        self._known_device(serial="To Be Filled By O.E.M.")
        audit = self._ingest(lshw(serial="To Be Filled By O.E.M."))
        self.assertTrue(audit.device_id.is_found)
        self.assertFalse(audit.serial)

    def test_serial_number_of_two_machines_goes_to_a_person(self):
        first, second = self._known_device(), self._known_device()
        audit = self._ingest()
        self.assertEqual(audit.state, "to_decide")
        self.assertFalse(audit.device_id)
        self.assertEqual(audit.candidate_ids, first | second)
        self.assertIn(first.name, audit.decision_reason)
        self._as(audit, "technician").action_decide(second.id)
        self.assertEqual((audit.state, audit.device_id), ("matched", second))
        self.assertFalse(audit.candidate_ids)

    def test_numbers_that_contradict_go_to_a_person(self):
        labelled = self._received_device(name="TNPC26-0002")
        named = self._known_device()
        audit = self._ingest(ec_id="TNPC26-0002")
        self.assertEqual(audit.state, "to_decide")
        self.assertEqual(audit.candidate_ids, labelled | named)
        self.assertFalse((labelled | named).audit_ids)

    def test_double_is_merged_and_the_merge_undone(self):
        kept = self._known_device()
        double = self._announced_device(identifiers={"serial": "PF-1234"})
        audit = self._ingest()
        self.assertEqual(audit.state, "to_decide")
        self._as(audit, "technician").action_decide(double.id)
        merge = self._as(double, "coordinator").action_merge_into(kept)
        self.assertEqual(audit.device_id, kept)
        self.assertEqual(kept.last_audit_id, audit.sudo(False))
        self.assertEqual(kept.medium_ids.serial, "S1AAAA11")
        merge.action_undo()
        self.assertEqual((audit.device_id, kept.last_audit_id.id), (double, False))
        self.assertFalse(kept.medium_ids)

    def test_no_hit_makes_a_device_of_its_collection(self):
        collection = self._received_collection({self.laptop: 1})
        audit = self._ingest(collection=collection)
        device = audit.device_id
        self.assertEqual(device.collection_id, collection)
        self.assertEqual((device.state, device.zone), ("received", "intake"))
        self.assertEqual(device.donor_id, self.donor)
        self.assertFalse(device.is_found)

    def test_no_hit_before_the_pick_up_makes_an_announced_device(self):
        audit = self._ingest(collection=self._announced_collection())
        self.assertEqual(audit.device_id.state, "announced")

    def test_no_hit_makes_a_device_found_at_the_site(self):
        device = self._ingest().device_id
        self.assertEqual((device.warehouse_id, device.zone), (self.north, "intake"))
        self.assertEqual((device.state, device.is_found), ("received", True))
        self.assertEqual(device.category_id, self.laptop)
        collection = self._received_collection({self.laptop: 1})
        self._as(device, "logistics").collection_id = collection
        other = self._received_collection({self.laptop: 1})
        with self.assertRefused("is not changed by hand any more", device):
            self._as(device, "logistics").collection_id = other

    def test_machine_without_number_is_known_by_its_disk(self):
        first = self._ingest(lshw(serial="To Be Filled By O.E.M.")).device_id
        again = self._ingest(lshw(serial="To Be Filled By O.E.M.", ram=4))
        self.assertEqual((again.state, again.candidate_ids), ("to_decide", first))
        self.assertIn("its disk was seen in", again.decision_reason)
        self.assertEqual(first.medium_ids.serial, "S1AAAA11")
        self._as(again, "technician").action_decide(first.id)
        self.assertEqual(len(first.audit_ids), 2)

    def test_unknown_kind_waits_for_a_person(self):
        content = lshw(description="", configuration={}, product="", vendor="")
        content = content.replace(b'"Notebook"', b'""')
        audit = self._ingest(content)
        self.assertIn("choose its category", audit.decision_reason)
        technician = self._as(audit, "technician")
        with self.assertRefused("choose its category", audit, undone=True):
            technician.action_create_device()
        technician.category_id = self.desktop
        technician.action_create_device()
        self.assertEqual(audit.device_id.category_id, self.desktop)

    def test_device_of_another_site_is_left_alone(self):
        theirs = self._known_device(site=self.south)
        audit = self._ingest()
        self.assertEqual(audit.state, "to_decide")
        self.assertIn("ask a coordinator", audit.decision_reason)
        self.assertFalse(audit.candidate_ids)
        self.assertFalse(theirs.audit_ids)
        with self.assertRefused("", audit, theirs, error=AccessError):
            self._as(audit, "technician").action_decide(theirs.id)
        self._as(audit, "coordinator").action_decide(theirs.id)
        self.assertEqual(audit.device_id, theirs)

    def test_decided_audit_is_not_decided_again(self):
        device = self._known_device()
        audit = self._ingest()
        other = self._received_device()
        with self.assertRefused("nothing is to be decided", audit, device, other):
            self._as(audit, "technician").action_decide(other.id)


@tagged("-at_install", "post_install")
class TestSecondAudit(AuditCase):
    def test_swapped_disk_and_lost_memory_are_told(self):
        device = self._audited(ram=16)
        second = self._ingest(lshw(disks=(("S1BBBB22", 512_110_190_592),), ram=8))
        self.assertEqual(device.audit_ids[0], second.sudo(False))
        self.assertEqual(len(device.audit_ids), 2)
        text = second.with_context(lang="en_US").changes_text
        self.assertIn("Memory (gib): 16", text)
        self.assertIn("S1AAAA11", text.split("Removed")[1].splitlines()[0])
        self.assertIn("S1BBBB22", text.split("New")[1].splitlines()[0])
        present = device.medium_ids.filtered("is_present")
        self.assertEqual(present.serial, "S1BBBB22")
        self.assertIn("medium_added", device.event_ids[0].facts["changes"])

    def test_first_audit_of_another_model_says_so(self):
        device = self._known_device(model="Latitude 5490")
        audit = self._ingest()
        self.assertEqual(device.model, "ThinkPad T460")
        text = audit.with_context(lang="en_US").changes_text
        self.assertIn("Latitude 5490 before, ThinkPad T460 now", text)
        same = self._known_device(serial="PF-2", model="thinkpad t460")
        audit = self._ingest(lshw(serial="PF-2"))
        self.assertEqual(audit.device_id, same)
        self.assertFalse(audit.changes)

    def test_audit_without_rights_takes_no_disk_away(self):
        device = self._audited()
        specs = dict(device.last_audit_id.specs, media=[], media_known=False)
        blind = self.audits.create(
            {"file_name": "x", "sha256": "0" * 64, "specs": specs, "format": "x"}
        )
        blind._attach_to(device)
        self.assertTrue(device.medium_ids.is_present)
        self.assertEqual(device.erasure_state, "open")

    def test_disk_that_turns_up_closes_the_gate_again(self):
        device = self._audited()
        self._prove(device)
        device._move_to("graded")
        device._move_to("ready")
        device.action_place(self.north._zone("ready"))
        self._ingest(lshw(disks=(("S1AAAA11", 256_060_514_304), ("S1CCCC33", 10**12))))
        self.assertEqual((device.state, device.erasure_state), ("ready", "open"))
        self.assertIn("gate_closed_again", self._events(device))
        with self.assertRefused("S1CCCC33", device, undone=True):
            device._move_to("promised")
        self._prove(device)
        device._move_to("promised")

    def test_erased_disk_keeps_its_proof_in_another_machine(self):
        first = self._audited()
        self._prove(first)
        second = self._known_device(serial="PF-9999")
        self._ingest(lshw(serial="PF-9999"))
        self.assertEqual(second.erasure_state, "proven")
        self.assertEqual(first.erasure_state, "open")
        self.assertFalse(first.medium_ids)

    def test_same_serial_number_on_another_disk_proves_nothing(self):
        first = self._audited()
        self._prove(first)
        second = self._known_device(serial="PF-9999")
        self._ingest(lshw(serial="PF-9999", disks=(("S1AAAA11", 10**12),)))
        self.assertEqual(second.erasure_state, "open")
        self.assertEqual(first.erasure_state, "proven")


@tagged("-at_install", "post_install")
class TestByHand(AuditCase):
    def test_disks_read_by_a_person(self):
        device = self._received_device()
        audit = self._audit(device, self._disk("WD-1"), self._disk("WD-2", kind="HDD"))
        self.assertEqual((audit.format, audit.state), ("by_hand", "matched"))
        self.assertEqual(device.medium_ids.mapped("serial"), ["WD-1", "WD-2"])

    def test_empty_computer_is_looked_into(self):
        device = self._received_device()
        with self.assertRefused("audit it first", device):
            self._as(device, "technician").action_confirm_no_medium()
        self.audits.ingest_by_hand(device, [], "no disk bay")
        self.assertEqual(device.erasure_state, "open")
        with self.assertRefused("look inside", device):
            device._move_to("erased")
        self._as(device, "technician").action_confirm_no_medium()
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))
        self._audit(device)
        self.assertEqual(device.erasure_state, "open")
        with self.assertRaises(UserError):
            device._move_to("graded")

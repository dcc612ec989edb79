"""What was told stays told: audits replayed, disks that move, proofs made up."""

from base64 import b64encode

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .erasure_files import Disk, log
from .test_audit import AuditCase, lshw
from .test_erasure import HDD, SSD, ErasureCase

A = ("S1AAAA11", 256_060_514_304)
B = ("S1BBBB22", 512_110_190_592)
C = ("S1CCCC33", 1_000_204_886_016)


@tagged("-at_install", "post_install")
class TestReplayed(AuditCase):
    def _again(self, audit):
        self._as(audit, "technician").action_read_again()

    def test_older_audit_read_again_takes_no_disk_away(self):
        device = self._known_device()
        first = self._ingest(lshw(disks=(A,)))
        second = self._ingest(lshw(disks=(A, B), ram=16))
        self._again(first)
        self.assertEqual(device.last_audit_id, second.sudo(False))
        present = device.medium_ids.filtered("is_present")
        self.assertEqual(set(present.mapped("serial")), {A[0], B[0]})
        self.assertEqual(device.ram_gib, 16)
        self._prove(device)
        self.assertEqual(device.erasure_state, "proven")

    def test_last_audit_read_again_changes_nothing(self):
        device = self._known_device()
        self._ingest(lshw(disks=(A,)))
        last = self._ingest(lshw(disks=(A, B)))
        changes = last.changes
        self._again(last)
        self.assertEqual(device.last_audit_id, last.sudo(False))
        self.assertEqual(last.changes, changes)

    def test_audit_decided_late_is_history(self):
        first, second = self._known_device(), self._known_device()
        late = self._ingest(lshw(disks=(A,)))
        self.assertEqual(late.state, "to_decide")
        self._ingest(lshw(disks=(A, B)), ec_id=second.name)
        self.audits.search([("state", "=", "to_decide")])[0].sudo()._attach_to(second)
        self._as(late, "technician").action_decide(second.id)
        self.assertEqual(late.state, "matched")
        present = second.medium_ids.filtered("is_present")
        self.assertEqual(set(present.mapped("serial")), {A[0], B[0]})
        self.assertFalse(first.audit_ids)

    def test_audit_read_again_steals_no_disk(self):
        giver = self._known_device()
        audit = self._ingest(lshw(disks=(A,)))
        taker = self._known_device(serial="PF-9999")
        self._ingest(lshw(serial="PF-9999", disks=(A, B)))
        taker.action_record_destruction(
            taker.medium_ids.filtered(lambda m: m.serial == B[0]), "Drilled"
        )
        self._again(audit)
        self.assertEqual(taker.erasure_state, "open")
        with self.assertRefused(A[0], taker):
            taker._move_to("erased")
        self.assertEqual(giver.erasure_state, "open")

    def test_disk_seen_elsewhere_still_counts_where_the_last_audit_lists_it(self):
        device = self._known_device()
        self._ingest(lshw(disks=(A, B)))
        device.action_record_destruction(
            device.medium_ids.filtered(lambda m: m.serial == B[0]), "Drilled"
        )
        # Somebody sends a file of another machine that lists the other disk.
        other = self._known_device(serial="PF-9999")
        self._ingest(lshw(serial="PF-9999", disks=(A,)))
        self.assertEqual(other.medium_ids.serial, A[0])
        self.assertEqual(device.erasure_state, "open")
        with self.assertRefused("audit it again", device):
            device._move_to("erased")
        self._ingest(lshw(disks=(B,), ram=4))
        self._ingest(lshw(disks=(C,), ram=4))
        self._prove(device)
        self.assertEqual(device.erasure_state, "proven")

    def test_disk_fitted_after_the_audit_stays_when_it_is_read_again(self):
        device = self._audited()
        self._prove(device)
        donor = self._received_device()
        self._audit(donor, self._disk("FITTED-1"))
        donor.medium_ids._fit_into(device)
        self._again(device.last_audit_id)
        self.assertEqual(device.erasure_state, "open")
        self.assertIn("FITTED-1", device._missing_proof())

    def test_context_attaches_no_audit(self):
        theirs = self._received_device(site=self.south)
        ids = self._rpc(
            "volunteer",
            "emmaus.audit",
            "ingest",
            "a.json",
            b64encode(lshw()).decode(),
            context={
                "default_device_id": theirs.id,
                "default_state": "matched",
                "default_is_present": True,
            },
        )
        self.assertNotEqual(self.audits.browse(ids).device_id, theirs)
        self.assertFalse(theirs.audit_ids or theirs.medium_ids)

    def test_journal_names_the_disk_that_is_gone(self):
        device = self._known_device()
        self._ingest(lshw(disks=(A, B)))
        self._ingest(lshw(disks=(B,)))
        self.assertIn(A[0], device.event_ids[0].facts["medium"][0])

    def test_disk_of_the_machine_itself_goes_before_its_namesake(self):
        device, other = self._received_device(), self._received_device()
        disk = self._disk("TWIN-001")
        self._audit(other, disk)
        self._prove(other)
        twin = self.env["emmaus.medium"].create({"serial": "TWIN-001"})
        twin._fit_into(device)
        self._audit(device, {**disk, "size_gb": None, "kind": None})
        self.assertEqual(device.medium_ids, twin)
        self.assertEqual(device.erasure_state, "open")
        self.assertEqual(other.erasure_state, "proven")

    def test_raw_files_are_not_changed_as_attachments(self):
        device = self._audited()
        proof = self.env["emmaus.erasure"].create(
            {"medium_id": device.medium_ids.id, "report": b64encode(b"erased")}
        )
        proof.action_start()
        proof.action_pass()
        bad = b64encode(b"forged").decode()
        for record, name in ((device.last_audit_id, "raw"), (proof, "report")):
            files = self.env["ir.attachment"].search(
                [("res_model", "=", record._name), ("res_field", "=", name)]
                + [("res_id", "=", record.id)]
            )
            self.assertTrue(files)
            forged = {"name": name, "res_model": record._name, "res_id": record.id}
            for role in ("technician", "administrator"):
                for method, args in (
                    ("write", (files.ids, {"datas": bad})),
                    ("write", (files.ids, {"res_id": 0})),
                    ("unlink", (files.ids,)),
                    ("create", ([{**forged, "res_field": name, "datas": bad}],)),
                ):
                    with (
                        self.subTest(model=record._name, role=role, method=method),
                        self.assertRefused("", record, undone=True),
                    ):
                        self._rpc(role, "ir.attachment", method, *args)
        planned = self.env["emmaus.erasure"].create(
            {"medium_id": device.medium_ids.id, "report": b64encode(b"first")}
        )
        self._as(planned, "technician").report = b64encode(b"second")
        self.assertEqual(planned.report, b64encode(b"second"))

    def test_reading_by_hand_is_not_read_again(self):
        device = self._received_device()
        audit = self._audit(device)
        with self.assertRefused("was read by hand", audit, device):
            self._again(audit)

    def test_audit_of_a_device_stays_its_own_when_no_reader_reads_it(self):
        device = self._audited()
        audit = device.last_audit_id
        audit.sudo().raw = b64encode(b"not an audit any more")
        self._again(audit)
        self.assertEqual((audit.state, audit.device_id), ("matched", device))
        self.assertTrue(audit.error)

    def test_undone_merge_leaves_each_what_its_last_audit_lists(self):
        kept = self._known_device()
        double = self._announced_device(identifiers={"serial": "PF-1234"})
        audit = self._ingest(lshw(disks=(A,)))
        self._as(audit, "technician").action_decide(double.id)
        merge = self._as(double, "coordinator").action_merge_into(kept)
        self._ingest(lshw(disks=(A, B)))
        kept.action_record_destruction(
            kept.medium_ids.filtered(lambda m: m.serial == B[0]), "Drilled"
        )
        merge.action_undo()
        self.assertEqual(kept.erasure_state, "open")
        self.assertRaises(UserError, kept._move_to, "erased")

    def test_serial_number_learnt_later_is_another_disk_once_erased(self):
        device = self._received_device()
        nameless = {**self._disk(), "serial": None}
        self._audit(device, nameless)
        self._prove(device)
        named = {**nameless, "serial": "TOLD-LATER-1"}
        self._audit(device, named)
        self.assertEqual(device.erasure_state, "open")
        # What nobody erased is the same disk, better known.
        other = self._received_device()
        self._audit(other, nameless)
        self._audit(other, {**nameless, "serial": "TOLD-LATER-2"})
        self.assertEqual(other.medium_ids.serial, "TOLD-LATER-2")

    def test_collection_is_given_by_its_id(self):
        mine = self._received_collection({self.laptop: 1})
        theirs = self._received_collection({self.laptop: 1}, site=self.south)
        content = b64encode(lshw()).decode()
        args = ("volunteer", "emmaus.audit", "ingest", "a.json", content)
        with self.assertRefused("", theirs, error=AccessError):
            self._rpc(*args, collection=theirs.id)
        self._rpc(*args, collection=mine.id)
        self.assertEqual(self.audits.search([], limit=1).collection_id, mine)

    def test_what_is_no_base64_is_refused(self):
        for model in ("emmaus.audit", "emmaus.erasure"):
            with self.assertRefused("is not what a file holds"):
                self._rpc("volunteer", model, "ingest", "a", "a")

    def test_odd_values_are_kept_or_refused_and_never_break(self):
        for number, disks in enumerate(
            (
                ((f"S1AAAA{chr(0)}11", 256_060_514_304),),
                (("S1AAAA11", float("inf")),),
                (("S1AAAA11", float("nan")),),
                tuple((f"S1A{i:05}", 10**11) for i in range(3)),
                ((f"{'S1A' * 5000}", 10**11),),
            )
        ):
            with self.subTest(number=number):
                audit = self._ingest(lshw(serial=f"ODD-{number}X", disks=disks))
                self.env.flush_all()
                self.assertTrue(audit.state)


@tagged("-at_install", "post_install")
class TestMadeUp(ErasureCase):
    def test_level_follows_from_the_method(self):
        device = self._device_with(SSD)
        forged = {"level": "purge", "warehouse_id": self.south.id}
        erasure = self._attempt(device, method="overwrite", **forged)
        self.assertEqual((erasure.level, erasure.warehouse_id), ("clear", self.north))
        erasure.write(forged)
        self.assertEqual((erasure.level, erasure.warehouse_id), ("clear", self.north))

    def test_context_forges_nothing(self):
        device = self._device_with()
        other = self._received_device()
        ids = self._rpc(
            "technician",
            "emmaus.erasure",
            "create",
            [{"medium_id": device.medium_ids.id, "method": "ata_erase"}],
            context={
                "default_evidence": "machine",
                "default_proven_at": "2026-01-01 00:00:00",
                "default_report_sha256": "0" * 64,
                "default_level": "purge",
                "default_user_id": self.users["auditor"].id,
                "default_device_id": other.id,
            },
        )
        erasure = self.erasures.browse(ids)
        self.assertFalse(erasure.evidence or erasure.proven_at or erasure.report_sha256)
        self.assertEqual((erasure.level, erasure.device_id), ("clear", device))
        self.assertEqual(erasure.user_id, self.users["technician"])

    def test_medium_of_another_site_comes_by_no_context(self):
        theirs = self._device_with(site=self.south)
        with self.assertRefused("Choose the medium", theirs):
            self._rpc(
                "technician",
                "emmaus.erasure",
                "create",
                [{"method": "destruction", "reason": "Drilled"}],
                context={"default_medium_id": theirs.medium_ids.id},
            )

    def test_device_follows_from_the_medium(self):
        device, other = self._device_with(HDD), self._device_with(SSD)
        erasure = self._attempt(device)
        erasure.write({"device_id": other.id})
        self.assertEqual(erasure.device_id, device)
        erasure.write({"medium_id": other.medium_ids.id})
        self.assertEqual(erasure.device_id, other)
        erasure.action_start()
        with self.assertRefused("is under way", erasure):
            erasure.write({"medium_id": device.medium_ids.id})

    def test_report_tells_the_method_and_the_time(self):
        device = self._device_with(SSD)
        content = log(Disk(serial=SSD["serial"], size=256060514304))
        erasure = self._attempt(
            device,
            method="sanitize_crypto",
            report=b64encode(content),
            ended_at=fields.Datetime.now(),
            tool="mine",
        )
        erasure.action_start()
        erasure.action_pass()
        self.assertEqual((erasure.method, erasure.level), ("overwrite", "clear"))
        self.assertEqual((erasure.tool, erasure.ended_at.year), ("nwipe", 2026))
        self.assertEqual(erasure.ended_at.month, 3)

    def test_old_report_sent_by_hand_proves_nothing_after_a_return(self):
        device = self._device_with()
        self._ingest(log())
        for state in ("graded", "ready", "promised", "delivered", "received"):
            device._move_to(state)
        erasure = self._attempt(
            device, report=b64encode(log() + b"\n"), ended_at="2099-01-01 00:00:00"
        )
        erasure.action_start()
        erasure.action_pass()
        self.assertEqual(device.erasure_state, "open")

    def test_computer_is_not_reset_on_its_medium_either(self):
        device = self._device_with({**HDD, "kind": False})
        for kind in (False, "INTERNAL"):
            device.medium_ids.sudo().kind = kind
            erasure = self._attempt(
                device, method="factory_reset", account_lock_removed=True
            )
            erasure.action_start()
            with (
                self.subTest(kind=kind),
                self.assertRefused("erase the disk itself", erasure, device),
            ):
                erasure.action_pass()

    def test_report_that_found_its_device_is_of_its_site(self):
        erasure = self._ingest()
        self.assertTrue(self._as(erasure, "technician").has_access("read"))
        self._device_with(site=self.south)
        self.assertEqual(erasure.warehouse_id, self.south)
        self.assertFalse(self._as(erasure, "technician").has_access("read"))

"""Proofs of erasure: one for each medium, believed as far as they go, then frozen."""

from base64 import b64encode
from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EmmausCase
from .erasure_files import Disk, log

HDD = {"kind": "HDD", "serial": "WD-WX31A30K1234", "size_gb": 500.1, "model": "WDC"}
SSD = {"kind": "SSD", "serial": "S21CNXAG123456", "size_gb": 256.1, "model": "MZ"}


class ErasureCase(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.erasures = cls.env["emmaus.erasure"]

    def _ingest(self, content=None, role="volunteer", name="nwipe.log"):
        return self._as(self.erasures, role).ingest(name, content or log())

    def _device_with(self, *media, **vals):
        device = self._received_device(**vals)
        self._audit(device, *(media or (HDD,)))
        return device

    def _attempt(self, device, **vals):
        vals = {"medium_id": device.medium_ids[:1].id, "method": "ata_erase", **vals}
        return self._as(self.erasures, "technician").create(vals)


@tagged("-at_install", "post_install")
class TestReports(ErasureCase):
    def test_report_erases_the_device(self):
        device = self._device_with()
        erasure = self._ingest()
        self.assertEqual(erasure.state, "passed")
        self.assertEqual(erasure.device_id, device)
        self.assertEqual(
            (erasure.tool, erasure.tool_version, erasure.method, erasure.level),
            ("nwipe", "0.34", "overwrite", "clear"),
        )
        self.assertEqual(erasure.evidence, "machine")
        self.assertEqual(erasure.standard_id.revision, "r2")
        self.assertEqual(len(erasure.report_sha256), 64)
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))
        self.assertEqual(self._events(device)[-2:], ["medium_erased", "erased"])
        self.assertEqual(self._events(erasure), ["running", "passed"])
        self.assertFalse(self._broken())

    def test_times_of_the_report_are_those_of_the_place(self):
        self.users["volunteer"].tz = "Europe/Paris"
        erasure = self._ingest()
        self.assertEqual(f"{erasure.started_at:%Y-%m-%d %H}", "2026-03-02 08")

    def test_same_report_twice_gives_the_same_proofs(self):
        device = self._device_with()
        first = self._ingest()
        events = self._events(device)
        self.assertEqual(self._ingest(name="copy.log"), first)
        self.assertEqual(self._events(device), events)

    def test_overwriting_an_ssd_clears_it_and_never_purges(self):
        device = self._device_with(SSD)
        disk = Disk(serial=SSD["serial"], model="SAMSUNG MZ", size=256060514304)
        erasure = self._ingest(log(disk, method="PRNG Stream", passes=1))
        self.assertEqual(device.medium_ids.kind, "SSD")
        self.assertEqual((erasure.state, erasure.level), ("passed", "clear"))

    def test_errors_counted_beside_the_word_erased_fail(self):
        for errors in ((1, 0, 0), (0, 3, 0), (0, 0, 1)):
            device = self._device_with()
            erasure = self._ingest(log(Disk(errors=errors)), name=str(errors))
            with self.subTest(errors=errors):
                self.assertEqual(erasure.state, "failed")
                self.assertTrue(erasure.reason)
                self.assertEqual(
                    (device.state, device.erasure_state), ("received", "open")
                )

    def test_run_that_did_not_end_fails(self):
        device = self._device_with()
        erasure = self._ingest(log(end=None, tables=False))
        self.assertEqual(erasure.state, "failed")
        self.assertEqual(device.erasure_state, "open")

    def test_failed_then_passed(self):
        device = self._device_with()
        self._ingest(log(Disk(errors=(1, 0, 0))), name="first")
        self._ingest(name="second")
        self.assertEqual(device.erasure_ids.mapped("state"), ["passed", "failed"])
        self.assertEqual(device.state, "erased")

    def test_without_verification_the_evidence_is_weaker(self):
        self._device_with()
        erasure = self._ingest(log(verify="NV"))
        self.assertEqual(erasure.state, "passed")
        self.assertEqual(
            (erasure.verification, erasure.evidence), ("none", "machine_unverified")
        )

    def test_every_medium_needs_its_proof(self):
        device = self._device_with(HDD, SSD)
        self._ingest()
        self.assertEqual((device.state, device.erasure_state), ("received", "open"))
        with self.assertRefused(SSD["serial"], device):
            device._move_to("erased")
        self._ingest(log(Disk(serial=SSD["serial"], size=256060514304)))
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))

    def test_one_report_of_disks_of_several_devices(self):
        first, second = self._device_with(HDD), self._device_with(SSD)
        disks = (
            Disk(),
            Disk(path="/dev/sdb", serial=SSD["serial"], size=256060514304),
        )
        erasures = self._ingest(log(*disks))
        self.assertEqual(erasures.device_id, first | second)
        self.assertEqual((first | second).mapped("state"), ["erased", "erased"])

    def test_report_before_the_audit_waits_for_its_disk(self):
        erasure = self._ingest()
        self.assertFalse(erasure.device_id)
        device = self._device_with()
        self.assertEqual(erasure.medium_id.device_id, device)
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))

    def test_report_of_another_size_proves_nothing(self):
        device = self._device_with()
        erasure = self._ingest(log(Disk(size=10**12)))
        self.assertNotEqual(erasure.medium_id, device.medium_ids)
        self.assertEqual(device.erasure_state, "open")

    def test_what_is_no_report_is_refused(self):
        with self.assertRefused("No report of an erasure was recognised"):
            self._ingest(b"All disks were erased, I promise.\n" * 3)

    def test_report_without_serial_number_is_attached_by_a_technician(self):
        nameless = {**SSD, "serial": None}
        device = self._device_with(nameless)
        told = self.env["emmaus.medium"].create({"kind": "SSD", "size_gb": 256.0})
        proof = self.erasures.create({"medium_id": told.id, "tool": "nwipe"})
        proof._move_to("running")
        proof._pass({"evidence": "machine"})
        medium = device.medium_ids
        with self.assertRefused("", device, proof, error=AccessError):
            self._as(proof, "volunteer").action_attach_to(medium)
        self._as(proof, "technician").action_attach_to(medium)
        self.assertEqual((proof.medium_id, proof.device_id), (medium, device))
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))

    def test_named_report_is_attached_to_no_other_disk(self):
        device = self._device_with(SSD)
        erasure = self._ingest()
        with self.assertRefused("it proves that one and no other", erasure, device):
            self._as(erasure, "technician").action_attach_to(device.medium_ids)

    def test_auditor_sends_none(self):
        with self.assertRefused("it records none", error=AccessError):
            self._ingest(role="auditor")


@tagged("-at_install", "post_install")
class TestDeclared(ErasureCase):
    def test_report_of_another_tool(self):
        device = self._device_with()
        erasure = self._attempt(device)
        erasure.action_start()
        with self.assertRefused("attach the report", erasure, device):
            erasure.action_pass()
        erasure.report = b64encode(b"Secure Erase: success")
        erasure.action_pass()
        self.assertEqual((erasure.state, erasure.evidence), ("passed", "declared"))
        self.assertEqual(device.state, "erased")

    def test_report_that_can_be_read_has_the_last_word(self):
        device = self._device_with()
        stranger = log(Disk(serial="OTHER-DISK-1"))
        for content, sentence in (
            (stranger, "attach the report of this medium"),
            (log(Disk(errors=(2, 0, 0))), "cannot count as erased"),
        ):
            erasure = self._attempt(device, report=b64encode(content))
            erasure.action_start()
            with self.assertRefused(sentence, erasure, device):
                erasure.action_pass()
        erasure = self._attempt(device, report=b64encode(log()))
        erasure.action_start()
        erasure.action_pass()
        self.assertEqual(erasure.evidence, "machine")

    def test_counted_errors_do_not_pass(self):
        erasure = self._attempt(self._device_with(), verify_errors=1)
        erasure.report = b64encode(b"x")
        erasure.action_start()
        with self.assertRefused("errors were counted", erasure):
            erasure.action_pass()

    def test_what_is_settled_is_frozen(self):
        device = self._device_with()
        erasure = self._ingest()
        for role in ("technician", "administrator"):
            mine = self._as(erasure, role)
            for vals in ({"verify_errors": 0}, {"report": False}, {"tool": "other"}):
                with self.assertRefused("it is kept as it is", erasure):
                    mine.write(vals)
            with self.assertRefused("it is kept as it is", erasure):
                mine.unlink()
            with self.assertRefused("cannot go from", erasure):
                mine.action_fail("no")
        self.assertEqual(device.state, "erased")

    def test_proof_is_not_written_by_hand(self):
        device = self._device_with()
        erasure = self._attempt(device, evidence="machine", proven_at="2026-01-01")
        self.assertFalse(erasure.evidence or erasure.proven_at)
        erasure.write({"evidence": "machine"})
        self.assertFalse(erasure.evidence)
        with self.assertRefused("is not set by hand", erasure, device):
            erasure.write({"state": "passed"})
        with self.assertRefused("", erasure, device, error=AccessError):
            self._rpc("technician", "emmaus.erasure", "_pass", erasure.ids, {})

    def test_failed_attempt_says_why_and_is_tried_again(self):
        erasure = self._attempt(self._device_with())
        erasure.action_start()
        with self.assertRefused("Say why the erasure", erasure):
            erasure.action_fail()
        erasure.action_fail("bad sectors")
        again = self.erasures.browse(erasure.action_retry()["res_id"])
        self.assertEqual((again.state, again.medium_id), ("planned", erasure.medium_id))

    def test_medium_of_another_site_is_out_of_reach(self):
        theirs = self._device_with(site=self.south)
        with self.assertRefused("", theirs, error=AccessError):
            self._attempt(theirs)

    def test_logistics_declares_nothing(self):
        device = self._device_with()
        with self.assertRefused("", device, error=AccessError):
            self._as(device, "logistics").action_record_destruction(
                device.medium_ids.ids, "drilled"
            )


@tagged("-at_install", "post_install")
class TestDestruction(ErasureCase):
    def test_destroyed_disk_is_a_proof(self):
        device = self._device_with()
        mine = self._as(device, "technician")
        with self.assertRefused("how and by whom", device, undone=True):
            mine.action_record_destruction(device.medium_ids.ids, "")
        proof = mine.action_record_destruction(device.medium_ids.ids, "Drilled by me")
        self.assertEqual((proof.level, proof.evidence), ("destroy", "declared"))
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))

    def test_destroyed_disk_that_turns_up_again_proves_nothing(self):
        device = self._device_with()
        device.action_record_destruction(device.medium_ids.ids, "Drilled by me")
        self._audit(device, HDD, reason_for="again")
        self.assertEqual(device.erasure_state, "open")

    def test_media_of_another_device(self):
        device, other = self._device_with(), self._device_with(SSD)
        with self.assertRefused("Choose the media of", device, other):
            self._as(device, "technician").action_record_destruction(
                other.medium_ids.ids, "Drilled"
            )


@tagged("-at_install", "post_install")
class TestPhone(ErasureCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.phone = cls.env.ref("emmaus_connect.device_category_smartphone")

    def test_factory_reset_with_the_lock_removed(self):
        device = self._received_device(category=self.phone)
        mine = self._as(device, "technician")
        with self.assertRefused("no account asks", device, undone=True):
            mine.action_record_reset()
        proof = mine.action_record_reset(
            account_lock_removed=True, imei="490154203237518"
        )
        self.assertEqual((proof.level, proof.imei), ("clear", "490154203237518"))
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))

    def test_computer_is_not_reset(self):
        device = self._received_device()
        with self.assertRefused("a factory reset proves nothing", device):
            self._as(device, "technician").action_record_reset(
                account_lock_removed=True
            )

    def test_nobody_resets_what_is_not_here(self):
        device = self._announced_device(category=self.phone)
        with self.assertRefused("receive it before", device):
            self._as(device, "technician").action_record_reset(
                account_lock_removed=True
            )


@tagged("-at_install", "post_install")
class TestReturned(ErasureCase):
    def test_what_was_used_again_is_erased_again(self):
        device = self._device_with()
        report = log()
        self._ingest(report)
        for state in ("graded", "ready", "promised", "delivered"):
            device._move_to(state)
        device._move_to("received")
        self.assertEqual((device.state, device.erasure_state), ("received", "open"))
        # The old report proves nothing about what the next owner left.
        self._ingest(report)
        self._ingest(report + b"\n", name="the same run, saved again")
        self.assertEqual(device.erasure_state, "open")
        with self.assertRefused("Still to erase", device):
            device._move_to("erased")
        # The proof of the next day.
        with freeze_time(fields.Datetime.now() + timedelta(days=1)):
            erasure = self._attempt(device, report=b64encode(b"again"))
            erasure.action_start()
            erasure.action_pass()
        self.assertEqual((device.state, device.erasure_state), ("erased", "proven"))

    def test_category_does_not_open_the_gate(self):
        device = self._device_with()
        for vals in ({"data_bearing": False},):
            with self.assertRefused("waits to be erased", self.laptop, undone=True):
                self._as(self.laptop, "administrator").write(vals)
        self.assertEqual(device.erasure_state, "open")

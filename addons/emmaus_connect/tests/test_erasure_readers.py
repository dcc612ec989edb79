import zlib
from datetime import datetime

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from odoo.tests import BaseCase

from ..models.emmaus_erasure_message import PROBLEMS, REASONS, REMARKS
from ..tools.erasing import ErasureReportError, read_erasure_report
from .erasure_files import (
    BY_USER,
    WITH_ERRORS,
    Disk,
    certificate,
    log,
    old_log,
    system_certificate,
)

SSD = Disk(
    path="/dev/nvme0n1",
    model="SAMSUNG MZVLB256HBHQ-000L7",
    serial="S4ELNX0M123456",
    bus="NVME    ",
    size=256060514304,
    size_text=" 256 GB",
)


def read(content, name="nwipe_log.txt"):
    return read_erasure_report(name, content)


def one(content):
    (erasure,) = read(content)
    return erasure


class ReaderCase(BaseCase):
    def assertRefused(self, content, code):
        with self.assertRaises(ErasureReportError) as caught:
            read(content)
        self.assertEqual(caught.exception.code, code)
        self.assertTrue(PROBLEMS[code]._source % caught.exception.values)

    def assertNotProof(self, content, *reasons):
        erasure = one(content)
        self.assertFalse(erasure.passed)
        self.assertEqual(erasure.reasons, list(reasons))
        for reason in reasons:
            self.assertIn(reason, REASONS)


class TestErasureLog(ReaderCase):
    def test_a_log_tells_everything_about_its_disk(self):
        erasure = one(log())
        self.assertEqual(
            erasure.as_dict(),
            {
                "tool": "nwipe",
                "tool_version": "0.34",
                "medium_serial": "WD-WX31A30K1234",
                "medium_model": "WDC WD5000LPLX-08ZNTT0",
                "medium_kind": None,  # 0.34 does not mark SSD
                "size_gb": 500.11,
                "system_serial": "PF0X1Y2Z",
                "method": "DoD Short",
                "rounds": 1,
                "verification": "last",
                "pass_errors": 0,
                "verify_errors": 0,
                "sync_errors": 0,
                "started_at": datetime(2026, 3, 2, 9, 27, 19),
                "ended_at": datetime(2026, 3, 2, 9, 41, 33),
                "operator_name": None,
                "ended_cleanly": True,
                "passed": True,
                "reasons": [],
                "hidden_sectors": None,
                "remarks": [],
            },
        )

    def test_every_version_with_its_own_tables_is_read(self):
        for version in ("0.31", "0.32", "0.34", "0.36", "0.39", "0.42"):
            with self.subTest(version=version):
                erasure = one(log(version=version))
                self.assertEqual((erasure.passed, erasure.reasons), (True, []))
                self.assertEqual(erasure.tool_version, version)
                sync = None if version == "0.31" else 0
                self.assertEqual(erasure.sync_errors, sync)

    def test_version_0_30_counts_nothing_and_says_good_bye_otherwise(self):
        erasure = one(log(version="0.30", end="Nwipe successfully exited."))
        self.assertTrue(erasure.passed)
        self.assertEqual(erasure.pass_errors, 0)
        self.assertIsNone(erasure.sync_errors)

    def test_version_0_24_has_no_summary_at_all(self):
        erasure = one(old_log())
        self.assertTrue(erasure.passed)
        self.assertEqual(erasure.medium_serial, "WD-WX31A30K1234")
        self.assertEqual(erasure.method, "PRNG Stream")
        self.assertEqual(erasure.verification, "last")
        self.assertEqual(erasure.size_gb, 500.11)

    def test_several_disks_are_told_apart(self):
        second = Disk(path="/dev/sdb", serial="S2RBNX0H7654321", model="ST1000LM035")
        first, ssd, other = read(log(Disk(), SSD, second, version="0.39"))
        self.assertEqual(
            [erasure.medium_serial for erasure in (first, ssd, other)],
            ["WD-WX31A30K1234", "S4ELNX0M123456", "S2RBNX0H7654321"],
        )
        self.assertEqual(
            [erasure.medium_kind for erasure in (first, ssd, other)],
            ["HDD", "NVME", "HDD"],
        )
        self.assertTrue(all(erasure.passed for erasure in (first, ssd, other)))

    def test_kind_follows_the_bus(self):
        for bus, version, kind in (
            (" ATA-SSD", "0.36", "SSD"),
            (" SAS    ", "0.36", "HDD"),
            (" MMC    ", "0.39", "INTERNAL"),
            (" USB    ", "0.39", None),
            (" ATA", "0.33", None),
        ):
            with self.subTest(bus=bus):
                erasure = one(log(Disk(bus=bus), version=version))
                self.assertEqual(erasure.medium_kind, kind)

    def test_verification_is_what_was_done(self):
        self.assertEqual(one(log(verify="VA")).verification, "all")
        self.assertEqual(one(log(verify="VL", blank="B")).verification, "last")
        erasure = one(log(verify="NV"))
        self.assertEqual((erasure.verification, erasure.passed), ("none", True))
        self.assertEqual(erasure.remarks, ["not_verified"])
        erasure = one(old_log(verify=False))
        self.assertEqual((erasure.verification, erasure.passed), ("none", True))

    def test_a_verification_that_nobody_sees_does_not_count(self):
        lines = log().splitlines(keepends=True)
        erasure = one(b"".join(line for line in lines if b"Verif" not in line[20:40]))
        self.assertEqual(erasure.verification, "none")
        self.assertIn("verification_unseen", erasure.remarks)

    def test_a_masked_serial_number_is_none(self):
        erasure = one(log(Disk(serial="XXXXXXXXXXXXXXX")))
        self.assertIsNone(erasure.medium_serial)
        self.assertEqual(erasure.remarks, ["no_serial"])

    def test_lines_may_end_as_windows_writes_and_in_any_encoding(self):
        self.assertTrue(one(log().replace(b"\n", b"\r\n")).passed)
        self.assertTrue(one(b"\xef\xbb\xbf" + log()).passed)
        self.assertTrue(one(log().decode().encode("utf-16")).passed)
        latin = log(Disk(model="Disque à l’envers")).decode().encode("cp1252")
        self.assertTrue(one(latin).passed)


class TestErasureLogDoubts(ReaderCase):
    def test_errors_count_although_the_table_says_erased(self):
        for errors, reason in (
            ((3, 0, 0), "pass_errors"),
            ((0, 1, 0), "verify_errors"),
            ((0, 0, 2), "sync_errors"),
        ):
            with self.subTest(reason=reason):
                self.assertNotProof(log(Disk(errors=errors)), reason)

    def test_old_versions_say_erased_beside_a_line_that_counts(self):
        line = ("error", "41 verification errors on '/dev/sda'.")
        content = log(
            Disk(lines=[line]), version="0.30", end="Nwipe successfully exited."
        )
        self.assertNotProof(content, "verify_errors")
        line = ("error", "7 wipe errors on device '/dev/sda'.")
        self.assertNotProof(old_log(more=[line]), "pass_errors")

    def test_the_table_and_the_lines_have_to_agree(self):
        lines = [("error", "12 sync errors on '/dev/sda'.")]
        self.assertNotProof(log(Disk(lines=lines)), "counters_differ", "sync_errors")

    def test_a_failed_disk(self):
        disk = Disk(errors=(9, 0, 0), status="-FAILED-", flag="!")
        erasure = one(log(disk, end=WITH_ERRORS))
        self.assertEqual(erasure.reasons, ["status_failed", "pass_errors"])

    def test_trouble_told_on_the_way_is_enough(self):
        for level, text in (
            ("warning", "Buffer flush failure on '/dev/sda'."),
            ("fatal", "Unable to write to '/dev/sda'."),
            ("warning", "Partial write on '/dev/sda', 512 bytes short."),
            ("notice", "[FAILURE] /dev/sda may not be blanked"),
            ("fatal", "Nwipe exited with non fatal errors on device = /dev/sda"),
        ):
            with self.subTest(text=text):
                self.assertNotProof(log(Disk(lines=[(level, text)])), "trouble_told")

    def test_trouble_of_another_disk_is_not_ours(self):
        bad = Disk(
            path="/dev/sdb",
            serial="BAD1",
            errors=(5, 0, 0),
            status="-FAILED-",
            flag="!",
        )
        good, failed = read(log(Disk(), bad, end=WITH_ERRORS))
        self.assertTrue(good.passed)
        self.assertEqual(failed.reasons, ["status_failed", "pass_errors"])

    def test_a_run_that_ends_with_errors_nobody_explains_proves_nothing(self):
        second = Disk(path="/dev/sdb", serial="OTHER12")
        for end, reason in (
            (WITH_ERRORS, "ended_with_errors"),
            (BY_USER, "ended_by_hand"),
        ):
            for erasure in read(log(Disk(), second, end=end)):
                self.assertEqual(erasure.reasons, [reason])
                self.assertFalse(erasure.ended_cleanly)

    def test_stopped_by_hand(self):
        stopped = Disk(path="/dev/sdb", serial="STOP12", status="UABORTED", flag="!")
        done, aborted = read(log(Disk(), stopped, end=BY_USER))
        self.assertTrue(done.passed, "its table says which disk was stopped")
        self.assertEqual(aborted.reasons, ["aborted"])
        self.assertFalse(aborted.ended_cleanly)

    def test_statuses_that_mean_nothing_good(self):
        self.assertNotProof(log(Disk(status="INSANITY")), "status_unknown")
        self.assertNotProof(log(Disk(flag="!")), "status_flagged")

    def test_a_summary_without_counters_is_no_proof_where_they_are_printed(self):
        lines = log().decode().splitlines(keepends=True)
        start = next(i for i, line in enumerate(lines) if "Error Summary" in line)
        content = "".join(lines[:start] + lines[start + 5 :]).encode()
        self.assertNotProof(content, "no_counters")
        content = log(version="0.31").replace(b"nwipe 0.31", b"nwipe 0.38")
        self.assertNotProof(content, "no_counters")

    def test_a_disk_missing_in_the_summary(self):
        self.assertNotProof(log(tables=False), "no_counters", "no_summary")

    def test_another_serial_number_in_the_summary(self):
        content = log().replace(
            b"WDC WD5000LPLX-08/WD-WX31", b"WDC WD5000LPLX-08/ZZ-9999"
        )
        self.assertNotProof(content, "serial_differs")

    def test_fewer_bytes_than_the_disk_holds(self):
        content = log().replace(
            b"500107862016 bytes written", b"500107861504 bytes written"
        )
        self.assertNotProof(content, "bytes_short")

    def test_reading_only_is_no_erasure(self):
        content = log(method="Verify Zeros (0x00)", passes=1)
        self.assertNotProof(content, "verify_only")

    def test_hidden_sectors_keep_their_data(self):
        line = ("warning", " *** HIDDEN SECTORS DETECTED ! *** on /dev/sda")
        self.assertNotProof(log(Disk(lines=[line])), "hidden_sectors")

    def test_a_log_without_its_beginning(self):
        lines = log().splitlines(keepends=True)
        self.assertNotProof(b"".join(lines[12:]), "beginning_missing")

    def test_the_clock_going_back(self):
        content = log().replace(b"[2026/03/02 09:27:19]", b"[2027/03/02 09:27:19]")
        self.assertNotProof(content, "time_backwards")

    def test_two_disks_with_one_number(self):
        content = log(Disk(), Disk(path="/dev/sdb"))
        self.assertNotProof(content, "serial_twice")

    def test_started_twice_in_one_run(self):
        line = ("notice", "Invoking method 'DoD Short' on /dev/sda")
        self.assertNotProof(log(Disk(lines=[line])), "started_twice")


class TestErasureLogCut(ReaderCase):
    def assertNeverProof(self, content):
        end = len(content.rstrip())
        cuts = [i + 1 for i, byte in enumerate(content[: end - 1]) if byte == 10]
        cuts += range(end - 200, end)  # and within the last words
        for cut in cuts:
            try:
                told = read(content[:cut])
            except ErasureReportError:
                continue
            proofs = [erasure for erasure in told if erasure.passed]
            self.assertFalse(proofs, f"cut after {content[:cut][-60:]}")

    def test_no_log_cut_off_before_its_end_is_a_proof(self):
        second = Disk(path="/dev/sdb", serial="OTHER12")
        for version in ("0.31", "0.34", "0.39"):
            self.assertNeverProof(log(Disk(), second, version=version, blank="B"))
        self.assertNeverProof(log(version="0.30", end="Nwipe successfully exited."))
        self.assertNeverProof(log(version="0.42", verify="VA", passes=1, rounds=2))

    def test_no_old_log_cut_off_before_its_end_is_a_proof(self):
        self.assertNeverProof(old_log())
        self.assertNeverProof(old_log(blank=False))

    def test_zeros_of_a_stick_pulled_out_are_no_end(self):
        content = log()
        self.assertNotProof(content[:-40] + bytes(4000), "not_ended")
        self.assertTrue(one(content + bytes(4000)).passed)

    def test_still_running(self):
        running = log(end=None, tables=False).split(b"Verified pass")[0]
        running += b"[2026/03/02 10:30:00]    info: /dev/sda: 66.31%, round 1 of 1,"
        erasure = one(running)
        self.assertIn("not_ended", erasure.reasons)
        self.assertIn("passes_unfinished", erasure.reasons)
        self.assertIn("verify_unfinished", erasure.reasons)

    def test_blanking_that_never_ended(self):
        content = log(blank="B").replace(
            b"[SUCCESS] Blanked device", b"Something about"
        )
        self.assertIn("blank_unfinished", one(content).reasons)


class TestErasureLogRepeated(ReaderCase):
    def test_the_last_attempt_counts(self):
        failed = log(
            Disk(errors=(4, 0, 0), status="-FAILED-", flag="!"), end=WITH_ERRORS
        )
        erasure = one(failed + log())
        self.assertTrue(erasure.passed)
        self.assertEqual(erasure.remarks, ["earlier_attempt"])
        erasure = one(log() + failed)
        self.assertFalse(erasure.passed)
        self.assertEqual(erasure.remarks, ["earlier_attempt"])

    def test_a_last_attempt_cut_off_undoes_an_earlier_one(self):
        erasure = one(log() + log(end=None, tables=False))
        self.assertFalse(erasure.passed)
        self.assertIn("not_ended", erasure.reasons)

    def test_runs_without_a_banner_are_told_apart(self):
        killed = old_log(end=None)
        erasure = one(killed + old_log())
        self.assertTrue(erasure.passed)
        self.assertEqual(erasure.remarks, ["earlier_attempt"])
        first, second = read(old_log() + old_log(Disk(serial="NEXT123")))
        self.assertTrue(first.passed and second.passed)


class TestErasureCertificate(ReaderCase):
    def test_a_certificate_tells_everything_about_its_disk(self):
        erasure = one(certificate())
        self.assertEqual(
            erasure.as_dict(),
            {
                "tool": "nwipe",
                "tool_version": "0.39",
                "medium_serial": "50026B7783A1B2C3",
                "medium_model": "KINGSTON SA400S37240G",
                "medium_kind": "SSD",
                "size_gb": 240.06,
                "system_serial": "PF0X1Y2Z",
                "method": "PRNG Stream",
                "rounds": 1,
                "verification": "last",
                "pass_errors": 0,
                "verify_errors": 0,
                "sync_errors": 0,
                "started_at": datetime(2026, 3, 2, 9, 15, 7),
                "ended_at": datetime(2026, 3, 2, 10, 2, 41),
                "operator_name": "Samira B.",
                "ended_cleanly": True,
                "passed": True,
                "reasons": [],
                "hidden_sectors": False,
                "remarks": [],
            },
        )

    def test_compressed_pages_and_retries_are_read_too(self):
        retries = {
            "Errors(pass/sync/verify)": None,
            "Errors(pass/sync/verify/retries)": "0/0/0/0",
        }
        content = certificate(retries, version="0.42", pageCompression=1)
        self.assertTrue(one(content).passed)

    def test_each_field_that_speaks_against_it(self):
        for fields, *reasons in (
            ({"Status": "FAILED", "Errors(pass/sync/verify)": "7/0/0"},
             "status_failed", "pass_errors"),
            ({"Status": "ABORTED", "Rounds(completed/requested)": "0/1"},
             "aborted", "passes_unfinished"),
            ({"Status": None}, "status_unknown"),
            ({"Errors(pass/sync/verify)": "0/3/0"}, "sync_errors"),
            ({"Errors(pass/sync/verify)": "0/0/3"}, "verify_errors"),
            ({"Errors(pass/sync/verify)": None}, "no_counters"),
            ({"*Bytes Erased": "240057409024, (99.99%)"}, "bytes_short"),
            ({"*Bytes Erased": "240057409024, (100.00%)"}, "bytes_short"),
            ({"HPA/DCO": "Hidden sectors found!"}, "hidden_sectors"),
            ({"End time": "2026/03/01 10:02:41"}, "time_backwards"),
            ({"End time": None}, "no_dates"),
            ({"Method": "Verify Ones  (0xFF)"}, "verify_only"),
        ):  # fmt: skip
            with self.subTest(fields=fields):
                self.assertNotProof(certificate(fields), *reasons)

    def test_no_verification_is_told(self):
        erasure = one(certificate({"Verify Pass(Last/All/None)": "None"}))
        self.assertEqual((erasure.passed, erasure.verification), (True, "none"))

    def test_several_certificates_in_one_file(self):
        disks = ({}, {"Serial": "SECOND2", "Status": "FAILED"}, {"Serial": "THIRD33"})
        told = read(certificate(*disks))
        self.assertEqual([erasure.passed for erasure in told], [True, False, True])

    def test_the_report_of_a_whole_machine(self):
        told = read(system_certificate({}, {"Serial": "SECOND2", "Status": "FAILED"}))
        self.assertEqual(
            [(erasure.medium_serial, erasure.passed) for erasure in told],
            [("50026B7783A1B2C3", True), ("SECOND2", False)],
        )
        self.assertEqual({erasure.system_serial for erasure in told}, {"PF0X1Y2Z"})

    def test_the_last_certificate_of_a_disk_counts(self):
        erasure = one(certificate({}, {"Status": "FAILED"}))
        self.assertEqual(erasure.reasons, ["status_failed"])
        self.assertEqual(erasure.remarks, ["earlier_attempt"])


class TestErasureRefusals(ReaderCase):
    def test_files_of_other_kinds(self):
        self.assertRefused(b"", "empty_file")
        self.assertRefused(b"\0" * 50, "empty_file")
        self.assertRefused(b"\x89PNG\r\n\x1a\n" + bytes(40), "not_a_report")
        self.assertRefused(b"PK\x03\x04" + bytes(range(256)), "not_a_report")
        self.assertRefused(b'{"blancco": {"state": "Successful"}}', "not_a_report")
        self.assertRefused(b"<report><erasure/></report>", "not_a_report")
        self.assertRefused(b"nwipe 0.34 is a nice tool.\n", "not_a_report")
        self.assertRefused(b"x" * (20 * 2**20 + 1), "too_big")
        self.assertRefused(b"\n" * 150_001 + b"x", "too_many_lines")

    def test_a_run_that_erased_nothing(self):
        content = log().split(b"Invoking")[0].rsplit(b"\n", 1)[0] + (
            b"\n[2026/03/02 10:00:00]    info: Nwipe was aborted by the user prior to"
            b" the wipe starting.\n"
        )
        self.assertRefused(content, "not_started")

    def test_every_code_has_its_words(self):
        for catalogue in (PROBLEMS, REASONS, REMARKS):
            self.assertTrue(all(words._source for words in catalogue.values()))


class TestErasurePdfHostile(ReaderCase):
    def test_pdf_of_other_kinds(self):
        canvas = Canvas("letter.pdf")
        canvas.drawString(50, 700, "Bonjour, voici vos disques.")
        self.assertRefused(canvas.getpdfdata(), "not_a_certificate")

    def test_broken_pdf(self):
        self.assertRefused(b"%PDF-1.3\n%%EOF", "pdf_broken")
        content = certificate()
        for cut in range(100, len(content) - 2000, 997):
            with self.subTest(cut=cut):
                try:
                    told = read(content[:cut])
                except ErasureReportError:
                    continue
                self.assertFalse(any(erasure.passed for erasure in told))

    def test_encrypted_pdf(self):
        canvas = Canvas("secret.pdf", encrypt=StandardEncryption("secret"))
        canvas.drawString(50, 700, "Disk Erasure Report")
        self.assertRefused(canvas.getpdfdata(), "pdf_encrypted")

    def test_pdf_that_unpacks_to_far_too_much(self):
        bomb = zlib.compress(bytes(64 * 2**20))
        twice = zlib.compress(bomb)
        for packed in (bomb, twice):
            content = certificate() + b"\nstream\n" + packed + b"\nendstream\n"
            self.assertRefused(content, "too_big_inside")
        self.assertRefused(certificate() + b"/Filter /LZW#44ecode", "pdf_strange")

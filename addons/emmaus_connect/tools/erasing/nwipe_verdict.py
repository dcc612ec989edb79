"""What a session proves for each of its disks."""

import re

from ..codes import normalize_code
from .nwipe_tables import row_of
from .proof import MediumErasure, kind_of_bus, moment, real_serial

# From these versions on, each of these tables is printed: without it the log is cut.
_STATUS_SINCE, _ERRORS_SINCE, _SYNC_SINCE = (0, 30), (0, 31), (0, 32)
_SSD_SINCE = (0, 35)
_SIZE = re.compile(r"([\d.,]{1,12})\s*([KMGT])i?B", re.I)
_UNITS = {"K": 1e-6, "M": 1e-3, "G": 1.0, "T": 1e3}


def conclude(session):
    """Return a `MediumErasure` for each disk that the session began to wipe."""
    disks = [disk for disk in session.disks.values() if _was_touched(session, disk)]
    found = [_Verdict(session, disk).reach() for disk in disks]
    if _ended_for_no_reason(session, found):
        why = "ended_with_errors" if session.end == "errors" else "ended_by_hand"
        for erasure in found:
            erasure.object_to(why)
            erasure.ended_cleanly = False
    return _once_each(found)


def _was_touched(session, disk):
    return bool(
        disk.invoked_at or disk.started or row_of(session.tables.status, disk.path)
    )


def _ended_for_no_reason(session, found):
    """A session that ended badly has a disk that tells why, or spoils them all."""
    if session.end == "aborted":
        return not any("aborted" in erasure.reasons for erasure in found)
    return session.end == "errors" and not any(map(_has_failed, found))


def _has_failed(erasure):
    counted = (erasure.pass_errors, erasure.verify_errors, erasure.sync_errors)
    return bool(erasure.reasons) or any(counted)


def _once_each(found):
    """No disk is wiped twice at once: two with one number are not told apart."""
    by_serial = {}
    kept = []
    for erasure in found:
        code = normalize_code(erasure.medium_serial)
        if code and code in by_serial:
            by_serial[code].object_to("serial_twice")
            continue
        if code:
            by_serial[code] = erasure
        kept.append(erasure)
    return kept


class _Verdict:
    def __init__(self, session, disk):
        self.session = session
        self.disk = disk
        self.tables = session.tables
        self.version = _version(session.version)
        self.erasure = MediumErasure()

    def reach(self):
        self._tell_facts()
        self._tell_verification()
        self._count()
        self._check_end()
        self._check_status()
        self._check_steps()
        self._check_bytes()
        self._check_identity()
        return self.erasure

    # Facts

    def _tell_facts(self):
        session, disk, erasure = self.session, self.disk, self.erasure
        row = row_of(self.tables.status, disk.path)
        model, _slash, serial = (row[1] if row else "").rpartition("/")
        erasure.tool_version = session.version
        erasure.medium_serial = real_serial(disk.serial or serial)
        erasure.medium_model = (disk.model or model.strip())[:64] or None
        erasure.medium_kind = kind_of_bus(disk.bus, self._is_from(_SSD_SINCE))
        erasure.size_gb = _size_gb(disk)
        erasure.system_serial = real_serial(session.system_serial)
        erasure.method = disk.method or session.method
        erasure.rounds = disk.rounds or session.rounds
        erasure.started_at = moment(disk.invoked_at)
        erasure.ended_at = moment(disk.last_at)
        erasure.hidden_sectors = disk.hidden

    def _tell_verification(self):
        disk, told = self.disk, self.session.verification
        if told is None and disk.verified:
            steps = (disk.rounds or 1) * (disk.passes or 1)
            told = "all" if disk.verified >= max(steps, 2) else "last"
        if disk.started and not disk.verified:
            if told in ("last", "all"):
                self.erasure.remarks.append("verification_unseen")
            told = "none"
        self.erasure.verification = told

    def _is_from(self, version):
        return self.version is not None and self.version >= version

    # Objections

    def _count(self):
        """Counters of the table and of the lines; the worse one holds."""
        erasure, disk = self.erasure, self.disk
        row = row_of(self.tables.errors, disk.path)
        names = ("pass", "verify", "sync")
        told = dict(zip(names, row or (None, None, None), strict=True))
        if row and any(
            told[name] is not None and told[name] != count
            for name, count in disk.counted.items()
        ):
            erasure.object_to("counters_differ")
        if row is None and not self._is_from(_ERRORS_SINCE) and self.session.end:
            told.update(dict.fromkeys(("pass", "verify"), 0))  # told when there are any
        for name in names:
            counts = [n for n in (told[name], disk.counted.get(name)) if n is not None]
            setattr(erasure, f"{name}_errors", max(counts, default=None))
        silent = erasure.pass_errors is None or erasure.verify_errors is None
        silent = silent or (self._is_from(_ERRORS_SINCE) and row is None)
        if silent or (self._is_from(_SYNC_SINCE) and erasure.sync_errors is None):
            erasure.object_to("no_counters")

    def _check_end(self):
        self.erasure.ended_cleanly = self.session.end is not None
        if not self.session.end:
            self.erasure.object_to("not_ended")
        has_banner = self.session.version is not None
        if not has_banner and (self.tables.status or self.tables.errors):
            self.erasure.object_to("beginning_missing")
        if self.tables.damaged:
            self.erasure.object_to("summary_damaged")

    def _check_status(self):
        row = row_of(self.tables.status, self.disk.path)
        if row is None:
            if self._is_from(_STATUS_SINCE):
                self.erasure.object_to("no_summary")
            return
        status = row[0].upper()
        if "ABORT" in status:
            self.erasure.object_to("aborted")
            self.erasure.ended_cleanly = False
        elif "FAIL" in status:
            self.erasure.object_to("status_failed")
        elif status != "ERASED":
            self.erasure.object_to("status_unknown")
        elif row[2]:
            self.erasure.object_to("status_flagged")

    def _check_steps(self):
        disk = self.disk
        if disk.started_twice:
            self.erasure.object_to("started_twice")
        if disk.trouble:
            self.erasure.object_to("trouble_told")
        needs_all = not self._is_from(_ERRORS_SINCE)
        if needs_all and not disk.invoked_at:
            self.erasure.object_to("beginning_missing")
        expected = (disk.rounds or 1) * (disk.passes or 1)
        finished = sum(1 for _round, number in disk.finished if number)
        incomplete = disk.started - disk.finished
        short = (needs_all or finished) and finished != expected
        if incomplete or short or (needs_all and not disk.finished):
            self.erasure.object_to("passes_unfinished")
        if disk.blanking != disk.blanked:
            self.erasure.object_to("blank_unfinished")
        if disk.verifying != disk.verified:
            self.erasure.object_to("verify_unfinished")

    def _check_bytes(self):
        size = self.disk.size
        if size and any(count != size for count in self.disk.written):
            self.erasure.object_to("bytes_short")
        row = row_of(self.tables.erased, self.disk.path)
        if row and row[0] != row[1]:
            self.erasure.object_to("bytes_short")

    def _check_identity(self):
        """Every line that names the disk has to name the same one."""
        codes = {normalize_code(serial) for serial in self.disk.serials}
        row = row_of(self.tables.status, self.disk.path)
        told = normalize_code(row[1].rpartition("/")[2]) if row else ""
        known = normalize_code(self.disk.serial)
        differs = told and known and not known.startswith(told)
        if len(codes) > 1 or (differs and not known.endswith(told)):
            self.erasure.object_to("serial_differs")


def _version(text):
    if not text:
        return None
    return tuple(int(part) for part in text.split(".")[:2])


def _size_gb(disk):
    if disk.size:
        return round(disk.size / 1e9, 2)
    match = _SIZE.search(disk.size_text)
    if not match:
        return None
    try:
        return round(float(match[1].replace(",", ".")) * _UNITS[match[2].upper()], 2)
    except ValueError:
        return None

"""One run of nwipe: what it says of each disk, line by line."""

import re
from dataclasses import dataclass, field

from .nwipe_tables import Tables
from .problems import MAX_DISKS, ErasureReportError

_DEVICE = r"(?:device )?'?(?P<device>/dev/[^\s',]+)'?"
_FOUND = re.compile(
    r"Found (?P<device>/dev/[^\s,]+),(?P<bus>[^,]*),(?P<model>.*),(?P<size>[^,]*),"
    r" ?S/N=(?P<serial>.*)"
)
_FOUND_OLD = re.compile(
    r'Found drive model="(?P<model>[^"]*)", device path="(?P<device>/dev/[^"]+)",'
    r' size="(?P<size>[^"]*)", serial number="(?P<serial>[^"]*)"'
)
_SERIAL = re.compile(_DEVICE + r" has serial number (?P<serial>.*)", re.I)
_BYTES = re.compile(
    _DEVICE + r"(?:, sect/blk/dev \d+/\d+/| is size )(?P<bytes>\d{1,20})\b", re.I
)
_GEOMETRY = re.compile(_DEVICE + r": Device geometry is as follows")
_TOTAL_BYTES = re.compile(r"Total device bytes\s*= (?P<bytes>\d{1,20})$")
_INVOKING = re.compile(r"Invoking method '(?P<method>[^']*)' on " + _DEVICE)
_STEP = re.compile(
    r"(?P<act>Starting|Finished) (?:final )?(?:"
    r"pass (?P<pass>\d{1,6})(?:/| of )(?P<passes>\d{1,6}), )?"
    r"round (?P<round>\d{1,6})(?:/| of )(?P<rounds>\d{1,6}),? on " + _DEVICE
)
_WRITTEN = re.compile(r"(?P<bytes>\d{1,20}) bytes written to " + _DEVICE)
_VERIFY = re.compile(
    r"(?P<act>Verifying|Verified|\[SUCCESS\] Verified) (?P<what>.*?)" + _DEVICE
)
_BLANK = re.compile(r"(?P<act>Blanking|(?:\[SUCCESS\] )?Blanked) " + _DEVICE)
_COUNTED = re.compile(
    r"(?P<count>\d{1,20}) (?P<what>verification|wipe|pass|sync|fdatasync) errors on "
    + _DEVICE
)
_TROUBLE = re.compile(
    r"Unable to (?:read|write|bump|reset)|(?:Read|Write) error|Partial (?:read|write)"
    r"|giving up|Buffer flush failure|\[FAILURE\]|Skipping verification"
    r"|Verification mismatch|Nwipe exited with|(?:Forward|Reverse) wipe failed"
)
_ANY_DEVICE = re.compile(_DEVICE)
_SYSTEM = re.compile(r"system-serial-number = (?P<serial>.*)")
_COUNTERS = {"verification": "verify", "wipe": "pass", "fdatasync": "sync"}


@dataclass
class Disk:
    """What a session says of one device file."""

    path: str
    serial: str = ""
    serials: set = field(default_factory=set)
    model: str = ""
    bus: str = ""
    size_text: str = ""
    size: int | None = None
    method: str = ""
    invoked_at: str = ""
    started_twice: bool = False
    last_at: str = ""
    rounds: int | None = None
    passes: int | None = None
    started: set = field(default_factory=set)
    finished: set = field(default_factory=set)
    written: list = field(default_factory=list)
    verifying: int = 0
    verified: int = 0
    blanking: int = 0
    blanked: int = 0
    counted: dict = field(default_factory=dict)
    trouble: bool = False
    hidden: bool | None = None


class Session:
    """A run of nwipe from its banner to its last word."""

    def __init__(self):
        self.is_nwipe = False
        self.version = None
        self.end = None
        self.system_serial = None
        self.method = None
        self.rounds = None
        self.verification = None
        self.disks = {}
        self.tables = Tables()
        self._geometry_of = None

    @property
    def was_invoked(self):
        return any(disk.invoked_at for disk in self.disks.values())

    def take_table_line(self, line):
        self.is_nwipe = self.tables.take(line) or self.is_nwipe

    def take(self, at, level, text):
        """Note what one stamped line says."""
        if "/dev/" not in text and "=" not in text:
            return
        for pattern, note in _NOTES:
            match = pattern.match(text)
            if match:
                note(self, match, at)
                self.is_nwipe = True
                return
        device = _ANY_DEVICE.search(text)
        if device and _TROUBLE.search(text):
            self._disk(device).trouble = True
        elif device and "*** HIDDEN SECTORS DETECTED" in text:
            self._disk(device).hidden = True
        elif device and text.startswith("No hidden sectors"):
            self._disk(device).hidden = False

    def _disk(self, match):
        path = match["device"].rstrip(".")
        if len(self.disks) > MAX_DISKS:
            raise ErasureReportError("too_many_media", limit=MAX_DISKS)
        return self.disks.setdefault(path, Disk(path))

    def _note_found(self, match, at):
        disk = self._disk(match)
        disk.model = match["model"].strip()
        disk.size_text = match["size"].strip()
        disk.bus = match.groupdict().get("bus") or ""
        self._note_serial(match, at)

    def _note_serial(self, match, at):
        disk = self._disk(match)
        serial = match["serial"].strip()
        if serial:
            disk.serial = serial
            disk.serials.add(serial)

    def _note_bytes(self, match, at):
        self._disk(match).size = int(match["bytes"])

    def _note_geometry(self, match, at):
        self._geometry_of = self._disk(match)

    def _note_total_bytes(self, match, at):
        if self._geometry_of:
            self._geometry_of.size = int(match["bytes"])

    def _note_system(self, match, at):
        self.system_serial = match["serial"].strip()

    def _note_invoking(self, match, at):
        disk = self._disk(match)
        disk.method = match["method"].strip()
        disk.started_twice = bool(disk.invoked_at)
        disk.invoked_at = disk.last_at = at

    def _note_step(self, match, at):
        disk = self._disk(match)
        disk.last_at = at
        disk.rounds = int(match["rounds"])
        if match["pass"]:
            disk.passes = int(match["passes"])
        step = (int(match["round"]), int(match["pass"] or 0))
        (disk.started if match["act"] == "Starting" else disk.finished).add(step)

    def _note_written(self, match, at):
        disk = self._disk(match)
        disk.last_at = at
        disk.written.append(int(match["bytes"]))

    def _note_verify(self, match, at):
        disk = self._disk(match)
        disk.last_at = at
        if match["act"] == "Verifying":
            disk.verifying += 1
        else:
            disk.verified += 1

    def _note_blank(self, match, at):
        disk = self._disk(match)
        disk.last_at = at
        if match["act"] == "Blanking":
            disk.blanking += 1
        else:
            disk.blanked += 1

    def _note_counted(self, match, at):
        what = _COUNTERS.get(match["what"], match["what"])
        self._disk(match).counted[what] = int(match["count"])


_NOTES = (
    (_STEP, Session._note_step),
    (_WRITTEN, Session._note_written),
    (_VERIFY, Session._note_verify),
    (_BLANK, Session._note_blank),
    (_COUNTED, Session._note_counted),
    (_INVOKING, Session._note_invoking),
    (_FOUND, Session._note_found),
    (_FOUND_OLD, Session._note_found),
    (_SERIAL, Session._note_serial),
    (_BYTES, Session._note_bytes),
    (_GEOMETRY, Session._note_geometry),
    (_TOTAL_BYTES, Session._note_total_bytes),
    (_SYSTEM, Session._note_system),
)

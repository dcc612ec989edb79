"""What a report tells of one storage medium."""

from dataclasses import asdict, dataclass, field
from datetime import datetime

from ..codes import is_bogus_serial

_VERIFY_ONLY = ("verify zeros", "verify ones")


@dataclass
class MediumErasure:
    """One attempt on one medium, as the report tells it; None where it is silent.

    `size_gb` in decimal GB (10^9 bytes), dates as written, without a time zone.
    `reasons` are the codes of all that speaks against it: `passed` means there are
    none. `remarks` are codes of what a person should know although it passed.
    """

    tool: str = "nwipe"
    tool_version: str | None = None
    medium_serial: str | None = None
    medium_model: str | None = None
    medium_kind: str | None = None  # HDD, SSD, NVME or INTERNAL
    size_gb: float | None = None
    system_serial: str | None = None
    method: str | None = None
    rounds: int | None = None
    verification: str | None = None  # none, last or all
    pass_errors: int | None = None
    verify_errors: int | None = None
    sync_errors: int | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    operator_name: str | None = None
    ended_cleanly: bool = False
    passed: bool = False
    reasons: list = field(default_factory=list)
    hidden_sectors: bool | None = None
    remarks: list = field(default_factory=list)

    def as_dict(self):
        return asdict(self)

    def object_to(self, *codes):
        """Note codes that speak against this erasure, each once."""
        self.reasons += [code for code in codes if code not in self.reasons]

    def judge(self):
        """Add the objections that hold for every kind of report, and conclude."""
        for name in ("pass_errors", "verify_errors", "sync_errors"):
            if getattr(self, name):
                self.object_to(name)
        if (self.method or "").lower().startswith(_VERIFY_ONLY):
            self.object_to("verify_only")  # nwipe can also read a disk, writing nothing
        if self.hidden_sectors:
            self.object_to("hidden_sectors")
        if self.started_at and self.ended_at and self.ended_at < self.started_at:
            self.object_to("time_backwards")
        if not self.medium_serial:
            self.remarks.append("no_serial")
        if self.verification == "none":
            self.remarks.append("not_verified")
        self.passed = not self.reasons
        return self


def real_serial(text):
    """Return a serial number, or None for a masked one or a placeholder."""
    text = (text or "").strip()
    return None if not text or is_bogus_serial(text) else text[:64]


def kind_of_bus(bus, tells_ssd):
    """Return the kind of medium behind the name of its bus, None if open.

    :param bool tells_ssd: this version marks SSD, so what is not marked turns
    """
    name = (bus or "").strip().upper()
    if name.startswith("NVME"):
        return "NVME"
    if name.endswith("-SSD"):
        return "SSD"
    if name.startswith("MMC"):
        return "INTERNAL"
    if tells_ssd and name in ("ATA", "IDE", "SCSI", "SAS"):
        return "HDD"
    return None


def moment(text):
    """Return a date written ``2024/05/01 10:00:00``, None for anything else."""
    try:
        return datetime.strptime(text.strip(), "%Y/%m/%d %H:%M:%S")
    except ValueError:
        return None

"""A rule set as plain data: scales, ordered steps, bands. It holds no rule itself."""

from typing import NamedTuple

# What is measured, by kind of device; a disk scores on the scale of its type.
CRITERIA = {
    "computer": ("cpu_mark", "ram", "disk_hdd", "disk_ssd", "disk_nvme"),
    "phone": ("ram", "storage", "antutu"),
}
DISK_TYPES = ("HDD", "SSD", "NVME")


class Limit(NamedTuple):
    """From this value on, these points: up to the next limit of the same scale."""

    from_value: float
    points: int


class Condition(NamedTuple):
    """One thing that must be so; `value` only where the kind compares."""

    kind: str
    value: float = 0


class Step(NamedTuple):
    """What happens when all conditions hold.

    `effect` is ``cap_disks`` (points of the disks at most `amount`), ``bonus``
    (`amount` more), ``cap_note`` (note at most `amount`), ``floor`` (at least),
    ``cap_grade`` (category at most that of `grade`, the note stays) or
    ``force_grade`` (that category whatever the note; the first one wins).
    """

    effect: str
    amount: int = 0
    grade: str | None = None
    conditions: tuple = ()


class Band(NamedTuple):
    """From this note on, this category; `grade` is our own code for it."""

    from_note: int
    name: str
    grade: str


class RuleSet(NamedTuple):
    """Everything that turns measures into a grade.

    `scales` is ``{criterion: (Limit, ...)}``, lowest first, and `bands` too;
    `technical` and `cosmetic` are ``(lowest, highest)``, `percents` a tuple.
    """

    kind: str
    scales: dict
    bands: tuple
    steps: tuple = ()
    margin_percent: float = 0
    round_values: bool = True
    sum_disks: bool = False
    weighting: str = "none"  # or points (technical, cosmetic), percent
    technical: tuple = (0, 0)
    cosmetic: tuple = (0, 0)
    percents: tuple = (0,)

    def scale_of_disk(self, disk_type):
        """An NVMe disk is an SSD where the rule has no scale of its own for it."""
        if disk_type == "NVME" and "disk_nvme" not in self.scales:
            disk_type = "SSD"
        return f"disk_{disk_type.lower()}"

    def band_of(self, note):
        """Return the band of a note; the lowest one has no lower end."""
        reached = [band for band in self.bands if band.from_note <= note]
        return reached[-1] if reached else self.bands[0]

    def band_of_grade(self, grade):
        return next((band for band in self.bands if band.grade == grade), None)

"""What an audit says of one device, whatever tool wrote it."""

from dataclasses import asdict, dataclass, field

from ..codes import is_bogus_serial
from .units import short

PARSER_VERSION = "1"


@dataclass
class Medium:
    """One storage medium built into the device: no optical drive, stick or card.

    `kind` is HDD, SSD, NVME, INTERNAL (storage of a phone or tablet) or None;
    `size_gb` is decimal (10**9 bytes).
    """

    kind: str | None = None
    serial: str | None = None
    size_gb: float | None = None
    model: str | None = None
    is_main: bool = False

    def __post_init__(self):
        self.model = short(self.model)
        serial = short(self.serial)
        self.serial = None if is_bogus_serial(serial) else serial


@dataclass
class Reading:
    """The normalised result; None is unknown.

    `format` is lshw_json, lshw_xml, workbench, glpi, dump_zip or field_zip; `kind`
    laptop, desktop, tablet, smartphone or server. Memory is in GiB (2**30 bytes),
    `battery_health` in percent of the design capacity, `audited_at` an ISO date or
    date and time as the file says it. `serial` is None when the one written in the
    device (`serial_raw`) names no machine in particular. `media_known` is False
    when the tool could not see every disk. `warnings` are codes.
    """

    format: str
    parser_version: str = PARSER_VERSION
    kind: str | None = None
    manufacturer: str | None = None
    model: str | None = None
    commercial_name: str | None = None
    serial: str | None = None
    serial_raw: str | None = None
    ec_id: str | None = None
    refurbisher_id: str | None = None
    collection_reference: str | None = None
    imei: list = field(default_factory=list)
    cpu: str | None = None
    ram_gib: float | None = None
    media: list = field(default_factory=list)
    media_known: bool = False
    screen_inches: float | None = None
    battery_health: int | None = None
    has_webcam: bool | None = None
    has_dvd: bool | None = None
    os: str | None = None
    cpu_mark: int | None = None
    technical_adjustment: int | None = None
    cosmetic_adjustment: int | None = None
    declared_grade: str | None = None
    audited_at: str | None = None
    observations: str | None = None
    warnings: list = field(default_factory=list)
    mac: list = field(default_factory=list)

    def as_dict(self):
        """Return plain values that JSON can hold."""
        return asdict(self)

    def warn(self, code):
        if code not in self.warnings:
            self.warnings.append(code)

    def set_serial(self, text):
        """Keep a serial number, apart when many machines share it."""
        text = short(text)
        if not text:
            return
        self.serial_raw = text
        self.serial = None if is_bogus_serial(text) else text
        if not self.serial:
            self.warn("serial_bogus")

    def set_media(self, media, known):
        """Keep the media, main one first: where the system is, else the fastest."""
        media = _without_twins(media)
        rank = {"NVME": 0, "SSD": 1, "INTERNAL": 1, None: 2, "HDD": 3}
        media.sort(key=lambda medium: (not medium.is_main, rank[medium.kind]))
        for medium in media:
            medium.is_main = medium is media[0]
        self.media = [asdict(medium) for medium in media]
        self.media_known = known


def _without_twins(media):
    """A disk on two paths is listed twice, under one serial number."""
    serials, found = set(), []
    for medium in media:
        if medium.serial not in serials:
            found.append(medium)
        if medium.serial:
            serials.add(medium.serial)
    return found

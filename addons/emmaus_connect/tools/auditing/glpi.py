"""GLPI inventories in JSON, of computers and phones, keys in either case."""

from ..importing import codes
from . import words
from .glpi_media import find_media, has_optical
from .problems import AuditError
from .reading import Reading
from .screen import inches_of_edid
from .units import (
    gibibytes,
    installed_gibibytes,
    moment,
    no_run,
    percent,
    short,
    size_bytes,
)

_ITEMS = {"computer": None, "phone": "smartphone", "tablet": "tablet"}
_MAX_ROWS = 2000


def is_inventory(value):
    """Whether this is an inventory: a content beside what asked for it."""
    if not isinstance(value, dict):
        return False
    keys = {str(key).lower(): key for key in list(value)[:50]}
    content = value.get(keys.get("content"))
    named = {"action", "itemtype", "deviceid", "query", "versionclient"} & set(keys)
    return isinstance(content, dict) and bool(named)


def read_inventory(value):
    """Return the `Reading` of an inventory.

    :raise AuditError: ``glpi_other`` (a printer, a switch), ``missing_key``
    """
    value = _lowered(value)
    content = Content(_lowered(value["content"]))
    item = (short(value.get("itemtype")) or "computer").lower()
    if item not in _ITEMS:
        raise AuditError("glpi_other", key="itemtype", text=item)
    if not content.one("bios") and not content.one("hardware"):
        raise AuditError("missing_key", key="content.bios")
    reading = Reading("glpi")
    _read_names(reading, content)
    reading.kind = _kind(reading, content, item)
    reading.imei = _imeis(content)
    reading.cpu = no_run(content.first("cpus").get("name")) or None
    if reading.kind in ("smartphone", "tablet"):
        reading.cpu = no_run(content.first("cpus").get("model")) or reading.cpu
    reading.ram_gib = _memory(content, reading.kind)
    media, known = find_media(content, reading)
    reading.set_media(media, known)
    system = content.one("operatingsystem")
    reading.os = short(system.get("full_name")) or short(system.get("name"))
    reading.has_dvd = has_optical(content, known)
    reading.has_webcam = _webcam(content)
    reading.battery_health = _battery(content)
    reading.screen_inches = _screen(content, reading.kind)
    reading.mac = _addresses(content)
    reading.audited_at = moment(content.one("accesslog").get("logdate"))
    return reading


class Content:
    """The sections of an inventory; what has another shape counts as absent."""

    def __init__(self, sections):
        self.sections = sections

    def one(self, name):
        """Return a section that describes one thing, as a dict."""
        section = self.sections.get(name)
        if isinstance(section, list):
            section = section[0] if section else None
        return _lowered(section) if isinstance(section, dict) else {}

    def all(self, name):
        """Return a section that lists things, as a list of dicts."""
        section = self.sections.get(name)
        rows = section if isinstance(section, list) else [section]
        return [_lowered(row) for row in rows[:_MAX_ROWS] if isinstance(row, dict)]

    def first(self, name):
        return next(iter(self.all(name)), {})


def _lowered(value):
    return {str(key).lower(): one for key, one in list(value.items())[:500]}


def _read_names(reading, content):
    bios = content.one("bios")
    found = words.names(
        (bios.get("smanufacturer"), bios.get("smodel")),
        (bios.get("mmanufacturer"), bios.get("mmodel")),
        bios.get("skunumber"),
    )
    reading.manufacturer, reading.model, from_board = found
    if from_board:
        reading.warn("board_names")
    reading.set_serial(bios.get("ssn"))


def _kind(reading, content, item):
    chassis = content.one("hardware").get("chassis_type")
    kind = words.kind_of(short(chassis))
    if item == "phone":
        tab = "tab" in (reading.model or "").lower().split()
        ranged = words.kind_of_range(reading.model)
        return "tablet" if tab or "tablet" in (kind, ranged) else "smartphone"
    battery = "laptop" if content.all("batteries") else None
    return kind or _ITEMS[item] or words.kind_of_range(reading.model) or battery


def _imeis(content):
    rows = [content.one("hardware"), content.one("bios"), content.one("phone")]
    rows += content.all("simcards") + content.all("modems")
    found = []
    for row in rows:
        for key in ("imei", "imei1", "imei2", "imei_1", "imei_2"):
            reads = codes.imeis(row.get(key)) if short(row.get(key)) else ()
            found += [read.value for read in reads if read.value and not read.code]
    return list(dict.fromkeys(found))


def _memory(content, kind):
    sizes = [
        size_bytes(row.get("capacity"), "MB", binary=True)
        for row in content.all("memories")
        if "flash" not in str(row.get("type")).lower()
    ]
    sizes = [size for size in sizes if size]
    if sizes and kind not in ("smartphone", "tablet"):
        return gibibytes(sizes)
    total = size_bytes(content.one("hardware").get("memory"), "MB", binary=True)
    return installed_gibibytes(sum(sizes) or total)


def _webcam(content):
    if content.all("cameras"):
        return True
    devices = content.all("usbdevices")
    for device in devices:
        text = f"{device.get('name')} {device.get('caption')}".lower()
        is_video = str(device.get("class")).lower().lstrip("0") in ("e", "14")
        if is_video or "webcam" in text or "camera" in text:
            return True
    return False if devices else None


def _battery(content):
    for row in content.all("batteries"):
        health = percent(
            _charge(row.get("real_capacity")), _charge(row.get("capacity"))
        )
        if health:
            return health
    return None


def _charge(value):
    """A charge in mWh; text may carry the unit."""
    return value.lower().replace("mwh", "") if isinstance(value, str) else value


def _screen(content, kind):
    """The only screen of a laptop is its own."""
    monitors = content.all("monitors")
    if kind not in ("laptop", "tablet") or len(monitors) != 1:
        return None
    return inches_of_edid(monitors[0].get("base64"))


def _addresses(content):
    found = []
    for row in content.all("networks"):
        address = (short(row.get("mac") or row.get("macaddr")) or "").lower()
        real = len(address) == 17 and not row.get("virtualdev")
        if real and address != "00:00:00:00:00:00":
            found.append(address)
    return list(dict.fromkeys(found))[:8]

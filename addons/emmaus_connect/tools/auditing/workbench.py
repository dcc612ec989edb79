"""eReuse Workbench snapshots, of the versions that describe parts and of those that
enclose what lshw and smartctl print."""

from ..importing.values import screen_inches
from . import json_text, words
from .disks import complete, from_smartctl
from .lshw import read_tree
from .problems import AuditError
from .reading import Medium, Reading
from .units import (
    gibibytes,
    gigabytes,
    moment,
    no_run,
    number,
    percent,
    short,
    size_bytes,
)

_DISKS = ("HardDrive", "SolidStateDrive", "DataStorage", "Mmc")
_MAX_PARTS = 2000
# Who makes the panels of laptops, as they name themselves.
_PANELS = (
    "auo", "lgd", "lg display", "lpl", "lg philips", "boe", "cmn", "cmo", "chi",
    "innolux", "shp", "sharp", "sec", "ivo", "hsd", "app", "sdc", "inl", "qds", "tos",
)  # fmt: skip


def is_snapshot(value):
    if not isinstance(value, dict):
        return False
    parts = isinstance(value.get("components"), list)
    described = isinstance(value.get("device"), dict)
    described = described and (parts or value.get("type") == "Snapshot")
    data = value.get("data")
    return described or (isinstance(data, dict) and "lshw" in data)


def read_snapshot(value):
    """Return the `Reading` of a snapshot.

    :raise AuditError: ``missing_key``, ``too_many_nodes``, or what lshw's reader raises
    """
    data = value.get("data")
    if isinstance(data, dict) and "lshw" in data:
        return _read_enclosed(value, data)
    parts = value.get("components")
    if isinstance(parts, list) and len(parts) > _MAX_PARTS:
        raise AuditError("too_many_nodes", limit=_MAX_PARTS)
    return _read_described(value)


def _read_enclosed(value, data):
    tree = _parsed(data["lshw"], "data.lshw")
    if not isinstance(tree, (dict, list)):
        raise AuditError("missing_key", key="data.lshw")
    reading = read_tree(tree, "workbench")
    reports = _parsed(data.get("disks") or data.get("smart"), "data.disks")
    disks = from_smartctl(reports) if reports else None
    if disks is not None:
        complete(reading, disks)
    reading.audited_at = moment(value.get("timestamp") or value.get("endTime"))
    return reading


def _parsed(value, key):
    if not isinstance(value, str):
        return value
    if not value.strip():
        return None
    try:
        return json_text.parse(value)
    except AuditError as error:
        raise AuditError(error.code, **error.values, key=key) from error


def _read_described(value):
    device = value["device"]
    parts = value.get("components")
    parts = parts if isinstance(parts, list) else ()
    parts = [part for part in parts if isinstance(part, dict)]
    reading = Reading("workbench")
    board = next(iter(_of(parts, "Motherboard")), {})
    found = words.names(
        *((one.get("manufacturer"), one.get("model")) for one in (device, board)),
        device.get("sku"),
    )
    reading.manufacturer, reading.model, from_board = found
    if from_board:
        reading.warn("board_names")
    reading.set_serial(device.get("serialNumber"))
    kind = short(_type(device)), short(device.get("chassis"))
    reading.kind = words.kind_of(*kind) or words.kind_of_range(reading.model)
    if reading.kind == "smartphone":
        reading.imei = [text for text in [short(device.get("imei"))] if text]
    cpu = next(iter(_of(parts, "Processor")), {})
    reading.cpu = no_run(cpu.get("model"))
    reading.ram_gib = gibibytes(_module_sizes(parts))
    reading.set_media(_media(parts, reading.kind), bool(_of(parts, *_DISKS)))
    if not reading.media:
        reading.warn("no_storage_section")
    reading.has_webcam = _has_camera(parts)
    reading.battery_health = _battery(parts)
    reading.screen_inches = _screen(parts, reading.kind)
    reading.mac = _addresses(parts)
    reading.audited_at = moment(value.get("endTime") or value.get("date"))
    return reading


def _type(part):
    return part.get("type") or part.get("@type")


def _of(parts, *kinds):
    return [part for part in parts if _type(part) in kinds]


def _module_sizes(parts):
    """Sizes of memory modules, MiB when bare."""
    modules = _of(parts, "RamModule")
    sizes = (size_bytes(m.get("size"), "MB", binary=True) for m in modules)
    return [size for size in sizes if size]


def _media(parts, kind):
    disks = _of(parts, *_DISKS)
    return [_medium(disk, kind) for disk in disks if not _is_outside(disk)]


def _is_outside(disk):
    return "usb" in (short(disk.get("interface")) or "").lower()


def _medium(disk, device_kind):
    interface = short(disk.get("interface")) or ""
    kind = words.disk_kind(disk.get("model"), bus=f"{interface} {_type(disk)}")
    if kind is None:
        kind = {"SolidStateDrive": "SSD", "HardDrive": "HDD"}.get(_type(disk))
    if device_kind in ("smartphone", "tablet"):
        kind = "INTERNAL"
    size = gigabytes(size_bytes(disk.get("size"), "MB"))
    return Medium(kind, disk.get("serialNumber"), size, disk.get("model"))


def _has_camera(parts):
    return True if _of(parts, "Camera", "Webcam") else None


def _battery(parts):
    for battery in _of(parts, "Battery"):
        actions = battery.get("actions")
        for action in actions if isinstance(actions, list) else ():
            if isinstance(action, dict) and _type(action) == "MeasureBattery":
                return percent(_amount(action), _amount(battery))
    return None


def _amount(part):
    """``2200 hour * milliampere`` or a bare number of mAh."""
    size = part.get("size")
    return number(size.split()[0]) if isinstance(size, str) and size.split() else size


def _screen(parts, kind):
    """The built-in panel; a monitor of the workbench is often plugged in."""
    if kind not in ("laptop", "tablet"):
        return None
    for screen in _of(parts, "Display"):
        maker = (short(screen.get("manufacturer")) or "").lower()
        if maker.startswith(_PANELS):
            return screen_inches(short(screen.get("size"))).value
    return None


def _addresses(parts):
    cards = _of(parts, "NetworkAdapter")
    found = (short(card.get("serialNumber")) or "" for card in cards)
    return [text.lower() for text in found if len(text) == 17 and text.count(":") == 5]

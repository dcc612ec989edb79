"""Disks as smartctl and lsblk report them."""

import re

from .reading import Medium
from .units import gigabytes, number, short, size_bytes
from .words import disk_kind

_SECTION = re.compile(r"=== START OF INFORMATION SECTION ===")
_FIELD = re.compile(r"^([A-Z][\w /]{2,40}?):[ \t]+(\S.*)$", re.M)
_MAX_DISKS = 200
_CAPACITIES = ("User Capacity", "Total NVM Capacity", "Namespace 1 Size/Capacity")


def smartctl_in_text(text):
    """Return ``(media, all seen)`` of what smartctl prints, once or several times."""
    parts = _SECTION.split(text)[1:]
    media = [_medium_of_text(part) for part in parts[:_MAX_DISKS]]
    seen = bool(parts) and not re.search(
        r"permission denied|unable to detect device|unknown usb bridge", text, re.I
    )
    return [medium for medium in media if medium], seen


def _medium_of_text(part):
    fields = dict(reversed(_FIELD.findall(part[:6000])))
    lowered = {key.lower(): value for key, value in fields.items()}
    model = next(
        (
            lowered[key]
            for key in ("device model", "model number", "product", "model family")
            if key in lowered
        ),
        None,
    )
    size = next((fields[key] for key in _CAPACITIES if key in fields), "")
    serial = lowered.get("serial number")
    if not (model or serial) or "cd/dvd" in lowered.get("device type", ""):
        return None
    bus = "nvme" if "NVMe Version" in fields or "Total NVM Capacity" in fields else ""
    return Medium(
        disk_kind(model, _turns(lowered.get("rotation rate")), bus),
        serial,
        gigabytes(size_bytes(size)),
        model,
    )


def _turns(text):
    if not text:
        return None
    if "solid" in text.lower():
        return 0
    match = re.match(r"(\d{4,5}) ?rpm", text)
    return int(match[1]) if match else None


def is_smartctl(value):
    reports = value if isinstance(value, list) else [value]
    return bool(reports) and all(
        isinstance(one, dict) and ("smartctl" in one or "serial_number" in one)
        for one in reports[:_MAX_DISKS]
    )


def from_smartctl(value):
    """Return the media of smartctl's JSON reports, one or a list of them."""
    reports = value if isinstance(value, list) else [value]
    reports = [one for one in reports[:_MAX_DISKS] if isinstance(one, dict)]
    media = (_medium_of_report(one) for one in reports)
    return [medium for medium in media if medium]


def _medium_of_report(report):
    device = _dict(report, "device")
    model = report.get("model_name") or report.get("scsi_model_name")
    serial = report.get("serial_number")
    bus = f"{device.get('name')} {device.get('protocol')} {device.get('type')}"
    usb = "usb" in str(device.get("type")) or "usb" in _dict(report, "usb_bridge")
    if usb or not (short(model) or short(serial)):
        return None
    size = _dict(report, "user_capacity").get("bytes")
    size = size or report.get("nvme_total_capacity")
    turns = number(report.get("rotation_rate"))
    return Medium(
        disk_kind(model, turns, bus), serial, gigabytes(size_bytes(size)), model
    )


def _dict(value, key):
    found = value.get(key)
    return found if isinstance(found, dict) else {}


def is_lsblk(value):
    return isinstance(value, dict) and isinstance(value.get("blockdevices"), list)


def from_lsblk(value):
    """Return the built-in media of lsblk's JSON."""
    rows = [one for one in value["blockdevices"][:_MAX_DISKS] if isinstance(one, dict)]
    return [_medium_of_row(row) for row in rows if _is_disk(row)]


def _is_disk(row):
    name = short(row.get("name")) or ""
    outside = row.get("tran") in ("usb", "ieee1394")
    disk = re.fullmatch(r"(/dev/)?(nvme\d+n\d+|mmcblk\d+|[hsv]d[a-z]+|xvd[a-z]+)", name)
    return row.get("type") in ("disk", None) and bool(disk) and not outside


def _medium_of_row(row):
    turns = str(row.get("rota")).lower()
    rotation = {"1": 5400, "true": 5400, "0": 0, "false": 0}.get(turns)
    bus = f"{row.get('name')} {row.get('tran')}"
    size = size_bytes(row.get("size"), binary=True)
    return Medium(
        disk_kind(row.get("model"), rotation, bus),
        row.get("serial"),
        gigabytes(size),
        row.get("model"),
        _mounts_root(row),
    )


def _mounts_root(row, depth=0):
    points = row.get("mountpoints")
    points = points if isinstance(points, list) else [row.get("mountpoint")]
    children = row.get("children") if depth < 8 else None
    below = children[:100] if isinstance(children, list) else ()
    return "/" in points or any(
        _mounts_root(child, depth + 1) for child in below if isinstance(child, dict)
    )


def complete(reading, media):
    """Fill in a reading's media from another tool, and add those it did not see."""
    known = [Medium(**medium) for medium in reading.media]
    if any(medium.is_main for medium in media):
        for one in known:
            one.is_main = False  # guessed so far
    free = list(known)
    for medium in media:
        twin = next((one for one in free if _same(one, medium)), None)
        if twin is None:
            known.append(medium)
            continue
        free.remove(twin)
        _fill(twin, medium)
    if "nvme_unlisted" in reading.warnings and any(m.kind == "NVME" for m in media):
        reading.warnings.remove("nvme_unlisted")
        reading.media_known = True
    reading.set_media(known, reading.media_known)


def _fill(twin, medium):
    for key in ("serial", "size_gb", "model"):
        if getattr(twin, key) is None:
            setattr(twin, key, getattr(medium, key))
    twin.kind = medium.kind or twin.kind
    twin.is_main = twin.is_main or medium.is_main


def _same(one, other):
    if one.serial and other.serial:
        return one.serial == other.serial
    if not one.size_gb or not other.size_gb:
        return False
    return abs(one.size_gb - other.size_gb) <= 0.03 * one.size_gb

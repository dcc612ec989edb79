"""The storage media of a GLPI inventory."""

from ..vocabulary import disk_code
from .reading import Medium
from .units import gigabytes, short, size_bytes
from .words import disk_kind

# What phones are sold with, GB.
_SOLD = (4, 8, 16, 32, 64, 128, 256, 512, 1024)


def find_media(content, reading):
    """Return ``(media, whether all were seen)``."""
    if reading.kind in ("smartphone", "tablet") and not content.all("storages"):
        return _internal(content, reading), True
    rows = content.all("storages")
    if not rows:
        reading.warn("no_storage_section")
        return [], False
    disks = [row for row in rows if not (_is_outside(row) or _is_optical(row))]
    return [_medium(row, reading.kind) for row in disks], True


def _internal(content, reading):
    """What a phone keeps data on; its size is told by the volumes alone."""
    rows = content.all("drives")
    # The same volume is mounted at several places.
    sizes = {size_bytes(row.get("total"), "MB", binary=True) for row in rows}
    total = sum(size for size in sizes if size) / 10**9
    reading.warn("storage_estimated")
    sold = next((size for size in _SOLD if 0 < total <= size), None)
    return [Medium("INTERNAL", None, float(sold) if sold else None, None, True)]


def _told(row):
    keys = ("name", "type", "interface", "description", "model", "manufacturer")
    return " ".join(short(row.get(key)) or "" for key in keys).lower()


def _is_outside(row):
    marks = ("usb", "removable", "external", "card reader", "firewire", "1394")
    return any(mark in _told(row) for mark in marks)


def _is_optical(row):
    text = _told(row)
    marks = ("cdrom", "cd-rom", "dvd", "blu-ray", "bd-re", "/sr0", "optical", "floppy")
    named = (short(row.get("name")) or "").lower().startswith(("sr0", "cd"))
    return named or any(mark in text for mark in marks)


def _medium(row, device_kind):
    model = row.get("model") or row.get("name")
    kind = disk_kind(model, bus=_told(row)) or disk_code(short(row.get("type")))
    kind = kind or disk_kind(row.get("name"))
    if device_kind in ("smartphone", "tablet"):
        kind = "INTERNAL"
    serial = row.get("serial") or row.get("serialnumber")
    size = size_bytes(row.get("disksize"), "MB")
    return Medium(kind, serial, gigabytes(size), model)


def has_optical(content, seen):
    """True with a DVD drive, False when the drives were seen and none is one."""
    rows = content.all("storages")
    if any(_is_optical(row) and "floppy" not in _told(row) for row in rows):
        return True
    return False if seen and rows else None

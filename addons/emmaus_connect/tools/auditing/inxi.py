"""What inxi prints, on one line or with one key a line: disks and battery."""

import re
from itertools import islice

from .reading import Medium
from .units import gigabytes, size_bytes
from .words import disk_kind

_DISK = re.compile(r"ID-\d+: /dev/((?:nvme\d+n\d+|mmcblk\d+|[sh]d[a-z]+))\b")
_END = re.compile(r"ID-\d+:|^[A-Z][\w ]{3,20}:", re.M)
_PAIR = re.compile(
    r"\b(vendor|model|size|serial|rpm|rotation|tech|type):[ \t]*"
    r"(.{1,120}?)(?=\s+[a-z][\w-]{1,20}:|\n|$)"
)
_CONDITION = re.compile(
    r"condition:\s*[\d.]{1,9}/[\d.]{1,9} Wh \((\d{1,3})(?:\.\d{1,3})?%\)"
)
_LENGTH = 2000  # of what is said of one disk
_HIDDEN = ("<", "N/A")


def disks(text):
    """Return the built-in media that inxi lists."""
    found = []
    for match in islice(_DISK.finditer(text), 50):
        block = text[match.end() : match.end() + _LENGTH]
        block = _END.split(block, maxsplit=1)[0]
        fields = dict(reversed(_PAIR.findall(block)))
        if fields.get("type", "").upper() != "USB":
            found.append(_medium(match[1], fields))
    return found


def _medium(device, fields):
    model = " ".join(filter(None, (fields.get("vendor"), fields.get("model"))))
    turns = re.match(r"(\d{4,5})", fields.get("rpm") or fields.get("rotation") or "")
    flash = 0 if fields.get("tech") == "SSD" else None
    rotation = int(turns[1]) if turns else flash
    kind = disk_kind(fields.get("model"), rotation, device) or disk_kind(model)
    serial = fields.get("serial", "")
    serial = None if serial.startswith(_HIDDEN) else serial
    return Medium(kind, serial, gigabytes(size_bytes(fields.get("size"))), model)


def battery_health(text):
    """Return what is left of the battery's capacity, in percent."""
    match = _CONDITION.search(text)
    return min(int(match[1]), 100) if match else None

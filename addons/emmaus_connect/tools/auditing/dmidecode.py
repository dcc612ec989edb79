"""dmidecode's text: the blocks it prints, whatever the options."""

import re

from ..codes import is_bogus_serial
from .units import gibibytes, short, size_bytes
from .words import name
from .words import names as device_names

_TITLES = {
    "System Information": "system",
    "Base Board Information": "board",
    "Chassis Information": "chassis",
    "Processor Information": "processor",
    "Memory Device": "memory",
}
_FIELD = re.compile(r"^[ \t]+([A-Z][^:\n]{1,40}):[ \t]*(\S[^\n]*)?$")
_MAX_TEXT = 2**21  # ten times the biggest server's
_MAX_BLOCKS = 2000


def is_dmidecode(text):
    head = text[:4000]
    if "# dmidecode" in head or "SMBIOS" in head and "Handle 0x" in head:
        return True
    return any(re.search(rf"^{title}$", head, re.M) for title in _TITLES)


def blocks(text):
    """Return ``[(kind, {key: value})]`` of the blocks that we read."""
    found, fields = [], None
    for line in text[:_MAX_TEXT].splitlines():
        title = line.strip()
        if line[:1] not in (" ", "\t"):
            fields = None
            if title in _TITLES and len(found) < _MAX_BLOCKS:
                fields = {}
                found.append((_TITLES[title], fields))
            continue
        match = _FIELD.match(line) if fields is not None else None
        if match:
            fields.setdefault(match[1].strip(), short(match[2]))
    return found


def first(found, kind):
    """Return the first block of a kind, or an empty one."""
    return next((fields for one, fields in found if one == kind), {})


def names(found):
    """Return ``(manufacturer, model, commercial name, told by the board)``."""
    system, board = first(found, "system"), first(found, "board")
    maker, model, from_board = device_names(
        *(
            (one.get("Manufacturer"), one.get("Product Name"))
            for one in (system, board)
        ),
        system.get("SKU Number"),
    )
    lenovo = "lenovo" in (maker or "").lower()
    commercial = name(system.get("Version")) if lenovo else None
    return maker, model, commercial, from_board


def serial(found):
    """Return the machine's serial number as written.

    The chassis carries the machine's own number where the block about the system was
    not asked for.
    """
    system = first(found, "system")
    if system:
        return system.get("Serial Number")
    number = first(found, "chassis").get("Serial Number")
    return number if name(number) and not is_bogus_serial(number) else None


def memory_gib(found):
    """Return the sum of the memory modules in GiB, None where none is told."""
    sizes = [
        size_bytes(fields.get("Size"), binary=True)
        for kind, fields in found
        if kind == "memory" and "flash" not in (fields.get("Type") or "").lower()
    ]
    return gibibytes([size for size in sizes if size])

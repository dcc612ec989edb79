"""Cells into values. Each function takes a cell as read and returns a `Read`.

Sizes of disks are decimal gigabytes (GB), memory is binary (GiB), as each is sold.
"""

import re
from datetime import date, datetime, time

from .notes import Read
from .text import clean, plain

_NOTHING = {"", "na", "nc", "null", "none", "nan", "nsp", "vide"}
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:e[+-]?\d+)?", re.I)
_SIZE = re.compile(
    r"^(?P<number>\d+(?:[ .,]\d+)*)\s*"
    r"(?P<unit>[kmgt]?i?[ob]|[kmgt]|gigas?|teras?)?\.?$",
    re.I,
)
_UNITS_IN_MB = {"k": 0.001, "m": 1, "g": 1000, "t": 1_000_000}
# Sizes that memory is sold in, GiB.
RAM_SIZES = (
    0.5, 1, 1.5, 2, 3, 4, 6, 8, 10, 12, 16, 18, 20, 24, 32, 36, 40, 48, 64, 96, 128,
    192, 256, 384, 512,
)  # fmt: skip
_YES = {"oui", "o", "yes", "y", "true", "vrai", "1", "x", "ok", "present", "testeok"}
_NO = {
    "non",
    "n",
    "no",
    "false",
    "faux",
    "0",
    "absent",
    "aucun",
    "aucune",
    "sans",
    "hs",
}


def text_of(cell):
    """Return what a cell says, as text: 15 for 15.0, empty for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "OUI" if cell else "NON"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, datetime):
        return f"{cell:%d/%m/%Y %H:%M}" if cell.time() != time() else f"{cell:%d/%m/%Y}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    return clean(cell)


def says_nothing(cell):
    """Whether a cell is empty, or says so: -, n/a, NC."""
    text = text_of(cell)
    if len(text) > 6 and text[0].isalnum():
        return False
    return plain(text) in _NOTHING


def number(cell):
    """Read a number: 1 024, 0,5, 85 %."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return Read(cell) if cell == cell else Read(code="not_number")
    text = text_of(cell).replace(" ", "").rstrip("%€")
    if says_nothing(text):
        return Read()
    if not _NUMBER.fullmatch(text):
        return Read(code="not_number")
    return Read(float(text.replace(",", ".")))


def whole(cell, lowest=0, highest=10**6):
    """Read a whole number between two bounds."""
    read = number(cell)
    if read.value is None:
        return read
    if read.value in (float("inf"), float("-inf")):
        return Read(code="not_number")
    if not lowest <= read.value <= highest:
        return Read(code="out_of_range")
    return Read(round(read.value))


def disk_size(cell):
    """Read a disk or storage size in GB: 256 Go, 1 To, 0,5 To, 500107862016."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _bare_disk_size(float(cell))
    text = text_of(cell)
    if says_nothing(text) or plain(text) in _NO - {"0"}:
        return Read()
    match = _SIZE.match(text)
    if not match:
        return Read(code="not_size")
    value = _size_number(match["number"])
    if value is None:
        return Read(code="not_size")
    if not match["unit"]:
        return _bare_disk_size(value)
    gigabytes = value * _UNITS_IN_MB[_unit_letter(match["unit"])] / 1000
    if match["unit"][1:2].lower() == "i":  # 465 Gio are sold as 500 Go
        gigabytes *= 2**30 / 10**9
    return _plausible_disk(gigabytes)


def _bare_disk_size(value):
    """A size without unit is in GB; tiny and huge ones were meant otherwise."""
    if value != value or value < 0:
        return Read(code="not_size")
    if value == 0:
        return Read()
    if value <= 8:
        return Read(value, "disk_unit", value * 1000)
    if value >= 10**9:
        return Read(round(value / 10**9, 1))  # bytes, as the audit tools count
    if value > 60_000:
        return Read(value, "disk_unit", round(value / 1000))
    return Read(value)


def _plausible_disk(gigabytes):
    if gigabytes > 100_000:
        return Read(code="not_size")
    return Read(round(gigabytes, 1)) if gigabytes else Read()


def ram_size(cell):
    """Read memory in GiB: 8 Go, 8192 Mo, 2x4, 0,5. 9 and 17 are doubted: 8, 16."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _plausible_ram(float(cell))
    text = text_of(cell)
    if says_nothing(text):
        return Read()
    modules = re.fullmatch(r"(\d)\s*[x×*]\s*(.+)", text, re.I)
    times = int(modules[1]) if modules else 1
    match = _SIZE.match(modules[2] if modules else text)
    value = match and _size_number(match["number"])
    if value is None:
        return Read(code="not_size", proposal=_sum_of_modules(text))
    unit = _unit_letter(match["unit"]) if match["unit"] else "g"
    factor = {"k": 1 / 2**20, "m": 1 / 1024, "g": 1, "t": 1024}[unit]
    gibibytes = value * factor
    if not match["unit"]:
        read = _plausible_ram(gibibytes)
        return read if read.value is None else read._replace(value=read.value * times)
    return _plausible_ram(gibibytes * times)


def _sum_of_modules(text):
    """8gb 8gb and 8+8 are not a size; 16 is what they may mean."""
    if not re.fullmatch(r"(?:[\d.,]+\s*(?:g[ob]?)?\s*[+/&]?\s*){2,4}", text, re.I):
        return None
    sizes = re.findall(r"\d+(?:[.,]\d+)?", text)
    if len(sizes) < 2:
        return None
    return sum(float(size.replace(",", ".")) for size in sizes)


def _plausible_ram(value):
    if value != value or value < 0:
        return Read(code="not_size")
    if value == 0:
        return Read()
    if value >= 10**8:
        value = value / 2**30  # bytes
    elif value >= 512:
        value = value / 1024  # no device of ours holds 512 GiB: these are MiB
    value = round(value, 2)
    if value in RAM_SIZES:
        return Read(value)
    nearest = min(RAM_SIZES, key=lambda size: abs(size - value))
    near = abs(nearest - value) <= 0.13 * nearest
    return Read(value, "ram_unusual", nearest if near else None)


def _size_number(text):
    """1 024 and 1.024 are thousands when three digits follow; 0,5 and 1.5 are not."""
    parts = re.split(r"[ .,]", text)
    if len(parts) > 1 and all(len(part) == 3 for part in parts[1:]) and parts[0] != "0":
        return float("".join(parts))
    if len(parts) > 2 or " " in text:
        return None
    return float(".".join(parts))


def _unit_letter(unit):
    letter = unit[0].lower()
    return letter if letter in "kmgt" else "g"


def percent(cell):
    """Read a share in percent: 85, 85 %, 0.85 (how a sheet keeps 85 %)."""
    read = number(cell)
    if read.value is None:
        return read
    value = read.value
    if 0 < value <= 1 and not (isinstance(cell, str) and "%" in cell):
        value *= 100
    if not 0 <= value <= 100:
        return Read(code="out_of_range")
    return Read(round(value))


def screen_inches(cell):
    """Read a diagonal in inches; undo 15.6 that a sheet turned into 15 June."""
    if isinstance(cell, (datetime, date)):
        return Read(cell.day + cell.month / 10, "date_for_number")
    text = re.sub(
        r"(?i)\s*(?:\"|''|”|″|pouces?|po|inch(?:es)?|in)\.?$", "", text_of(cell)
    )
    read = number(text)
    if read.value is None:
        return Read(code="not_number") if read.code else read
    if not 2 <= read.value <= 100:
        return Read(code="out_of_range")
    return Read(round(read.value, 1))


def resolution(cell):
    """Read 1920x1080 in any of its spellings."""
    match = re.fullmatch(r"(\d{3,5})\s*[x×*]\s*(\d{3,5})\D*", text_of(cell), re.I)
    return f"{match[1]}x{match[2]}" if match else None


def yes_no(cell):
    """Read oui/non, 1/0, present/absent, as yes or no."""
    text = plain(text_of(cell))
    if text in _NOTHING:
        return Read()
    if text in _YES:
        return Read("yes")
    if text in _NO:
        return Read("no")
    return Read(code="not_yes_no")

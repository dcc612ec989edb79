"""Sizes and words of audit tools into values.

Disks are decimal gigabytes (10**9 bytes), memory is GiB (2**30 bytes).
"""

import math
import re
from datetime import datetime

from ..importing.text import clean
from ..importing.values import RAM_SIZES

_MAX_TEXT = 200
_SIZE = re.compile(r"\s*([\d.,]{1,20})\s*([a-z]*)", re.I)
_DECIMAL = {"k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12, "p": 10**15}
_BINARY = {"k": 2**10, "m": 2**20, "g": 2**30, "t": 2**40, "p": 2**50}
_WORDS = {
    "kilobyte": "kb", "megabyte": "mb", "gigabyte": "gb", "terabyte": "tb",
    "kibibyte": "kib", "mebibyte": "mib", "gibibyte": "gib", "tebibyte": "tib",
    "octet": "b", "octets": "b", "byte": "b", "bytes": "b",
    "ko": "kb", "mo": "mb", "go": "gb", "to": "tb",
    "kio": "kib", "mio": "mib", "gio": "gib", "tio": "tib",
}  # fmt: skip
_MOST_BYTES = 10**16


def short(text):
    """Return a text on one line, of a length a person reads; None when empty."""
    if text is None or isinstance(text, (bool, dict, list)):
        return None
    if isinstance(text, float) and text.is_integer():
        text = int(text)
    if isinstance(text, int) and abs(text) > 10**30:
        return None
    return clean(str(text)[: 4 * _MAX_TEXT])[:_MAX_TEXT].strip() or None


def number(value):
    """Return a finite number of zero or more, written as number or text, or None."""
    if isinstance(value, bool):
        return None
    if isinstance(value, str):
        text = value.strip().replace(",", ".")
        if not re.fullmatch(r"\d{1,20}(\.\d{1,12})?", text):
            return None
        value = float(text)
    if not isinstance(value, (int, float)) or value > _MOST_BYTES:
        return None
    return value if math.isfinite(value) and value >= 0 else None


def size_bytes(value, unit="", binary=False):
    """Return bytes of ``500107862016``, ``"160042.0 MB"``, ``"8192 mebibyte"``.

    :param str unit: the unit of a bare number
    :param bool binary: whether MB means 2**20 bytes, as with memory
    """
    if isinstance(value, str):
        match = _SIZE.match(value.replace("\u202f", "").replace("\u00a0", " "))
        if not match:
            return None
        value, unit = match[1].rstrip(".,"), match[2] or unit
        if re.fullmatch(r"\d{1,3}(,\d{3})+", value):
            value = value.replace(",", "")  # smartctl writes 500,107,862,016
    figure = number(value)
    if figure is None:
        return None
    unit = str(unit).lower()
    unit = _WORDS.get(unit, unit)
    factor = 1
    if unit[:1] in _DECIMAL:
        table = _BINARY if binary or unit[1:2] == "i" else _DECIMAL
        factor = table[unit[0]]
    result = figure * factor
    return result if result <= _MOST_BYTES else None


def gigabytes(count):
    """Return bytes as decimal gigabytes, None for nothing or the impossible."""
    return round(count / 10**9, 3) if count else None


def gibibytes(modules):
    """Return the sum of memory modules, each in bytes, as GiB."""
    total = sum(modules)
    return round(total / 2**30, 2) if total else None


def installed_gibibytes(total):
    """Return what is installed from what the system can use, in bytes, as GiB.

    Firmware and graphics keep some for themselves: 7.6 is 8, never 9.
    """
    if not total:
        return None
    seen = total / 2**30
    for size in (0.125, 0.25, *RAM_SIZES):
        if 0.99 * size <= seen <= 1.01 * size or seen <= size <= seen * 1.2:
            return float(size)
    return round(seen, 2)


def percent(part, whole):
    """Return a share in percent from 0 to 100, or None."""
    part, whole = number(part), number(whole)
    if part is None or not whole:
        return None
    share = round(100 * part / whole)
    return min(share, 100) if share <= 130 else None


def no_run(text):
    """Return text without runs of spaces; processors are full of them."""
    text = short(text)
    return re.sub(r" {2,}", " ", text) if text else None


def moment(text):
    """Return a date and time as ISO text, None when it is none or makes no sense."""
    text = re.sub(r"_(\d\d)h(\d\d)m(\d\d)s$", r" \1:\2:\3", short(text) or "")
    try:
        value = datetime.fromisoformat(re.sub(r"Z$", "+00:00", text))
    except ValueError:
        return None
    return value.isoformat(sep=" ") if 1990 <= value.year < 2100 else None

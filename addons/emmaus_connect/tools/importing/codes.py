"""Codes of devices and organisations: numbers that a spreadsheet likes to spoil."""

import re

from stdnum import imei as imei_number
from stdnum.fr import siren, siret

from ..codes import is_bogus_serial, normalize_code
from .notes import Read
from .values import says_nothing, text_of

_EC = re.compile(r"^([A-Z]{2})(PC|TA|SM|TE|EC)(\d{2})(\d{4,5})$")
_POWER = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d{1,2}")
_RNA = re.compile(r"^W\d[\dA-Z]\d{7}$")


def ec_id(cell):
    """Read an EC id and put its dash back: ``grpc260888`` is GRPC26-0888.

    :return: the id, or the text as it is with the doubt ``ec_id_free``
    """
    text = text_of(cell).upper()
    if says_nothing(text):
        return Read()
    match = _EC.match(normalize_code(text))
    if match:
        return Read("{}{}{}-{}".format(*match.groups()))
    return Read(text, "ec_id_free")


def ec_parts(code):
    """Return ``(site, type)`` of an EC id, or ``(None, None)``."""
    match = _EC.match(normalize_code(code))
    return (match[1], match[2]) if match else (None, None)


def plain_code(cell):
    """Read a code of any shape; a number in powers of ten has lost its digits."""
    if isinstance(cell, float) and not cell.is_integer():
        return Read(repr(cell))
    if isinstance(cell, float) and abs(cell) >= 1e15:
        return Read(code="code_rounded")
    text = text_of(cell)
    if says_nothing(text):
        return Read()
    if _POWER.fullmatch(text):
        return Read(code="code_rounded")
    return Read(text)


def serial(cell):
    """Read a serial number; firmware fillers give the doubt ``serial_bogus``."""
    read = plain_code(cell)
    if read.value and is_bogus_serial(read.value):
        return Read(read.value, "serial_bogus")
    return read


def imeis(cell):
    """Read the IMEIs of a cell, which may hold two.

    :return: a list of `Read`; the doubts are ``imei_rounded`` (digits lost),
        ``imei_check`` (wrong check digit), ``imei_length``, ``imei_is_serial``
    """
    if isinstance(cell, float):
        if not cell.is_integer() or abs(cell) >= 2**53:
            return [Read(code="imei_rounded")]
        return [_imei(str(int(cell)))]
    text = text_of(cell)
    if says_nothing(text):
        return []
    power = _POWER.fullmatch(text)
    if power:
        return [_from_power(text)]
    if sum(char.isdigit() for char in text) > 17:
        parts = [
            part for part in re.split(r"\s*[/,;|+&]\s*|\s+(?=\d{14})", text) if part
        ]
        return [_imei(part) for part in parts]
    return [_imei(text)]


def _from_power(text):
    """3,56938035643809E+14 still holds its 15 digits; 3,5E+14 does not."""
    digits = re.sub(r"\D", "", re.split("[eE]", text)[0])
    if len(digits) < 14:
        return Read(code="imei_rounded")
    return _imei(str(int(float(text.replace(",", ".")))))


def _imei(text):
    digits = re.sub(r"[\s.\-_]", "", text)
    if not digits.isdigit() or not digits.isascii():
        return Read(text, "imei_is_serial")
    if is_bogus_serial(digits):
        return Read(digits, "serial_bogus")
    if digits.endswith("000000"):
        return Read(code="imei_rounded")  # a spreadsheet kept the first digits only
    if len(digits) != 15:
        return Read(digits, "imei_length")
    if not imei_number.is_valid(digits):
        return Read(digits, "imei_check")
    return Read(digits)


def siret_number(cell):
    """Read a SIRET or SIREN; ``siret_check`` when its digits do not fit together."""
    text = re.sub(r"[\s.\-]", "", text_of(cell))
    if says_nothing(text):
        return Read()
    if _POWER.fullmatch(text):
        return Read(code="code_rounded")
    if text.isdigit() and len(text) in (8, 13):
        text = "0" + text  # a sheet drops the zero in front
    if siret.is_valid(text) or siren.is_valid(text):
        return Read(text)
    return Read(text, "siret_check")


def rna_number(cell):
    """Read the national number of an association: W and nine digits."""
    text = re.sub(r"[\s.\-]", "", text_of(cell)).upper()
    if says_nothing(text):
        return Read()
    return Read(text) if _RNA.match(text) else Read(text, "rna_check")

"""Dates that went through a spreadsheet."""

import re
from datetime import date, datetime, timedelta

from .notes import Read
from .text import plain
from .values import says_nothing, text_of

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "janvier janv jan january", "fevrier fevr fev february feb",
            "mars march mar", "avril avr april apr", "mai may", "juin june jun",
            "juillet juil july jul", "aout august aug",
            "septembre sept september sep", "octobre october oct",
            "novembre november nov", "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets
_FIGURES = re.compile(r"(\d{1,4})[/.\- ](\d{1,2})[/.\- ](\d{1,4})(?:[ T]+[\d:.Zz+]+)?")
_WORDS = re.compile(r"(?:\w+\.? )?(\d{1,2})(?:er)? ([^\d\W]+)\.? (\d{4})")


def day(cell, today=None):
    """Read a date: a real one, dd/mm/yyyy, yyyy-mm-dd, 12 mars 2024, 45292.

    Months and days swapped by a spreadsheet are put right when only one order is
    possible, with a doubt (`date_swapped`); a serial number gives `date_serial`.
    """
    today = today or date.today()
    if isinstance(cell, datetime):
        return _past(cell.date(), today)
    if isinstance(cell, date):
        return _past(cell, today)
    if says_nothing(cell):
        return Read()
    text = text_of(cell)
    if re.fullmatch(r"\d{5}(?:[.,]\d+)?", text):
        return _serial(text)
    match = _FIGURES.fullmatch(text)
    if match:
        return _figures(*match.groups(), today)
    match = _WORDS.fullmatch(text)
    month = match and _MONTHS.get(plain(match[2]))
    if month:
        return _checked(_date(match[3], month, match[1]))
    return Read(code="not_date")


def _serial(text):
    number = int(re.split(r"[.,]", text)[0])
    if not 20_000 <= number <= 80_000:
        return Read(code="not_date")
    return Read(_EPOCH + timedelta(days=number), "date_serial")


def _figures(first, second, third, today):
    if len(first) == 4:
        return _checked(_date(first, second, third))
    year = third if len(third) == 4 else f"20{third:0>2}"
    if len(third) not in (2, 4):
        return Read(code="not_date")
    value = _date(year, second, first)
    if value:
        return _past(value, today)
    swapped = _date(year, first, second)
    return Read(swapped, "date_swapped") if swapped else Read(code="not_date")


def _past(value, today):
    """What a file reports has happened; a future day may be a swapped past one."""
    if value <= today + timedelta(days=1):
        return Read(value)
    swapped = _date(value.year, value.day, value.month)
    if swapped and swapped <= today:
        return Read(value, "date_swapped", swapped)
    return Read(value)


def _checked(value):
    return Read(value) if value else Read(code="not_date")


def _date(year, month, day_of_month):
    try:
        return date(int(year), int(month), int(day_of_month))
    except ValueError:
        return None

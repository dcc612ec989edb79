"""JSON as tools print it: warnings around it, one object after another."""

import json

from . import lshw_json
from .problems import AuditError
from .tree import MAX_DEPTH

MAX_GROUPS = 100_000  # objects and lists; an inventory with its programs has 10,000


def parse(text):
    """Return the value of a JSON text.

    lshw prints a warning on the lines around its JSON when it lacks rights, and older
    versions print a list without its brackets.

    :raise AuditError: ``broken_json``, ``too_deep``, ``too_many_nodes``
    """
    start = min((text.find(mark) for mark in "[{" if mark in text), default=-1)
    if start < 0:
        raise AuditError("broken_json", line=1, column=1)
    if text.count("{", start) + text.count("[", start) > MAX_GROUPS:
        raise AuditError("too_many_nodes", limit=MAX_GROUPS)
    line = text.count("\n", 0, start)
    body = text[start:].rstrip()
    try:
        return _several_or_mended(body)
    except json.JSONDecodeError as error:
        raise AuditError(
            "broken_json", line=line + error.lineno, column=error.colno
        ) from error
    except RecursionError as error:
        raise AuditError("too_deep", limit=MAX_DEPTH) from error
    except ValueError as error:  # a number of thousands of digits
        raise AuditError("broken_json", line=line + 1, column=1) from error


def _several_or_mended(body):
    try:
        return _several(body)
    except json.JSONDecodeError:
        if len(body) > lshw_json.MAX_MENDED or '"class"' not in body[:500]:
            raise
        mended = lshw_json.mend(body)
        if '"children":[' not in mended:
            raise
    return _several(mended)


def _several(body):
    decoder = json.JSONDecoder(parse_constant=lambda _name: None)
    value, end = decoder.raw_decode(body)
    values = [value]
    while isinstance(value, dict) and len(values) < 1000:
        rest = _next_object(body, end)
        if rest is None:
            break
        value, end = decoder.raw_decode(body, rest)
        values.append(value)
    _check_end(body, end)
    return values if len(values) > 1 else values[0]


def _next_object(body, end):
    while end < len(body) and body[end] in " \t\r\n,":
        end += 1
    return end if body[end : end + 1] == "{" else None


def _check_end(body, end):
    """What follows may only be a tool's remark, never the rest of a broken list."""
    rest = body[end:].strip(" \t\r\n,")
    if rest and not rest.startswith("WARNING"):
        raise json.JSONDecodeError("Extra data", body, end)

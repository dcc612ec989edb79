"""What wrote a text, told from its content."""

import re
from contextlib import suppress

from ..importing.encoding import decode
from ..importing.notes import FileProblem
from . import glpi, json_text, lshw_xml, workbench
from .lshw import read_tree
from .problems import AuditError
from .units import short

_MAX_ZEROS = 100
_LIMITED = re.compile(r"WARNING:[^\n]{0,120}\b(?:root|super-user)\b")
_WARNINGS = re.compile(r"(?:WARNING[^\n]*\n\s*)*")
_LSHW_TEXT = re.compile(r"^\s*\*-core\b", re.M)


def text_of(content):
    """Return bytes as text; stray zero bytes of a broken serial number are dropped.

    :raise AuditError: ``binary``
    """
    with suppress(FileProblem):
        return decode(content)[0]
    if not 0 < content.count(0) <= _MAX_ZEROS:
        raise AuditError("binary")
    try:
        return decode(content.replace(b"\0", b""))[0]
    except FileProblem as error:
        raise AuditError("binary") from error


def read_text(text):
    """Return the `Reading` of a JSON or XML text.

    :raise AuditError: ``lshw_text``, ``not_lshw``, ``unknown_file`` and what the
        readers of each format raise
    """
    start = _start(text)
    head = text[start : start + 60]
    # Lines are told as they are numbered in the file.
    whole = "\n" * text.count("\n", 0, start) + text[start:]
    if re.match(r"<(!doctype )?html", head, re.I):
        raise AuditError("web_page")
    limited = bool(_LIMITED.search(text))
    if head.startswith("<"):
        return read_tree(lshw_xml.parse(whole), "lshw_xml", limited)
    if head.startswith(("{", "[")):
        return read_json(json_text.parse(whole), limited)
    if _LSHW_TEXT.search(text[:20_000]):
        raise AuditError("lshw_text")
    raise AuditError("unknown_file", first=short(head) or "")


def _start(text):
    """Where the text begins, after what lshw warns of when it lacks rights."""
    blank = len(text) - len(text.lstrip("\ufeff \t\r\n"))
    return _WARNINGS.match(text, blank).end()


def read_json(value, limited=False):
    """Return the `Reading` of parsed JSON."""
    if is_lshw(value):
        return read_tree(value, "lshw_json", limited)
    if workbench.is_snapshot(value):
        return workbench.read_snapshot(value)
    if glpi.is_inventory(value):
        return glpi.read_inventory(value)
    keys = ", ".join(map(str, value))[:60] if isinstance(value, dict) else ""
    raise AuditError("unknown_json", keys=short(keys) or "")


def is_lshw(value):
    """Whether this is a node of lshw, or a list of them."""
    if isinstance(value, list):
        return bool(value) and all(map(_is_node, value[:20]))
    return _is_node(value)


def _is_node(value):
    return (
        isinstance(value, dict)
        and isinstance(value.get("class"), str)
        and isinstance(value.get("id"), str)
    )

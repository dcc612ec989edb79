"""What a zip holds: the field tool's files, one inventory, or raw dumps."""

import re

from . import field_zip
from .dumps import read_dumps
from .problems import AuditError
from .recognise import read_text, text_of
from .safe_zip import members

_STRUCTURED = re.compile(r'[\ufeff\s]*(?:<|\[\s*[\[{\]"]|\{\s*["}])')
_NOT_INVENTORY = ("unknown_json", "unknown_file", "not_lshw", "web_page", "lshw_text")


def read_zip(content):
    """Return the `Reading` of a zip, told from what its members say.

    :raise AuditError: ``zip_…`` for a zip that is no safe one, ``several_devices``,
        ``unknown_zip``, or a member's own problem with its ``member``
    """
    found = members(content)
    if not found:
        raise AuditError("zip_empty")
    lines = field_zip.device_lines_of(found)
    texts = _texts(found)
    if lines:
        return field_zip.read_field_zip(lines, texts)
    reading = _inventory(texts)
    return reading or read_dumps(texts)


def _texts(found):
    texts = []
    for member in found:
        try:
            texts.append((member, text_of(member.content)))
        except AuditError:
            continue  # a photograph or a spreadsheet beside what we read
    return texts


def _inventory(texts):
    """The reading of the one member that says it all, None where there is none."""
    readings, problems = [], []
    for member, text in texts:
        if not _STRUCTURED.match(text):
            continue  # such as the kernel's messages, which begin with [ 0.000000]
        try:
            readings.append((member, read_text(text)))
        except AuditError as error:
            if error.code not in _NOT_INVENTORY:
                problems.append(error.inside(member.name))
    if len(readings) > 1:
        names = ", ".join(member.base for member, _reading in readings[:5])
        raise AuditError("several_devices", members=names[:120])
    if problems and not readings:
        raise problems[0]
    return readings[0][1] if readings else None

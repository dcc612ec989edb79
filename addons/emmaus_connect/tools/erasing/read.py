"""The door: bytes of a report into what it tells of each medium."""

import codecs

from ..codes import normalize_code
from .nwipe_log import read_log
from .nwipe_pdf import read_certificates
from .problems import MAX_DISKS, ErasureReportError

MAX_BYTES = 20 * 2**20
# A certificate of nwipe weighs 200 kB; larger ones would take long to look into.
MAX_PDF_BYTES = 5 * 2**20
MAX_LINES = 150_000
_BINARY = frozenset(range(32)) - set(b"\t\n\r\f\x1b\0")


def read_erasure_report(file_name, content):
    """Read a report of nwipe or ShredOS, its text log or its PDF certificate.

    :param str file_name: told in errors only: the content says what it is
    :param bytes content: the whole file
    :return: list of `MediumErasure`, one for each medium; of a medium erased several
        times in one file, the last attempt
    :raise ErasureReportError: nothing in the file tells of an erasure
    """
    content = bytes(content or b"")
    if not content.strip(b"\0 \t\r\n"):
        raise ErasureReportError("empty_file", name=file_name)
    _check_size(file_name, content, MAX_BYTES)
    if b"%PDF-" in content[:1024]:
        _check_size(file_name, content, MAX_PDF_BYTES)
        found = read_certificates(content)
    else:
        found = read_log(_lines(content))
    if not found:
        raise ErasureReportError("nothing_erased", name=file_name)
    if len(found) > MAX_DISKS:
        raise ErasureReportError("too_many_media", limit=MAX_DISKS)
    return [erasure.judge() for erasure in _last_of_each(found)]


def _check_size(file_name, content, limit):
    if len(content) > limit:
        raise ErasureReportError(
            "too_big", name=file_name, size=len(content) >> 20, limit=limit >> 20
        )


def _lines(content):
    if content.count(b"\n") > MAX_LINES:
        raise ErasureReportError("too_many_lines", limit=MAX_LINES)
    return _text(content).splitlines()


def _text(content):
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    if _BINARY.intersection(content[:4096]):
        raise ErasureReportError("not_a_report")
    # A USB stick pulled out too early leaves zeros at the end of the file.
    content = content.replace(b"\0", b"")
    return content.decode("utf-8-sig", "replace")


def _last_of_each(found):
    last = {}
    for number, erasure in enumerate(found):
        code = normalize_code(erasure.medium_serial) or number
        if code in last:
            erasure.remarks.append("earlier_attempt")
        last.pop(code, None)
        last[code] = erasure
    return last.values()

"""The members of a zip that a stranger sent, within limits."""

import io
import re
import struct
import zipfile
import zlib
from typing import NamedTuple

from .problems import AuditError

MAX_MEMBERS = 2_000
MAX_EXPANDED = 20 * 2**20
_CHUNK = 2**16
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_NOISE = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.I)
_ARCHIVES = (b"PK\x03\x04", b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
# What the zip module raises on bytes made to hurt.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError, ValueError,
    NotImplementedError, RuntimeError, OverflowError, IndexError, UnicodeError,
)  # fmt: skip


class Member(NamedTuple):
    name: str
    content: bytes

    @property
    def folder(self):
        return self.name.rpartition("/")[0]

    @property
    def base(self):
        return self.name.rpartition("/")[2]


def members(content):
    """Return the files of a zip as `Member`, empty ones left out.

    Sizes are checked before anything is expanded, and again while it is, for the
    directory of a zip may lie.

    :raise AuditError: ``zip_broken``, ``zip_members``, ``zip_too_big``,
        ``zip_path``, ``zip_nested``, ``zip_password``, ``zip_method``
    """
    # Counted in the bytes: opening it would build an object for each entry.
    if content.count(b"PK\x01\x02") > 2 * MAX_MEMBERS:
        raise AuditError("zip_members", limit=MAX_MEMBERS)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            _check(entries)
            return _read_all(archive, entries)
    except AuditError:
        raise
    except _BROKEN as error:
        raise AuditError("zip_broken") from error


def _check(entries):
    if len(entries) > MAX_MEMBERS:
        raise AuditError("zip_members", limit=MAX_MEMBERS)
    for entry in entries:
        _check_name(entry)
        if entry.flag_bits & 1:
            raise AuditError("zip_password", member=_shown(entry.filename))
        if entry.compress_type not in _METHODS:
            raise AuditError("zip_method", member=_shown(entry.filename))
    _check_size(sum(entry.file_size for entry in entries))


def _check_name(entry):
    name = entry.orig_filename.replace("\\", "/")
    steps = name.split("/")
    absolute = name.startswith("/") or re.match(r"[A-Za-z]:", name)
    link = entry.external_attr >> 16 & 0o170000 == 0o120000
    if absolute or ".." in steps or "\0" in name or link:
        raise AuditError("zip_path", member=_shown(name))


def _check_size(size):
    if size > MAX_EXPANDED:
        raise AuditError("zip_too_big", limit=MAX_EXPANDED // 2**20)


def _shown(name):
    return "".join(c if c.isprintable() else "?" for c in name)[:120]


def _read_all(archive, entries):
    found, left = [], MAX_EXPANDED
    for entry in entries:
        if entry.is_dir() or _NOISE.search(entry.filename):
            continue
        content = _read(archive, entry, left)
        left -= len(content)
        name = _shown(entry.filename.replace("\\", "/"))
        if content.startswith(_ARCHIVES):
            raise AuditError("zip_nested", member=name)
        if content.strip():
            found.append(Member(name, content))
    return found


def _read(archive, entry, left):
    parts = []
    with archive.open(entry) as stream:
        while part := stream.read(_CHUNK):
            left -= len(part)
            _check_size(MAX_EXPANDED - left)
            parts.append(part)
    return b"".join(parts)

"""The door: bytes of any audit file into one `Reading`."""

from ..importing.encoding import decode
from ..importing.notes import FileProblem
from .problems import AuditError
from .recognise import read_text

MAX_BYTES = 20 * 2**20


def read_audit(file_name, content):
    """Read an audit, recognised by its content.

    :param str file_name: only told to people, and never trusted
    :param bytes content: the whole file
    :return: `Reading`
    :raise AuditError: one reason why the file cannot be read, and the place
    """
    del file_name
    content = bytes(content or b"")
    if not content.strip():
        raise AuditError("empty_file")
    if len(content) > MAX_BYTES:
        raise AuditError(
            "too_big", size=len(content) // 2**20 + 1, limit=MAX_BYTES // 2**20
        )
    if content.startswith(b"PK"):
        raise AuditError("unknown_file", first="PK")
    return read_text(text_of(content))


def text_of(content):
    """Return bytes as text; stray zero bytes of a broken serial number are dropped.

    :raise AuditError: ``binary``
    """
    try:
        return decode(content)[0]
    except FileProblem:
        pass
    zeros = content.count(0)
    if not zeros or zeros > 100:
        raise AuditError("binary")
    try:
        return decode(content.replace(b"\0", b""))[0]
    except FileProblem as error:
        raise AuditError("binary") from error

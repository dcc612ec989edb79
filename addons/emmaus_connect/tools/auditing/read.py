"""The door: bytes of any audit file into one `Reading`."""

from .archive import read_zip
from .problems import AuditError
from .recognise import read_text, text_of

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
        return read_zip(content)
    return read_text(text_of(content))

"""Readers of what audit tools say about one device.

Pure Python, no ORM: bytes in, one `Reading` out. `read.read_audit` is the door.
"""

from .problems import AuditError
from .read import read_audit
from .reading import PARSER_VERSION, Reading

__all__ = ["PARSER_VERSION", "AuditError", "Reading", "read_audit"]

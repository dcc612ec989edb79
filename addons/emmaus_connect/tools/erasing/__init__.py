"""Readers of the reports that erasing tools write: nwipe and ShredOS, log or PDF.

Pure Python, no ORM. A report is a proof only if nothing in it speaks against it: what
is cut off, contradicts itself or leaves a counter out is read, and not believed.
"""

from .problems import ErasureReportError
from .proof import MediumErasure
from .read import read_erasure_report

__all__ = ["ErasureReportError", "MediumErasure", "read_erasure_report"]

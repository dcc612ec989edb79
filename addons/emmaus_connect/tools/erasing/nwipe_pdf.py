"""The PDF certificate of nwipe: one disk a page, or several on the system report."""

import re

from .pdf_text import pages_of
from .problems import ErasureReportError
from .proof import MediumErasure, kind_of_bus, moment, real_serial

# As printed, longest first where one begins like another.
_LABELS = (
    "Organisation Performing The Disk Erasure",
    "Business Name",
    "Business Address",
    "Contact Name",
    "Contact Phone",
    "Customer Details",
    "Disk Information",
    "Disk Erasure Details",
    "Disk Model",
    "Disk S/N",
    "System S/N",
    "System uuid",
    "Make/Model",
    "Serial",
    "Bus",
    r"Size\(Apparent\)",
    r"Size\(Real\)",
    "Size",
    "Start time",
    "End time",
    "Duration",
    "Status",
    "Method",
    "PRNG algorithm",
    r"Final Pass\(Zeros/Ones/None\)",
    "Blanking Pass",
    r"Verify Pass\(Last/All/None\)",
    r"Verify\(Last/All/None\)",
    r"\*?Bytes Erased",
    r"Rounds\(completed/requested\)",
    "HPA/DCO Size",
    "HPA/DCO",
    r"Errors\(pass/sync/verify(?:/retries)?\)",
    "Throughput",
    "Information",
    "Name/ID",
    "Signature",
    "Make",
    "S/N",
    "Name",
    "Address",
    "Tag",
)
_LABEL = re.compile(r"(?<![\w/])(" + "|".join(_LABELS) + r")\s*:")
_STATES = ("ERASED", "FAILED", "ABORTED", "INSANITY")
_VERSION = re.compile(r"Erasure by NWIPE version (\d{1,3}\.\d{1,3}(?:\.\d{1,4})?)")
_BYTES = re.compile(r"(\d{1,20})\s*,\s*\(\s*(\d{1,4}(?:\.\d{1,6})?)\s*%\s*\)")
_SIZE = re.compile(r"(\d{1,20})\s*(?:bytes|B)\b", re.I)
_ERRORS = re.compile(r"(\d{1,20})/(\d{1,20})/(\d{1,20})(?:/\d{1,20})?")
_ROUNDS = re.compile(r"(-?\d{1,9})/(\d{1,9})")
_SIZES = ("Real", "Apparent")


def read_certificates(content):
    """Return the `MediumErasure` of each disk that the pages certify.

    :raise ErasureReportError: see `pages_of`; ``not_a_certificate`` for any other PDF
    """
    pages = pages_of(content)
    text = "\n".join(" ".join(row) for page in pages for row in page)
    version = _VERSION.search(text)
    if not version and "Erasure Report" not in text:
        raise ErasureReportError("not_a_certificate")
    found = []
    operator = system = None
    for page in pages:
        blocks = _blocks(page)
        operator = operator or _first(blocks, "Name/ID")
        system = system or _first(blocks, "System S/N")
        found += [block for block in blocks if "Make" in block]
        found += [block for block in blocks if "Make/Model" in block]
    told = [_certified(block) for block in found]
    for erasure in told:
        erasure.tool_version = version and version[1]
        erasure.operator_name = (operator or "")[:64] or None
        erasure.system_serial = real_serial(system)
    return told


def _blocks(page):
    """Fields of a page by label; each disk of a system report begins with its make."""
    blocks = [{}]
    for row in page:
        head, fields = _fields(row)
        if any(label == "Make" for label, _value in fields):
            blocks.append({})
        for label, value in fields:
            _put(blocks[-1], label, value)
        if head in _STATES:
            _put(blocks[-1], "Status", head)  # written upright along the block
    return blocks


def _put(block, label, value):
    """A field told twice with another value is kept as both, and fits nothing."""
    if block.get(label, value) != value:
        value = f"{block[label]} | {value}"
    block[label] = value


def _fields(row):
    """Return the text before the first label, and ``(label, value)`` of each."""
    pieces = _LABEL.split(" ".join(row))
    labels = [label.lstrip("*").partition("(pass")[0] for label in pieces[1::2]]
    values = [value.strip() for value in pieces[2::2]]
    return pieces[0].strip(), list(zip(labels, values, strict=True))


def _first(blocks, label):
    return next((block[label] for block in blocks if block.get(label)), None)


def _certified(block):
    erasure = MediumErasure()
    real, apparent = (_bytes(block.get(f"Size({name})")) for name in _SIZES)
    serial = block.get("Serial") or block.get("S/N") or block.get("Disk S/N")
    erasure.medium_serial = real_serial(serial)
    model = block.get("Make/Model") or block.get("Make") or ""
    erasure.medium_model = model[:64] or None
    erasure.medium_kind = kind_of_bus(block.get("Bus"), tells_ssd=True)
    size = apparent or real
    erasure.size_gb = round(size / 1e9, 2) if size else None
    erasure.method = block.get("Method") or None
    erasure.started_at = moment(block.get("Start time", ""))
    erasure.ended_at = moment(block.get("End time", ""))
    verify = block.get("Verify Pass(Last/All/None)") or block.get(
        "Verify(Last/All/None)", ""
    )
    if verify.lower() in ("none", "last", "all"):
        erasure.verification = verify.lower()
    erasure.hidden_sectors = _hidden(block.get("HPA/DCO", ""))
    _check_identity(erasure, block)
    _check_status(erasure, block.get("Status", ""))
    _check_counters(erasure, block.get("Errors", ""))
    _check_rounds(erasure, block.get("Rounds(completed/requested)", ""))
    _check_bytes(erasure, block.get("Bytes Erased"), real or apparent)
    return erasure


def _bytes(text):
    match = _SIZE.search(text or "")
    return int(match[1]) if match else None


def _hidden(text):
    text = text.lower()
    if "no hidden" in text or "not applicable" in text:
        return False
    return True if "hidden sectors found" in text else None


def _check_identity(erasure, block):
    header = block.get("Disk S/N")
    body = block.get("Serial")
    if body and "|" in body:
        erasure.object_to("serial_differs")
    # The heading has less room for the number than the page.
    if header and body and not (body.startswith(header) or header.startswith(body)):
        erasure.object_to("serial_differs")


def _check_status(erasure, text):
    states = {word for word in re.findall(r"[A-Z]+", text) if word in _STATES}
    erasure.ended_cleanly = states == {"ERASED"}
    if "ABORTED" in states:
        erasure.object_to("aborted")
    elif "FAILED" in states:
        erasure.object_to("status_failed")
    elif not erasure.ended_cleanly:
        erasure.object_to("status_unknown")
    if not (erasure.started_at and erasure.ended_at):
        erasure.object_to("no_dates")


def _check_counters(erasure, text):
    match = _ERRORS.fullmatch(text)
    if not match:
        erasure.object_to("no_counters")
        return
    erasure.pass_errors = int(match[1])
    erasure.sync_errors = int(match[2])
    erasure.verify_errors = int(match[3])


def _check_rounds(erasure, text):
    match = _ROUNDS.fullmatch(text)
    if not match:
        erasure.object_to("no_counters")
        return
    erasure.rounds = int(match[2])
    if int(match[1]) < int(match[2]):
        erasure.object_to("passes_unfinished")


def _check_bytes(erasure, text, size):
    if text is None:
        return
    match = _BYTES.match(text)
    if not match or float(match[2]) != 100 or (size and int(match[1]) != size):
        erasure.object_to("bytes_short")

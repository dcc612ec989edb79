"""The zip of the field's own audit tool: its line for each back office, and texts."""

import re
from datetime import datetime

from ..codes import is_bogus_serial
from ..importing import codes
from ..importing.columns import DEVICE_COLUMNS, exact_fields, layout
from ..importing.device_file import device_lines
from ..importing.device_line import read_line
from ..importing.notes import WARNING, FileProblem
from ..importing.read import read_file
from . import inxi
from .disks import complete
from .problems import AuditError
from .reading import Medium, Reading
from .words import name

_MAX_LINE_FILE = 2**20  # a file of one line; more is a text, or a trap
_MAX_LINE_FILES = 50
_KINDS = ("laptop", "desktop", "tablet", "smartphone")
_CODE = re.compile(
    r"(.{1,60}?)\.(?:tect\.csv|bolc\.csv|audit\.txt|scan-linux\.txt)", re.I
)
_STAMP = re.compile(r"-PORTABLE-(\d{14})\.", re.I)
_MOMENT = re.compile(r"\d{2}/\d{2}/\d{4} \d{2}:\d{2}(?::\d{2})?")
_FORMATS = ("%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M")
_PAIR = re.compile(
    r"^\W{0,6}([^\W\d_][^:=\n]{1,38}?)[ \t]*[:=][ \t]*(\S[^\n]{0,300})$", re.M
)
_MAX_PAIRS = 300
_COMMENT_END = re.compile(r"\s*[;|,]\s+|\s*[;|]")
_SCAN = re.compile(r"^(?:System|Machine|Drives):", re.M)
_NOTES = ("observations", "comment", "refurbishment_comment", "battery")
_FACTS = (
    "cpu", "ram_gib", "cpu_mark", "screen_inches", "battery_health", "os",
    "technical_adjustment", "cosmetic_adjustment", "declared_grade", "model",
    "commercial_name",
)  # fmt: skip
# A report in words adds these; what names the device is told by the lines alone.
_SAID = (
    "cpu_mark", "screen_inches", "battery_health", "os", "technical_adjustment",
    "cosmetic_adjustment",
)  # fmt: skip


def device_lines_of(found):
    """Return ``[(member, kind, line, cells)]`` of the members that hold a line.

    :param found: the `Member`s of the zip
    :raise AuditError: ``several_devices``, ``no_line`` (titles only), ``broken_line``
    """
    lines = []
    for member in list(filter(_may_be_line, found))[:_MAX_LINE_FILES]:
        recognised = _recognised(member)
        if recognised:
            lines.append((member, recognised.kind, *_only_line(member, recognised)))
    lines.sort(key=lambda one: one[1] != "tectech")
    return lines


def _may_be_line(member):
    content = member.content
    if len(content) > _MAX_LINE_FILE or content[:1] in (b"{", b"<", b"["):
        return False
    return content.count(b";") + content.count(b",") > 3


def _recognised(member):
    try:
        recognised, _tables = read_file(member.content)
    except FileProblem as problem:
        if problem.code == "titles_only":
            raise AuditError("no_line", member=member.name) from problem
        return None
    return recognised if recognised.kind in ("tectech", "bolc") else None


def _only_line(member, recognised):
    lines = [line for line in device_lines(recognised) if not line.ignored]
    if not lines:
        raise AuditError("no_line", member=member.name)
    if len(lines) > 1:
        raise AuditError("several_devices", members=member.name, line=lines[1].number)
    line = lines[0]
    broken = next((note for note in line.notes if note.code == "broken_line"), None)
    if broken:
        raise AuditError(
            "broken_line", member=member.name, line=line.number, **broken.params
        )
    return line, recognised.table.rows[line.number - 1]


def read_field_zip(lines, texts):
    """Return the `Reading` of the lines and texts of one audit.

    :raise AuditError: ``several_devices`` when the lines carry different EC ids
    """
    if len({line.ec for _member, _kind, line, _cells in lines if line.ec}) > 1:
        names = ", ".join(member.base for member, *_rest in lines)
        raise AuditError("several_devices", members=names[:120])
    reading = Reading("field_zip")
    known = [line for _member, _kind, line, _cells in lines]
    for line in known:
        _fill(reading, line)
    comments = [t for line in known for kind, t in line.pieces if kind == "comment"]
    said = [_COMMENT_END.sub("\n", text) for text in comments]
    said += [text for member, text in texts if _is_report(member)]
    for text in said:
        _fill_facts(reading, _line_of_text(text), _SAID)
    reading.ec_id = reading.ec_id or _code_of_names(texts)
    reading.observations = _notes(known[: len(lines)])
    reading.audited_at = _moment(lines)
    _read_media(reading, known)
    _add_scan(reading, texts)
    return reading


def _is_report(member):
    return member.base.lower().endswith(".txt") and len(member.content) < 2**20


def _line_of_text(text):
    """Read ``key : value`` lines as the columns of the same names.

    What follows the report is the raw scan, whose models and numbers are of parts.
    """
    text = _SCAN.split(text[:200_000], maxsplit=1)[0]
    pairs = [(key.strip(), v.strip()) for key, v in _PAIR.findall(text)[:_MAX_PAIRS]]
    pairs = [pair for pair in pairs if exact_fields(pair[:1], DEVICE_COLUMNS)]
    fields = layout([key for key, _value in pairs], DEVICE_COLUMNS).fields
    return read_line(1, [value for _key, value in pairs], fields)


def _fill(reading, line):
    """Take from a line what the lines before did not say."""
    for note in line.notes:
        if note.level == WARNING:
            reading.warn(note.code)
    if line.category in _KINDS:
        reading.kind = reading.kind or line.category
    elif line.category == "basic_phone":
        reading.kind = reading.kind or "smartphone"
    reading.manufacturer = reading.manufacturer or name(line.brand)
    _fill_codes(reading, line)
    _fill_facts(reading, line, _FACTS)
    for key in ("has_dvd", "has_webcam"):
        if getattr(reading, key) is None and key in line.facts:
            setattr(reading, key, line.facts[key] == "yes")


def _fill_facts(reading, line, names):
    facts = {**line.facts, **_corrected(line.notes)}
    for key in names:
        if getattr(reading, key) is None:
            setattr(reading, key, facts.get(key))


def _corrected(notes):
    """17 GB, as some tools count the bytes, are 16 GiB."""
    doubts = [note for note in notes if note.code == "ram_unusual"]
    proposals = [note.params["proposal"] for note in doubts if note.params["proposal"]]
    return {"ram_gib": float(proposals[0])} if proposals else {}


def _fill_codes(reading, line):
    reading.ec_id = reading.ec_id or line.ec or None
    reading.refurbisher_id = reading.refurbisher_id or line.refurbisher_code or None
    reading.collection_reference = reading.collection_reference or line.lot or None
    bogus = next((text for kind, text in line.pieces if kind == "bogus_serial"), None)
    written = line.serial or bogus
    if reading.serial and line.serial and reading.serial != line.serial:
        reading.warn("files_differ")
    elif written and not reading.serial:
        reading.set_serial(written)
    for imei in line.imeis:
        if imei not in reading.imei and not is_bogus_serial(imei):
            reading.imei.append(imei)


def _code_of_names(texts):
    for member, _text in texts:
        match = _CODE.fullmatch(member.base)
        read = codes.ec_id(match[1]) if match else None
        if read and read.value and not read.code:
            return read.value
    return None


def _notes(lines):
    notes = [text for line in lines for kind, text in line.pieces if kind in _NOTES]
    return "\n".join(dict.fromkeys(notes))[:4000] or None


def _moment(lines):
    """The time of the audit: in the line, else in the name of the file."""
    for _member, _kind, _line, cells in lines:
        for cell in cells:
            if isinstance(cell, str) and _MOMENT.fullmatch(cell.strip()):
                moment = _parsed(
                    cell.strip()[:19], "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M"
                )
                if moment:
                    return moment
    stamps = (_STAMP.search(member.base) for member, *_rest in lines)
    return next((_parsed(m[1], "%Y%m%d%H%M%S") for m in stamps if m), None)


def _parsed(text, *formats):
    for one in formats:
        try:
            return datetime.strptime(text, one).isoformat(sep=" ")
        except ValueError:
            continue
    return None


def _read_media(reading, lines):
    """The two disks of the lines; more are told by the scan alone."""
    found = [[_medium(reading, line.facts, rank) for rank in (1, 2)] for line in lines]
    media = max(([m for m in pair if m] for pair in found), key=len, default=[])
    if not media:
        reading.warn("no_storage_section")
        return
    media[0].is_main = True
    reading.set_media(media, True)


def _medium(reading, facts, rank):
    kind, size = facts.get(f"disk{rank}_type"), facts.get(f"disk{rank}_gb")
    if not kind and not size:
        return None
    if reading.kind == "smartphone" or (reading.kind == "tablet" and not kind):
        kind = "INTERNAL"
    return Medium(kind, None, float(size) if size else None)


def _add_scan(reading, texts):
    """The raw scan knows the serial numbers and models that the lines leave out."""
    for _member, text in texts:
        found = inxi.disks(text)
        if found:
            complete(reading, found)
            reading.media_known = True
        if reading.battery_health is None:
            reading.battery_health = inxi.battery_health(text)

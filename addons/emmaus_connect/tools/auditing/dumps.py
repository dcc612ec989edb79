"""A zip of what dmidecode, lscpu, lspci, smartctl and their like printed."""

import re

from ..codes import is_bogus_serial
from . import disks, dmidecode, inxi, json_text, words
from .problems import AuditError
from .reading import Reading
from .units import gibibytes, installed_gibibytes, no_run, size_bytes

# The first that fits; each is a line that only this tool prints.
_MARKS = (
    ("lscpu", re.compile(r"^(?:CPU op-mode\(s\)|On-line CPU\(s\) list):", re.M)),
    ("smartctl", re.compile(r"^smartctl \d|^=== START OF INFORMATION SECTION", re.M)),
    ("dimms", re.compile(r"^(?:# decode-dimms|Number of SDRAM|No EEPROM found)", re.M)),
    ("lspci", re.compile(r"^(?:0000:)?[0-9a-f]{2}:[0-9a-f]{2}\.\d [A-Z]", re.M)),
    ("meminfo", re.compile(r"^MemTotal:", re.M)),
    ("battery", re.compile(r"^Battery \d: design|^ +energy-full-design:", re.M)),
)
_NVME = re.compile(r"^\S+ Non-Volatile memory controller", re.M)
_ADDRESS = re.compile(r"\b((?:[0-9a-f]{2}:){5}[0-9a-f]{2})\b")
_MEMORY_ROW = re.compile(r"^Size {3,}(\d{1,7} [KMGT]B)", re.M)
_MEMTOTAL = re.compile(r"^MemTotal: +(\d{1,12}) kB", re.M)
_HEALTH = re.compile(
    r"last full capacity \d{1,7} mAh = (\d{1,3})%|^ +capacity: +(\d{1,3})(?:[.,]\d+)?%",
    re.M,
)


def kind_of_text(text):
    """Return which tool printed a text, or None."""
    if dmidecode.is_dmidecode(text):
        return "dmidecode"
    head = text[:8000]
    for kind, mark in _MARKS:
        if mark.search(head):
            return kind
    if "Drives:" in text and "Local Storage:" in text:
        return "inxi"
    if _ADDRESS.search(head) and len(text) < 4000:
        return "net"
    return _kind_of_json(head)


def _kind_of_json(head):
    for mark, kind in (
        ('"blockdevices"', "lsblk"), ('"lscpu"', "lscpu"), ('"smartctl"', "smartctl"),
    ):  # fmt: skip
        if mark in head and head.lstrip()[:1] in ("{", "["):
            return kind
    return "smartctl" if head.strip() == "[]" else None


def read_dumps(texts):
    """Return the `Reading` of ``[(member, text)]``.

    :raise AuditError: ``several_devices``, ``unknown_zip``, ``broken_json`` with the
        ``member``
    """
    told = [(member, kind_of_text(text), text) for member, text in texts]
    told = _of_one_folder([one for one in told if one[1]])
    if not {"dmidecode", "lscpu"} & {kind for _member, kind, _text in told}:
        raise AuditError("unknown_zip", members=_listed(texts))
    reading = Reading("dump_zip")
    found = [b for text in _texts(told, "dmidecode") for b in dmidecode.blocks(text)]
    _read_names(reading, found)
    reading.cpu = _processor(told, found)
    reading.ram_gib = _memory(told, found)
    _read_disks(reading, told)
    health = (_HEALTH.search(text) for text in _texts(told, "battery"))
    shares = [int(match[1] or match[2]) for match in health if match]
    shares += filter(None, map(inxi.battery_health, _texts(told, "inxi")))
    reading.battery_health = min(shares[0], 100) if shares else None
    addresses = [a for t in _texts(told, "net") for a in _ADDRESS.findall(t)]
    reading.mac = [a for a in dict.fromkeys(addresses) if not is_bogus_serial(a)][:8]
    return reading


def _of_one_folder(told):
    """The dumps nearest to the root; two folders beside each other are two machines."""
    depths = {member.folder: member.folder.count("/") + bool(member.folder)
              for member, _kind, _text in told}  # fmt: skip
    top = min(depths.values(), default=0)
    folders = sorted(folder for folder, depth in depths.items() if depth == top)
    if len(folders) > 1:
        raise AuditError("several_devices", members=", ".join(folders[:5])[:120])
    return [one for one in told if one[0].folder == folders[0]] if folders else []


def _listed(texts):
    return ", ".join(member.base for member, _text in texts[:5])[:120]


def _texts(told, kind):
    return [text for _member, one, text in told if one == kind]


def _read_names(reading, found):
    maker, model, commercial, from_board = dmidecode.names(found)
    reading.manufacturer, reading.model = maker, model
    reading.commercial_name = commercial
    if from_board:
        reading.warn("board_names")
    reading.set_serial(dmidecode.serial(found))
    chassis = dmidecode.first(found, "chassis").get("Type")
    reading.kind = words.kind_of(chassis) or words.kind_of_range(model, commercial)


def _processor(told, found):
    for text in _texts(told, "lscpu"):
        match = re.search(r'^Model name: +(\S.*)$|"Model name:", *"data": *"([^"]+)"',
                          text, re.M)  # fmt: skip
        if match:
            return no_run(match[1] or match[2])
    return no_run(dmidecode.first(found, "processor").get("Version"))


def _memory(told, found):
    modules = dmidecode.memory_gib(found)
    if modules:
        return modules
    rows = [row for text in _texts(told, "dimms") for row in _MEMORY_ROW.findall(text)]
    if rows:
        return gibibytes([size_bytes(row, binary=True) or 0 for row in rows[:64]])
    totals = [_MEMTOTAL.search(text) for text in _texts(told, "meminfo")]
    kilobytes = [int(match[1]) for match in totals if match]
    return installed_gibibytes(kilobytes[0] * 1024) if kilobytes else None


def _read_disks(reading, told):
    for member, kind, text in told:
        if kind not in ("smartctl", "lsblk", "inxi"):
            continue
        found, seen = _disks_of(member, kind, text)
        reading.media_known = reading.media_known or seen
        disks.complete(reading, found)
    _doubt(reading, told)


def _disks_of(member, kind, text):
    if kind == "inxi":
        found = inxi.disks(text)
        return found, bool(found)
    if text.lstrip()[:1] not in ("{", "["):
        return disks.smartctl_in_text(text)
    try:
        value = json_text.parse(text)
    except AuditError as error:
        raise error.inside(member.name) from error
    if disks.is_lsblk(value):
        return disks.from_lsblk(value), True
    found = disks.from_smartctl(value)
    # A disk on a USB adapter may be this machine's own, taken out to be read.
    return found, bool(found) or value == []


def _doubt(reading, told):
    """A controller that hides its disks, told by lspci, takes the certainty away."""
    lspci = "\n".join(_texts(told, "lspci"))
    nvme = sum(medium["kind"] == "NVME" for medium in reading.media)
    if not reading.media_known:
        reading.warn("no_storage_section")
    elif len(_NVME.findall(lspci)) > nvme:
        reading.warn("nvme_unlisted")
        reading.media_known = False
    elif "RAID" in lspci and not reading.media:
        reading.warn("raid_hides_disks")
        reading.media_known = False

"""The storage media in lshw's tree: what is built in, and whether all was seen."""

import re

from .reading import Medium
from .tree import rotation
from .units import gigabytes
from .words import disk_kind

_PARTS = {
    "cdrom", "disc", "dvd", "medium", "volume", "logicalvolume", "hwmon", "virtualfs",
    "floppy", "tape",
}  # fmt: skip
_RAID = re.compile(
    r"logical volume|perc |megaraid|smart array|virtual.?disk|raid", re.I
)


def find_media(nodes):
    """Return the `Medium` of each disk built in, in the order of the file."""
    taken, media = set(), []
    for node in nodes:
        if taken.intersection(map(id, node.ancestors())):
            continue
        medium = _medium(node)
        if medium:
            taken.add(id(node))
            media.append(medium)
    return media


def _medium(node):
    if _is_outside(node) or _is_optical(node):
        return None
    if _is_nvme(node):
        return _of_nvme(node)
    if node.says("description", "sd/mmc") or node.base.startswith("mmc"):
        return _of_mmc(node)
    if node.class_ == "disk" and node.base not in _PARTS and _is_whole(node):
        return _of_disk(node)
    return None


def _is_whole(node):
    """Not a partition, nor the names that the kernel gives beside a disk's own."""
    if node.base == "disk" or node.block:
        return True
    return bool(node.size and not node.names)


def _is_outside(node):
    """On USB or FireWire, or made to be taken out: a stick, a card, a case."""
    for one in (node, *node.ancestors()):
        if one.says("businfo", "usb@", "firewire@"):
            return True
        if one.configuration.get("driver") in ("usb-storage", "uas", "firewire_sbp2"):
            return True
        if "sd" in map(str.lower, one.capabilities):  # a card in its slot
            return True
    return "removable" in node.capabilities or bool(
        re.search(r"card ?reader|flash card|compact ?flash", node.product or "", re.I)
    )


def _is_optical(node):
    if node.base == "cdrom" or node.says("description", "dvd", "cd-r", "blu-ray"):
        return True
    return any(re.fullmatch(r"/dev/(sr|scd|cdrom|fd|st)\d*", n) for n in node.names)


def _is_nvme(node):
    if node.class_ != "storage":
        return False
    named = any(re.fullmatch(r"/dev/nvme\d+", name) for name in node.names)
    driver = node.configuration.get("driver") == "nvme"
    return named or driver or node.says("description", "nvme", "non-volatile mem")


def _of_nvme(node):
    spaces = [n for n in node.walk() if n.block]
    sizes = [n.size for n in spaces if n.size]
    named = any(name.startswith("/dev/nvme") for name in node.names)
    if not sizes and not named:
        return None  # the controller alone: old versions list no more
    serials = [n.serial for n in (node, *spaces) if n.serial]
    return Medium(
        "NVME",
        serials[0] if serials else None,
        gigabytes(sum(sizes)),
        node.product,
        _holds_system(node),
    )


def _of_mmc(node):
    if node.class_ == "bus":
        return None  # the host of cards, not one of them
    blocks = [n for n in node.walk() if n.block and n.size]
    if not blocks:
        return None
    return Medium(
        "SSD",
        node.serial,
        gigabytes(max(n.size for n in blocks)),
        node.product,
        _holds_system(node),
    )


def _of_disk(node):
    bus = " ".join(node.names + [node.businfo or "", node.description or ""])
    return Medium(
        disk_kind(node.product, rotation(node), bus),
        node.serial,
        gigabytes(node.size),
        node.product,
        _holds_system(node),
    )


def _holds_system(node):
    return any("/" in one.names for one in node.walk())


def media_seen(nodes, media, reading):
    """Whether lshw saw every disk, or enough to say that there is none."""
    stores = [n for n in nodes if n.class_ in ("storage", "disk")]
    stores = [n for n in stores if not _is_outside(n)]
    if not stores and not media:
        # Nothing but USB: small machines have flash that old versions do not list.
        reading.warn("no_storage_section")
        return False
    if any(_hides_nvme(node) for node in nodes):
        reading.warn("nvme_unlisted")
        return False
    if any(_RAID.search(medium.model or "") for medium in media):
        reading.warn("raid_hides_disks")
        return False
    if not media and any(_hides_disks(node) for node in stores):
        reading.warn("raid_hides_disks")
        return False
    return True


def _hides_nvme(node):
    return _is_nvme(node) and not _is_outside(node) and _of_nvme(node) is None


def _hides_disks(node):
    """A controller in RAID mode or without driver keeps its disks to itself."""
    if not node.says("businfo", "pci@") or node.says("description", "mass storage"):
        return False
    return node.says("description", "raid") or not node.configuration.get("driver")


def has_optical(nodes, seen):
    """True with a DVD drive, False when the drives were seen and none is one."""
    for node in nodes:
        if _is_optical(node) and not node.says("businfo", "usb@"):
            text = f"{node.description} {node.product} {' '.join(node.names)}".lower()
            if any(mark in text for mark in ("dvd", "blu", "bd-")):
                return True
    return False if seen else None

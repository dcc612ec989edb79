"""lshw's tree of hardware into a `Reading`."""

from ..codes import is_bogus_serial
from . import words
from .lshw_media import find_media, has_optical, media_seen
from .reading import Reading
from .tree import build
from .units import gibibytes, installed_gibibytes, no_run

_NOT_MEMORY = ("flash", "cache", "bios", "firmware", "video", "rom ", "nvram")


def read_tree(source, file_format, limited=False):
    """Return the `Reading` of lshw's nested dicts.

    :param source: the root node, or the list that newer versions print
    :param bool limited: whether lshw said that it ran without the rights it needs
    :raise AuditError: ``too_deep``, ``too_many_nodes``
    """
    root = build(_root(source))
    nodes = list(root.walk())
    system = next((n for n in nodes if n.class_ == "system"), None)
    reading = Reading(file_format)
    if system:
        _read_names(reading, system)
    else:
        reading.warn("partial")
    reading.kind = _kind(reading, nodes, system)
    reading.cpu = _processor(nodes)
    reading.ram_gib = _memory(nodes)
    media = find_media(nodes)
    if limited or _saw_little(nodes, media):
        reading.warn("no_rights")
        limited = True
    known = bool(system) and not limited and media_seen(nodes, media, reading)
    reading.set_media(media, known)
    reading.has_dvd = has_optical(nodes, reading.media_known)
    reading.has_webcam = _webcam(nodes)
    reading.mac = _addresses(nodes)
    return reading


def _saw_little(nodes, media):
    """Without rights lshw reads neither the firmware's tables nor a disk's serial."""
    tables = any((node.handle or "").startswith("DMI:") for node in nodes)
    return not tables and not any(medium.serial for medium in media)


def _root(source):
    if isinstance(source, dict):
        return source
    nodes = [one for one in source if isinstance(one, dict)]
    whole = [one for one in nodes if one.get("class") == "system"]
    return whole[0] if whole else {"id": "list", "class": "list", "children": nodes}


def _read_names(reading, system):
    board = next((n for n in system.children if n.base == "core"), None)
    board = (board.vendor, board.product) if board else (None, None)
    system_names = (system.vendor, system.product)
    sku = system.configuration.get("sku")
    found = words.names(system_names, board, sku)
    reading.manufacturer, reading.model, from_board = found
    if from_board:
        reading.warn("board_names")
    if "lenovo" in (reading.manufacturer or "").lower():
        reading.commercial_name = words.name(system.version)
    reading.set_serial(system.serial)


def _kind(reading, nodes, system):
    if not system:
        return None
    chassis = system.configuration.get("chassis")
    kind = words.kind_of(chassis, system.description)
    kind = kind or words.kind_of_range(reading.model, system.version)
    battery = any(
        n.class_ == "power" and n.base == "battery" and words.name(n.product)
        for n in nodes
    )
    return kind or ("laptop" if battery else None)


def _processor(nodes):
    for node in nodes:
        if node.class_ != "processor" or node.says("description", "logical", "empty"):
            continue
        if node.product:
            return no_run(node.product)
    return None


def _memory(nodes):
    modules = sum(n.size for n in nodes if _is_module(n))
    total = sum(
        n.size
        for n in nodes
        if n.class_ == "memory" and n.size and n.says("description", "system memory")
    )
    # Firmware may describe its modules wrongly, but the system uses what is there.
    if modules and total <= 1.25 * modules:
        return gibibytes([modules])
    return installed_gibibytes(total)


def _is_module(node):
    if node.class_ != "memory" or node.base != "bank" or not node.size:
        return False
    around = (node, node.parent) if node.parent else (node,)
    return not any(n.says("description", *_NOT_MEMORY) for n in around)


def _webcam(nodes):
    """True, False when the USB devices were seen and none films, None otherwise."""
    if any(_films(node) for node in nodes):
        return True
    return False if any(n.says("businfo", "usb@") for n in nodes) else None


def _films(node):
    if node.class_ != "multimedia":
        return False
    usb = node.says("businfo", "usb@")
    return (usb and node.says("description", "video", "camera")) or node.says(
        "product", "webcam", "camera"
    )


def _addresses(nodes):
    found = []
    for node in nodes:
        address = (node.serial or "").lower()
        real = node.class_ == "network" and node.businfo and len(address) == 17
        if real and address.count(":") == 5 and not is_bogus_serial(address):
            found.append(address)
    return list(dict.fromkeys(found))[:8]

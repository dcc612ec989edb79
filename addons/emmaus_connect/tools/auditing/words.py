"""Words of firmware and tools: chassis, names that mean nothing, types of disk."""

import re

from ..codes import is_bogus_serial
from ..importing.text import plain
from .units import short

# Looked for in this order: a server in a tower is a server.
_KINDS = (
    ("server", ("server", "rackmount", "blade", "multisystem", "raidchassis")),
    ("laptop", ("notebook", "laptop", "portable", "convertible", "detachable",
                "netbook", "handheld", "2in1", "ultrabook", "chromebook")),
    ("tablet", ("tablet", "ipad")),
    ("smartphone", ("smartphone", "phone", "mobile")),
    ("desktop", ("desktop", "tower", "lowprofile", "pizzabox", "spacesaving",
                 "lunchbox", "allinone", "minipc", "stickpc", "embeddedpc",
                 "sealedcase", "workstation")),
)  # fmt: skip
# Where the chassis says nothing, the name of the range may.
_RANGES = (
    ("laptop", ("macbook", "powerbook", "thinkpad", "latitude", "elitebook", "probook",
                "ideapad", "zbook", "vivobook", "zenbook", "travelmate", "lifebook")),
    ("desktop", ("imac", "macmini", "macpro", "macstudio", "optiplex", "thinkcentre",
                 "elitedesk", "prodesk", "esprimo", "veriton")),
    ("server", ("poweredge", "proliant")),
    ("smartphone", ("iphone",)),
    ("tablet", ("ipad",)),
)  # fmt: skip
_NO_NAMES = frozenset(
    {
        "systemmanufacturer", "systemproductname", "systemname", "systemversion",
        "productname", "manufacturer", "oemmanufacturer", "oemproduct", "oemmodel",
        "chassismanufacture", "chassismanufacturer", "chassisversion", "skunumber",
        "xx", "notdefined", "nosku", "rev", "revxx", "xxx", "type1productconfigid",
        "typechassis", "productversion", "baseboardproductname", "noenclosure",
        "typemanufacturer", "standard", "lot", "computer", "null",
    }
)  # fmt: skip
_BY_REFERENCE = re.compile(r"\s*\(([^()]*(?:\([^()]*\))?[^()]*)\)$")
_FLASH = re.compile(
    r"nvme|\bssd|ssd\b|ssd[0-9a-z]|solid.?state|^(crucial[_ ])?ct\d{2,4}(m|mx|bx|p)\d"
    r"|^ct\d{3,4}|_ct\d{3}|^(wdc[_ ])?wds\d|wd (blue|green|red) sa|kingston s[auvkm]"
    r"|^s[auvk]\d{3}s3|kingston r|^samsung mz|^mz[-0-9a-z]{3,}|sandisk s[dl]"
    r"|liteon|lite-on|^(toshiba ?)?thns|^k[xb]g\d|^hf[sm]\d|pny cs|^micron[_ ]|^mtfd"
    r"|adata s[upx]|^apacer as|^ocz|vertex|patriot|corsair (force|neutron)|^foresee"
    r"|^biwin|^netac|^spcc|gigabyte gp|emmc|^intel ss|plextor px|^ts\d+gm"
    r"|^sk ?hynix (bc|pc|sc)|^pm9\d|^pc[36]\d\d|transcend_?2|hp ssd|^dogfish"
    r"|^kingfast|^kingspec",
    re.I,
)
_SPINNING = re.compile(
    r"harddisk|^(wdc[_ ])?wd[ _-]?\d{2,5}[a-z]{2}|^st\d{2,}[a-z]{0,2}\d*[a-z]*"
    r"|^(hitachi|hgst|quantum|maxtor|fujitsu m|ic\d{2}[ln]|ibm-d)|^h[tdu][set]\d{4}"
    r"|^toshiba (mk|mq|dt|hd)|^m[kq]\d{2}|^dt0\d|^mh[stvwyz]\d"
    r"|^samsung (h[den]|hm|sp|sv|hs)\d|^h[dm]\d{3}",
    re.I,
)
_FLASH_SEAGATE = re.compile(r"^st\d+(f[nmp]|hm)\d", re.I)


def kind_of(*words):
    """Return laptop, desktop, tablet, smartphone or server told by a chassis."""
    for word in words:
        text = plain(word)
        for kind, marks in _KINDS:
            if any(mark in text for mark in marks):
                return kind
    return None


def kind_of_range(*names):
    """Return the kind of device that the name of its range tells."""
    text = plain(" ".join(filter(None, names)))
    return next((k for k, marks in _RANGES if any(m in text for m in marks)), None)


def name(text):
    """Return a manufacturer or model, None for what fills the field at the factory."""
    text = short(text)
    if not text or text.startswith(("[", "<")):
        return None
    if re.match(r"copyright\b.*\bapple\b", text, re.I):
        return "Apple"  # what old Macs say of their maker
    word = plain(text)
    return None if is_bogus_serial(text) or word in _NO_NAMES else text


def model_name(text, reference=None, maker=None):
    """Return a model without its maker's name, nor the order number in brackets."""
    text = short(text)
    if not text:
        return None
    match = _BY_REFERENCE.search(text)
    if match and _is_reference(match[1], reference):
        text = text[: match.start()]
    if maker and text.lower().startswith(f"{maker.lower()} "):
        text = text[len(maker) :].strip()
    # Some tools leave it out; the same model must read the same.
    return name(re.sub(r"(?<=\w) PC$", "", text))


def names(system, board, reference=None):
    """Return ``(manufacturer, model, whether the board had to tell)``.

    :param system: ``(manufacturer, model)`` of the machine as firmware says them
    :param board: the same of its motherboard, which names a machine built at home
    """
    maker = name(system[0])
    model = model_name(system[1], reference, maker)
    if model:
        return maker, model, False
    model = model_name(board[1], None, name(board[0]))
    return maker or name(board[0]), model, bool(model)


def _is_reference(text, reference):
    known = plain(text) == plain(reference)
    return known or name(text) is None or bool(re.fullmatch(r"[\w#.\-/+]*", text))


def disk_kind(model, rotation=None, bus=""):
    """Return HDD, SSD or NVME, None where nothing tells.

    :param rotation: turns a minute, 0 for flash, None when not known
    :param str bus: what the disk hangs on
    """
    model = short(model) or ""
    if "nvme" in f"{bus} {model}".lower():
        return "NVME"
    if rotation is not None:
        return "HDD" if rotation else "SSD"
    if _FLASH.search(model) or _FLASH_SEAGATE.match(model) or "mmc" in str(bus).lower():
        return "SSD"
    return "HDD" if _SPINNING.search(model) else None

"""The tree of hardware that lshw prints, the same from JSON and from XML."""

import re
from dataclasses import dataclass, field

from .problems import AuditError
from .units import number, short, size_bytes

MAX_DEPTH = 64
MAX_NODES = 20_000
TEXTS = (
    "id", "class", "handle", "description", "product", "vendor", "serial", "version",
    "businfo", "slot",
)  # fmt: skip


@dataclass(eq=False)
class Node:
    """One piece of hardware; sizes are bytes (or hertz for a processor)."""

    texts: dict
    names: list
    size: float | None
    configuration: dict
    capabilities: dict
    parent: object = None
    children: list = field(default_factory=list)

    def __getattr__(self, key):
        # `class_` is a Python word away from the key lshw uses.
        key = key.rstrip("_")
        if key in TEXTS:
            return self.texts.get(key)
        raise AttributeError(key)

    @property
    def base(self):
        """The id without its rank: ``disk`` for ``disk:1``."""
        return (self.id or "").split(":")[0]

    def walk(self):
        """Yield this node and all below, in the order of the file."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.children))

    def ancestors(self):
        node = self.parent
        while node:
            yield node
            node = node.parent

    def says(self, key, *words):
        """Whether a text of this node holds one of these words, in any case."""
        text = (self.texts.get(key) or "").lower()
        return any(word in text for word in words)

    @property
    def block(self):
        """The whole-disk names in /dev, without partitions."""
        disk = r"/dev/(nvme\d+n\d+|mmcblk\d+|[hsv]d[a-z]+|xvd[a-z]+)"
        return [name for name in self.names if re.fullmatch(disk, name)]


def build(source):
    """Return the root `Node` of nested dicts as lshw writes them.

    :raise AuditError: ``too_deep``, ``too_many_nodes``
    """
    root = _node(source, None)
    waiting, count = [(root, source, 1)], 1
    while waiting:
        parent, raw, depth = waiting.pop()
        children = raw.get("children")
        for child in children if isinstance(children, list) else ():
            if not isinstance(child, dict):
                continue
            count += 1
            if depth >= MAX_DEPTH:
                raise AuditError("too_deep", key=parent.id or "", limit=MAX_DEPTH)
            if count > MAX_NODES:
                raise AuditError("too_many_nodes", limit=MAX_NODES)
            node = _node(child, parent)
            parent.children.append(node)
            waiting.append((node, child, depth + 1))
    return root


def _node(raw, parent):
    unit = raw.get("units") if isinstance(raw.get("units"), str) else ""
    size = size_bytes(raw.get("size"), unit)
    if size is None and raw.get("class") != "memory":
        size = size_bytes(raw.get("capacity"), unit)
    return Node(
        texts={key: short(raw.get(key)) for key in TEXTS},
        names=_names(raw.get("logicalname")),
        size=size,
        configuration=_pairs(raw.get("configuration")),
        capabilities=_pairs(raw.get("capabilities")),
        parent=parent,
    )


def _names(raw):
    names = raw if isinstance(raw, list) else [raw]
    return [text for text in map(short, names[:50]) if text]


def _pairs(raw):
    if not isinstance(raw, dict):
        return {}
    return {str(key)[:80]: short(value) or "" for key, value in list(raw.items())[:200]}


def rotation(node):
    """Return turns a minute told by a disk's capabilities, None when not told."""
    for key in node.capabilities:
        match = re.fullmatch(r"(\d{4,5})rpm", key)
        if match:
            return number(match[1])
    return None

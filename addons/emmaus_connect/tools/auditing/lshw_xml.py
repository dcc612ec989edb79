"""lshw's XML into the nested dicts of its JSON."""

import re
from xml.parsers import expat

from .problems import AuditError
from .tree import MAX_DEPTH

MAX_ELEMENTS = 100_000  # ten times a big server
_MOST_MENDED = 20_000  # more is no slip of a firmware
_UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_REFERENCE = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_NUMBERED = re.compile(r"&#(x[0-9a-fA-F]{1,6}|\d{1,7});")
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_VALUES = {
    "description", "product", "vendor", "physid", "businfo", "version", "serial",
    "slot", "size", "capacity", "logicalname",
}  # fmt: skip


def parse(text):
    """Return the root node of lshw's XML, or the list of its nodes.

    :param str text: the whole file, already decoded
    :raise AuditError: ``xml_doctype``, ``broken_xml``, ``too_deep``,
        ``too_many_nodes``, ``not_lshw``
    """
    if text.count("<") > 2 * MAX_ELEMENTS:
        raise AuditError("too_many_nodes", limit=MAX_ELEMENTS)
    text = mend(text)
    builder = _Builder(text)
    try:
        builder.parser.Parse(text, True)
    except AuditError:
        raise
    except expat.ExpatError as error:
        raise AuditError(
            "broken_xml", line=error.lineno, column=error.offset + 1
        ) from error
    except ValueError as error:
        raise AuditError("broken_xml", line=1, column=1) from error
    if not builder.top:
        raise AuditError("not_lshw")
    return builder.top[0] if len(builder.top) == 1 else builder.top


def mend(text):
    """Take out what firmware wrote and XML forbids: control characters, bare &."""
    text = _DECLARATION.sub(lambda match: "\n" * match[0].count("\n"), text, count=1)
    text = _UNFIT.sub("", text)
    if text.count("&") > _MOST_MENDED:
        return text
    text = _NUMBERED.sub(_fit_reference, text)
    return _REFERENCE.sub("&amp;", text)


def _fit_reference(match):
    code = int(match[1][1:], 16) if match[1][0] == "x" else int(match[1])
    fits = code <= 0x10FFFF and not _UNFIT.match(chr(code))
    return match[0] if fits else ""


class _Builder:
    """Follows the events of the parser; nothing is kept but nodes of hardware."""

    def __init__(self, source):
        self.source = source
        self.top, self.open, self.path, self.text = [], [], [], []
        self.count = 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._doctype
        self.parser.EntityDeclHandler = self._doctype
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self.text.append

    def _doctype(self, *_details):
        start = max(self.source.find("<!DOCTYPE"), 0)
        raise AuditError("xml_doctype", line=self.source.count("\n", 0, start) + 1)

    def _start(self, tag, attributes):
        self.count += 1
        self.path.append(tag)
        self.text.clear()
        if len(self.path) > 2 * MAX_DEPTH:
            raise AuditError(
                "too_deep", line=self.parser.CurrentLineNumber, limit=MAX_DEPTH
            )
        if self.count > MAX_ELEMENTS:
            raise AuditError("too_many_nodes", limit=MAX_ELEMENTS)
        if tag == "node":
            self._open_node(attributes)
        elif self.open:
            self._read(tag, attributes)

    def _open_node(self, attributes):
        node = {
            "children": [], "configuration": {}, "capabilities": {}, "logicalname": [],
            **{k: attributes[k] for k in ("id", "class", "handle") if k in attributes},
        }  # fmt: skip
        (self.open[-1]["children"] if self.open else self.top).append(node)
        self.open.append(node)

    def _read(self, tag, attributes):
        node = self.open[-1]
        if tag == "setting":
            node["configuration"][attributes.get("id", "")] = attributes.get("value")
        elif tag == "capability":
            node["capabilities"][attributes.get("id", "")] = True
        elif tag == "size" and "units" in attributes:
            node["units"] = attributes["units"]

    def _end(self, tag):
        self.path.pop()
        if tag == "node":
            self.open.pop()
        elif self.open and tag in _VALUES and self.path[-1:] == ["node"]:
            text = "".join(self.text).strip()
            if tag == "logicalname":
                self.open[-1][tag].append(text)
            else:
                self.open[-1][tag] = text
        self.text.clear()

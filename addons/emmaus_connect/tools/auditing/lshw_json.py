"""The broken JSON of one version of lshw, which Debian 11 ships.

It leaves out `"children": [` in front of the first child, the bracket after the last
and the brace after the machine, and puts a comma after the last child.
"""

import re

MAX_MENDED = 4 * 2**20
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s"{}\[\],:]+|\s+')
_ENDS_VALUE = ("}", "]", '"', "0")


def mend(text):
    """Return the text with the brackets put back; lines stay where they are."""
    parts, open_, last, comma = [], [], "", False
    for match in _TOKEN.finditer(text):
        token = match[0]
        kind = _kind(token)
        if kind == " ":
            parts.append(token)
            continue
        if kind == ",":
            comma = True
            continue
        if comma and kind not in ("}", "]"):
            parts.append(",")
            last = ","
        comma = False
        if kind == "{" and last in _ENDS_VALUE and open_[-1:] == ["{"]:
            parts.append(',"children":[')
            open_[-1] = "children"
        if kind == "]":  # the machine itself is not closed either
            while open_ and open_[-1] != "[":
                parts.append("]}" if open_.pop() == "children" else "}")
        if kind in ("}", "]") and open_ and open_.pop() == "children":
            parts.append("]")
        if kind in ("{", "["):
            open_.append(kind)
        parts.append(token)
        last = kind
    return "".join(parts)


def _kind(token):
    if token.isspace():
        return " "
    return token[0] if token[0] in '{}[],:"' else "0"

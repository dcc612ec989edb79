"""The tables that nwipe prints when it leaves, one row for each disk.

Up to 0.30 there is the status only; 0.31 counts pass and verification errors, 0.32
synchronisation errors too, 0.42 the bytes erased.
"""

import re

from .problems import MAX_DISKS, ErasureReportError

_ROW = re.compile(r"(?P<flag>!?)\s*(?P<device>[\w.-]{1,32})\s*")
_NUMBER = re.compile(r"\d{1,20}")


class Tables:
    """Rows by the name of the disk, as far as the tables were printed."""

    def __init__(self):
        self.errors = {}  # {name: (pass, verify, sync or None)}
        self.status = {}  # {name: (status, model and serial, flagged)}
        self.erased = {}  # {name: (bytes erased, bytes in all)}
        self.damaged = False  # a row cut off, or two of one disk
        self._reading = None
        self._tells_sync = False

    def take(self, line):
        """Note one line without a date; tell whether a table begins with it."""
        if line.startswith("!") and "|" in line and self._is_heading(line):
            return True
        if line.startswith("****"):
            self._reading = None
        elif self._reading and "|" in line:
            self._take_row(line.split("|"))
        return False

    def _is_heading(self, line):
        titles = line.lower()
        if "pass errors" in titles:
            self._reading = self._take_errors
            self._tells_sync = "sync" in titles
        elif "status" in titles and "serial" in titles:
            self._reading = self._take_status
        elif "bytes erased" in titles:
            self._reading = self._take_erased
        else:
            return False
        return True

    def _take_row(self, cells):
        row = _ROW.fullmatch(cells[0].strip())
        if row:
            self._reading(row["device"], bool(row["flag"]), cells[1:])
        else:
            self.damaged = True

    def _take_errors(self, name, flagged, cells):
        numbers = [int(c) for c in map(str.strip, cells) if _NUMBER.fullmatch(c)]
        if len(numbers) != 2 + self._tells_sync:
            self.damaged = True
            return
        self._keep(self.errors, name, tuple((numbers + [None])[:3]))

    def _take_status(self, name, flagged, cells):
        if len(cells) < 4:
            self.damaged = True
            return
        identity = "|".join(cells[3:]).strip()
        self._keep(self.status, name, (cells[0].strip(" -"), identity, flagged))

    def _take_erased(self, name, flagged, cells):
        numbers = [int(c) for c in map(str.strip, cells) if _NUMBER.fullmatch(c)]
        if len(numbers) != 2:
            self.damaged = True
            return
        self._keep(self.erased, name, tuple(numbers))

    def _keep(self, rows, name, row):
        if name in rows:
            self.damaged = True
        if len(rows) > MAX_DISKS:
            raise ErasureReportError("too_many_media", limit=MAX_DISKS)
        rows[name] = row


def row_of(rows, path):
    """Return the row of a device file; old versions print the end of its name."""
    name = path.rpartition("/")[2]
    if name in rows:
        return rows[name]
    return next(
        (row for key, row in rows.items() if len(key) >= 6 and name.endswith(key)), None
    )

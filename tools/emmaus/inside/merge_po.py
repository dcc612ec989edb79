"""Brings fr.po up to date: merge_po.py FRESH OLD.

FRESH is Odoo's export of today, OLD the file in the addon. A translation in OLD wins
over the export, which knows only what the database was given.
"""

import sys
from pathlib import Path

import polib


def merge(fresh, old):
    """Put OLD's translations into the fresh entries, drop entries without a source."""
    known = {entry.msgid: entry for entry in old if not entry.obsolete}
    for entry in fresh:
        before = known.get(entry.msgid)
        if before and before.msgstr:
            entry.msgstr = before.msgstr
            entry.flags = before.flags
        elif entry.msgstr == entry.msgid:
            entry.msgstr = ""
    return fresh


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    old = polib.pofile(str(target)) if target.exists() else []
    merged = merge(polib.pofile(str(source), wrapwidth=78), old)
    merged.metadata["Language"] = "fr"
    merged.save(str(target))

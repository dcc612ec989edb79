"""Whether a file is a report of an erasure, told from its content alone."""

import codecs
import re

_LOOKED_AT = 20_000
# What every line of nwipe's log begins with, and what its tables are titled.
_STAMP = re.compile(
    r"^\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\]\s*(?:nwipe:\s*)?"
    r"(?:debug|info|notice|warning|error|fatal|sanity):\s",
    re.M,
)
_SUMMARY = re.compile(r"^\*+ (?:Error|Drive Status|Summary)", re.M)


def is_erasure_report(content):
    """Tell a report of nwipe, log or PDF, from an audit and from anything else.

    :param bytes content: the whole file, or its beginning
    """
    head = bytes(content[:_LOOKED_AT])
    if b"%PDF-" in head[:1024]:
        return True
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text = head.decode("utf-16", "ignore")
    else:
        text = head.decode("utf-8", "ignore").replace("\0", "")
    return bool(_STAMP.search(text) or _SUMMARY.search(text))

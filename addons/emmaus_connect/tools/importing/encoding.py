"""Text out of bytes, whatever program saved the file."""

import codecs

from .notes import FileProblem

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decode(data):
    """Return ``(text, encoding)`` of a text file.

    :raise FileProblem: ``binary`` when the bytes are no text
    """
    encoding = _guess(data)
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise FileProblem("binary") from error
    if "\0" in text:
        raise FileProblem("binary")
    return text, encoding


def _guess(data):
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding
    silent = _silent_utf16(data[:4096])
    if silent:
        return silent
    for encoding in ("utf-8", "cp1252"):
        if _decodes(data, encoding):
            return encoding
    return "latin-1"  # never fails; five bytes that Windows-1252 leaves undefined


def _silent_utf16(head):
    """UTF-16 without its mark: every second byte of western text is zero."""
    even, odd = head[0::2], head[1::2]
    if len(head) < 8 or not head.count(0):
        return None
    if odd.count(0) > 0.8 * len(odd) and not even.count(0):
        return "utf-16-le"
    if even.count(0) > 0.8 * len(even) and not odd.count(0):
        return "utf-16-be"
    return None


def _decodes(data, encoding):
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True

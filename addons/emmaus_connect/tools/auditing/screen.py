"""The size of a screen."""

import base64
import binascii
import math

_HEADER = b"\x00\xff\xff\xff\xff\xff\xff\x00"


def inches_of_edid(text):
    """Return the diagonal in inches that a screen's own description (EDID) tells."""
    if not isinstance(text, str) or len(text) > 4096:
        return None
    try:
        data = base64.b64decode(text, validate=False)
    except (binascii.Error, ValueError):
        return None
    if len(data) < 128 or data[:8] != _HEADER:
        return None
    # The first timing gives millimetres; the header only centimetres.
    width = data[66] + ((data[68] & 0xF0) << 4)
    height = data[67] + ((data[68] & 0x0F) << 8)
    if not width or not height:
        width, height = 10 * data[21], 10 * data[22]
    inches = round(math.hypot(width, height) / 25.4, 1)
    return inches if 5 <= inches <= 60 else None

"""QR codes of one batch: same version, level M and mask, so encoding stays cheap.

Choosing the mask by the book means drawing each code eight times; readers accept any.
"""

import re

from qrcode import QRCode, util
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around the symbol, as the standard asks
MASK = 3
_CODE_AT_THE_END = re.compile(r"[0-9A-Z]{8,}$")


def _segments(text):
    """A token in capitals takes 5.5 bits a character when it has its own segment."""
    match = _CODE_AT_THE_END.search(text)
    cut = match.start() if match else len(text)
    parts = (
        (text[:cut].encode(), util.MODE_8BIT_BYTE),
        (text[cut:].encode(), util.MODE_ALPHA_NUM),
    )
    return [util.QRData(part, mode, check_data=False) for part, mode in parts if part]


def _shape(segments):
    """Texts cut the same way need the same room: one probe serves them all."""
    return tuple((data.mode, len(data)) for data in segments)


def _best_version(batch):
    probe = QRCode(error_correction=ERROR_CORRECT_M)
    versions = []
    for segments in batch:
        probe.data_list = segments
        versions.append(probe.best_fit(start=1))
    return max(versions)


def encode(texts):
    """Yield, for each text, the square of modules as a list of rows of booleans.

    Raises ``qrcode.exceptions.DataOverflowError`` past 2,300 bytes.
    """
    batch = [_segments(text) for text in texts]
    if not batch:
        return
    version = _best_version({_shape(s): s for s in batch}.values())
    for segments in batch:
        code = QRCode(version=version, error_correction=ERROR_CORRECT_M)
        code.data_list = segments
        code.makeImpl(False, MASK)
        yield code.modules

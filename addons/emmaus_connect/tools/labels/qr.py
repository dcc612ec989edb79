"""QR codes of one batch: same version, level M and mask, so encoding stays cheap.

Choosing the mask by the book means drawing each code eight times; readers accept any.

At a given version and mask, a symbol depends on the bits of its text by exclusive or
alone (so do Reed-Solomon codes): flipping one bit always flips the same modules. Of
a large batch the library draws one code, and the bits that differ give the others.
"""

from functools import lru_cache

from qrcode import QRCode, util
from qrcode.constants import ERROR_CORRECT_M

QUIET = 4  # modules of white around the symbol, as the standard asks
MASK = 3
LARGE_BATCH = 100  # from here on, learning what each bit does pays off


def side(texts):
    """Modules of a side of the smallest symbol that holds any of ``texts``."""
    return 17 + 4 * _version([text.encode() for text in texts])


def encode(texts):
    """Yield the symbol of each text: a list of rows, strings of 0 and 1.

    Raises ``qrcode.exceptions.DataOverflowError`` past 2,331 bytes.
    """
    payloads = [text.encode() for text in texts]
    if not payloads:
        return
    version = _version(payloads)
    samples = {}
    for payload in payloads:
        if len(payloads) < LARGE_BATCH:
            symbol = _draw(version, payload)
        else:
            sample = samples.setdefault(len(payload), payload)
            symbol = _drawn(version, sample) ^ _difference(version, sample, payload)
        yield _rows(version, symbol)


def _version(payloads):
    code = QRCode(error_correction=ERROR_CORRECT_M)
    code.data_list = [_data(max(payloads, key=len))]
    return code.best_fit(start=1)


def _data(payload):
    return util.QRData(payload, util.MODE_8BIT_BYTE, check_data=False)


def _draw(version, payload):
    """The modules as the bits of one number, row by row."""
    code = QRCode(version=version, error_correction=ERROR_CORRECT_M)
    code.data_list = [_data(payload)]
    code.makeImpl(False, MASK)
    return int("".join("01"[cell] for row in code.modules for cell in row), 2)


_drawn = lru_cache(maxsize=256)(_draw)


def _rows(version, symbol):
    width = 17 + 4 * version
    bits = f"{symbol:0{width * width}b}"
    return [bits[start : start + width] for start in range(0, width * width, width)]


def _difference(version, first, second):
    """Modules that differ between two texts of the same length."""
    modules = 0
    for index, (old, new) in enumerate(zip(first, second, strict=True)):
        if old != new:
            modules ^= _flipped(version, index, old ^ new)
    return modules


@lru_cache(maxsize=8192)
def _flipped(version, index, bits):
    """Modules that change when ``bits`` of the byte ``index`` of a text do."""
    lowest = bits & -bits
    if bits != lowest:
        return _flipped(version, index, lowest) ^ _flipped(
            version, index, bits ^ lowest
        )
    blank = bytes(index + 1)
    return _drawn(version, blank) ^ _draw(version, blank[:-1] + bytes([lowest]))

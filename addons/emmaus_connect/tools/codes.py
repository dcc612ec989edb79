"""Codes as people write them, and the random tokens behind our QR labels."""

import re
import secrets
import unicodedata

from stdnum.exceptions import ValidationError as CodeError
from stdnum.iso7064 import mod_37_36

# Crockford's alphabet: no I, L, O or U, which a cold hand confuses with 1 and 0.
TOKEN_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_RANDOM_LENGTH = 12  # 60 bits: a token cannot be guessed
TOKEN_LENGTH = TOKEN_RANDOM_LENGTH + 1
TOKEN_PATH = "/emmaus/q/"

# Serial numbers that firmware vendors leave in place of a real one, normalized.
BOGUS_SERIALS = frozenset(
    {
        "020000000000",  # what Android gives for any address
        "BADINDEX",
        "BASEBOARDSERIALNUMBER",
        "CENSORED",
        "CHASSISSERIALNUMBER",
        "DEFAULT",
        "DEFAULTSTRING",
        "EMPTY",
        "EVAL",
        "FILLEDBYOEM",
        "INVALID",
        "INVALIDSERIAL",
        "NA",
        "NOASSETINFORMATION",
        "NONE",
        "NOSERIAL",
        "NOSERIALNUMBER",
        "NOTAPPLICABLE",
        "NOTAVAILABLE",
        "NOTDEFINED",
        "NOTSET",
        "NOTSPECIFIED",
        "NULL",
        "OEM",
        "REDACTED",
        "REMOVED",
        "SERIAL",
        "SERIALNO",
        "SERIALNUMBER",
        "SYSTEMSERIALNUMBER",
        "SYSTEMSERIAL",
        "TBD",
        "TOBEFILLED",
        "TOBEFILLEDBYOEM",
        "UNDEFINED",
        "UNKNOWN",
    }
)
# 12345678, 0123456789ABCDEF, MB-1234567890, Serial number xxxxxx: somebody counted,
# or held a key down.
_COUNTED = "01234567890", "0123456789ABCDEF"
_COUNTED_LENGTH = 8
_LEAD = re.compile(r"^(?:MB|SYS|ASSET|EEEPC|BSN|CHASSIS|SERIAL(?:NUMBER|NO)?)(?=.)")


def normalize_code(text):
    """Return `text` as codes are compared: upper case, letters and digits only.

    >>> normalize_code("grpc26 - 0888")
    'GRPC260888'
    """
    decomposed = unicodedata.normalize("NFKD", str(text or "")).upper()
    return "".join(char for char in decomposed if char.isascii() and char.isalnum())


def is_bogus_serial(text):
    """Tell whether a serial number names no machine in particular."""
    code = normalize_code(text)
    rest = _LEAD.sub("", code)
    if len(set(code)) < 2 or len(set(rest)) < 2 or code in BOGUS_SERIALS:
        return True
    return len(rest) >= _COUNTED_LENGTH and any(rest in run for run in _COUNTED)


def new_token():
    """Return a random token: 12 characters and their ISO 7064 check character."""
    while True:
        body = "".join(
            secrets.choice(TOKEN_ALPHABET) for _ in range(TOKEN_RANDOM_LENGTH)
        )
        check = mod_37_36.calc_check_digit(body)
        if check in TOKEN_ALPHABET:
            return body + check


def new_tokens(count):
    """Return `count` different random tokens."""
    tokens = set()
    while len(tokens) < count:
        tokens.add(new_token())
    return list(tokens)


def format_token(token):
    """Return a token as it is printed under its QR code: XXXX-XXXX-XXXX-X."""
    return "-".join(token[i : i + 4] for i in range(0, len(token), 4))


def parse_token(text):
    """Return the token held by a typed code or a scanned address, else ``None``.

    A code whose check character is wrong is no token: one character was mistyped.
    """
    text = str(text or "").strip()
    position = text.lower().find(TOKEN_PATH)
    if position >= 0:
        text = text[position + len(TOKEN_PATH) :].split("?")[0].split("#")[0]
    code = normalize_code(text).translate(str.maketrans("ILO", "110"))
    if len(code) != TOKEN_LENGTH:
        return None
    try:
        return mod_37_36.validate(code)
    except CodeError:
        return None

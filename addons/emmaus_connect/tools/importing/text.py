"""Small helpers on text typed by people."""

import re
import unicodedata
from functools import lru_cache

_SPACES = re.compile(r"[\s\u00a0\u202f\u2007\u200b\ufeff]+")
_GUARD = re.compile(r"^'+(?=[\d=+\-@])")


@lru_cache(maxsize=8192)  # the same few words come back on every line
def plain(text):
    """Return the letters and digits only, lower case, without accents."""
    if text is None:
        return ""
    text = unicodedata.normalize("NFKD", str(text).replace("°", ""))
    return "".join(char for char in text.casefold() if char.isalnum())


def clean(text):
    """Return the text with single spaces, no control character, no hidden mark.

    The apostrophe that spreadsheets put before a number kept as text goes, and so
    does the one that guards against formulas.
    """
    text = str(text).strip()
    if "  " in text or not text.isprintable():
        text = _SPACES.sub(" ", text).strip()
        text = "".join(char for char in text if char.isprintable())
    return _GUARD.sub("", text) if text[:1] == "'" else text

"""What a processor's name says, however it was written.

Pure Python: a BIOS string, a spreadsheet cell typed by hand and a line of a mark table
all become a `CpuName`, and are compared part by part (see `cpu_match`).
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from .cpu_words import (
    BRANDS,
    brand_of,
    cut,
    is_family,
    is_known,
    is_word,
    join_tiers,
)

# Longer than any name: what comes with more is a text, not a processor.
MAX_LENGTH = 200
_MOST_READ = 100_000

_COUNTS = {
    "single": 1, "dual": 2, "triple": 3, "quad": 4, "six": 6, "hexa": 6, "eight": 8,
    "octa": 8, "ten": 10, "twelve": 12, "sixteen": 16,
}  # fmt: skip
_SOCKETS = re.compile(
    r"^\s*\[?(dual|quad|\d{1,2})(?:-way)? ?cpu\b\]?|^\s*([2-8]) ?x (?=\D)"
)
_FREQUENCY = re.compile(
    r"@?\s*(\d{1,5}(?:[.,]\d{1,3})?)\s*\+?\s*([gm])\s?hz\b"
    r"|@\s*(\d[.,]\d{1,3})(?!\d)"
    r"|(?<![\w.,+-])([0-5][.,]\d{1,2})(?![\w.,])"
)
# What the graphics inside are called is no part of the name; nothing is cut before
# the first number, which would leave no name.
_TAIL = re.compile(
    r"(?<=[\w+])(?:\s*,?\s*(?:r\d\w?\s*,?\s*)?\d{1,2} compute cores?"
    r"|\s*[(,]?\s*(?:\bwith\b|(?<= )w/(?= |radeon)|\bavec\b|\bradeon\b"
    r"|\bu?hd graphics\b|\biris\b)).*"
)
_GENERATION = re.compile(
    r"\b(\d{1,2}) ?(?:st|nd|rd|th|e|er|re|eme|ieme)? ?-?gen(?:eration)?\b\.?"
    r"|\b(\d{1,2})(?:st|nd|rd|th|eme|ieme)\b"
    r"|\bgen(?:eration)?\.? ?(\d{1,2})\b"
)
_CORES = re.compile(
    rf"(?<![\w.])(\d{{1,3}}|{'|'.join(_COUNTS)})[ /-]?(?:cores?|c(?:oe|œ)urs?)\b"
    r"(?! ?(?:i\d|2|duo|solo|m\d|ultra))"
)
_BESIDE = re.compile(
    r"\b\d{1,4} ?(?:g[ob]|gi[ob]|t[ob])\b|\b\d{1,3} (?:threads?|cpus)\b"
)
_NOISE = re.compile(
    r"\b(?:c?cpu|pc|processors?|processeurs?|proc|technology|genuine|apus?|socs?|v ?pro"
    r"|inside|tm|ram|ssd|hdd|nvme|ddr\d?)\b"
    r"|(?<=\d[a-z])apu\b|(?<=\d)apu\b"  # "4600MAPU"
    r"|(?<=intel) r\b|(?<=core) r\b|(?<=celeron) r\b|(?<=pentium) r\b|(?<=xeon) r\b"
)
_STEPPING = re.compile(r"(?<=\d{4}) 0$")  # "E5-2670 0": the first stepping
_LETTER_O = re.compile(r"(?<=\d)o+")
_TIER_L = re.compile(r"\bl([3579])(?=[-/ ]+\d{4})")
_SHORT = (
    (re.compile(r"\bc2d\b"), "core 2 duo "),
    (re.compile(r"\bc2q\b"), "core 2 quad "),
    (re.compile(r"\bp4\b"), "pentium 4 "),
    (re.compile(r"\br([3579])(?=[- /]+(?:pro[- ]+)?\d{4})"), r"ryzen \1"),
    (re.compile(r" (?:[×*] ?|x )\d{1,2}$"), ""),  # "× 4": how many threads it has
)


class CpuName(NamedTuple):
    """The parts of a name.

    `key` joins words and model in their order, without brand, spaces and signs;
    `model` holds letters and digits in turn: ``("6300", "u")``.
    """

    text: str  # lower case, single spaces, marks of ownership dropped
    key: str
    words: frozenset  # families and qualifiers; without the brand
    brands: frozenset  # named, or told by the family
    family: str  # "i5", "ryzen5", "celeron"; "" when none is named
    model: tuple
    number: str  # the longest run of digits of the model
    mhz: int
    cores: int
    sockets: int
    generation: int
    foreign: frozenset  # words of no known meaning

    @property
    def identity(self):
        """Brand and key: the same for all spellings of one name; "" without a key."""
        if not self.key:
            return ""
        return " ".join([*sorted(self.brands), self.key])


def fold(text):
    """Return the text in lower case, with single spaces and no (R), (TM) or accents."""
    # Spaces are dropped first: a short name may stand in a very wide cell.
    text = " ".join(text[:_MOST_READ].split())[: 2 * MAX_LENGTH]
    if not text.isprintable():
        text = "".join(char for char in text if char.isprintable())
    text = re.sub(r"[®™©]", " ", text)
    text = unicodedata.normalize("NFKD", text).casefold()
    if not text.isascii():
        text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"\((?:r|tm|c)\)", " ", text)
    return " ".join(text.split())


def parse(text):
    """Return the `CpuName` of a text; an empty one for what cannot be a name."""
    if not isinstance(text, str):
        return _EMPTY
    # Long texts are read, but not remembered.
    return (_remembered if len(text) <= MAX_LENGTH else _parse)(text)


@lru_cache(maxsize=16384)  # a mark table has some 6,000 names, read again each time
def _remembered(text):
    return _parse(text)


def _parse(text):
    folded = fold(text)
    if not folded or len(folded) > MAX_LENGTH:
        return _EMPTY
    rest, sockets = _take_sockets(folded)
    rest, mhz = _take_frequency(rest)
    rest = _cut_tail(rest)
    rest, generation = _take_generation(rest)
    rest, cores = _take_cores(rest)
    rest = _NOISE.sub(" ", _BESIDE.sub(" ", rest))
    rest = _STEPPING.sub("", _LETTER_O.sub(lambda o: "0" * len(o[0]), rest.strip()))
    rest = _TIER_L.sub(r"i\1", rest)
    for pattern, words in _SHORT:
        rest = pattern.sub(words, rest)
    return _assemble(folded, join_tiers(cut(rest)), mhz, cores, sockets, generation)


def _take_sockets(text):
    found = _SOCKETS.match(text)
    if not found:
        return text, 1
    count = found[1] or found[2]
    return text[found.end() :], _COUNTS.get(count) or int(count)


def _take_frequency(text):
    found = _FREQUENCY.search(text)
    if not found:
        return text, 0
    value = float((found[1] or found[3] or found[4]).replace(",", "."))
    mhz = value if found[2] == "m" else value * 1000
    return _FREQUENCY.sub(" ", text), round(mhz)


def _cut_tail(text):
    first = re.search(r"\d", text)
    if not first:
        return text
    found = _TAIL.search(text, first.start())
    return text[: found.start()] if found else text


def _take_generation(text):
    if "snapdragon" in text or "qualcomm" in text:
        return text, 0  # there it is part of the name
    found = _GENERATION.search(text)
    if not found:
        return text, 0
    return _GENERATION.sub(" ", text), int(found[1] or found[2] or found[3])


def _take_cores(text):
    found = _CORES.search(text)
    if not found:
        return text, 0
    return _CORES.sub(" ", text), _COUNTS.get(found[1]) or int(found[1])


def _assemble(folded, atoms, mhz, cores, sockets, generation):
    words, brands, foreign, model, key = [], set(), set(), [], []
    for before, atom in zip(["", *atoms], atoms, strict=False):
        if atom in BRANDS:
            brands.add(atom)
            continue
        if atom == "core" and before.isdecimal():
            foreign.add(atom)  # "m410core": a count of cores nobody can read
        if is_word(atom):
            words.append(atom)
            if len(atom) > 3 and not is_known(atom):
                foreign.add(atom)
        else:
            model.append(atom)
        if atom != "core":
            key.append(atom)
    brands |= {brand for word in words if (brand := brand_of(word))}
    return CpuName(
        text=folded,
        key="".join(key),
        words=frozenset(words) - ({"core"} - foreign),
        brands=frozenset(brands),
        family=next(filter(is_family, words), ""),
        model=tuple(model),
        number=max((a for a in model if a.isdecimal()), key=len, default=""),
        mhz=mhz,
        cores=cores,
        sockets=sockets,
        generation=generation,
        foreign=frozenset(foreign),
    )


def number_generation(number):
    """Return the generation that the number of an i3, i5, i7 or i9 tells, 0 if none."""
    if len(number) == 3:
        return 1
    if len(number) == 5 or (len(number) == 4 and number[0] == "1"):
        return int(number[:2])
    return int(number[0]) if len(number) == 4 else 0


_EMPTY = CpuName("", "", frozenset(), frozenset(), "", (), "", 0, 0, 1, 0, frozenset())

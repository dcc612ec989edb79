"""What a processor's name says, however it was written.

Pure Python: a BIOS string, a spreadsheet cell typed by hand and a line of a mark table
all become a `CpuName`, and are compared part by part (see `cpu_match`).
"""

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# Longer than any name: what comes with more is a text, not a processor.
MAX_LENGTH = 200
_MOST_READ = 100_000

BRANDS = frozenset(
    "allwinner amd amlogic ampere apple arm broadcom hisilicon hygon intel loongson"
    " mediatek microsoft nvidia qti qualcomm rockchip samsung spreadtrum unisoc via"
    " zhaoxin".split()
)
# "Core 5", "Core Ultra 7": the digit is part of the family's name.
_TIERED = frozenset(
    ["core2", *(f"{word}{tier}" for word in ("core", "ultra") for tier in "3579")]
)
# Families sold under one brand, which a name may then leave out.
_BRAND_OF = {
    **dict.fromkeys("atom celeron pentium xeon".split(), "intel"),
    **dict.fromkeys(_TIERED, "intel"),
    **dict.fromkeys(
        "athlon duron epyc opteron phenom ryzen sempron threadripper turion".split(),
        "amd",
    ),
    "snapdragon": "qualcomm",
    "kryo": "qualcomm",
    "exynos": "samsung",
    "kirin": "hisilicon",
}
# Words that tell one processor from another of the same number.
_QUALIFIERS = frozenset(
    "ai board bronze custom duo dual edition embedded extreme fx geode gold ii iii"
    " max mobile neo platinum pro quad silver solo ultra virtual".split()
)
# Families that say enough, with a number, to name one processor.
_FAMILIES = frozenset(
    "athlon atom celeron duron epyc exynos fx geode kirin opteron pentium phenom"
    " ryzen sempron snapdragon threadripper turion xeon".split()
)
_KNOWN = BRANDS | _FAMILIES | _QUALIFIERS | {"core"}
# Typed in one with what follows: "intelcore", "celeronN4020", "duoE8400".
_GLUED = sorted(
    (word for word in _KNOWN if len(word) > 3 or word in ("amd", "duo")),
    key=len,
    reverse=True,
)
_GLUED_RE = re.compile("|".join(_GLUED))
_CORRECTED = tuple(
    "apple athlon celeron intel opteron pentium phenom ryzen sempron turion".split()
)

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
    r"|\bgen(?:eration)?\.? ?(\d{1,2})\b"
)
_CORES = re.compile(
    rf"(?<![\w.])(\d{{1,3}}|{'|'.join(_COUNTS)})[ -]?(?:cores?|coeurs?)\b"
    r"(?! ?(?:i\d|2|duo|solo|m\d|ultra))"
)
_MEMORY = re.compile(r"\b\d{1,4} ?(?:g[ob]|gi[ob]|t[ob])\b|\b\d{1,3} threads?\b")
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
)
_ATOM = re.compile(r"[^\W\d_]+|\d+")


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
    if not isinstance(text, str):
        return ""
    # Spaces are dropped first: a short name may stand in a very wide cell.
    text = " ".join(text[:_MOST_READ].split())[: 2 * MAX_LENGTH]
    text = re.sub(r"[®™©]", " ", text)
    text = unicodedata.normalize("NFKD", text).casefold()
    text = "".join(char for char in text if not unicodedata.combining(char))
    text = re.sub(r"\((?:r|tm|c)\)", " ", text)
    return " ".join(text.split())


def parse(text):
    """Return the `CpuName` of a text; an empty one for what cannot be a name."""
    return _parse(fold(text))


@lru_cache(maxsize=16384)  # a mark table has some 6,000 names, read again each time
def _parse(folded):
    if not folded or len(folded) > MAX_LENGTH:
        return _EMPTY
    rest, sockets = _take_sockets(folded)
    rest, mhz = _take_frequency(rest)
    rest = _cut_tail(rest)
    rest, generation = _take_generation(rest)
    rest, cores = _take_cores(rest)
    rest = _NOISE.sub(" ", _MEMORY.sub(" ", rest))
    rest = _STEPPING.sub("", _LETTER_O.sub(lambda o: "0" * len(o[0]), rest.strip()))
    rest = _TIER_L.sub(r"i\1", rest)
    for pattern, words in _SHORT:
        rest = pattern.sub(words, rest)
    return _assemble(folded, _join_tiers(_atoms(rest)), mhz, cores, sockets, generation)


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
    return _GENERATION.sub(" ", text), int(found[1] or found[2])


def _take_cores(text):
    found = _CORES.search(text)
    if not found:
        return text, 0
    return _CORES.sub(" ", text), _COUNTS.get(found[1]) or int(found[1])


# Letters and digits


def _atoms(text):
    """Cut into runs of letters or digits, with words put right."""
    atoms = []
    for atom in _ATOM.findall(text):
        if atom.isdecimal() or atom in _KNOWN:
            joined = atoms and atoms[-1] + atom
            atoms.append(atom)
        elif atoms and (joined := atoms[-1] + atom) in _KNOWN:
            atoms[-1] = joined  # "i ntel"
        else:
            atoms.extend(_split_glued(atom))
    return atoms


def _split_glued(atom):
    """``intelcore`` to ``intel, core``; ``iintel`` to ``intel``."""
    parts = []
    while found := _GLUED_RE.match(atom):
        parts.append(found[0])
        atom = atom[found.end() :]
    if atom:
        parts.append(atom if parts else _corrected(atom))
    return parts


def _corrected(word):
    if not 4 <= len(word) <= 10:
        return word
    for known in _CORRECTED:
        if _one_slip(word, known):
            return known
    return word


def _one_slip(word, known):
    """One letter too many, too few, another one, or two exchanged."""
    if abs(len(word) - len(known)) > 1:
        return False
    start = 0
    while start < min(len(word), len(known)) and word[start] == known[start]:
        start += 1
    a, b = word[start:], known[start:]
    exchanged = a[:2] == b[1::-1] and a[2:] == b[2:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (len(a) > 1 and exchanged)


def _join_tiers(atoms):
    """Make one word of a family and its digit: ``i5``, ``ryzen5``, ``core2``."""
    joined, position = [], 0
    while position < len(atoms):
        atom, following = atoms[position], atoms[position + 1 : position + 3]
        taken, left = _tier(atom, following)
        if taken:
            joined.append(taken)
            # "ryzen pro 5": the digit comes after the qualifier
            if len(left) == 2:
                joined.append(left.pop(0))
            atoms[position + 1 : position + 3] = left
        else:
            joined.append(atom)
        position += 1
    return joined


def _tier(atom, following):
    """Return the joined word, and what is left of the atoms that follow."""
    digits = following[:1] and following[0]
    if atom == "ryzen" and digits == "pro" and following[1:] in (["3"], ["5"], ["7"]):
        return f"ryzen{following[1]}", ["pro"]
    if not digits or not digits.isdecimal():
        return None, following
    left = following[1:]
    if atom in ("i", "ryzen", "ultra", "core") and digits in ("3", "5", "7", "9"):
        return f"{atom}{digits}", left
    if (atom, digits) in (("core", "2"), ("pentium", "4")):
        return f"{atom}{digits}", left
    if digits == "64" and atom in ("athlon", "turion"):
        return f"{atom}64", left
    glued = digits[0] in "3579" and (
        (atom == "i" and (len(digits) > 3 or left == ["y"]))  # "i57y54"
        or (atom == "ryzen" and len(digits) == 5)
    )
    if glued:
        return f"{atom}{digits[0]}", [digits[1:], *left]
    return None, following


def _assemble(folded, atoms, mhz, cores, sockets, generation):
    words, brands, foreign, model, key = [], set(), set(), [], []
    for before, atom in zip(["", *atoms], atoms, strict=False):
        if atom in BRANDS:
            brands.add(atom)
            continue
        if atom == "core" and before.isdecimal():
            foreign.add(atom)  # "m410core": a count of cores nobody can read
        if _is_word(atom):
            words.append(atom)
            if len(atom) > 3 and not _is_known(atom):
                foreign.add(atom)
        else:
            model.append(atom)
        if atom != "core":
            key.append(atom)
    brands |= {brand for word in words if (brand := _brand_of(word))}
    return CpuName(
        text=folded,
        key="".join(key),
        words=frozenset(words) - ({"core"} - foreign),
        brands=frozenset(brands),
        family=next(filter(_is_family, words), ""),
        model=tuple(model),
        number=max((a for a in model if a.isdecimal()), key=len, default=""),
        mhz=mhz,
        cores=cores,
        sockets=sockets,
        generation=generation,
        foreign=frozenset(foreign),
    )


def _is_word(atom):
    return not atom.isdecimal() and (len(atom) > 3 or atom in _KNOWN or _is_tier(atom))


def _is_tier(atom):
    return len(atom) == 2 and atom[0] == "i" and atom[1].isdecimal()


def _stem(word):
    return word.rstrip("0123456789")


def _is_known(word):
    return _stem(word) in _KNOWN or _is_tier(word)


def _is_family(word):
    return _is_tier(word) or word in _TIERED or _stem(word) in _FAMILIES


def _brand_of(word):
    if _is_tier(word):
        return "intel"
    return _BRAND_OF.get(word) or _BRAND_OF.get(_stem(word))


def number_generation(number):
    """Return the generation that the number of an i3, i5, i7 or i9 tells, 0 if none."""
    if len(number) == 3:
        return 1
    if len(number) == 5 or (len(number) == 4 and number[0] == "1"):
        return int(number[:2])
    return int(number[0]) if len(number) == 4 else 0


_EMPTY = CpuName("", "", frozenset(), frozenset(), "", (), "", 0, 0, 1, 0, frozenset())

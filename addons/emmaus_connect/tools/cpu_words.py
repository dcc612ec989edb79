"""The words of processor names: brands, families, and what is typed for them."""

import re

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

_ATOM = re.compile(r"[^\W\d_]+|\d+")


def cut(text):
    """Cut into runs of letters or digits, with words put right."""
    atoms = []
    for atom in _ATOM.findall(text):
        if atom.isdecimal() or atom in _KNOWN:
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


def join_tiers(atoms):
    """Make one word of a family and its digit: ``i5``, ``ryzen5``, ``core2``."""
    atoms, joined, position = list(atoms), [], 0
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


def is_word(atom):
    return not atom.isdecimal() and (len(atom) > 3 or atom in _KNOWN or _is_tier(atom))


def _is_tier(atom):
    return len(atom) == 2 and atom[0] == "i" and atom[1].isdecimal()


def _stem(word):
    return word.rstrip("0123456789")


def is_known(word):
    return _stem(word) in _KNOWN or _is_tier(word)


def is_family(word):
    return _is_tier(word) or word in _TIERED or _stem(word) in _FAMILIES


def brand_of(word):
    if _is_tier(word):
        return "intel"
    return _BRAND_OF.get(word) or _BRAND_OF.get(_stem(word))

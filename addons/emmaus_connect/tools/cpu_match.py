"""Which lines of a mark table a written processor name may mean.

Pure Python. The steps go from the name itself to the number alone; the first step that
finds lines decides, and it gives a mark only when all it found lie in one band.
"""

import re

from .cpu_names import number_generation, parse
from .cpu_settle import NOTHING, Match, first, rank, rarity, settle

# Written or left out at will: they tell no two processors of one number apart.
_IDLE = frozenset(("dual", "mobile"))
_IDLE_OF_PENTIUM = _IDLE | {"gold", "silver"}
# What else a cell or a system report says stands behind one of these.
_PART = re.compile(r" / | - |, |[;|]")
_CORE_I = re.compile(r"\bi[3579][-/ ]*\d{3}")


def match(query, lines, limits):
    """Say which of the lines was meant.

    :param query: the `CpuName` of what was written
    :param lines: the `Line`s that share its key, its number or its family
    :param limits: ascending marks at which a band begins; the mark of one band is
        never given when another band is possible
    """
    lines = [line for line in lines if _may_be(query, line.parsed)]
    found = _match_whole(query, lines, limits)
    return found or _match_part(query, lines, limits) or _likely(query, lines)


def variants(query):
    """Other ways to write the model: "i5 M 520" is sold as i5-520M."""
    if len(query.model) != 2 or (query.family and not _is_core_i(query)):
        return []
    letters, number = query.model
    if not re.fullmatch(r"[a-z]{1,2}", letters) or len(number) != 3:
        return []
    models = [(number, letters), (number, f"{letters}m")]
    return [
        query._replace(model=model, key=query.family + "".join(model))
        for model in models
    ]


def readings(query):
    """Shorter readings: of "Lenovo i5-6300U", "i5-6300U / 8 / 256" the processor.

    Family and model must be in what is left, written in full.
    """
    texts = [_without_foreign(query), *_PART.split(query.text)]
    core = _CORE_I.search(query.text)
    if core:
        texts.append(query.text[core.start() :])
    shorter = [parse(text) for text in dict.fromkeys(texts) if text != query.text]
    return [
        rest._replace(mhz=query.mhz, sockets=query.sockets)
        for rest in shorter
        if rest.family and rest.model and not rest.foreign
    ]


def _without_foreign(query):
    text = query.text
    for word in query.foreign:
        text = re.sub(rf"(?<![a-z]){re.escape(word)}(?![a-z])", " ", text)
    return text


def _is_core_i(query):
    return len(query.family) == 2 and query.family[0] == "i"


def _may_be(query, line):
    same_brand = not line.brands or query.brands <= line.brands
    return same_brand and query.sockets == line.sockets


# Steps


def _match_whole(query, lines, limits):
    """The name with every one of its words."""
    found = _cleaned(query, lines)
    if found:
        exact = any(_is_exact(query, line.parsed) for line in found)
        return settle(query, found, lines, limits, "exact" if exact else "cleaned")
    if not query.model:
        return None
    how = "tokens" if query.family or query.brands else "model"
    found = _same_model(query, lines)
    if not query.family:
        found = _joined(found, _without_prefix(query, lines))
    elif found and len(query.model) == 1:
        same = [line for line in found if line.parsed.words == query.words]
        found = same or _joined(found, _without_suffix(query, lines))
    if _is_bare(query):
        found = _joined(found, _same_number(query, lines))
    if found:
        # Digits alone are a number, not a name.
        certain = len(query.model) > 1 or query.family
        return settle(query, found, lines, limits, how, certain=certain)
    found = _without_suffix(query, lines) or _without_prefix(query, lines)
    if found:
        return settle(query, found, lines, limits, "model", bool(query.family))
    return None


def _is_exact(query, line):
    """The very name, or the very name but its frequency."""
    return query.text in (line.text, line.text.split(" @")[0])


def _cleaned(query, lines):
    """The same words and numbers in the same order, whatever stands between them."""
    same = [line for line in lines if query.key == line.parsed.key]
    whole = [line for line in same if query.text == line.parsed.text]
    if not query.model:
        # Old families are told apart by the frequency only.
        return whole or [
            line for line in same if query.mhz and line.parsed.mhz == query.mhz
        ]
    named = query.family or query.brands or whole
    return same if named else []


def _joined(found, more):
    return list(dict.fromkeys([*found, *more]))


def _same_model(query, lines):
    wanted = [query.model, *(variant.model for variant in variants(query))]
    return [
        line
        for line in lines
        if line.parsed.model in wanted and _words_fit(query, line.parsed)
    ]


def _same_number(query, lines):
    return [line for line in lines if line.parsed.number == query.number]


def _is_bare(query):
    """Digits alone, of no family: any processor of that number may be meant."""
    return not (query.family or query.foreign) and len(query.model) == 1


def _without_suffix(query, lines):
    """Read "i5-10210" as its U and its Y; a suffix written is never another."""
    if not query.model[-1].isdecimal():
        return []
    return [
        line
        for line in lines
        if line.parsed.model[:-1] == query.model
        and len(line.parsed.model[-1]) < 4
        and _words_fit(query, line.parsed)
    ]


def _without_prefix(query, lines):
    """Read "1620 v3" as E5-1620 v3: the end of the model, its number at least."""
    if len(query.number) < 3:
        return []
    size = len(query.model)
    return [
        line
        for line in lines
        if line.parsed.model[-size:] == query.model and _words_fit(query, line.parsed)
    ]


def _words_fit(query, line):
    idle = _IDLE_OF_PENTIUM if query.family == "pentium" else _IDLE
    return query.words - idle <= line.words | {line.family.rstrip("0123456789")}


def _match_part(query, lines, limits):
    for rest in readings(query):
        found = _cleaned(rest, lines) or _same_model(rest, lines)
        if found:
            return settle(rest, found, lines, limits, "tokens")
    return None


# Candidates only


def _likely(query, lines):
    """Candidates only: the same number of the family, then the same number."""
    if not query.model:
        return _of_family(query, lines)
    if len(query.number) < 3 or (query.foreign and not query.family):
        return NOTHING
    found = _same_number(query, lines)
    found = [line for line in found if line.parsed.family == query.family] or found
    return Match(None, "ambiguous", first(rank(query, found))) if found else NOTHING


def _of_family(query, lines):
    """A family, perhaps its generation, and no number."""
    found = [line for line in lines if query.family and _is_of_family(query, line)]
    found.sort(key=lambda line: (rarity(line.parsed), not line.laptop, line.mark))
    return Match(None, "ambiguous", first(found)) if found else NOTHING


def _is_of_family(query, line):
    parsed = line.parsed
    same = parsed.family.startswith(query.family) and _words_fit(query, parsed)
    if not query.generation or not _is_core_i(query):
        return same
    return same and number_generation(parsed.number) == query.generation

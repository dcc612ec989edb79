"""What to make of the lines found: one of them, or candidates, the likeliest first."""

from bisect import bisect_right
from typing import NamedTuple

from .cpu_names import parse

MOST_CANDIDATES = 10
_FREQUENCY_SLACK = 0.03
_COMMON = ("u", "m", "hq", "h")


class Line(NamedTuple):
    """A line of the mark table."""

    name: str
    mark: int
    laptop: bool = False

    @property
    def parsed(self):
        return parse(self.name)


class Match(NamedTuple):
    """`line` is None when nothing, or nothing for sure, was found."""

    line: Line | None
    how: str  # exact, cleaned, tokens, model, ambiguous, none
    candidates: tuple = ()


NOTHING = Match(None, "none")


def settle(query, found, lines, limits, how, certain=True):
    """Give the nearest when all lie in one band, the candidates otherwise."""
    narrowed = _narrow(query, found)
    doubts = _contradicting(query, narrowed, lines)
    bands = {bisect_right(limits, line.mark) for line in [*narrowed, *doubts]}
    ranked = rank(query, [*narrowed, *doubts])
    if len(bands) > 1 or not certain:
        rest = [line for line in found if line not in ranked]
        return Match(None, "ambiguous", first([*ranked, *rank(query, rest)]))
    return Match(rank(query, narrowed)[0], how, first(ranked))


def _narrow(query, found):
    """Let frequency, then cores, choose among several; not against them all."""
    for part in ("mhz", "cores"):
        value = getattr(query, part)
        same = [line for line in found if value and getattr(line.parsed, part) == value]
        found = same or found
    return found


def _contradicting(query, found, lines):
    """Lines of the same number that have the frequency which those found have not."""
    if not query.mhz or any(_near(query.mhz, line.parsed.mhz) for line in found):
        return []
    return [
        line
        for line in lines
        if line not in found
        and line.parsed.family == query.family
        and line.parsed.number == query.number
        and line.parsed.mhz == query.mhz
    ]


def _near(mhz, other):
    return not other or abs(mhz - other) <= mhz * _FREQUENCY_SLACK


def rank(query, found):
    def distance(line):
        parsed = line.parsed
        return (
            query.text != parsed.text,
            parsed.family != query.family,
            len(query.words ^ parsed.words),
            parsed.model != query.model,
            abs(len(parsed.model) - len(query.model)),
            not query.mhz or not _near(query.mhz, parsed.mhz),
            rarity(parsed),
            not line.laptop,
            line.mark,  # of two as near, the one that promises less
            line.name,
        )

    return sorted(dict.fromkeys(found), key=distance)


def rarity(parsed):
    """Donated computers are laptops with a plain U or M far more often than not."""
    last = parsed.model[-1] if parsed.model else ""
    return _COMMON.index(last) if last in _COMMON else len(_COMMON)


def first(lines):
    return tuple(lines[:MOST_CANDIDATES])

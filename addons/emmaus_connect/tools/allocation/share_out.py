"""Share devices out among request lines, the worst-served structure first."""

import hashlib
import time
from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np

from .bound import is_best_level, max_min_bound
from .instance import InstanceError
from .network import Network
from .reasons import Outcome, explain
from .solver import NAME, OrderedProgramme


@dataclass(frozen=True)
class Share:
    """`units` devices of a grade, from a hub, for a need (its id)."""

    need: str
    hub: str
    grade: str
    units: int


@dataclass(frozen=True)
class ClassFigures:
    """How a priority class fares. Shares run from 0 to 1.

    `worst_share` is that of its worst-served structure; `max_min` leaves out the
    structures that hold all that their own lines, their quotas and the stock
    left by more urgent classes could give them; `lp_bound` is what fractions of
    devices would allow for the same. `proven`: a second programme finds no
    better level in whole units (None when the bound was not asked for).
    """

    priority_class: int
    structures: int
    units: int
    worst_share: float
    max_min: float
    lp_bound: float | None
    proven: bool | None


@dataclass(frozen=True)
class Proposal:
    """The share-out and all that is needed to explain or replay it."""

    shares: tuple[Share, ...]
    outcomes: tuple[Outcome, ...]
    classes: tuple[ClassFigures, ...]
    total_units: int
    distance_km: float
    grade_steps: int
    solver: str
    seed: int
    fingerprint: str
    seconds: dict[str, float] = field(default_factory=dict, compare=False)


def share_out(instance, seed=0, with_bound=True):
    """Return the Proposal for an Instance; equal inputs give equal shares.

    Raises InstanceError when the input contradicts itself or when the stock
    cannot honour the pinned units; nothing is ever given beyond a quota.
    """
    instance.check()
    clock = _Clock()
    instance = instance.canonical()
    network = Network(instance)
    programme = OrderedProgramme(network, seed)
    clock.lap("build")
    _honour_pins(network, programme)
    for priority_class in sorted({need.priority_class for need in instance.needs}):
        network.narrow_room(priority_class, programme.upper)
        programme.minimise(network.urgency(priority_class))
        programme.settle()
        _close_quotas(network, programme, priority_class)
        clock.lap(f"class {priority_class}")
    for name, cost in (("distance", network.distance()), ("grades", network.waste())):
        programme.minimise(cost)
        programme.settle()
        clock.lap(name)
    values = programme.minimise(_lottery(network, seed))
    clock.lap("ties")
    return _proposal(network, values, seed, clock, with_bound)


class _Clock:
    def __init__(self):
        self.seconds, self.last = {}, time.perf_counter()

    def lap(self, name):
        now = time.perf_counter()
        self.seconds[name], self.last = round(now - self.last, 3), now


def _honour_pins(network, programme):
    pinned = [need for need in network.instance.needs if need.pinned]
    if not pinned:
        return
    cost = np.zeros(len(network.lower))
    for column, need, _hub in network.arcs:
        cost[column] = -1 if need.pinned else 0
    values = programme.minimise(cost)
    got = defaultdict(int)
    for column, need, _hub in network.arcs:
        got[need.id] += int(values[column])
    for need in pinned:
        if got[need.id] < need.pinned:
            raise InstanceError(
                f"The devices ready cannot honour all pinned lines: line {need.id} "
                f"is pinned at {need.pinned}, at most {got[need.id]} are left for it.",
                need.id,
            )
        programme.bound_row(network.line_row[need.id], need.pinned, need.pinned)


def _close_quotas(network, programme, priority_class):
    """Hand what a class left of a shared quota on to the next class.

    One quota over lines of two classes would not be a network any more; so the
    more urgent class settles its part of such a quota before the next is served.
    """
    for key, by_class in network.binding.items():
        if priority_class not in by_class or len(by_class) == 1:
            continue
        row = network.quota_row[key, priority_class]
        used = programme.activity(row)
        programme.bound_row(row, used, used)
        network.quota_open[key] -= used
        for other in by_class:
            if other > priority_class:
                later = network.quota_row[key, other]
                left = min(programme.row_upper[later], network.quota_open[key])
                programme.bound_row(later, min(programme.row_lower[later], left), left)


def _lottery(network, seed):
    """Draw a cost per arc from the seed and the line, never from its place."""
    cost = np.zeros(len(network.lower))
    for column, need, hub in network.arcs:
        cost[column] = _draw(seed, need.id, hub)
    for column, node, grade in network.grade_arcs:
        cost[column] = _draw(seed, *node, grade)
    return cost


def _draw(*parts):
    digest = hashlib.blake2b(repr(parts).encode(), digest_size=2).digest()
    return int.from_bytes(digest, "big")


def _shares(network, values, seed):
    """Split each (hub, category, least grade) node among the lines it feeds."""
    pools = defaultdict(list)
    for column, node, grade in network.grade_arcs:
        if values[column]:
            pools[node].append([grade, int(values[column])])
    takers = defaultdict(list)
    for column, need, hub in network.arcs:
        if values[column]:
            node = (hub, need.category, need.minimum_grade)
            takers[node].append((_draw(seed, need.id), need, int(values[column])))
    shares = []
    for node, needs in takers.items():
        pool = pools[node]
        for _order, need, units in sorted(needs, key=lambda t: (t[0], t[1].id)):
            while units:
                grade, left = pool[-1]
                taken = min(units, left)
                shares.append(Share(need.id, node[0], grade, taken))
                units -= taken
                pool[-1][1] -= taken
                if not pool[-1][1]:
                    pool.pop()
    return tuple(sorted(shares, key=lambda s: (s.need, s.hub, s.grade)))


def _proposal(network, values, seed, clock, with_bound):
    shares = _shares(network, values, seed)
    needs = {need.id: need for need in network.instance.needs}
    given = defaultdict(int)
    for share in shares:
        given[share.need] += share.units
    outcomes = explain(network, shares, given)
    classes = _figures(network, needs, given, with_bound)
    clock.lap("bound and reasons")
    rank = network.rank
    return Proposal(
        shares=shares,
        outcomes=outcomes,
        classes=classes,
        total_units=sum(given.values()),
        distance_km=round(sum(needs[s.need].hubs[s.hub] * s.units for s in shares), 1),
        grade_steps=sum(
            (rank[needs[s.need].minimum_grade] - rank[s.grade]) * s.units
            for s in shares
        ),
        solver=NAME,
        seed=seed,
        fingerprint=network.instance.fingerprint(),
        seconds=clock.seconds,
    )


def _figures(network, needs, given, with_bound):
    gained, units = defaultdict(int), defaultdict(int)
    for need_id, count in given.items():
        units[needs[need_id].agent] += count
        if not needs[need_id].pinned:
            gained[needs[need_id].agent] += count
    figures = []
    for priority_class in sorted({agent[0] for agent in network.wanted}):
        agents = [
            agent
            for agent, wanted in network.wanted.items()
            if agent[0] == priority_class and wanted
        ]
        share = {
            agent: (network.base[agent] + gained[agent]) / network.wanted[agent]
            for agent in agents
        }
        open_shares = [share[a] for a in agents if gained[a] < network.room[a]]
        level = min(open_shares, default=1.0)
        question = (network, priority_class, gained)
        figures.append(
            ClassFigures(
                priority_class=priority_class,
                structures=len(agents),
                units=sum(units[agent] for agent in agents),
                worst_share=min(share.values(), default=1.0),
                max_min=level,
                lp_bound=max_min_bound(*question) if with_bound else None,
                proven=is_best_level(*question, level) if with_bound else None,
            )
        )
    return tuple(figures)

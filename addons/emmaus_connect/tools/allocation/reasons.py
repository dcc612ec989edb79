"""Why each line got what it got: a code and the figures of its sentence."""

from collections import defaultdict
from dataclasses import dataclass, field

EXCLUDED = "excluded"
PINNED = "pinned"
NOTHING_LEFT_TO_SERVE = "nothing_left_to_serve"
SERVED_FULLY = "served_fully"
NO_DEVICE = "no_device"
QUOTA_REACHED = "quota_reached"
MORE_URGENT = "more_urgent"
SHARED = "shared"

SENTENCES = {
    EXCLUDED: "Set aside by a person.",
    PINNED: "A person set this line at %(given)s.",
    NOTHING_LEFT_TO_SERVE: "The %(asked)s asked for were already served.",
    SERVED_FULLY: "Served in full: %(given)s of %(remaining)s.",
    NO_DEVICE: "No %(category)s of grade %(grade)s or better is ready at the "
    "%(hubs)s hubs that may serve this line.",
    QUOTA_REACHED: "%(given)s of %(remaining)s: the quota left for the period "
    "(%(quota)s) is used up.",
    MORE_URGENT: "%(given)s of %(remaining)s: the %(stock)s suitable devices go to "
    "more urgent requests.",
    SHARED: "%(given)s of %(remaining)s: %(stock)s suitable devices for %(demand)s "
    "asked by %(structures)s structures; yours is served at %(share)s %%, the "
    "worst-served of its class at %(worst)s %%.",
}


@dataclass(frozen=True)
class Outcome:
    """What a need received, with the code and values of the reason."""

    need: str
    units: int
    code: str
    values: dict = field(default_factory=dict)

    @property
    def sentence(self):
        return SENTENCES[self.code] % self.values


def explain(network, shares, given):
    """Return one Outcome per need, in the order of the needs."""
    facts = _Facts(network, shares, given)
    return tuple(facts.outcome(need) for need in network.instance.needs)


class _Facts:
    def __init__(self, network, shares, given):
        self.network, self.given = network, given
        self.served = defaultdict(int)
        self.quota_used = defaultdict(int)
        self.demand, self.askers = defaultdict(int), defaultdict(set)
        for need in network.instance.needs:
            self.quota_used[need.quota_key] += given[need.id]
            if not need.excluded:
                done = min(need.already_served, need.quantity)
                self.served[need.agent] += done + given[need.id]
            if need.remaining:
                self.demand[need.category] += need.remaining
                self.askers[need.category].add(need.structure)
        self.worst = {}
        for agent in network.wanted:
            share = self.share(agent)
            self.worst[agent[0]] = min(self.worst.get(agent[0], share), share)
        # least urgent class that took from each (hub, category, grade)
        self.taker = {}
        classes = {need.id: need for need in network.instance.needs}
        for share in shares:
            need = classes[share.need]
            key = (share.hub, need.category, share.grade)
            if not need.pinned:
                self.taker[key] = max(
                    self.taker.get(key, need.priority_class), need.priority_class
                )

    def share(self, agent):
        wanted = self.network.wanted[agent]
        return self.served[agent] / wanted if wanted else 1.0

    def outcome(self, need):
        code = self._code(need)
        return Outcome(need.id, self.given[need.id], code, self._values(need))

    def _code(self, need):
        if need.excluded:
            return EXCLUDED
        if need.pinned is not None:
            return PINNED
        if not need.remaining:
            return NOTHING_LEFT_TO_SERVE
        if self.given[need.id] == need.remaining:
            return SERVED_FULLY
        if not self.network.reachable[need.id]:
            return NO_DEVICE
        if need.quota_left is not None:
            if self.quota_used[need.quota_key] >= need.quota_left:
                return QUOTA_REACHED
        takers = [
            self.taker.get((hub, need.category, grade), need.priority_class)
            for hub in need.hubs
            for grade in self.network.accepted(need)
            if self.network.stock.get((hub, need.category, grade))
        ]
        return MORE_URGENT if max(takers) < need.priority_class else SHARED

    def _values(self, need):
        return {
            "given": self.given[need.id],
            "asked": need.quantity,
            "remaining": need.remaining,
            "category": need.category,
            "grade": need.minimum_grade,
            "hubs": len(need.hubs),
            "quota": need.quota_left,
            "stock": self.network.reachable[need.id],
            "demand": self.demand[need.category],
            "structures": len(self.askers[need.category]),
            "share": _percent(self.share(need.agent)),
            "worst": _percent(self.worst.get(need.priority_class, 1.0)),
        }


def _percent(share):
    """Round down, so that 100 is said of nothing less than everything."""
    return int(share * 100 + 1e-9)

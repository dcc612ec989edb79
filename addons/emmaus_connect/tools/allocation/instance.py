"""What is shared out and among whom: plain values, checked once at the door."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field


class InstanceError(ValueError):
    """The instance contradicts itself; `need` names the line at fault if one is."""

    def __init__(self, message, need=None):
        super().__init__(message)
        self.need = need


@dataclass(frozen=True)
class Supply:
    """`count` interchangeable devices of one category and grade, ready at a hub."""

    hub: str
    category: str
    grade: str
    count: int


@dataclass(frozen=True)
class Need:
    """One approved request line.

    `quantity` is what was asked and `already_served` the part already given.
    `quota_left` is what the structure may still receive of this category in this
    period (None: no quota); lines of one (structure, category, period) share it.
    `hubs` maps each hub that may serve the line to its distance in kilometres.
    `pinned` is an exact number of units decided by a person.
    """

    id: str
    structure: str
    priority_class: int  # the smallest number is the most urgent
    category: str
    minimum_grade: str
    quantity: int
    hubs: Mapping[str, float] = field(default_factory=dict)
    already_served: int = 0
    period: str = ""
    quota_left: int | None = None
    pinned: int | None = None
    excluded: bool = False

    @property
    def remaining(self):
        return 0 if self.excluded else max(self.quantity - self.already_served, 0)

    @property
    def quota_key(self):
        return (self.structure, self.category, self.period)

    @property
    def agent(self):
        """Whose share is compared: a structure within a priority class."""
        return (self.priority_class, self.structure)


@dataclass(frozen=True)
class Instance:
    """Supplies and needs; `grades` runs from the best to the least."""

    supplies: tuple[Supply, ...]
    needs: tuple[Need, ...]
    grades: tuple[str, ...]

    def canonical(self):
        """Return the same instance in one order, so that input order is void."""
        counts = defaultdict(int)
        for supply in self.supplies:
            counts[supply.hub, supply.category, supply.grade] += supply.count
        supplies = (Supply(*key, count) for key, count in sorted(counts.items()))
        needs = sorted(self.needs, key=lambda need: need.id)
        return Instance(tuple(supplies), tuple(needs), tuple(self.grades))

    def fingerprint(self):
        """Return a SHA-256 of the content, whatever the order it came in."""
        text = json.dumps(asdict(self.canonical()), sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()

    def check(self):
        """Raise InstanceError, naming the line, on the first contradiction."""
        self._check_supplies()
        seen, quotas, pinned = set(), {}, defaultdict(int)
        for need in self.needs:
            if need.id in seen:
                raise InstanceError(f"Line {need.id} is given twice.", need.id)
            seen.add(need.id)
            self._check_need(need)
            if quotas.setdefault(need.quota_key, need.quota_left) != need.quota_left:
                raise InstanceError(
                    f"Line {need.id} disagrees with another line on the quota left "
                    f"for {need.quota_key}.",
                    need.id,
                )
            pinned[need.quota_key] += need.pinned or 0
            if need.quota_left is not None and pinned[need.quota_key] > need.quota_left:
                raise InstanceError(
                    f"Pinned units of {need.quota_key} exceed the "
                    f"{need.quota_left} left in the quota.",
                    need.id,
                )

    def _check_supplies(self):
        for supply in self.supplies:
            if supply.count < 0 or supply.grade not in self.grades:
                raise InstanceError(f"Supply {supply} has a wrong count or grade.")

    def _check_need(self, need):
        if need.minimum_grade not in self.grades:
            raise InstanceError(
                f"Line {need.id} asks for grade {need.minimum_grade}, "
                "which is not in the list of grades.",
                need.id,
            )
        figures = (need.quantity, need.already_served, need.quota_left or 0)
        distances = need.hubs.values()
        if min(figures) < 0 or any(not 0 <= km < 1e5 for km in distances):
            raise InstanceError(f"Line {need.id} holds a negative figure.", need.id)
        if need.pinned is None:
            return
        if need.excluded:
            raise InstanceError(f"Line {need.id} is pinned and excluded.", need.id)
        if not 0 <= need.pinned <= need.remaining:
            raise InstanceError(
                f"Line {need.id} is pinned at {need.pinned} but still lacks "
                f"{need.remaining}.",
                need.id,
            )

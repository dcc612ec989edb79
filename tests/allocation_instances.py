"""Small instances, and the best share-out found by trying every one."""

import random
from fractions import Fraction
from functools import cache
from itertools import product

from hypothesis import strategies as st

from odoo.addons.emmaus_connect.tools.allocation import Instance, Need, Supply

GRADES = ("A", "B")
HUBS = ("GR", "MA")
CATEGORIES = ("laptop", "tablet")


def instances(**options):
    """Draw the seed of an Instance.

    Hypothesis picks the seed only: its own draws lean to trivial instances,
    where nothing is contested and a wrong rule goes unseen.
    """
    seeds = st.integers(0, 2**32)
    return seeds.map(lambda seed: random_instance(seed, **options))


def random_instance(
    seed, lines=4, class_per_structure=True, decisions=True, shared_quotas=True
):
    """Return an Instance with few devices of few kinds: mostly a contest.

    `decisions` adds pins and exclusions by people; without `shared_quotas`, no
    quota spans two priority classes.
    """
    chance = random.Random(seed)
    narrow = chance.random() < 0.5  # every line competes with every other
    supplies = [
        Supply(*cell, chance.choice((0, 0, 0, 1, 1, 2)))
        for cell in product(HUBS, CATEGORIES, GRADES)
    ]
    classes = {s: chance.choice((1, 1, 2)) for s in ("S1", "S2", "S3", "S4")}
    quotas, needs = {}, []
    for number in range(chance.randint(2, lines)):
        structure = chance.choice(sorted(classes))
        urgency = classes[structure]
        if not class_per_structure:
            urgency = chance.randint(1, 2)
        period = "" if shared_quotas else str(urgency)
        need = _need(chance, number, structure, urgency, quotas, period, narrow)
        needs.append(_decide(chance, need) if decisions else need)
    return Instance(tuple(supplies), tuple(needs), GRADES)


def _need(chance, number, structure, urgency, quotas, period, narrow):
    category = "laptop" if narrow else chance.choice(CATEGORIES)
    key = (
        structure,
        category,
        chance.choice(("2026", "2026", "2027")) + period,
    )
    if key not in quotas:
        quotas[key] = chance.choice((None, None, None, None, 1, 2, 3))
    if narrow:
        quotas[key] = None
    hubs = (
        HUBS
        if narrow
        else chance.choice((HUBS, HUBS, HUBS, HUBS, HUBS[:1], HUBS[1:], ()))
    )
    quantity = chance.choice((4, 1, 2, 3, 5))
    return Need(
        id=f"L{number}",
        structure=structure,
        priority_class=urgency,
        category=category,
        minimum_grade="B" if narrow else chance.choice(GRADES),
        quantity=quantity,
        hubs={hub: chance.randint(0, 9) for hub in sorted(hubs)},
        already_served=chance.choice((0, 0, 0, 1, quantity)),
        period=key[2],
        quota_left=quotas[key],
    )


def _decide(chance, need):
    choice = chance.choice(("leave",) * 8 + ("pin", "exclude"))
    values = {field: getattr(need, field) for field in need.__dataclass_fields__}
    if choice == "pin":
        values["pinned"] = chance.randint(0, min(need.remaining, 1))
    if choice == "exclude":
        values["excluded"] = True
    return Need(**values)


def structure_shares(instance, given):
    """Return {(class, structure): Fraction}, from units {need id: units}."""
    served, wanted = {}, {}
    for need in instance.needs:
        if need.excluded or not need.quantity:
            continue
        done = min(need.already_served, need.quantity) + given.get(need.id, 0)
        served[need.agent] = served.get(need.agent, 0) + done
        wanted[need.agent] = wanted.get(need.agent, 0) + need.quantity
    return {agent: Fraction(served[agent], wanted[agent]) for agent in wanted}


def fairness(instance, given):
    """Return the sorted shares of each class, the most urgent first."""
    shares = structure_shares(instance, given)
    classes = sorted({agent[0] for agent in shares})
    return [sorted(v for a, v in shares.items() if a[0] == c) for c in classes]


def best_by_trying(instance):
    """Return (fairness, units, (km, grade steps)) of the best, or None."""
    stock = {}
    for s in instance.supplies:
        key = (s.hub, s.category, s.grade)
        stock[key] = stock.get(key, 0) + s.count
    ranges = [
        [n.pinned] if n.pinned is not None else range(n.remaining + 1)
        for n in instance.needs
    ]
    best = None
    for units in product(*ranges):
        if not _within_quotas(instance, units):
            continue
        given = {n.id: u for n, u in zip(instance.needs, units, strict=True)}
        score = (fairness(instance, given), sum(units))
        if best and score < best[:2]:
            continue
        cost = cheapest(instance, units, stock)
        if cost is None:
            continue
        if best is None or score > best[:2] or cost < best[2]:
            best = (*score, cost)
    return best


def _within_quotas(instance, units):
    used = {}
    for need, count in zip(instance.needs, units, strict=True):
        used[need.quota_key] = used.get(need.quota_key, 0) + count
    return all(
        n.quota_left is None or used[n.quota_key] <= n.quota_left
        for n in instance.needs
    )


def cheapest(instance, units, stock):
    """Return the least (km, grade steps) that gives `units`, None if impossible."""
    needs, keys = instance.needs, sorted(stock)
    rank = {grade: i for i, grade in enumerate(instance.grades)}

    @cache
    def serve(at, left, counts):
        if at == len(needs):
            return (0, 0)
        if not left:
            following = units[at + 1] if at + 1 < len(needs) else 0
            return serve(at + 1, following, counts)
        need, best = needs[at], None
        for i, (hub, category, grade) in enumerate(keys):
            steps = rank[need.minimum_grade] - rank[grade]
            fits = category == need.category and hub in need.hubs and steps >= 0
            if not fits or not counts[i]:
                continue
            fewer = counts[:i] + (counts[i] - 1,) + counts[i + 1 :]
            rest = serve(at, left - 1, fewer)
            if rest is not None:
                cost = (rest[0] + need.hubs[hub], rest[1] + steps)
                best = cost if best is None else min(best, cost)
        return best

    return serve(0, units[0], tuple(stock[key] for key in keys))

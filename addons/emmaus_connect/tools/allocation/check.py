"""Read a proposal against its instance without trusting whoever made it."""

from collections import defaultdict


def check(instance, proposal):
    """Return the list of broken promises, in words; empty when all hold."""
    needs = {need.id: need for need in instance.needs}
    rank = {grade: i for i, grade in enumerate(instance.grades)}
    broken = []
    given, taken, quota_used = (defaultdict(int) for _ in range(3))
    for share in proposal.shares:
        need = needs[share.need]
        given[need.id] += share.units
        taken[share.hub, need.category, share.grade] += share.units
        quota_used[need.quota_key] += share.units
        if not isinstance(share.units, int) or share.units < 1:
            broken.append(f"{share}: not a whole number of devices")
        if share.hub not in need.hubs:
            broken.append(f"{share}: hub may not serve this line")
        if rank[share.grade] > rank[need.minimum_grade]:
            broken.append(f"{share}: grade below the least accepted")
    stock = defaultdict(int)
    for supply in instance.supplies:
        stock[supply.hub, supply.category, supply.grade] += supply.count
    for key, units in taken.items():
        if units > stock[key]:
            broken.append(f"{key}: {units} devices given, {stock[key]} ready")
    for need in instance.needs:
        broken += _check_need(need, given[need.id], quota_used[need.quota_key])
    return broken


def _check_need(need, units, quota_used):
    if units > need.remaining:
        yield f"{need.id}: {units} given, {need.remaining} lacking"
    if need.quota_left is not None and quota_used > need.quota_left:
        yield f"{need.quota_key}: {quota_used} given, quota {need.quota_left}"
    if need.pinned is not None and units != need.pinned:
        yield f"{need.id}: {units} given, pinned at {need.pinned}"
    if need.excluded and units:
        yield f"{need.id}: {units} given, excluded"

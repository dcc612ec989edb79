"""From measures to a grade. Which limits, bonuses and caps apply is data."""

from typing import NamedTuple


class Told(NamedTuple):
    """One step of the reasoning; the model words it."""

    code: str
    params: dict


class Grade(NamedTuple):
    """`note` in points, `band` the category it falls in, `told` why."""

    note: int
    band: object
    told: list


# Whether a condition of a step holds: (measures, points by criterion, value).
# What is unknown fulfils no condition.
_CONDITIONS = {
    "main_hdd": lambda device, points, value: _main_type(device) == "HDD",
    "main_ssd": lambda device, points, value: _main_type(device) in ("SSD", "NVME"),
    "main_nvme": lambda device, points, value: _main_type(device) == "NVME",
    "any_not_hdd": lambda device, points, value: not _types(device) <= {"HDD"},
    "all_hdd": lambda device, points, value: _types(device) == {"HDD"},
    "no_nvme": lambda device, points, value: "NVME" not in _types(device),
    "cpu_below": lambda device, points, value: _below(device.cpu_mark, value),
    "cpu_from": lambda device, points, value: _from(device.cpu_mark, value),
    "cpu_points_max": lambda device, points, value: (
        points.get("cpu_mark") is not None and points["cpu_mark"] <= value
    ),
    "ram_below": lambda device, points, value: _below(device.ram, value),
    "ram_is": lambda device, points, value: device.ram == value,
    "storage_below": lambda device, points, value: _below(device.storage, value),
    "storage_is": lambda device, points, value: device.storage == value,
    "windows_10": lambda device, points, value: bool(device.windows_10),
    "no_weighting": lambda device, points, value: (
        not (device.technical or device.cosmetic or device.percent)
    ),
}
_NOTE_EFFECTS = {
    "bonus": lambda note, amount: note + amount,
    "cap_note": min,
    "floor": max,
}


def grade_device(rule, measures):
    """Return the `Grade` of a device under a rule set.

    :param RuleSet rule: see there
    :param Measures measures: what is known of the device
    """
    told = []
    points = _score(rule, measures, told)
    raw = sum(points.values())
    told.append(Told("sum", {"note": raw}))
    note = _weigh(rule, measures, raw, told)
    applied = [
        step
        for step in rule.steps
        if all(_holds(condition, measures, points) for condition in step.conditions)
    ]
    for step in applied:
        note = _change_note(step, note, told)
    band = rule.band_of(note)
    told.append(Told("band", {"note": note, "band": band, "first": rule.bands[0]}))
    return Grade(note, _change_band(rule, applied, band, told), told)


def _holds(condition, measures, points):
    return _CONDITIONS[condition.kind](measures, points, condition.value)


def _main_type(device):
    return device.disks[0][0] if device.disks else None


def _types(device):
    return {disk_type for disk_type, _size in device.disks if disk_type}


def _below(value, limit):
    return value is not None and value < limit


def _from(value, limit):
    return value is not None and value >= limit


# Points


def _score(rule, measures, told):
    """Return ``{criterion: points}`` of what is known."""
    points = {}
    for criterion in ("cpu_mark", "ram", "storage", "antutu"):
        if criterion in rule.scales:
            value = getattr(measures, criterion)
            points[criterion] = _points(rule, criterion, criterion, value, told)
    if rule.kind == "computer":
        points["disks"] = _score_disks(rule, measures, points, told)
    return {what: number for what, number in points.items() if number is not None}


def _points(rule, what, criterion, value, told):
    if value is None:
        told.append(Told("unknown", {"what": what}))
        return None
    scale = rule.scales.get(criterion, ())
    # Multiplied out, so that 16 less 6 % is compared without a rounding error.
    share = 100 - rule.margin_percent
    reached = [limit for limit in scale if value * 100 >= limit.from_value * share]
    points = reached[-1].points if reached else 0
    params = {"what": what, "value": value, "points": points}
    params |= _limit_told(scale, reached, rule.margin_percent)
    told.append(Told("points", params))
    return points


def _limit_told(scale, reached, margin):
    """Say from which limit on; for the lowest points, below which one."""
    if not scale:
        return {"limit": None}
    lowest = not reached or (len(reached) == 1 and len(scale) > 1)
    limit = scale[len(reached)] if lowest else reached[-1]
    return {"limit": limit.from_value, "below": lowest, "margin": margin}


def _score_disks(rule, measures, points, told):
    if not measures.disks:
        told.append(Told("unknown", {"what": "disks"}))
        return None
    total = None
    for position, (disk_type, size) in enumerate(measures.disks):
        what = f"disk_{(disk_type or 'other').lower()}"
        if position and not rule.sum_disks:
            told.append(Told("disk_ignored", {"what": what, "value": size}))
        elif disk_type is None:
            told.append(Told("unknown", {"what": "disk_type"}))
        else:
            scale = rule.scale_of_disk(disk_type)
            number = _points(rule, what, scale, size, told)
            total = total if number is None else (total or 0) + number
    return _cap_disks(rule, measures, points, total, told)


def _cap_disks(rule, measures, points, total, told):
    for step in rule.steps:
        if step.effect != "cap_disks" or total is None or total <= step.amount:
            continue
        if all(_holds(condition, measures, points) for condition in step.conditions):
            told.append(Told("cap_disks", {"step": step, "before": total}))
            total = step.amount
    return total


# Adjustments


def _weigh(rule, measures, note, told):
    if measures.ignored:
        told.append(Told("weighting_ignored", {"whats": measures.ignored}))
    if measures.percent:
        return _weigh_percent(rule, measures.percent, note, told)
    for what in ("technical", "cosmetic"):
        amount = getattr(measures, what)
        if amount:
            told.append(
                Told("weighting", {"what": what, "amount": amount, "before": note})
            )
            note += amount
    return note


def _weigh_percent(rule, percent, note, told):
    before = {"note": note, "band": rule.band_of(note)}
    told.append(Told("before_percent", before))
    # Half up, in whole numbers: 50.5 points are 51, as the field's tool rounds.
    weighted = (note * (100 + percent) + 50) // 100
    told.append(Told("percent", {"percent": percent, "note": weighted}))
    return weighted


# Bonuses and caps


def _change_note(step, note, told):
    effect = _NOTE_EFFECTS.get(step.effect)
    if not effect:
        return note
    changed = effect(note, step.amount)
    if step.effect != "floor" or changed != note:
        told.append(Told(step.effect, {"step": step, "before": note, "note": changed}))
    return changed


def _change_band(rule, applied, band, told):
    for step in applied:
        target = rule.band_of_grade(step.grade) if step.grade else None
        if not target:
            continue
        if step.effect == "force_grade":
            told.append(Told("force_grade", {"step": step, "band": target}))
            return target
        if step.effect == "cap_grade":
            told.append(Told("cap_grade", {"step": step, "band": target}))
            band = min(band, target, key=lambda one: one.from_note)
    return band

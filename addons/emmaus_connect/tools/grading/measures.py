"""The values of a device, checked and rounded: what a rule set looks at."""

import math
from dataclasses import dataclass

from .rule_set import DISK_TYPES

# Beyond anything that is sold: a slip of the keyboard or another unit.
_HIGHEST = 10**9
_MOST_DISKS = 100
# Which adjustments a rule set looks at, by its `weighting`.
_ADJUSTMENTS = {
    "none": (),
    "points": ("technical", "cosmetic"),
    "percent": ("percent",),
}
_OWN_KEYS = {
    "computer": ("cpu_mark", "ram_gib", "media"),
    "phone": ("ram_gb", "storage_gb", "antutu"),
}


class GradingError(ValueError):
    """Values that cannot be graded; `code` and `params` tell why."""

    def __init__(self, code, /, **params):
        super().__init__(code)
        self.code = code
        self.params = params


@dataclass(frozen=True)
class Measures:
    """What is known of a device: None is unknown, and scores nothing.

    Memory in GiB (phones: GB), disks and storage in decimal GB, main disk first;
    `disks` holds ``(type or None, size or None)``.
    """

    cpu_mark: float | None = None
    ram: float | None = None
    disks: tuple = ()
    storage: float | None = None
    antutu: float | None = None
    windows_10: bool | None = None
    technical: int = 0
    cosmetic: int = 0
    percent: int = 0
    ignored: tuple = ()  # adjustments given, that the rule set does not look at


def kind_of(values):
    """Tell whether values are those of a computer or of a phone.

    :raise GradingError: they hold measures of both
    """
    _check_dict(values)
    told = [
        kind
        for kind, keys in _OWN_KEYS.items()
        if any(values.get(key) is not None for key in keys)
    ]
    if len(told) > 1:
        raise GradingError("both_kinds")
    if told:
        return told[0]
    return "phone" if values.get("percent") is not None else "computer"


def read_measures(values, rule):
    """Return the `Measures` that `values` hold, as `rule` looks at them.

    :param dict values: `cpu_mark`, `ram_gib`, `media`, `technical`, `cosmetic`,
        `windows_10`; for phones `ram_gb`, `storage_gb`, `antutu`, `percent`
    :raise GradingError: a value that is no number, negative or not allowed
    """
    _check_dict(values)

    def measure(key):
        return _rounded(_number(key, values.get(key)), rule)

    given = {
        "technical": _points("technical", values.get("technical"), rule),
        "cosmetic": _points("cosmetic", values.get("cosmetic"), rule),
        "percent": _percent(values.get("percent"), rule),
    }
    used = {key: given[key] for key in _ADJUSTMENTS[rule.weighting]}
    used["ignored"] = tuple(key for key in given if given[key] and key not in used)
    if rule.kind == "phone":
        return Measures(
            ram=measure("ram_gb"),
            storage=measure("storage_gb"),
            antutu=measure("antutu"),
            **used,
        )
    return Measures(
        cpu_mark=measure("cpu_mark"),
        ram=measure("ram_gib"),
        disks=_disks(values.get("media"), rule),
        windows_10=_flag("windows_10", values.get("windows_10")),
        **used,
    )


def _check_dict(values):
    if not isinstance(values, dict):
        raise GradingError("not_values")


def _rounded(value, rule):
    """A memory of 16 GiB shows as 15.6: half to even, as the field's tools round."""
    return round(value) if value is not None and rule.round_values else value


def _number(key, value, lowest=0):
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise GradingError("not_number", what=key, value=_shown(value))
    if isinstance(value, float) and not math.isfinite(value):
        raise GradingError("not_number", what=key, value=_shown(value))
    if value < lowest:
        raise GradingError("negative", what=key, value=_shown(value))
    if value > _HIGHEST:
        raise GradingError("too_big", what=key)
    return value


def _flag(key, value):
    if value is None or isinstance(value, bool) or value in (0, 1):
        return None if value is None else bool(value)
    raise GradingError("not_yes_no", what=key, value=_shown(value))


def _disks(media, rule):
    if media is None:
        return ()
    if not isinstance(media, (list, tuple)) or len(media) > _MOST_DISKS:
        raise GradingError("not_media", value=_shown(media))
    return tuple(_disk(medium, rule) for medium in media)


def _disk(medium, rule):
    if not isinstance(medium, dict):
        raise GradingError("not_media", value=_shown(medium))
    disk_type = medium.get("type")
    if isinstance(disk_type, str):
        disk_type = disk_type.strip().upper()
    if disk_type is not None and disk_type not in DISK_TYPES:
        raise GradingError("disk_type", value=_shown(medium["type"]))
    return disk_type, _rounded(_number("size_gb", medium.get("size_gb")), rule)


def _whole(key, value):
    number = _number(key, value, lowest=-_HIGHEST)
    if number is not None and number != int(number):
        raise GradingError("not_whole", what=key, value=_shown(value))
    return int(number or 0)


def _points(key, value, rule):
    adjustment = _whole(key, value)
    if rule.weighting != "points":
        return adjustment
    lowest, highest = getattr(rule, key)
    if not lowest <= adjustment <= highest:
        raise GradingError(
            "adjustment", what=key, value=adjustment, lowest=lowest, highest=highest
        )
    return adjustment


def _percent(value, rule):
    percent = _whole("percent", value)
    if rule.weighting == "percent" and percent not in rule.percents:
        raise GradingError("percent", value=percent, allowed=rule.percents)
    return percent


def _shown(value):
    return str(value)[:40] if isinstance(value, (str, int, float)) else repr(value)[:40]

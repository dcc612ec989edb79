"""What grading tells people: each step, each condition and each refusal in words."""

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

MEASURES = {
    "cpu_mark": _lt("Processor mark"),
    "ram": _lt("Memory"),
    "disks": _lt("Disk"),
    "disk_hdd": _lt("HDD"),
    "disk_ssd": _lt("SSD"),
    "disk_nvme": _lt("NVMe disk"),
    "disk_other": _lt("Disk"),
    "disk_type": _lt("Type of the disk"),
    "storage": _lt("Storage"),
    "antutu": _lt("AnTuTu score"),
    "technical": _lt("Technical adjustment"),
    "cosmetic": _lt("Cosmetic adjustment"),
    "percent": _lt("Adjustment in percent"),
}
# As callers name the values.
KEYS = {
    "cpu_mark": _lt("the processor mark"),
    "ram_gib": _lt("the memory"),
    "ram_gb": _lt("the memory"),
    "size_gb": _lt("the size of a disk"),
    "storage_gb": _lt("the storage"),
    "antutu": _lt("the AnTuTu score"),
    "technical": _lt("the technical adjustment"),
    "cosmetic": _lt("the cosmetic adjustment"),
    "percent": _lt("the adjustment in percent"),
    "windows_10": _lt("“Windows 10”"),
}
CONDITIONS = {
    "main_hdd": _lt("the main disk is an HDD"),
    "main_ssd": _lt("the main disk is an SSD (NVMe included)"),
    "main_nvme": _lt("the main disk is an NVMe disk"),
    "any_not_hdd": _lt("a disk is not an HDD"),
    "all_hdd": _lt("there is no disk but HDD"),
    "no_nvme": _lt("there is no NVMe disk"),
    "cpu_below": _lt("the processor mark is below %(value)s"),
    "cpu_from": _lt("the processor mark is %(value)s or more"),
    "cpu_points_max": _lt("the processor scores %(value)s or less"),
    "ram_below": _lt("the memory is below %(value)s"),
    "ram_is": _lt("the memory is %(value)s"),
    "storage_below": _lt("the storage is below %(value)s"),
    "storage_is": _lt("the storage is %(value)s"),
    "windows_10": _lt("it runs Windows 10"),
    "no_weighting": _lt("it is not adjusted"),
}
EFFECTS = {
    "cap_disks": _lt("the disks score %(amount)s at most"),
    "bonus": _lt("%(amount)s more"),
    "cap_note": _lt("%(amount)s at most"),
    "floor": _lt("%(amount)s at least"),
    "cap_grade": _lt("category %(category)s at best"),
    "force_grade": _lt("category %(category)s, whatever the points"),
}
_ERRORS = {
    "not_values": _lt(
        "What is to be graded is not a set of values: give the processor mark, the"
        " memory and the disks by name."
    ),
    "both_kinds": _lt(
        "These values are those of a computer and of a phone at once: give those of"
        " one, or say which rule set to use."
    ),
    "not_number": _lt("“%(value)s” is no number: enter %(what)s in figures."),
    "negative": _lt("%(value)s is below zero: enter %(what)s again."),
    "too_big": _lt("The number given for %(what)s is too large: enter it again."),
    "not_whole": _lt("%(value)s is no whole number: enter %(what)s again."),
    "not_yes_no": _lt("“%(value)s” is neither yes nor no: say yes or no for %(what)s."),
    "not_media": _lt(
        "“%(value)s” is no list of disks: give each disk with its type and its size"
        " in GB, the main one first."
    ),
    "disk_type": _lt(
        "“%(value)s” is no type of disk: choose one of HDD, SSD and NVME."
    ),
    "adjustment": _lt(
        "%(value)s is not allowed for %(what)s: this rule set takes whole numbers from"
        " %(lowest)s to %(highest)s."
    ),
    "percent": _lt(
        "An adjustment of %(value)s %% is not allowed: this rule set takes %(allowed)s."
    ),
}


def number_text(value):
    """8.0 as 8, 7.5 as 7.5."""
    return f"{value:g}" if isinstance(value, float) and abs(value) < 1e6 else str(value)


def error_text(env, error):
    """Return the sentence of a `GradingError`."""
    params = dict(error.params)
    if "what" in params:
        params["what"] = env._(KEYS[params["what"]])
    if "allowed" in params:
        params["allowed"] = ", ".join(f"{percent} %" for percent in params["allowed"])
    text = env._(_ERRORS[error.code])
    return text % params


def points_text(env, points):
    if abs(points) == 1:
        return env._("%(number)s point", number=points)
    return env._("%(number)s points", number=points)


def conditions_text(env, conditions):
    """Return “when this and that”, or nothing where a step always applies."""
    texts = [_condition_text(env, kind, value) for kind, value in conditions]
    said = texts[0] if texts else ""
    for text in texts[1:]:
        said = env._("%(first)s and %(second)s", first=said, second=text)
    return said


def _condition_text(env, kind, value):
    text = env._(CONDITIONS[kind])
    return text % {"value": number_text(value)}


def effect_text(env, effect, amount, category):
    amount = points_text(env, amount)
    text = env._(EFFECTS[effect])
    return text % {"amount": amount, "category": category or "?"}


class Words:
    """Each step of the reasoning as a sentence, in the language of `env`."""

    def __init__(self, env):
        self.env = env

    def sentence(self, told):
        return getattr(self, f"_{told.code}")(**told.params)

    def _measure(self, what, value=None):
        name = self.env._(MEASURES[what])
        if value is None:
            return name
        if what in ("cpu_mark", "antutu"):
            return f"{name} {number_text(value)}"
        size = self.env._("%(number)s GB", number=number_text(value))
        return f"{name} {size}"

    def _points(self, what, value, points, limit, below=False, margin=0):
        facts = {
            "measure": self._measure(what, value),
            "points": points_text(self.env, points),
            "limit": limit is not None and number_text(limit),
            "margin": number_text(margin),
        }
        if limit is None:
            return self.env._("%(measure)s: does not count here", **facts)
        if margin and below:
            return self.env._(
                "%(measure)s: %(points)s (below %(limit)s less %(margin)s %%)", **facts
            )
        if margin:
            return self.env._(
                "%(measure)s: %(points)s (from %(limit)s less %(margin)s %%)", **facts
            )
        if below:
            return self.env._("%(measure)s: %(points)s (below %(limit)s)", **facts)
        return self.env._("%(measure)s: %(points)s (from %(limit)s)", **facts)

    def _unknown(self, what):
        return self.env._(
            "%(measure)s: unknown, scores nothing", measure=self._measure(what)
        )

    def _disk_ignored(self, what, value):
        return self.env._(
            "Another disk, %(disk)s: only the main disk counts",
            disk=self._measure(what, value),
        )

    def _sum(self, note):
        return self.env._("Sum: %(points)s", points=points_text(self.env, note))

    def _weighting(self, what, amount, before):
        return self.env._(
            "%(adjustment)s %(amount)s: %(points)s",
            adjustment=self._measure(what),
            amount=f"{amount:+d}",
            points=points_text(self.env, before + amount),
        )

    def _weighting_ignored(self, whats):
        return self.env._(
            "%(adjustments)s: does not count under this rule set",
            adjustments=", ".join(self._measure(what) for what in whats),
        )

    def _before_percent(self, note, band):
        return self.env._(
            "Before adjustment: %(points)s, category %(category)s",
            points=points_text(self.env, note),
            category=band.name,
        )

    def _percent(self, percent, note):
        return self.env._(
            "Adjustment %(percent)s %%: %(points)s",
            percent=f"{percent:+d}",
            points=points_text(self.env, note),
        )

    def _rule(self, step, effect):
        conditions = conditions_text(self.env, step.conditions)
        if not conditions:
            return self.env._("Always: %(effect)s", effect=effect)
        return self.env._(
            "As %(conditions)s: %(effect)s", conditions=conditions, effect=effect
        )

    def _cap(self, step, before, note=None):
        effect = effect_text(self.env, step.effect, step.amount, None)
        after = step.amount if note is None else note
        if before == after:
            return self._rule(step, effect)
        return self.env._(
            "%(rule)s, so %(before)s becomes %(after)s",
            rule=self._rule(step, effect),
            before=before,
            after=after,
        )

    _cap_disks = _bonus = _cap_note = _floor = _cap

    def _band(self, note, band, first):
        facts = {"points": points_text(self.env, note), "category": band.name}
        if band == first:
            return self.env._("%(points)s: category %(category)s (lowest)", **facts)
        return self.env._(
            "%(points)s: category %(category)s (from %(limit)s)",
            limit=band.from_note,
            **facts,
        )

    def _cap_grade(self, step, band):
        return self._rule(step, effect_text(self.env, step.effect, 0, band.name))

    _force_grade = _cap_grade

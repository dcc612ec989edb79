from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.grading import (
    Band,
    GradingError,
    Limit,
    RuleSet,
    grade_device,
    kind_of,
    read_measures,
)
from .emmaus_grading_part import GRADE_EFFECTS
from .emmaus_grading_words import Words, error_text

KINDS = [("computer", "Computer"), ("phone", "Phone")]
# Words and notes: they change no grade.
_FREE = {"name", "source", "comment", "active"}


class EmmausGradingRule(models.Model):
    """A dated rule set: how measures become points, and points a category.

    The association changes it about twice a year. Once published it stays as it is,
    so that each grade can be explained later: a change is a copy with its own code.
    """

    _name = "emmaus.grading.rule"
    _description = "Grading Rule Set"
    _inherit = ["emmaus.lifecycle.mixin"]
    _order = "kind, date_from desc, id desc"
    _rec_name = "code"

    _transitions = {
        "draft": ("shadow", "official"),
        "shadow": ("official",),
        "official": (),
    }

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, copy=False)
    kind = fields.Selection(KINDS, required=True, default="computer")
    state = fields.Selection(
        [
            ("draft", "Draft"),  # may be edited, grades nothing
            ("shadow", "For Comparison"),  # published, grades nothing by itself
            ("official", "Official"),  # grades from its date until the next one
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
    )
    active = fields.Boolean(default=True)
    date_from = fields.Date(
        "Valid From", help="Official from this day until the next one's."
    )
    source = fields.Text(translate=True, help="Where it was published, and when.")
    comment = fields.Text(translate=True)
    # Measures into points
    round_values = fields.Boolean(default=True, help="To whole numbers, half to even.")
    margin_percent = fields.Float(
        "Margin (%)", help="The limits are lowered by this much; those of caps are not."
    )
    disk_mode = fields.Selection(
        [("main", "The Main Disk Only"), ("sum", "All Disks Together")],
        "Disks",
        default="main",
        required=True,
    )
    limit_ids = fields.One2many("emmaus.grading.limit", "rule_id", copy=True)
    # Adjustments by a person
    weighting = fields.Selection(
        [
            ("none", "None"),
            ("points", "Technical and Cosmetic, in Points"),
            ("percent", "In Percent"),
        ],
        "Adjustments",
        default="points",
        required=True,
    )
    technical_min = fields.Integer("Technical: Lowest")
    technical_max = fields.Integer("Technical: Highest")
    cosmetic_min = fields.Integer("Cosmetic: Lowest")
    cosmetic_max = fields.Integer("Cosmetic: Highest")
    percents = fields.Char(
        "Allowed Percents", help="Whole numbers between commas, such as -10, 0, 10."
    )
    # Points into a category
    step_ids = fields.One2many(
        "emmaus.grading.step", "rule_id", "Bonuses and Caps", copy=True
    )
    band_ids = fields.One2many(
        "emmaus.grading.band", "rule_id", "Categories", copy=True
    )
    is_in_force = fields.Boolean("In Force Today", compute="_compute_is_in_force")

    _code_uniq = models.UniqueIndex("(code)", "Another rule set has this code already.")
    _margin_check = models.Constraint(
        "CHECK(margin_percent >= 0 AND margin_percent < 100)",
        "The margin is a percentage from 0 to 99.",
    )

    @api.depends("name", "code")
    def _compute_display_name(self):
        for rule in self:
            parts = (rule.code, rule.name)
            rule.display_name = " · ".join(part for part in parts if part)

    def _compute_is_in_force(self):
        official = {kind: self._official(kind) for kind, _label in KINDS}
        for rule in self:
            rule.is_in_force = rule == official[rule.kind]

    @api.constrains("percents", "weighting")
    def _check_percents(self):
        for rule in self:
            if rule.weighting == "percent" and 0 not in (rule._percents() or ()):
                raise ValidationError(
                    self.env._(
                        "Write the percents that %(name)s allows as whole numbers with"
                        " commas between them, 0 among them.",
                        name=rule.display_name,
                    )
                )

    @api.constrains("step_ids", "band_ids")
    def _check_step_grades(self):
        for rule in self:
            known = set(rule.band_ids.mapped("grade"))
            for step in rule.step_ids:
                if step.effect in GRADE_EFFECTS and step.grade not in known:
                    raise ValidationError(
                        self.env._(
                            "A step of %(name)s leads to a category that the rule set"
                            " does not have: choose one of its categories.",
                            name=rule.code,
                        )
                    )

    # CRUD

    def write(self, vals):
        if not self._is_by_act() and not _FREE.issuperset(vals):
            self._check_draft()
        return super().write(vals)

    def copy_data(self, default=None):
        default = default or {}
        return [
            {
                **vals,
                "code": default.get("code") or rule._free_code(),
                "date_from": default.get("date_from", False),
            }
            for rule, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._check_draft()

    def _free_code(self):
        """Return a code that no rule set has: V4.4 copied is V4.4-2."""
        every = self.sudo().with_context(active_test=False)
        # A dozen rule sets.
        taken = set(every.search([]).mapped("code"))  # pylint: disable=no-search-all
        number = 2
        while f"{self.code}-{number}" in taken:
            number += 1
        return f"{self.code}-{number}"

    def _check_draft(self):
        """Refuse to change what grades rest on."""
        for rule in self:
            if rule.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”, so it stays as it is: copy it to a"
                        " draft and change that one.",
                        name=rule.code,
                        state=rule._state_label(rule.state),
                    )
                )

    def _event_site(self):
        return self.env["stock.warehouse"]

    # Which one

    @api.model
    def _official(self, kind, date=None):
        """Return the official rule set of a kind of device on a day (today)."""
        domain = [
            ("kind", "=", kind),
            ("state", "=", "official"),
            ("date_from", "<=", date or fields.Date.context_today(self)),
        ]
        return self.search(domain, order="date_from desc, id desc", limit=1)

    @api.model
    def _find(self, rule, kind):
        """Return the rule set meant: a record, a code, or None for the official one.

        :raise UserError: there is none, with what to do
        """
        if rule is None:
            found = self._official(kind)
            if not found:
                self._refuse_no_official(kind)
            return found
        if isinstance(rule, models.BaseModel) and rule._name == self._name:
            return rule.ensure_one()
        every = self.with_context(active_test=False)
        every = every.search([])  # pylint: disable=no-search-all
        found = isinstance(rule, str) and every.filtered(
            lambda known: known.code == rule
        )
        if not found:
            raise UserError(
                self.env._(
                    "There is no rule set “%(code)s”: choose one of %(codes)s.",
                    code=str(rule)[:40],
                    codes=", ".join(every.filtered("active").mapped("code")),
                )
            )
        return found

    def _refuse_no_official(self, kind):
        raise UserError(
            self.env._(
                "No rule set is official today for this kind of device"
                " (%(kind)s): ask an administrator to make one official.",
                kind=dict(self._fields["kind"]._description_selection(self.env))[kind],
            )
        )

    # Grading

    def evaluate(self, values, rule=None):
        """Grade a device by its values; nothing is written.

        :param dict values: `cpu_mark`; `ram_gib` (GiB); `media`, a list of
            ``{"type": "HDD"|"SSD"|"NVME", "size_gb": decimal GB}``, the main one
            first; `technical`, `cosmetic` (points); `windows_10`. Phones: `ram_gb`,
            `storage_gb`, `antutu`, `percent`. What is missing or None scores nothing.
        :param rule: a rule set or its code; without it `self`, or else the official
            one of today for the kind that the values belong to
        :return: ``{"category": str, "note": int, "steps": [str]}``, the category in
            the words of the rule set
        :raise UserError: an unknown rule set, a value that is no number, is negative
            or not allowed
        """
        # An empty recordset and the false of RPC stand for none, as nothing does.
        empty = isinstance(rule, models.BaseModel) and not rule
        nothing = rule is None or rule is False or empty
        chosen = (self or None) if nothing else rule
        try:
            kind = kind_of(values) if chosen is None else None
            rule = self.browse()._find(chosen, kind)
            grade = rule._grade(rule._rule_set(), values)
        except GradingError as error:
            raise UserError(error_text(self.env, error)) from error
        return {
            "category": grade.band.name,
            "note": grade.note,
            "steps": self._steps_text(grade),
        }

    def _grade(self, rule_set, values):
        return grade_device(rule_set, read_measures(values, rule_set))

    def _steps_text(self, grade):
        words = Words(self.env)
        return [words.sentence(told) for told in grade.told]

    def _rule_set(self):
        """Return the rule set as plain data, read once for any number of devices."""
        self.ensure_one()
        if not self.band_ids:
            raise UserError(
                self.env._(
                    "%(name)s has no category yet: enter from how many points each"
                    " one begins.",
                    name=self.code,
                )
            )
        scales = {
            criterion: tuple(
                Limit(limit.from_value, limit.points)
                for limit in limits.sorted("from_value")
            )
            for criterion, limits in self.limit_ids.grouped("criterion").items()
        }
        return RuleSet(
            kind=self.kind,
            scales=scales,
            bands=tuple(
                Band(band.from_note, band.name, band.grade)
                for band in self.band_ids.sorted("from_note")
            ),
            steps=tuple(step._step() for step in self.step_ids.sorted()),
            margin_percent=self.margin_percent,
            round_values=self.round_values,
            sum_disks=self.disk_mode == "sum",
            weighting=self.weighting,
            technical=(self.technical_min, self.technical_max),
            cosmetic=(self.cosmetic_min, self.cosmetic_max),
            percents=self._percents() or (0,),
        )

    def _percents(self):
        """Return the allowed percents as numbers; None when they do not read."""
        try:
            return tuple(int(part) for part in (self.percents or "").split(","))
        except ValueError:
            return None

    # Acts

    def action_copy_to_draft(self):
        """A draft of its own, to be changed; this one stays as it is."""
        self.ensure_one()
        draft = self.copy()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": draft.id,
            "views": [(False, "form")],
        }

    def action_publish(self):
        """Draft to shadow: it stays as it is from now on, and grades nothing yet."""
        self.check_access("write")
        for rule in self:
            rule._check_complete()
        self._move_to("shadow")

    def _check_complete(self):
        self._rule_set()
        self._check_step_grades()

    def _make_official(self, date):
        """To official from a day on; the one before is official until then."""
        self._check_complete()
        self._move_to("official", {"date_from": date})

    @api.model
    def _publish_shipped(self):
        """The rule sets that come with the addon, as the association uses them."""
        shipped = {
            "shadow": ("V4.4-bis",),
            "official": ("2023", "2025-06", "V4.4", "phone-2023"),
        }
        for state, codes in shipped.items():
            drafts = self.search([("code", "in", codes), ("state", "=", "draft")])
            drafts._move_to(state)

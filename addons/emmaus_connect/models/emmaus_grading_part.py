from odoo import api, fields, models

from ..tools.grading import Condition, Step
from .emmaus_grading_words import CONDITIONS, conditions_text, effect_text

GRADES = [
    ("premium", "Premium"),
    ("a", "A"),
    ("b", "B"),
    ("c", "C"),
    ("d", "D"),
    ("hc", "HC"),
    ("unsellable", "Not for Sale"),
]
# Effects that lead to a category and not to points.
GRADE_EFFECTS = ("cap_grade", "force_grade")


class EmmausGradingChild(models.AbstractModel):
    """A part of a rule set: it changes while that is a draft, and never after."""

    _name = "emmaus.grading.child"
    _description = "Part of a Rule Set"

    _parent = "rule_id"

    def _rule(self):
        return self.rule_id

    @api.model_create_multi
    def create(self, vals_list):
        self._check_parents(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._rule()._check_draft()
        self._check_parents([vals])
        return super().write(vals)

    def _check_parents(self, vals_list):
        ids = {vals[self._parent] for vals in vals_list if vals.get(self._parent)}
        parents = self.env[self._fields[self._parent].comodel_name].browse(ids)
        (parents._rule() if self._parent != "rule_id" else parents)._check_draft()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_published(self):
        self._rule()._check_draft()


class EmmausGradingLimit(models.Model):
    """From this value on, these points, until the next limit of its scale."""

    _name = "emmaus.grading.limit"
    _description = "Grading Limit"
    _inherit = ["emmaus.grading.child"]
    _order = "rule_id, criterion, from_value"

    rule_id = fields.Many2one(
        "emmaus.grading.rule", required=True, index=True, ondelete="cascade"
    )
    criterion = fields.Selection(
        [
            ("cpu_mark", "Processor Mark"),
            ("ram", "Memory"),
            ("disk_hdd", "HDD"),
            ("disk_ssd", "SSD"),
            ("disk_nvme", "NVMe"),  # without a scale of its own, that of the SSD
            ("storage", "Storage"),
            ("antutu", "AnTuTu Score"),
        ],
        required=True,
    )
    from_value = fields.Float("From This Value", required=True)
    points = fields.Integer(required=True)

    _value_uniq = models.UniqueIndex(
        "(rule_id, criterion, from_value)",
        "This scale has a limit at the same value already.",
    )


class EmmausGradingStep(models.Model):
    """A bonus, a cap or a forced category, in the order they are applied."""

    _name = "emmaus.grading.step"
    _description = "Grading Step"
    _inherit = ["emmaus.grading.child"]
    _order = "rule_id, sequence, id"

    rule_id = fields.Many2one(
        "emmaus.grading.rule", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    effect = fields.Selection(
        [
            ("cap_disks", "Points of the Disks at Most"),
            ("bonus", "Points More"),
            ("cap_note", "Points at Most"),
            ("floor", "Points at Least"),
            ("cap_grade", "Category at Best"),  # the points stay
            ("force_grade", "Category, Whatever the Points"),  # the first one wins
        ],
        required=True,
    )
    amount = fields.Integer("Points")
    grade = fields.Selection(GRADES)
    condition_ids = fields.One2many(
        "emmaus.grading.condition",
        "step_id",
        copy=True,
        help="All of them must hold; without any, the step always applies.",
    )
    name = fields.Char("In Words", compute="_compute_name")

    @api.depends("effect", "amount", "grade", "condition_ids.kind")
    @api.depends("condition_ids.value", "rule_id.band_ids.name")
    @api.depends_context("lang")
    def _compute_name(self):
        for step in self:
            if not step.effect:
                step.name = False
                continue
            named = step.rule_id.band_ids.filtered(
                lambda band, grade=step.grade: band.grade == grade
            )
            conditions = [
                (condition.kind, condition.value)
                for condition in step.condition_ids
                if condition.kind
            ]
            said = conditions_text(self.env, conditions)
            effect = effect_text(self.env, step.effect, step.amount, named[:1].name)
            step.name = effect
            if said:
                step.name = self.env._(
                    "If %(conditions)s: %(effect)s", conditions=said, effect=effect
                )

    def _step(self):
        return Step(
            self.effect,
            self.amount,
            self.grade if self.effect in GRADE_EFFECTS else None,
            tuple(
                Condition(condition.kind, condition.value)
                for condition in self.condition_ids
            ),
        )


class EmmausGradingCondition(models.Model):
    """One thing that must be so for a step to apply."""

    _name = "emmaus.grading.condition"
    _description = "Grading Condition"
    _inherit = ["emmaus.grading.child"]
    _parent = "step_id"

    step_id = fields.Many2one(
        "emmaus.grading.step", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection("_kinds", required=True)
    value = fields.Float(help="What it is compared with, where it compares.")

    @api.model
    def _kinds(self):
        texts = {kind: self.env._(text) for kind, text in CONDITIONS.items()}
        return [(kind, text % {"value": "…"}) for kind, text in texts.items()]

    def _rule(self):
        return self.step_id.rule_id


class EmmausGradingBand(models.Model):
    """From this note on, this category, until the next one."""

    _name = "emmaus.grading.band"
    _description = "Grading Category"
    _inherit = ["emmaus.grading.child"]
    _order = "rule_id, from_note"

    rule_id = fields.Many2one(
        "emmaus.grading.rule", required=True, index=True, ondelete="cascade"
    )
    from_note = fields.Integer("From These Points", required=True)
    name = fields.Char(
        "Grade Category", required=True, help="As the rule set writes it."
    )
    grade = fields.Selection(GRADES, "Our Grade", required=True)

    _note_uniq = models.UniqueIndex(
        "(rule_id, from_note)", "Another category begins at the same note."
    )
    _grade_uniq = models.UniqueIndex(
        "(rule_id, grade)", "Another category stands for the same grade already."
    )

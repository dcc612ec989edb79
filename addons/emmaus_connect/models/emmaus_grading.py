from odoo import api, fields, models
from odoo.exceptions import UserError

from .emmaus_grading_part import GRADES

# An object, not a flag: no RPC call can put it into a context.
_ACT = object()


class EmmausGrading(models.Model):
    """One grading of one device: measures, adjustments, the rule set, and why.

    Written by the acts of the device only, and never changed: a device that is graded
    again gets another one. The newest is its grade.
    """

    _name = "emmaus.grading"
    _description = "Grading"
    _order = "id desc"
    _rec_name = "category"

    device_id = fields.Many2one(
        "emmaus.device", required=True, readonly=True, index=True, ondelete="restrict"
    )
    warehouse_id = fields.Many2one(related="device_id.warehouse_id")
    is_current = fields.Boolean(
        "Current", compute="_compute_is_current", search="_search_is_current"
    )
    # On what
    rule_id = fields.Many2one(
        "emmaus.grading.rule",
        "Rule Set",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="None when it was graded by hand.",
    )
    audit_id = fields.Many2one(
        "emmaus.audit",
        "Last Audit Then",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    values = fields.Json("Measures", readonly=True, help="As they were then.")
    technical = fields.Integer("Technical Adjustment", readonly=True)
    cosmetic = fields.Integer("Cosmetic Adjustment", readonly=True)
    percent = fields.Integer("Adjustment (%)", readonly=True)
    reason = fields.Text(readonly=True, help="Why it was adjusted, or graded by hand.")
    # What came out
    note = fields.Integer("Points", readonly=True)
    category = fields.Char(
        "Grade Category", readonly=True, help="In the words of the rule set."
    )
    grade = fields.Selection(GRADES, required=True, readonly=True)
    steps = fields.Text("Why", readonly=True)
    graded_at = fields.Datetime("Graded On", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="restrict"
    )

    @api.depends("device_id.grading_id")
    def _compute_is_current(self):
        for grading in self:
            grading.is_current = grading.device_id.grading_id == grading

    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        graded = self.env["emmaus.device"]._search([("grading_id", "!=", False)])
        current = fields.Domain("id", "in", graded.subselect("grading_id"))
        return current if True in value else ~current

    # CRUD: closed doors

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.context.get("emmaus_grading") is not _ACT:
            raise UserError(
                self.env._("A grade is not entered here: open the device and grade it.")
            )
        return super().create(vals_list)

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("A grading stays as it was: grade the device once more instead.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A grading explains what was done: it is never deleted.")
        )

    # Acts

    @api.model
    def evaluate(self, values, rule=None):
        """Grade a device by its values, nothing written; see `emmaus.grading.rule`."""
        return self.env["emmaus.grading.rule"].evaluate(values, rule)

    @api.model
    def _record(self, vals_list):
        """Write the gradings that an act of the devices gives."""
        now = fields.Datetime.now()
        common = {"graded_at": now, "user_id": self.env.uid}
        records = self.sudo().with_context(emmaus_grading=_ACT)
        return records.create([{**common, **vals} for vals in vals_list])

    def _facts(self):
        """What the journal tells of it: no free text, which may name people."""
        facts = {"grade": self.category, "rule": self.rule_id.code, "points": self.note}
        facts |= {name: self[name] for name in ("technical", "cosmetic", "percent")}
        by_hand = ("grade",) if not self.rule_id else facts
        return {
            name: value
            for name, value in facts.items()
            if name in by_hand and (value or name == "points")
        }

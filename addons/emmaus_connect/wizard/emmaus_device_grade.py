from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..models.emmaus_grading_part import GRADES
from ..models.emmaus_grading_rule import KINDS


class EmmausDeviceGrade(models.TransientModel):
    """Grading as a technician does it: measures, adjustments, and what comes of them.

    One device with its adjustments, or several at once by their measures alone.
    """

    _name = "emmaus.device.grade"
    _description = "Grade Devices"

    device_ids = fields.Many2many(
        "emmaus.device", default=lambda self: self._default_devices()
    )
    device_id = fields.Many2one(
        "emmaus.device", "The Device", compute="_compute_devices"
    )
    device_count = fields.Integer("Devices", compute="_compute_devices")
    kind = fields.Selection(
        [*KINDS, ("hand", "By Hand"), ("mixed", "Several Kinds")],
        compute="_compute_devices",
    )
    rule_id = fields.Many2one(
        "emmaus.grading.rule", "Rule Set", compute="_compute_devices"
    )
    weighting = fields.Selection(related="rule_id.weighting")
    allowed = fields.Char(compute="_compute_allowed")
    measures = fields.Char(compute="_compute_devices")
    # What may be corrected here
    cpu_mark = fields.Integer(
        "Processor Mark", compute="_compute_measures", store=True, readonly=False
    )
    antutu = fields.Integer(
        "AnTuTu Score", compute="_compute_measures", store=True, readonly=False
    )
    windows_10 = fields.Boolean(
        "Runs Windows 10", compute="_compute_measures", store=True, readonly=False
    )
    # Adjustments
    technical = fields.Integer("Technical Adjustment")
    cosmetic = fields.Integer("Cosmetic Adjustment")
    percent = fields.Integer("Adjustment (%)")
    grade = fields.Selection(GRADES)
    reason = fields.Text(help="Why it is graded otherwise than its measures tell.")
    # What comes of it
    preview_category = fields.Char("Category", compute="_compute_preview")
    preview_steps = fields.Text("Why", compute="_compute_preview")
    problem = fields.Char(compute="_compute_preview")

    def _default_devices(self):
        if self.env.context.get("active_model") != "emmaus.device":
            return self.env["emmaus.device"]
        return self.env["emmaus.device"].browse(self.env.context.get("active_ids", []))

    @api.depends("device_ids")
    def _compute_devices(self):
        for wizard in self:
            # Its own records, not the new ones that a form makes of them.
            devices = wizard.device_ids._origin
            wizard.device_count = len(devices)
            wizard.device_id = devices if len(devices) == 1 else False
            kinds = {device.grading_kind or "hand" for device in devices}
            wizard.kind = kinds.pop() if len(kinds) == 1 else "mixed"
            rules = self.env["emmaus.grading.rule"]
            by_rule = wizard.kind in dict(KINDS)
            wizard.rule_id = rules._official(wizard.kind) if by_rule else False
            wizard.measures = wizard._measures_text(wizard.device_id)

    def _measures_text(self, device):
        if not device or not device.grading_kind:
            return False
        size = self.env._("%(number)s GB", number=f"{device.ram_gib:g}")
        parts = [device.cpu, device.ram_gib and size]
        disks = (
            (device.disk1_type, device.disk1_gb),
            (device.disk2_type, device.disk2_gb),
        )
        for kind, gigabytes in disks:
            size = self.env._("%(number)s GB", number=round(gigabytes))
            parts.append(" ".join(filter(None, (kind, gigabytes and size))))
        return " · ".join(part for part in parts if part)

    @api.depends("device_id")
    def _compute_measures(self):
        for wizard in self:
            device = wizard.device_id
            wizard.cpu_mark = device._cpu_mark_known() if device else 0
            wizard.antutu = device.antutu
            values = device._grading_values() if device else {}
            wizard.windows_10 = bool(values.get("windows_10"))

    @api.depends("rule_id")
    def _compute_allowed(self):
        for wizard in self:
            rule = wizard.rule_id
            wizard.allowed = rule.weighting == "points" and self.env._(
                "Technical from %(tech_min)s to %(tech_max)s, cosmetic from"
                " %(cosm_min)s to %(cosm_max)s",
                tech_min=rule.technical_min,
                tech_max=rule.technical_max,
                cosm_min=rule.cosmetic_min,
                cosm_max=rule.cosmetic_max,
            )
            if rule.weighting == "percent":
                wizard.allowed = rule.percents

    # Preview

    @api.depends(
        "device_ids",
        "cpu_mark",
        "antutu",
        "windows_10",
        "technical",
        "cosmetic",
        "percent",
    )
    def _compute_preview(self):
        for wizard in self:
            wizard.preview_category = wizard.preview_steps = wizard.problem = False
            try:
                if wizard.device_id and wizard.kind in dict(KINDS):
                    wizard._preview_one()
                elif not wizard.device_id:
                    wizard._preview_many()
            except UserError as error:
                wizard.problem = str(error)

    def _preview_one(self):
        vals = self.device_id._plan_gradings(self._given())[0]
        self.preview_category = vals["category"]
        self.preview_steps = vals["steps"]

    def _preview_many(self):
        """Counts by category, and which devices cannot be graded yet."""
        counts, problems = Counter(), []
        for device, vals in self.device_ids._origin._preview_gradings():
            if vals:
                counts[vals["category"]] += 1
            else:
                problems.append(device.name)
        self.preview_category = " · ".join(
            f"{category}: {count}" for category, count in sorted(counts.items())
        )
        if problems:
            self.problem = self.env._(
                "%(names)s cannot be graded by their measures: grade them one by one.",
                names=format_list(self.env, problems[:5]),
            )

    def _given(self):
        given = {"windows_10": self.windows_10}
        given |= {name: self[name] for name in ("technical", "cosmetic", "percent")}
        measure = "antutu" if self.kind == "phone" else "cpu_mark"
        return {**given, measure: self[measure] or None}

    # Act

    def action_grade(self):
        """Grade what was chosen; see the acts of the device."""
        self.ensure_one()
        devices = self.device_ids
        if not devices:
            raise UserError(self.env._("Choose the devices to grade in their list."))
        if self.kind == "hand":
            devices.action_grade_by_hand(self.grade, self.reason)
        elif self.device_id:
            self._grade_one(self.device_id)
        else:
            devices.action_grade()
        return {"type": "ir.actions.act_window_close"}

    def _grade_one(self, device):
        if self.kind == "computer" and self.cpu_mark != device.cpu_mark:
            device.cpu_mark = self.cpu_mark
        device.action_grade(
            technical=self.technical,
            cosmetic=self.cosmetic,
            percent=self.percent,
            reason=self.reason,
            windows_10=self.windows_10 if self.kind == "computer" else None,
            antutu=self.antutu or None,
        )

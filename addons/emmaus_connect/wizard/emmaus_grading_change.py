from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Command

from ..models.emmaus_grading_part import GRADES
from ..tools.locking import lock_rows

# In stock, and not promised to anybody yet.
_IN_STOCK = ("erased", "graded", "ready")
_GRADED = ("graded", "ready")


class EmmausGradingChange(models.TransientModel):
    """A new rule set becomes official: who would change grade, before it is applied."""

    _name = "emmaus.grading.change"
    _description = "Change of Rule Set"

    rule_id = fields.Many2one(
        "emmaus.grading.rule",
        "New Rule Set",
        required=True,
        domain=[("state", "!=", "official")],
    )
    kind = fields.Selection(related="rule_id.kind")
    current_id = fields.Many2one(
        "emmaus.grading.rule", "Official Today", compute="_compute_current_id"
    )
    date_from = fields.Date(
        "Official From", required=True, default=fields.Date.context_today
    )
    regrade = fields.Boolean(
        "Grade Those Devices Again",
        help="With their adjustments; otherwise they keep the grade they have.",
    )
    line_ids = fields.One2many("emmaus.grading.change.line", "wizard_id", readonly=True)
    device_count = fields.Integer("Devices in Stock", readonly=True)
    change_count = fields.Integer("Would Change", readonly=True)
    unknown_count = fields.Integer(
        "Cannot Be Told", readonly=True, help="A measure that it looks at is unknown."
    )
    preview = fields.Char(readonly=True, help="What the preview showed, as a hash.")

    @api.depends("rule_id")
    def _compute_current_id(self):
        for wizard in self:
            rules = self.env["emmaus.grading.rule"]
            wizard.current_id = wizard.kind and rules._official(wizard.kind)

    # Preview

    def action_preview(self):
        """Show which devices in stock would change grade; no device is written."""
        self.ensure_one()
        self._check_may_change()
        found = self._changes()
        self.write(
            {
                "line_ids": [Command.clear(), *self._prepare_lines(found["changes"])],
                "device_count": found["total"],
                "change_count": len(found["changes"]),
                "unknown_count": found["unknown"],
                "preview": self._digest(found),
            }
        )
        return self._show()

    def _changes(self):
        """Return ``{"changes": [(device, from, to, values)], "unknown", "total"}``.

        What is graded is compared with its grade; what is only erased with the one that
        the official rule set would give it today.
        """
        devices = self.env["emmaus.device"].sudo().search(self._devices_domain())
        erased = devices.filtered(lambda device: device.state == "erased")
        before = {device.id: device.grade for device in devices - erased}
        for device, vals in erased._preview_gradings(self.current_id.sudo()):
            before[device.id] = vals and vals["grade"]
        changes, unknown = [], 0
        for device, vals in devices._preview_gradings(self.rule_id.sudo(), True):
            if not vals:
                unknown += 1
            elif before[device.id] != vals["grade"]:
                changes.append((device, before[device.id], vals["grade"], vals))
        return {"changes": changes, "unknown": unknown, "total": len(devices)}

    def _devices_domain(self):
        return [
            ("state", "in", _IN_STOCK),
            ("category_id.grading_kind", "=", self.kind),
        ]

    def _prepare_lines(self, changes):
        groups = {}
        for device, former, grade, _vals in changes:
            groups.setdefault((former or "", grade), []).append(device.id)
        order = [grade for grade, _label in GRADES]
        return [
            Command.create(
                {
                    "from_grade": former or False,
                    "to_grade": grade,
                    "device_ids": [Command.set(ids)],
                    "device_count": len(ids),
                }
            )
            for (former, grade), ids in sorted(
                groups.items(),
                key=lambda group: (
                    order.index(group[0][0]) if group[0][0] else -1,
                    order.index(group[0][1]),
                ),
            )
        ]

    def _digest(self, found):
        """Tell apart another stock, another rule set, or another content of it."""
        seen = (
            self.rule_id.id,
            self.current_id.id,
            self.rule_id._rule_set(),
            found["total"],
            found["unknown"],
            sorted(
                (device.id, former or "", grade, vals["note"])
                for device, former, grade, vals in found["changes"]
            ),
        )
        return sha256(repr(seen).encode()).hexdigest()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change of Rule Set"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    # Act

    def action_apply(self):
        """Make the rule set official from the day given, as the preview showed it.

        Grades the devices that change anew where that is asked, with the adjustments
        they have. Refuses a preview that is no longer true.
        """
        self.ensure_one()
        self._check_may_change()
        lock_rows(self.rule_id)
        self._check_date()
        found = self._changes()
        if not self.preview or self.preview != self._digest(found):
            raise UserError(
                self.env._(
                    "What would change under %(name)s is not what was shown, or was"
                    " never shown: preview it again, then apply it.",
                    name=self.rule_id.code,
                )
            )
        self.rule_id._make_official(self.date_from)
        if self.regrade:
            self._regrade(found["changes"])
        return {"type": "ir.actions.act_window_close"}

    def _check_may_change(self):
        self.rule_id.check_access("write")

    def _check_date(self):
        today = fields.Date.context_today(self)
        if self.date_from < today:
            raise UserError(
                self.env._(
                    "%(name)s cannot have been official in the past: choose today or a"
                    " later day.",
                    name=self.rule_id.code,
                )
            )
        if self.regrade and self.date_from > today:
            raise UserError(
                self.env._(
                    "%(name)s grades nothing before %(date)s: apply it now without"
                    " grading devices again, or choose today.",
                    name=self.rule_id.code,
                    date=self.date_from,
                )
            )
        domain = [
            ("kind", "=", self.kind),
            ("state", "=", "official"),
            ("date_from", ">=", self.date_from),
        ]
        for rule in self.rule_id.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(other)s is official from %(date)s: choose a later day for"
                    " %(name)s.",
                    other=rule.code,
                    date=rule.date_from,
                    name=self.rule_id.code,
                )
            )

    def _regrade(self, changes):
        graded = [change for change in changes if change[0].state in _GRADED]
        devices = self.env["emmaus.device"].sudo()
        devices = devices.union(*(device for device, *_rest in graded))
        lock_rows(devices)
        reasons = {device.id: device.grading_id.reason for device in devices}
        planned = {vals["device_id"]: vals for *_rest, vals in graded}
        devices._record_gradings(
            [{**planned[device.id], "reason": reasons[device.id]} for device in devices]
        )


class EmmausGradingChangeLine(models.TransientModel):
    """How many devices would go from one grade to another, and which."""

    _name = "emmaus.grading.change.line"
    _description = "Devices Changing Grade"

    wizard_id = fields.Many2one(
        "emmaus.grading.change", required=True, ondelete="cascade"
    )
    from_grade = fields.Selection(GRADES, "Grade Now")
    to_grade = fields.Selection(GRADES, "Grade Then")
    device_count = fields.Integer("Devices")
    device_ids = fields.Many2many("emmaus.device")

    def action_view_devices(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Devices Changing Grade"),
            "res_model": "emmaus.device",
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", self.device_ids.ids)],
        }

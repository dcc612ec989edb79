from odoo import fields, models


class EmmausAuditDecide(models.TransientModel):
    """Of which device an audit is, when none of the candidates is it."""

    _name = "emmaus.audit.decide"
    _description = "Device of an Audit"

    audit_id = fields.Many2one(
        "emmaus.audit",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    device_id = fields.Many2one("emmaus.device", required=True, ondelete="cascade")

    def action_decide(self):
        self.ensure_one()
        self.audit_id.action_decide(self.device_id.id)
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models


class EmmausErasureAttach(models.TransientModel):
    """Which medium a report without a serial number told of."""

    _name = "emmaus.erasure.attach"
    _description = "Medium of an Erasure"

    erasure_id = fields.Many2one(
        "emmaus.erasure",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self.env.context.get("active_id"),
    )
    device_id = fields.Many2one("emmaus.device", ondelete="cascade")
    medium_id = fields.Many2one(
        "emmaus.medium",
        compute="_compute_medium_id",
        store=True,
        readonly=False,
        required=True,
        ondelete="cascade",
        domain="[('device_id', '=', device_id), ('is_present', '=', True)]",
    )

    @api.depends("device_id")
    def _compute_medium_id(self):
        """The only one that is left to erase, where there is only one."""
        for wizard in self:
            media = wizard.device_id.medium_ids.filtered("is_present")
            left = media.filtered(lambda medium: not medium.is_proven)
            wizard.medium_id = left if len(left) == 1 else False

    def action_attach(self):
        self.ensure_one()
        self.erasure_id.action_attach_to(self.medium_id)
        return {"type": "ir.actions.act_window_close"}

from odoo import api, fields, models
from odoo.exceptions import UserError


class EmmausDeviceDestruction(models.TransientModel):
    """Which media of a device were taken out and destroyed, how and by whom."""

    _name = "emmaus.device.destruction"
    _description = "Disk Destroyed"

    device_id = fields.Many2one(
        "emmaus.device",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self._default_device(),
    )
    medium_ids = fields.Many2many(
        "emmaus.medium",
        string="Destroyed",
        compute="_compute_medium_ids",
        store=True,
        readonly=False,
        domain="[('device_id', '=', device_id), ('is_proven', '=', False)]",
    )
    how = fields.Text("How It Was Destroyed")
    by_whom = fields.Char()

    def _default_device(self):
        if self.env.context.get("active_model") != "emmaus.device":
            return False
        return self.env.context.get("active_id")

    @api.depends("device_id")
    def _compute_medium_ids(self):
        """The only one that is left to erase, where there is only one."""
        for wizard in self:
            left = wizard.device_id.medium_ids.filtered(lambda m: not m.is_proven)
            wizard.medium_ids = left if len(left) == 1 else False

    def action_record(self):
        """Record the destruction as the proof of the media chosen.

        :raise UserError: not said how or by whom; nothing is written then
        """
        self.ensure_one()
        if not (self.how or "").strip() or not (self.by_whom or "").strip():
            raise UserError(
                self.env._(
                    "Say how the disk of %(name)s was destroyed and by whom: it is the"
                    " proof.",
                    name=self.device_id.name,
                )
            )
        self.device_id.action_record_destruction(
            self.medium_ids,
            self.env._("%(how)s (by %(who)s)", how=self.how, who=self.by_whom),
        )
        return {"type": "ir.actions.act_window_close"}

from odoo import fields, models


class EmmausDeviceReset(models.TransientModel):
    """A phone or a tablet set back to factory state, by hand and eye."""

    _name = "emmaus.device.reset"
    _description = "Factory Reset"

    device_id = fields.Many2one(
        "emmaus.device",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self._default_device(),
    )
    account_lock_removed = fields.Boolean(
        "No Account Asks for Its Password",
        help="Switched on after the reset, it shows the first screen of a new device.",
    )
    imei = fields.Char("IMEI", default=lambda self: self._default_imei())
    reason = fields.Text("Remarks")

    def _default_device(self):
        if self.env.context.get("active_model") != "emmaus.device":
            return False
        return self.env.context.get("active_id")

    def _default_imei(self):
        return self.env["emmaus.device"].browse(self._default_device()).imei

    def action_record(self):
        """Record the reset as the proof; see `emmaus.device.action_record_reset`."""
        self.ensure_one()
        self.device_id.action_record_reset(
            account_lock_removed=self.account_lock_removed,
            imei=self.imei,
            reason=self.reason,
        )
        return {"type": "ir.actions.act_window_close"}

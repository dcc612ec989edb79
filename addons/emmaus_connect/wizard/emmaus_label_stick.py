from odoo import api, fields, models
from odoo.exceptions import UserError


class EmmausLabelStick(models.TransientModel):
    """Labels of a blank roll, stuck on the pieces of a collection or on one device."""

    _name = "emmaus.label.stick"
    _description = "Stick Blank Labels"

    collection_id = fields.Many2one(
        "emmaus.collection", default=lambda self: self._default_record("collection")
    )
    device_id = fields.Many2one(
        "emmaus.device", default=lambda self: self._default_record("device")
    )
    category_id = fields.Many2one(
        "emmaus.device.category", domain="[('tracking', '=', 'serial')]"
    )
    codes = fields.Text(
        "Labels", help="Scan each label once it is stuck on its piece; one a line."
    )
    code_count = fields.Integer("Labels Scanned", compute="_compute_code_count")

    def _default_record(self, noun):
        if self.env.context.get("active_model") == f"emmaus.{noun}":
            return self.env.context.get("active_id")
        return False

    @api.depends("codes")
    def _compute_code_count(self):
        for wizard in self:
            wizard.code_count = len(wizard._codes())

    def _codes(self):
        return [
            line.strip() for line in (self.codes or "").splitlines() if line.strip()
        ]

    def action_stick(self):
        """Make the devices of the collection, or give the device its new label.

        :raise UserError: nothing scanned, several labels for one device, or a code
            that is no blank label; nothing is written then
        """
        codes = self._codes()
        if not codes:
            raise UserError(self.env._("Scan the labels first, one a line."))
        if self.device_id:
            return self._stick_on_device(codes)
        if not self.category_id:
            raise UserError(
                self.env._("Say what the labels are stuck on: choose the category.")
            )
        self.collection_id.action_stick_labels(self.category_id, codes)
        return {"type": "ir.actions.act_window_close"}

    def _stick_on_device(self, codes):
        if len(codes) > 1:
            raise UserError(
                self.env._(
                    "%(name)s takes one label, and %(count)s were scanned: keep the"
                    " one that is stuck on it.",
                    name=self.device_id.display_name,
                    count=len(codes),
                )
            )
        self.device_id._link_qr_token(codes[0])
        return {"type": "ir.actions.act_window_close"}

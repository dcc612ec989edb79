from odoo import api, fields, models

from ..models.emmaus_refurbishment_line import REASONS


class EmmausRefurbishmentReturn(models.TransientModel):
    """What came back from a refurbisher: scanned or chosen, accepted or not."""

    _name = "emmaus.refurbishment.return"
    _description = "Take Back From a Refurbisher"

    refurbishment_id = fields.Many2one(
        "emmaus.refurbishment", "Batch", required=True, readonly=True
    )
    codes = fields.Text(
        "Scanned Codes", help="Any code of a device, one a line; or choose below."
    )
    line_ids = fields.Many2many(
        "emmaus.refurbishment.line",
        string="Devices",
        domain="[('refurbishment_id', '=', refurbishment_id), ('is_open', '=', True)]",
    )
    result = fields.Selection(
        [
            ("accepted", "Came back, accepted"),
            ("refused", "Came back, refused"),
            ("not_returned", "Does not come back"),
        ],
        required=True,
        default="accepted",
    )
    reason = fields.Selection(REASONS, "Why It Is Refused")
    note = fields.Char("A Word More")
    away_count = fields.Integer(related="refurbishment_id.away_count")

    def action_return(self):
        """Settle what was scanned or chosen; see `emmaus.refurbishment`."""
        self.ensure_one()
        return self._settle(self.line_ids | self._scanned_lines())

    def action_return_all(self):
        """Settle everything that is still away."""
        self.ensure_one()
        return self._settle(self.refurbishment_id.line_ids.filtered("is_open"))

    def _settle(self, lines):
        batch = self.refurbishment_id
        batch.action_return(lines, self.result, self.reason, self.note)
        message = self.env._(
            "%(count)s devices of %(name)s settled, %(left)s still away.",
            count=len(lines),
            name=batch.name,
            left=batch.away_count,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _scanned_lines(self):
        batch = self.refurbishment_id
        if not (self.codes or "").strip():
            return batch.line_ids.browse()
        devices = batch._devices_of_codes(self.codes.splitlines())
        batch._check_sent(devices)
        return batch.line_ids.filtered(lambda line: line.device_id in devices)

    @api.onchange("result")
    def _onchange_result(self):
        if self.result != "refused":
            self.reason = False

from odoo import api, fields, models
from odoo.exceptions import UserError


class EmmausDeviceRecycle(models.TransientModel):
    """Why the chosen devices become waste, and the pallet they go on."""

    _name = "emmaus.device.recycle"
    _description = "Recycle Devices"

    device_ids = fields.Many2many(
        "emmaus.device", default=lambda self: self._default_devices()
    )
    device_count = fields.Integer("Devices", compute="_compute_sites")
    warehouse_ids = fields.Many2many("stock.warehouse", compute="_compute_sites")
    reason = fields.Selection(
        [
            ("beyond_repair", "Broken beyond repair"),
            ("not_worth_it", "Repair costs more than it is worth"),
            ("too_old", "Too old to be of use"),
            ("incomplete", "Parts are missing"),
            ("locked", "Locked by an account or a password"),
            ("parts_taken", "Taken apart for its parts"),
            ("dangerous", "Dangerous: swollen battery, burnt, wet"),
            ("other", "Another reason"),
        ]
    )
    details = fields.Char(help="Goes into the journal: about the device, no names.")
    package_id = fields.Many2one(
        "stock.package",
        "Pallet",
        domain="[('location_id.warehouse_id', 'in', warehouse_ids),"
        " ('location_id.emmaus_zone', '=', 'recycling')]",
    )
    new_package = fields.Boolean("On a New Pallet")

    def _default_devices(self):
        if self.env.context.get("active_model") != "emmaus.device":
            return self.env["emmaus.device"]
        return self.env["emmaus.device"].browse(self.env.context.get("active_ids", []))

    @api.depends("device_ids")
    def _compute_sites(self):
        for wizard in self:
            wizard.device_count = len(wizard.device_ids)
            wizard.warehouse_ids = wizard.device_ids.warehouse_id

    def action_recycle(self):
        """Recycle the devices; see `emmaus.device.action_recycle`."""
        self.ensure_one()
        if not self.device_ids:
            raise UserError(self.env._("Choose the devices to recycle in their list."))
        self.device_ids.check_access("write")
        self.device_ids.action_recycle(self._reason_text(), self._package())
        message = self.env._(
            "%(name)s is waste now, in the recycling zone.",
            name=self.device_ids[0].name,
        )
        if len(self.device_ids) > 1:
            message = self.env._(
                "%(count)s devices are waste now, in the recycling zone.",
                count=len(self.device_ids),
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

    def _reason_text(self):
        details = (self.details or "").strip()
        if self.reason in (False, "other"):
            return details
        label = dict(self._fields["reason"]._description_selection(self.env))
        return f"{label[self.reason]}: {details}" if details else label[self.reason]

    def _package(self):
        if self.new_package:
            return self.env["stock.package"].sudo().create({})
        return self.package_id

from odoo import api, fields, models
from odoo.exceptions import UserError


class EmmausDeviceMergeWizard(models.TransientModel):
    """Which of the chosen records is the device; the others are its doubles."""

    _name = "emmaus.device.merge.wizard"
    _description = "Merge Doubles"

    device_ids = fields.Many2many(
        "emmaus.device", default=lambda self: self._default_devices(), readonly=True
    )
    kept_id = fields.Many2one(
        "emmaus.device",
        "Keep",
        compute="_compute_kept_id",
        store=True,
        readonly=False,
        domain="[('id', 'in', device_ids)]",
    )

    def _default_devices(self):
        return self.env["emmaus.device"].browse(self.env.context.get("active_ids", []))

    @api.depends("device_ids")
    def _compute_kept_id(self):
        """The one that is really here, else the oldest."""
        for wizard in self:
            here = wizard.device_ids.filtered(lambda d: d.state != "announced")
            wizard.kept_id = (here or wizard.device_ids).sorted("id")[:1]

    def action_merge(self):
        """Merge the others into the one kept, and open it."""
        if len(self.device_ids) < 2:
            raise UserError(
                self.env._("Select at least two records of the same device to merge.")
            )
        if self.kept_id not in self.device_ids:
            raise UserError(
                self.env._("Choose which of the selected records is to be kept.")
            )
        (self.device_ids - self.kept_id).action_merge_into(self.kept_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "emmaus.device",
            "res_id": self.kept_id.id,
            "views": [(False, "form")],
        }

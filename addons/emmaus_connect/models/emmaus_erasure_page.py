from odoo import api, fields, models

_ALONE = [("medium_id.device_id", "=", False), ("medium_id.normalized", "=", False)]


class EmmausErasure(models.Model):
    """What the page of an erasure shows besides its columns."""

    _inherit = "emmaus.erasure"

    is_alone = fields.Boolean(
        "To Attach",
        compute="_compute_is_alone",
        search="_search_is_alone",
        compute_sudo=True,
        help="Its report tells no usable serial number: say which medium it is of.",
    )
    device_state = fields.Selection(related="device_id.state", string="Stage")

    @api.depends("medium_id.device_id", "medium_id.normalized")
    def _compute_is_alone(self):
        for erasure in self:
            medium = erasure.medium_id
            erasure.is_alone = medium and not (medium.device_id or medium.normalized)

    def _search_is_alone(self, operator, value):
        if operator != "in":
            return NotImplemented
        alone = fields.Domain(_ALONE)
        return alone if True in value else ~alone

from odoo import api, fields, models


class EmmausDevice(models.Model):
    """What the page of a device tells about its erasure."""

    _inherit = "emmaus.device"

    internal_storage = fields.Boolean(related="category_id.internal_storage")
    missing_proof = fields.Char(
        compute="_compute_missing_proof", help="What keeps the gate closed."
    )
    may_be_empty = fields.Boolean(
        compute="_compute_missing_proof",
        help="Its last audit lists no disk: a person has to look inside.",
    )

    @api.depends(
        "erasure_state",
        "last_audit_id",
        "no_medium_audit_id",
        "medium_ids.is_present",
        "medium_ids.is_proven",
    )
    @api.depends_context("lang")
    def _compute_missing_proof(self):
        for device in self:
            is_open = device.erasure_state == "open"
            device.missing_proof = is_open and device._missing_proof()
            device.may_be_empty = (
                is_open
                and device.last_audit_id
                and not device.internal_storage
                and not device.sudo().medium_ids.filtered("is_present")
            )

from stdnum import imei

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.codes import is_bogus_serial, normalize_code


class EmmausDeviceIdentifier(models.Model):
    """One of the numbers a device is known by: ours, a refurbisher's, its maker's."""

    _name = "emmaus.device.identifier"
    _description = "Device Identifier"
    _order = "device_id, id"
    _rec_name = "value"

    device_id = fields.Many2one(
        "emmaus.device", required=True, index=True, ondelete="cascade"
    )
    kind = fields.Selection(
        [
            ("ec", "EC number"),
            ("refurbisher", "Refurbisher's number"),
            ("serial", "Serial number"),
            ("imei", "IMEI"),
            ("mac", "MAC address"),
            ("other", "Other"),
        ],
        required=True,
        default="serial",
    )
    value = fields.Char(required=True, help="As it was written.")
    normalized = fields.Char(
        compute="_compute_normalized",
        store=True,
        precompute=True,
        help="Upper case, letters and digits only: what searches compare.",
    )
    is_unsure = fields.Boolean(
        compute="_compute_is_unsure",
        help="A number that firmware leaves in place of a real one, or an IMEI whose"
        " check digit is wrong: it is never used to match a device.",
    )

    # Serves the whole code and its first characters, in any collation.
    _normalized_index = models.Index("(normalized text_pattern_ops)")
    _ec_uniq = models.UniqueIndex(
        "(normalized) WHERE kind = 'ec'", "Another device has this EC number already."
    )

    @api.depends("value")
    def _compute_normalized(self):
        for identifier in self:
            identifier.normalized = normalize_code(identifier.value)

    @api.depends("value", "kind")
    def _compute_is_unsure(self):
        for identifier in self:
            code = normalize_code(identifier.value)
            identifier.is_unsure = (
                identifier.kind == "imei"
                and not (len(code) == 15 and imei.is_valid(code))
            ) or (identifier.kind == "serial" and is_bogus_serial(code))

    @api.constrains("value")
    def _check_value(self):
        for identifier in self:
            if not identifier.normalized:
                raise ValidationError(
                    self.env._(
                        "“%(value)s” is no number of %(name)s: it takes letters or"
                        " digits.",
                        value=identifier.value,
                        name=identifier.device_id.display_name,
                    )
                )

    # CRUD: the EC number follows the name of its device

    @api.model_create_multi
    def create(self, vals_list):
        identifiers = super().create([self._without_computed(v) for v in vals_list])
        identifiers._check_not_ec()
        return identifiers

    def write(self, vals):
        self._check_not_ec()
        if "device_id" in vals and not self.env.su:
            raise UserError(
                self.env._("A number stays with its device: add it to the other one.")
            )
        result = super().write(self._without_computed(vals))
        self._check_not_ec()
        return result

    def _without_computed(self, vals):
        """What searches compare follows from the value alone."""
        return {name: value for name, value in vals.items() if name != "normalized"}

    @api.ondelete(at_uninstall=False)
    def _check_not_ec(self):
        ours = self.filtered(lambda identifier: identifier.kind == "ec")
        if ours and not self.env.su:
            raise UserError(
                self.env._(
                    "%(value)s is the number of the device itself: change it there.",
                    value=ours[0].value,
                )
            )

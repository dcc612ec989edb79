from odoo import fields, models
from odoo.exceptions import UserError


class EmmausAuditByHand(models.TransientModel):
    """What a person reads inside a device that no tool can read."""

    _name = "emmaus.audit.by.hand"
    _description = "Read by Hand"

    device_id = fields.Many2one(
        "emmaus.device",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self._default_device(),
    )
    line_ids = fields.One2many("emmaus.audit.by.hand.line", "wizard_id")
    reason = fields.Text("Why by Hand")
    cpu = fields.Char("Processor")
    ram_gib = fields.Float("Memory (GiB)")

    def _default_device(self):
        if self.env.context.get("active_model") != "emmaus.device":
            return False
        return self.env.context.get("active_id")

    def action_record(self):
        """Record the reading, by hand; none of its media is proven by that.

        :raise UserError: no reason given, or a medium without kind and size
        """
        self.ensure_one()
        self._check_complete()
        media = [line._reading() for line in self.line_ids]
        specs = {"cpu": self.cpu, "ram_gib": self.ram_gib}
        specs = {name: value for name, value in specs.items() if value}
        self.env["emmaus.audit"].ingest_by_hand(
            self.device_id, media, self.reason, **specs
        )
        return {"type": "ir.actions.act_window_close"}

    def _check_complete(self):
        if not (self.reason or "").strip():
            raise UserError(
                self.env._(
                    "Say why no tool reads %(name)s: it is kept with what you read.",
                    name=self.device_id.name,
                )
            )
        for line in self.line_ids.filtered(lambda line: line.size_gb <= 0):
            raise UserError(
                self.env._(
                    "Say how large the medium %(name)s is, in GB, as its label tells.",
                    name=line.model or line.serial or line.kind,
                )
            )


class EmmausAuditByHandLine(models.TransientModel):
    """A storage medium, as a person reads it on its label."""

    _name = "emmaus.audit.by.hand.line"
    _description = "Medium Read by Hand"
    _order = "id"

    wizard_id = fields.Many2one(
        "emmaus.audit.by.hand", required=True, ondelete="cascade"
    )
    kind = fields.Selection(lambda self: self._medium_kinds(), required=True)
    serial = fields.Char("Serial Number")
    size_gb = fields.Float("Size (GB)")
    model = fields.Char()

    def _medium_kinds(self):
        return (
            self.env["emmaus.medium"]._fields["kind"]._description_selection(self.env)
        )

    def _reading(self):
        return {
            "kind": self.kind,
            "serial": self.serial or None,
            "size_gb": self.size_gb,
            "model": self.model or None,
        }

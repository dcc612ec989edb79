from odoo import api, fields, models


class EmmausRefurbishmentFit(models.TransientModel):
    """A part fitted on the bench: what it is, which device it is in, its origin."""

    _name = "emmaus.refurbishment.fit"
    _description = "Fit a Part"

    refurbishment_id = fields.Many2one(
        "emmaus.refurbishment", "Bench Work", required=True, readonly=True
    )
    device_ids = fields.Many2many("emmaus.device", compute="_compute_device_ids")
    warehouse_id = fields.Many2one(related="refurbishment_id.warehouse_id")
    device_id = fields.Many2one(
        "emmaus.device",
        "Fitted Into",
        compute="_compute_device_id",
        store=True,
        readonly=False,
        required=True,
        domain="[('id', 'in', device_ids)]",
    )
    kind = fields.Selection("_kinds", required=True)
    description = fields.Char()
    serial = fields.Char("Serial Number")
    quantity = fields.Integer(default=1, required=True)
    origin = fields.Selection("_origins", required=True, default="donor")
    product_id = fields.Many2one(
        "product.product", domain="[('type', '=', 'consu'), ('tracking', '=', 'none')]"
    )
    note = fields.Char("Where It Was Bought")
    donor_code = fields.Char(
        "Scan the Machine", help="Any code of the machine that gives the part."
    )
    origin_device_id = fields.Many2one(
        "emmaus.device",
        "Taken From",
        domain="[('id', '!=', device_id), ('warehouse_id', '=', warehouse_id),"
        " ('state', 'in', ('received', 'erased', 'graded'))]",
    )
    medium_id = fields.Many2one(
        "emmaus.medium",
        "Disk",
        domain="[('device_id', '=', origin_device_id), ('is_present', '=', True)]",
    )

    def _kinds(self):
        parts = self.env["emmaus.refurbishment.part"]
        return parts._fields["kind"]._description_selection(self.env)

    def _origins(self):
        parts = self.env["emmaus.refurbishment.part"]
        return parts._fields["origin"]._description_selection(self.env)

    @api.depends("refurbishment_id")
    def _compute_device_ids(self):
        for wizard in self:
            wizard.device_ids = wizard.refurbishment_id.line_ids.device_id

    @api.depends("refurbishment_id")
    def _compute_device_id(self):
        for wizard in self:
            devices = wizard.refurbishment_id.line_ids.device_id
            wizard.device_id = devices if len(devices) == 1 else False

    @api.onchange("donor_code")
    def _onchange_donor_code(self):
        if self.donor_code:
            devices = self.refurbishment_id._devices_of_codes([self.donor_code])
            self.origin_device_id = devices
            self.donor_code = False

    @api.onchange("origin_device_id", "kind")
    def _onchange_origin_device_id(self):
        media = self.origin_device_id.medium_ids.filtered("is_present")
        only = self.kind == "disk" and len(media) == 1
        self.medium_id = media if only else False

    @api.onchange("medium_id")
    def _onchange_medium_id(self):
        if self.medium_id:
            self.serial = self.medium_id.serial
            self.description = self.medium_id.model or self.description

    def action_fit(self):
        """Fit the part; see `emmaus.refurbishment.action_fit_part`."""
        self.ensure_one()
        self.refurbishment_id.action_fit_part(
            self.device_id,
            {
                "kind": self.kind,
                "origin": self.origin,
                "description": self.description,
                "serial": self.serial,
                "quantity": self.quantity,
                "product_id": self.product_id.id,
                "note": self.note,
                "origin_device_id": self.origin_device_id.id,
                "medium_id": self.medium_id.id,
            },
        )
        return {"type": "ir.actions.act_window_close"}

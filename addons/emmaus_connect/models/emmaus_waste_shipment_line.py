from odoo import api, fields, models
from odoo.exceptions import UserError


class EmmausWasteShipmentLine(models.Model):
    """So much of one category on a waste shipment.

    Written by hand for goods without number; for devices it is written when they
    leave, so that figures by category do not move with the categories' weights.
    """

    _name = "emmaus.waste.shipment.line"
    _description = "Waste Shipment Line"
    _order = "shipment_id, is_devices DESC, category_id, id"

    shipment_id = fields.Many2one(
        "emmaus.waste.shipment", required=True, index=True, ondelete="cascade"
    )
    category_id = fields.Many2one("emmaus.device.category", required=True, index=True)
    is_devices = fields.Boolean(
        "Numbered Devices", readonly=True, help="Counted from the devices on board."
    )
    quantity = fields.Integer(required=True, default=1)
    weight_kg = fields.Float(
        "Weighed (kg)", digits=(10, 3), help="When these goods were weighed apart."
    )
    usual_weight_kg = fields.Float(
        "Usually (kg)", digits=(10, 3), compute="_compute_usual_weight_kg"
    )
    # Settled when it leaves
    share_kg = fields.Float(
        "Weight (kg)",
        digits=(10, 3),
        readonly=True,
        help="Its part of the measured weight, by the usual weights of what was not"
        " weighed apart.",
    )
    # For the figures
    state = fields.Selection(related="shipment_id.state", store=True)
    date_shipped = fields.Date(related="shipment_id.date_shipped", store=True)
    warehouse_id = fields.Many2one(
        related="shipment_id.warehouse_id", store=True, index=True
    )
    waste_code_id = fields.Many2one(related="shipment_id.waste_code_id", store=True)
    consignee_id = fields.Many2one(related="shipment_id.consignee_id", store=True)
    treatment_code = fields.Selection(related="shipment_id.treatment_code", store=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0 AND weight_kg >= 0)",
        "A line of goods counts one piece at least, and weighs no less than zero.",
    )

    @api.depends("quantity", "weight_kg", "category_id.weight_kg")
    def _compute_usual_weight_kg(self):
        for line in self:
            usual = line.quantity * line.category_id.weight_kg
            line.usual_weight_kg = line.weight_kg or usual

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_by_act(vals)
        ids = [vals["shipment_id"] for vals in vals_list if vals.get("shipment_id")]
        self.env["emmaus.waste.shipment"].browse(set(ids))._check_lines_open()
        return super().create(vals_list)

    def write(self, vals):
        self._check_by_act(vals)
        if not self._is_by_act():
            self._check_open()
        if vals.get("shipment_id"):
            self.shipment_id.browse(vals["shipment_id"])._check_lines_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _check_open(self):
        self.shipment_id._check_lines_open()

    def _is_by_act(self):
        return self.env["emmaus.waste.shipment"]._is_by_act()

    def _check_by_act(self, vals):
        if not self._is_by_act() and (vals.get("is_devices") or "share_kg" in vals):
            raise UserError(
                self.env._(
                    "Lines of devices and their weights are written when the shipment"
                    " leaves: load the devices instead."
                )
            )

    # Weights

    def _check_weights(self):
        """Refuse parts that outweigh the whole, or leave nothing for the rest."""
        for shipment in self.shipment_id:
            lines = self & shipment.line_ids
            weighed = round(sum(lines.mapped("weight_kg")), 3)
            rest = round(shipment.weight_kg - weighed, 3)
            unweighed = shipment.sudo().device_ids or not all(lines.mapped("weight_kg"))
            if rest < 0 or (unweighed and not rest):
                raise UserError(
                    self.env._(
                        "The lines of %(name)s weigh %(lines)s kg, the whole"
                        " %(whole)s kg: nothing is left for what was not weighed apart."
                        " Weigh it again.",
                        name=shipment.name,
                        lines=weighed,
                        whole=round(shipment.weight_kg, 3),
                    )
                )


class EmmausWasteShipment(models.Model):
    _inherit = "emmaus.waste.shipment"

    def _check_lines_open(self):
        """Refuse changes of the goods on what has left, or leaves at this moment."""
        self._hold()
        for shipment in self.filtered(lambda shipment: shipment.state != "draft"):
            shipment._refuse_change("line_ids")

    def _share_weight(self):
        """Write a line for the devices of each category; share the measured weight.

        What was weighed apart keeps its weight. The rest is shared by the usual
        weights, and by the pieces where no category has one; the last takes what
        rounding left.
        """
        lines = self._by_act().line_ids
        lines |= lines.create(
            [
                {
                    "shipment_id": self.id,
                    "category_id": category.id,
                    "quantity": len(devices),
                    "is_devices": True,
                }
                for category, devices in self.sudo()
                .device_ids.grouped("category_id")
                .items()
            ]
        )
        for line in lines.filtered("weight_kg"):
            line.share_kg = line.weight_kg
        rest = lines.filtered(lambda line: not line.weight_kg)
        left = self.weight_kg - sum(lines.mapped("weight_kg"))
        usual = sum(rest.mapped("usual_weight_kg"))
        parts = {
            line: line.usual_weight_kg if usual else line.quantity for line in rest
        }
        whole = sum(parts.values())
        for line, part in parts.items():
            line.share_kg = round(left * part / whole, 3) if whole else 0
            left -= line.share_kg
            whole -= part

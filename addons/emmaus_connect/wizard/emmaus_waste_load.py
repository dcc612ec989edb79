from odoo import api, fields, models
from odoo.exceptions import UserError


class EmmausWasteLoad(models.TransientModel):
    """Scan, scan, scan what goes on a waste shipment: devices and whole pallets."""

    _name = "emmaus.waste.load"
    _description = "Load a Waste Shipment"

    shipment_id = fields.Many2one(
        "emmaus.waste.shipment",
        domain="[('state', '=', 'draft')]",
        default=lambda self: self._default_shipment(),
    )
    warehouse_id = fields.Many2one(related="shipment_id.warehouse_id")
    code = fields.Char(
        "Scan", help="The label of a device or of a pallet, scanned or typed."
    )
    device_ids = fields.Many2many(
        "emmaus.device",
        string="Devices",
        default=lambda self: self._default_devices(),
        domain="[('state', '=', 'recycled'), ('waste_shipment_id', '=', False),"
        " ('warehouse_id', '=', warehouse_id)]",
    )
    package_ids = fields.Many2many("stock.package", string="Pallets")

    def _default_shipment(self):
        if self.env.context.get("active_model") == "emmaus.waste.shipment":
            return self.env.context.get("active_id")
        return False

    def _default_devices(self):
        if self.env.context.get("active_model") != "emmaus.device":
            return self.env["emmaus.device"]
        return self.env["emmaus.device"].browse(self.env.context.get("active_ids", []))

    @api.onchange("code")
    def _onchange_code(self):
        if self.code:
            self._take_code()

    def _take_code(self):
        devices = self.env["emmaus.device"].find_by_code(self.code)
        packages = self.env["stock.package"]._find_by_code(self.code)
        if len(devices) + len(packages) != 1:
            self._refuse_code(devices, packages)
        self.code = False
        self.device_ids |= devices
        self.package_ids |= packages

    def _refuse_code(self, devices, packages):
        if devices or packages:
            raise UserError(
                self.env._(
                    "%(code)s is known %(count)s times: scan the label instead, or"
                    " choose it in the list.",
                    code=self.code,
                    count=len(devices) + len(packages),
                )
            )
        raise UserError(
            self.env._(
                "%(code)s is neither a device nor a pallet of yours: scan its label"
                " again, or choose it in the lists below.",
                code=self.code,
            )
        )

    def action_load(self):
        """Put them all on the shipment, or none; then show the shipment."""
        self.ensure_one()
        if self.code:
            self._take_code()
        if not self.shipment_id:
            raise UserError(
                self.env._("Choose the waste shipment that they leave with.")
            )
        if not self.device_ids and not self.package_ids:
            raise UserError(self.env._("Scan the devices or the pallets first."))
        self.shipment_id.action_load(self.device_ids)
        for package in self.package_ids:
            self.shipment_id.action_load_package(package)
        return {
            "type": "ir.actions.act_window",
            "res_model": "emmaus.waste.shipment",
            "res_id": self.shipment_id.id,
            "views": [(False, "form")],
        }

from odoo import models

from odoo.addons.stock_serial_bulk.tools import serial_bulk_aware


class StockLot(models.Model):
    """The serial number below a device: the device answers for its name and product."""

    _inherit = "stock.lot"

    @serial_bulk_aware
    def write(self, vals):
        if vals.keys().isdisjoint(("name", "product_id")):
            return super().write(vals)
        devices = self._devices()
        # Core shows the numbers of every site; a device is its own site's.
        devices.with_env(self.env).check_access("write")
        if "product_id" in vals:
            devices._check_product(vals["product_id"])
        if "name" in vals:
            devices._check_new_name(vals["name"])
        former_names = {device.id: device.lot_id.name for device in devices}
        result = super().write(vals)
        devices._follow_name(former_names)
        return result

    def _devices(self):
        devices = self.env["emmaus.device"].sudo().with_context(active_test=False)
        return devices.search([("lot_id", "in", self.ids)])

from odoo import models


class StockPackage(models.Model):
    """A handling unit: a box or a pallet, one label and one scan for all inside."""

    _name = "stock.package"
    _inherit = ["stock.package", "emmaus.qr.mixin"]
    _code_fields = ("name",)

    def action_view_devices(self):
        """Open the devices inside, those of the packages inside it too."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_device_action"
        )
        domain = [("package_id", "child_of", self.ids)]
        return {**action, "domain": domain, "context": {}}

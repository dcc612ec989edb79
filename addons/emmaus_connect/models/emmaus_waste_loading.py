from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.locking import lock_rows


class EmmausWasteShipment(models.Model):
    """What is put on a waste shipment: devices, a whole zone, a whole pallet."""

    _inherit = "emmaus.waste.shipment"

    def action_load(self, devices):
        """Put recycled devices of the recycling zone on a shipment being loaded.

        One event “loaded_as_waste” each. What is on it already stays.

        :param devices: `emmaus.device`, or their ids (RPC)
        :raise UserError: names the first device that may not be loaded, and why
        """
        self.ensure_one()
        self.check_access("write")
        if isinstance(devices, (list, tuple, int)):
            devices = self.env["emmaus.device"].browse(devices)
        devices.check_access("read")
        self._hold()
        self._check_being_loaded()
        devices = devices.sudo().filtered(lambda d: d.waste_shipment_id.id != self.id)
        lock_rows(devices)
        self._check_can_load(devices)
        devices._by_act().waste_shipment_id = self.id
        self._propose_code(devices.category_id)
        self.env["emmaus.event"]._append(devices, "loaded_as_waste", shipment=self.name)

    def _hold(self):
        """Lock shipments against another worker who loads or ships them.

        Their rows are really written: who waited for them with an older view of what
        is on board is played again, instead of shipping without it.
        """
        lock_rows(self)
        self.env.cr.execute(
            SQL(
                "UPDATE emmaus_waste_shipment SET state = state WHERE id = ANY(%s)",
                list(self.ids),
            )
        )

    def action_load_zone(self):
        """Load every recycled device of the site's recycling zone."""
        self.ensure_one()
        domain = [
            ("state", "=", "recycled"),
            ("waste_shipment_id", "=", False),
            ("warehouse_id", "=", self.warehouse_id.id),
            ("location_id", "child_of", self.warehouse_id.sudo()._recycling_zone().ids),
        ]
        devices = self.env["emmaus.device"].search(domain, order="id")
        if not devices:
            raise UserError(
                self.env._(
                    "Nothing waits in the recycling zone of %(site)s: recycle devices"
                    " first.",
                    site=self.warehouse_id.name,
                )
            )
        self.action_load(devices)

    def action_unload(self, devices):
        """Take devices off a shipment being loaded; they stay in the zone.

        :param devices: `emmaus.device`, or their ids (RPC)
        """
        self.ensure_one()
        self.check_access("write")
        if isinstance(devices, (list, tuple, int)):
            devices = self.env["emmaus.device"].browse(devices)
        self._hold()
        self._check_being_loaded()
        devices = devices.sudo().filtered(lambda d: d.waste_shipment_id.id == self.id)
        self._release(devices)

    def _release(self, devices):
        devices._by_act().waste_shipment_id = False
        self.env["emmaus.event"]._append(
            devices, "unloaded_as_waste", shipment=self.name
        )

    # Pallets

    def action_load_package(self, package):
        """Put all that a pallet holds, packages inside included, on the shipment.

        Its devices are loaded, its goods without number get their line. A pallet
        taken in a second time brings only what was put on it since.

        :param package: `stock.package`, or its id (RPC)
        :raise UserError: names what on it is no waste; nothing is loaded then
        """
        self.ensure_one()
        self.check_access("write")
        if isinstance(package, int):
            package = self.env["stock.package"].browse(package)
        self._hold()
        self._check_being_loaded()
        package.check_access("read")
        quants = package.sudo().contained_quant_ids.filtered(lambda q: q.quantity > 0)
        self._check_pallet(package, quants)
        devices = quants.lot_id._devices()
        self.action_load(devices)
        if package not in self.package_ids:
            self._add_goods(quants.filtered(lambda quant: not quant.lot_id))
            self.package_ids |= package

    def _check_pallet(self, package, quants):
        if not quants:
            raise UserError(
                self.env._(
                    "%(package)s is empty: put recycled devices on it, then scan it"
                    " again.",
                    package=package.name,
                )
            )
        zone = self.warehouse_id.sudo()._recycling_zone()
        known = quants.lot_id._devices().grouped("lot_id")
        for quant in quants:
            device = known.get(quant.lot_id)
            if device and device.state == "recycled":
                continue
            if device or not self._is_loose_waste(quant, zone):
                self._refuse_pallet(package, quant, device)
        other = self.env["emmaus.waste.shipment"].search(
            [
                ("package_ids", "in", package.ids),
                ("state", "=", "draft"),
                ("id", "!=", self.id),
            ],
            limit=1,
        )
        if other:
            raise UserError(
                self.env._(
                    "%(package)s is on %(other)s already: take it off there first.",
                    package=package.name,
                    other=other.name,
                )
            )

    def _is_loose_waste(self, quant, zone):
        """Tell whether these are goods of ours without number, in the zone."""
        return (
            not quant.lot_id
            and quant.location_id._is_within(zone)
            and quant.product_id in self._loose_categories().product_id
        )

    def _loose_categories(self):
        categories = self.env["emmaus.device.category"].sudo()
        return categories.search([("tracking", "!=", "serial")])

    def _refuse_pallet(self, package, quant, device):
        state = device and device._state_label(device.state)
        raise UserError(
            self.env._(
                "%(package)s is not loaded: %(name)s on it is no waste (%(state)s)."
                " Take it off the pallet, or recycle it first.",
                package=package.name,
                name=device.display_name if device else quant.product_id.display_name,
                state=state or quant.location_id.display_name,
            )
        )

    def _add_goods(self, quants):
        categories = self._loose_categories().grouped("product_id")
        for product, group in quants.grouped("product_id").items():
            category = categories[product]
            line = self.line_ids.filtered(
                lambda line, c=category: line.category_id == c and not line.weight_kg
            )[:1]
            quantity = int(sum(group.mapped("quantity")))
            if line:
                line.quantity += quantity
            else:
                vals = {"category_id": category.id, "quantity": quantity}
                self.line_ids.create({"shipment_id": self.id, **vals})
            self._propose_code(category)

    def _propose_code(self, categories):
        """Take the usual code of what is loaded first; a person changes it."""
        if not self.waste_code_id:
            # Dangerous waste among the rest makes the load dangerous.
            codes = categories.waste_code_id.sorted("is_dangerous", reverse=True)
            self.waste_code_id = codes[:1]


class StockPackage(models.Model):
    _inherit = "stock.package"

    waste_shipment_ids = fields.Many2many(
        "emmaus.waste.shipment", string="Waste Shipments", readonly=True
    )

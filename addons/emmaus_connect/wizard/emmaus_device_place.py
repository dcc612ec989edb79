from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.stock_warehouse import ZONES


class EmmausDevicePlace(models.TransientModel):
    """Where to put the chosen devices: a scanned code, a zone, a place or a package."""

    _name = "emmaus.device.place"
    _description = "Put Devices Away"

    device_ids = fields.Many2many(
        "emmaus.device", default=lambda self: self._default_devices()
    )
    device_count = fields.Integer("Devices", compute="_compute_sites")
    warehouse_ids = fields.Many2many("stock.warehouse", compute="_compute_sites")
    code = fields.Char(
        "Scan", help="The label of a place or of a handling unit, scanned or typed."
    )
    zone = fields.Selection(ZONES)
    location_id = fields.Many2one(
        "stock.location",
        "Place",
        domain="[('warehouse_id', 'in', warehouse_ids), ('usage', '=', 'internal')]",
    )
    package_id = fields.Many2one(
        "stock.package",
        "Handling Unit",
        domain="['|', ('location_id', '=', False),"
        " ('location_id.warehouse_id', 'in', warehouse_ids)]",
    )
    new_package = fields.Boolean("In a New Handling Unit")

    def _default_devices(self):
        if self.env.context.get("active_model") != "emmaus.device":
            return self.env["emmaus.device"]
        return self.env["emmaus.device"].browse(self.env.context.get("active_ids", []))

    @api.depends("device_ids")
    def _compute_sites(self):
        for wizard in self:
            wizard.device_count = len(wizard.device_ids)
            wizard.warehouse_ids = wizard.device_ids.warehouse_id

    @api.onchange("code")
    def _onchange_code(self):
        if self.code:
            self._take_code()

    @api.onchange("zone")
    def _onchange_zone(self):
        if self.zone:
            self.location_id = False

    @api.onchange("location_id")
    def _onchange_location_id(self):
        if self.location_id:
            self.zone = False

    @api.onchange("new_package")
    def _onchange_new_package(self):
        if self.new_package:
            self.package_id = False

    @api.onchange("package_id")
    def _onchange_package_id(self):
        if self.package_id:
            self.new_package = False
            self.location_id = self.package_id.location_id or self.location_id

    def action_place(self):
        """Move the devices where the person said; says how many went where.

        :raise UserError: no device, no place, an unknown code, a place of another
            site, or a handling unit that is elsewhere; nothing moves then
        """
        if not self.device_ids:
            raise UserError(self.env._("Choose the devices to place in their list."))
        if self.code:
            self._take_code()
        moves = [
            (devices, self._location_at(site))
            for site, devices in self.device_ids.grouped("warehouse_id").items()
        ]
        self._check_package(moves)
        package = self._package()
        for devices, location in moves:
            devices.action_place(location, package)
        return self._notify(moves, package)

    # The steps

    def _take_code(self):
        package = self.env["stock.package"]._find_by_code(self.code)
        location = self.env["stock.location"]._find_by_code(self.code)
        if not package and not location:
            raise UserError(
                self.env._(
                    "%(code)s is neither a place nor a handling unit of yours: scan"
                    " its label again, or choose it in the lists below.",
                    code=self.code,
                )
            )
        self.code = False
        if package:
            self.update({"package_id": package[0].id, "new_package": False})
            location = package[0].location_id or self.location_id
        if location:
            self.update({"location_id": location[0].id, "zone": False})

    def _location_at(self, site):
        if self.zone:
            return self._zone_at(site)
        location = self.location_id or self.package_id.location_id
        if not location:
            raise UserError(
                self.env._(
                    "Scan or choose where the devices go: a zone, a place, or a"
                    " handling unit that has a place."
                )
            )
        if location.warehouse_id != site:
            raise UserError(
                self.env._(
                    "%(place)s is not at %(site)s, where %(device)s is: choose a place"
                    " of its site.",
                    place=location.display_name,
                    site=site.name or self.env._("no site"),
                    device=self.device_ids.grouped("warehouse_id")[site][0].name,
                )
            )
        return location

    def _zone_at(self, site):
        location = site._zone(self.zone) if site else self.location_id
        if not location:
            raise UserError(
                self.env._(
                    "%(site)s has no zone “%(zone)s”: choose a place instead.",
                    site=site.name or self.env._("No site"),
                    zone=dict(self._fields["zone"]._description_selection(self.env))[
                        self.zone
                    ],
                )
            )
        return location

    def _check_package(self, moves):
        package = self.package_id
        if not package and not self.new_package:
            return
        if len(moves) > 1:
            raise UserError(
                self.env._(
                    "A handling unit is in one place: these devices are at several"
                    " sites, place them site by site."
                )
            )
        place = moves[0][1]
        if package.location_id and package.location_id != place:
            raise UserError(
                self.env._(
                    "%(package)s is in %(place)s: take another handling unit, or place"
                    " the devices there.",
                    package=package.name,
                    place=package.location_id.display_name,
                )
            )

    def _package(self):
        if self.new_package:
            self.device_ids._check_can_place()
            return self.env["stock.package"].sudo().create({}).sudo(False)
        return self.package_id

    def _notify(self, moves, package):
        places = ", ".join(location.display_name for _devices, location in moves)
        message = self.env._(
            "%(count)s devices placed in %(places)s.",
            count=len(self.device_ids),
            places=f"{places} · {package.name}" if package else places,
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

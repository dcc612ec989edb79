from odoo import api, fields, models
from odoo.exceptions import UserError

ZONES = [
    ("intake", "Intake"),  # just arrived, data still on it
    ("to_erase", "To Erase"),
    ("workshop", "Workshop"),
    ("ready", "Ready"),  # the only zone that goods leave from
    ("quarantine", "Quarantine"),  # a doubt: waits for a person
    ("recycling", "Recycling"),  # leaves as waste only
]


# Where what still holds data may be.
HOLDING_ZONES = ("intake", "to_erase", "workshop")


class StockWarehouse(models.Model):
    """A site of ours: a hub that refurbishes, or a welcome point open to the public."""

    _name = "stock.warehouse"
    _inherit = ["stock.warehouse"]

    is_emmaus_site = fields.Boolean("Emmaüs Connect Site")
    site_kind = fields.Selection(
        [("hub", "Logistics Hub"), ("welcome_point", "Welcome Point")],
        default="welcome_point",
    )
    tectech_stock_code = fields.Char(
        "National Stock Number", help="Of the national tool, such as S-0094."
    )
    emmaus_user_ids = fields.Many2many(
        "res.users",
        "emmaus_site_user_rel",
        "warehouse_id",
        "user_id",
        string="People",
        help="Who works here, and so sees what is here.",
    )
    zone_ids = fields.One2many(
        "stock.location",
        "warehouse_id",
        "Zones",
        domain=[("emmaus_zone", "!=", False)],
        readonly=True,
    )

    _tectech_stock_code_uniq = models.UniqueIndex(
        "(tectech_stock_code) WHERE tectech_stock_code IS NOT NULL",
        "Another site has this national stock number already.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        warehouses = super().create(vals_list)
        warehouses.filtered("is_emmaus_site")._create_zones()
        return warehouses

    def write(self, vals):
        result = super().write(vals)
        if vals.get("is_emmaus_site"):
            self._create_zones()
        return result

    def _create_zones(self):
        """Give each site the zones it lacks; goods are ready in its Stock location."""
        names = self._zone_names()
        for warehouse in self:
            present = set(warehouse.zone_ids.mapped("emmaus_zone"))
            warehouse.lot_stock_id.emmaus_zone = "ready"
            self.env["stock.location"].create(
                [
                    {
                        "name": names[zone],
                        "emmaus_zone": zone,
                        "usage": "internal",
                        "location_id": warehouse.view_location_id.id,
                        "company_id": warehouse.company_id.id,
                        "barcode": f"{warehouse.code}-{zone.upper().replace('_', '-')}",
                    }
                    for zone in names
                    if zone not in present
                ]
            )
            warehouse.in_type_id.default_location_dest_id = warehouse._zone("intake")

    def _zone_names(self):
        """Return ``{zone: name}`` of the places to make; a place has one name for all.

        In the language of whoever makes the site; at installation, of our own user.
        """
        env = self.with_context(lang=self.env.lang or self.env.user.lang).env
        return {
            "intake": env._("Intake"),
            "to_erase": env._("To Erase"),
            "workshop": env._("Workshop"),
            "quarantine": env._("Quarantine"),
            "recycling": env._("Recycling"),
        }

    def _zone(self, kind):
        """Return the location of this site that serves as zone `kind`."""
        self.ensure_one()
        domain = [("warehouse_id", "=", self.id), ("emmaus_zone", "=", kind)]
        return self.env["stock.location"].search(domain, limit=1)


class StockLocation(models.Model):
    _name = "stock.location"
    _inherit = ["stock.location", "emmaus.qr.mixin"]
    _code_fields = ("barcode",)

    emmaus_zone = fields.Selection(
        ZONES, "Zone", index="btree_not_null", help="What the place is for."
    )

    def write(self, vals):
        result = super().write(vals)
        if not {"emmaus_zone", "location_id"}.isdisjoint(vals):
            self._check_contents_ready()
            self._check_contents_held()
        return result

    def _check_contents_ready(self):
        """The gate's question once more, where the place moves and not the device."""
        places = self.sudo().with_context(active_test=False)
        ready = places.search([("id", "child_of", self.ids)])._in_ready_zone()
        devices = self.env["emmaus.device"].sudo().with_context(active_test=False)
        domain = [
            ("lot_id.location_id", "in", ready.ids),
            ("state", "not in", ("ready", "promised")),
        ]
        for device in devices.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(place)s holds %(name)s, which is only “%(state)s”: move it"
                    " elsewhere before the place becomes part of the ready zone.",
                    place=device.location_id.display_name,
                    name=device.name,
                    state=device._state_label(device.state),
                )
            )

    def _check_contents_held(self):
        """Nor does a place leave the zones that keep data, with the data in it."""
        places = self.sudo().with_context(active_test=False)
        places = places.search([("id", "child_of", self.ids)])
        free = places.filtered(lambda place: not place._keeps_data())
        devices = self.env["emmaus.device"].sudo().with_context(active_test=False)
        domain = [
            ("lot_id.location_id", "in", free.ids),
            ("erasure_state", "not in", ("proven", "none")),
        ]
        devices.search(domain)._check_proven()

    def _in_ready_zone(self):
        """Return those of these places, shelves included, that goods leave from.

        A place without a zone of its own is part of the nearest one above it.
        """
        return self.filtered(lambda place: place._nearest_zone() == "ready")

    def _keeps_data(self):
        """Tell whether what still holds data may be here."""
        return self.usage == "internal" and self._nearest_zone() in HOLDING_ZONES

    def _nearest_zone(self):
        place = self
        while place and not place.emmaus_zone:
            place = place.location_id
        return place.emmaus_zone

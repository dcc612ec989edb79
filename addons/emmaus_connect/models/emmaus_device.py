from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.stock_serial_bulk.tools import SerialLine, insert_rows

from ..tools.codes import normalize_code
from .stock_move_line import DEVICE_MOVE


class EmmausDevice(models.Model):
    """One serial-numbered thing: where it is, where it stands, what comes next."""

    _name = "emmaus.device"
    _description = "Device"
    _inherits = {"stock.lot": "lot_id"}
    _inherit = [
        "emmaus.lifecycle.mixin",
        "emmaus.qr.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_name = "name"
    _mail_post_access = "read"

    _transitions = {
        "announced": ("received",),
        "received": ("erased", "graded", "recycled"),
        "erased": ("graded", "recycled"),
        "graded": ("ready", "recycled"),
        "ready": ("promised", "recycled"),
        "promised": ("delivered", "sold", "ready", "recycled"),
        "delivered": ("received",),
        "sold": ("received",),
        "recycled": (),
    }

    lot_id = fields.Many2one(
        "stock.lot", "Stock Number", required=True, ondelete="restrict", readonly=True
    )
    state = fields.Selection(
        [
            ("announced", "Announced"),  # expected, not seen yet
            ("received", "Received"),  # in stock, its data still on it
            ("erased", "Erased"),  # proof for every medium
            ("graded", "Graded"),  # category known, and why
            ("ready", "Ready"),  # may be promised
            ("promised", "Promised"),  # to one request or sale
            ("delivered", "Delivered"),  # to a structure
            ("sold", "Sold"),  # to a person
            ("recycled", "Recycled"),  # waste
        ],
        default="announced",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        group_expand=True,
    )
    active = fields.Boolean(default=True)
    category_id = fields.Many2one("emmaus.device.category", required=True, index=True)
    category_code = fields.Char(related="category_id.code")
    data_bearing = fields.Boolean(related="category_id.data_bearing")
    # Announced: where it comes from
    collection_id = fields.Many2one(
        "emmaus.collection", index="btree_not_null", ondelete="restrict"
    )
    donor_id = fields.Many2one(
        related="collection_id.donor_id", store=True, index="btree_not_null"
    )
    donor_sector = fields.Selection(related="donor_id.donor_sector", store=True)
    refurbisher_id = fields.Many2one(
        "res.partner", domain="[('is_refurbisher', '=', True)]"
    )
    origin = fields.Char(help="As the file that announced it says.")
    is_missing = fields.Boolean(
        "Did Not Arrive", copy=False, help="Announced, but not in the shipment."
    )
    is_from_count = fields.Boolean(
        "Numbered at the Count",
        readonly=True,
        copy=False,
        help="Nobody announced it by name: it was numbered when the goods were"
        " counted.",
    )
    # Received: where it is
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Site",
        compute="_compute_warehouse_id",
        store=True,
        index=True,
    )
    zone = fields.Selection(related="lot_id.location_id.emmaus_zone")
    package_id = fields.Many2one(
        "stock.package",
        "Handling Unit",
        compute="_compute_package_id",
        search="_search_package_id",
    )
    date_received = fields.Datetime("Received On", readonly=True, copy=False)
    # Codes
    identifier_ids = fields.One2many(
        "emmaus.device.identifier", "device_id", "Identifiers"
    )
    code = fields.Char(
        "Any Code",
        store=False,
        search="_search_code",
        help="EC number, refurbisher's number, serial, IMEI, QR code: any case, any"
        " spacing; or the first characters of one.",
    )
    serial_number = fields.Char(compute="_compute_numbers")
    imei = fields.Char("IMEI", compute="_compute_numbers")
    refurbisher_number = fields.Char(compute="_compute_numbers")
    other_numbers = fields.Char(
        compute="_compute_numbers", help="All its numbers but ours."
    )
    duplicate_count = fields.Integer(
        compute="_compute_duplicate_count",
        help="Other devices known by one of the same numbers.",
    )
    # Facts
    brand_id = fields.Many2one("emmaus.brand", index="btree_not_null")
    brand_text = fields.Char("Brand as Written")
    model = fields.Char(index="trigram")
    commercial_name = fields.Char()
    cpu = fields.Char("Processor")
    cpu_mark = fields.Integer("Processor Mark")
    ram_gib = fields.Float("Memory (GiB)")
    disk1_type = fields.Selection("_disk_types", "Disk 1")
    disk1_gb = fields.Float("Disk 1 (GB)")
    disk2_type = fields.Selection("_disk_types", "Disk 2")
    disk2_gb = fields.Float("Disk 2 (GB)")
    screen_inches = fields.Float("Screen (inches)")
    resolution = fields.Char()
    os = fields.Char("System")
    has_webcam = fields.Selection("_yes_no", "Webcam")
    has_dvd = fields.Selection("_yes_no", "DVD Drive")
    charger = fields.Selection("_yes_no", "With Charger")
    battery_health = fields.Integer("Battery Health (%)")
    battery_minutes = fields.Integer("Battery Life (minutes)")
    carrier_lock = fields.Char("Operator")
    color = fields.Char("Colour")
    cosmetic_grade = fields.Selection([("a", "A"), ("b", "B"), ("c", "C")])
    declared_grade = fields.Selection(
        [
            ("premium", "Premium"),
            ("a", "A"),
            ("b", "B"),
            ("c", "C"),
            ("d", "D"),
            ("hc", "HC"),
            ("unsellable", "Not for sale"),
        ],
        help="By whoever sent the file; our own grade explains itself.",
    )
    technical_adjustment = fields.Integer()
    cosmetic_adjustment = fields.Integer()
    external_state = fields.Char(
        "National Status", help="In the national tool, such as PRET_A_DISTRIBUER."
    )
    external_state_comment = fields.Char("National Status Comment")
    comment = fields.Text()
    # Journal
    event_ids = fields.One2many("emmaus.event", "device_id", "Journal", readonly=True)

    _lot_uniq = models.UniqueIndex(
        "(lot_id)", "This number is another device's already."
    )
    _site_state_index = models.Index("(warehouse_id, state, id DESC) WHERE active")

    @api.model
    def _disk_types(self):
        return [("HDD", "HDD"), ("SSD", "SSD"), ("NVME", "NVMe")]

    @api.model
    def _yes_no(self):
        return [("yes", self.env._("Yes")), ("no", self.env._("No"))]

    @api.depends("lot_id.location_id", "collection_id.warehouse_id")
    def _compute_warehouse_id(self):
        """The site it is at, or is to come to; once gone, the last one known."""
        for device in self:
            site = device.lot_id.location_id.warehouse_id
            if not site and device.state == "announced":
                site = device.collection_id.warehouse_id
            device.warehouse_id = (
                site or device.warehouse_id or device.collection_id.warehouse_id
            )

    @api.depends("lot_id.quant_ids.package_id")
    def _compute_package_id(self):
        for device in self:
            present = device.lot_id.quant_ids.filtered(lambda quant: quant.quantity > 0)
            device.package_id = present.package_id[:1]

    def _search_package_id(self, operator, value):
        present = fields.Domain("quantity", ">", 0)
        inside = fields.Domain("package_id", operator, value)
        return fields.Domain("lot_id.quant_ids", "any", present & inside)

    @api.depends("identifier_ids.kind", "identifier_ids.value")
    def _compute_numbers(self):
        for device in self:
            by_kind = device.identifier_ids.grouped("kind")
            for field, kind in (
                ("serial_number", "serial"),
                ("imei", "imei"),
                ("refurbisher_number", "refurbisher"),
            ):
                found = by_kind.get(kind, self.env["emmaus.device.identifier"])
                device[field] = " / ".join(found.mapped("value")) or False
            others = device.identifier_ids.filtered(lambda number: number.kind != "ec")
            device.other_numbers = " · ".join(others.mapped("value")) or False

    def _compute_duplicate_count(self):
        twins = self._find_by_codes(
            identifier.value
            for identifier in self.identifier_ids
            if not identifier.is_unsure
        )
        for device in self:
            same = self.browse().union(
                *(twins.get(i.value, self.browse()) for i in device.identifier_ids)
            )
            device.duplicate_count = len(same - device)

    @api.depends("name", "brand_id", "model")
    def _compute_display_name(self):
        for device in self:
            parts = (device.name, device.brand_id.name, device.model)
            device.display_name = " ".join(part for part in parts if part)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        """Create devices; each is numbered by its site when no name is given.

        Many at once, or with their other numbers: see `_create_bulk`.
        """
        vals_list = [dict(vals) for vals in vals_list]
        self._check_new_devices(vals_list)
        self._give_names(vals_list)
        new = [vals for vals in vals_list if not vals.get("lot_id")]
        self._check_names_free([vals["name"] for vals in new])
        for vals in new:
            category = self.env["emmaus.device.category"].browse(vals["category_id"])
            vals["product_id"] = category.product_id.id
        devices = super().create([{**self._blank(), **vals} for vals in vals_list])
        devices._insert_identifiers(
            [(device.id, "ec", device.name) for device in devices]
        )
        self.env["emmaus.event"]._append(devices, "announced")
        devices.collection_id.sudo()._cover_devices()
        return devices

    def _prepare_create_values(self, vals_list):
        """Not the properties of a number that exists: one write for each device."""
        vals_list = super()._prepare_create_values(vals_list)
        for vals in vals_list:
            if vals.get("lot_id"):
                vals.pop("lot_properties", None)
        return vals_list

    def copy_data(self, default=None):
        """Another device of the same kind: it gets a number of its own."""
        return super().copy_data({"name": False, **(default or {})})

    def write(self, vals):
        self._check_new_values(vals)
        result = super().write(vals)
        if "category_id" in vals:
            self.lot_id.sudo().product_id = self.category_id.product_id
        if not {"category_id", "collection_id"}.isdisjoint(vals):
            self.collection_id.sudo()._cover_devices()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._(
                "A device is never deleted: its journal must stay. Archive it if it"
                " was entered by mistake."
            )
        )

    @api.model
    def _create_bulk(self, vals_list):
        """Create many announced devices, set-based.

        :param list vals_list: one dict a device: `category_id` (required), any field
            of the device, and ``"identifiers": {"ec": str, "refurbisher": str,
            "serial": str, "imei": [str]}``; `name` is the EC number when given
        :return: the devices, in the same order
        :raise UserError: an EC number that another device has already
        """
        vals_list = [dict(vals) for vals in vals_list]
        identifiers = [vals.pop("identifiers", {}) for vals in vals_list]
        for vals, codes in zip(vals_list, identifiers, strict=True):
            vals.setdefault("name", codes.get("ec") or False)
        self.check_access("create")
        self._check_new_devices(vals_list)
        self._give_names(vals_list)
        self._create_lots(vals_list)
        quiet = self.with_context(
            tracking_disable=True, mail_create_nolog=True, mail_create_nosubscribe=True
        )
        devices = quiet.create(vals_list).with_env(self.env)
        devices._insert_identifiers(
            [
                (device.id, kind, value)
                for device, codes in zip(devices, identifiers, strict=True)
                for kind, values in codes.items()
                for value in ([values] if isinstance(values, str) else values or [])
                if kind != "ec"
            ]
        )
        return devices

    def _give_names(self, vals_list):
        """Number the devices that have no EC number, by site and category."""
        nameless = {}
        for vals in vals_list:
            if not vals.get("name") and not vals.get("lot_id"):
                collection = self.env["emmaus.collection"].browse(
                    vals.get("collection_id")
                )
                site = vals.get("warehouse_id") or collection.warehouse_id.id
                nameless.setdefault((vals.get("category_id"), site), []).append(vals)
        for (category_id, site_id), group in nameless.items():
            category = self.env["emmaus.device.category"].browse(category_id)
            site = self.env["stock.warehouse"].browse(site_id)
            if not category or not site:
                raise UserError(
                    self.env._(
                        "A device without number needs its category and its site (or"
                        " its collection) to be numbered."
                    )
                )
            counter = self.env["emmaus.device.counter"].sudo()
            names = counter._take_names(category, site, len(group))
            for vals, name in zip(group, names, strict=True):
                vals["name"] = name

    def _create_lots(self, vals_list):
        """Create the serial numbers in stock of many devices, set-based."""
        self._check_names_free([vals["name"] for vals in vals_list])
        categories = self.env["emmaus.device.category"]
        lines = [
            SerialLine(
                product_id=categories.browse(vals["category_id"]).product_id.id,
                lot_name=vals.pop("name"),
            )
            for vals in vals_list
        ]
        if lines:
            self.env["stock.lot"]._serial_bulk_create(lines, self.env.company)
        for vals, line in zip(vals_list, lines, strict=True):
            vals["lot_id"] = line.lot_id

    def _check_names_free(self, names, except_for=()):
        codes = [normalize_code(name) for name in names]
        for name, code in zip(names, codes, strict=True):
            if not code:
                raise UserError(
                    self.env._(
                        "“%(name)s” is no number: it takes letters or digits.",
                        name=name,
                    )
                )
        taken = self.env["emmaus.device.identifier"].sudo()
        domain = [("kind", "=", "ec"), ("normalized", "in", codes)]
        taken = (taken.search(domain) - taken.union(*except_for))[:1].value
        twice = [name for name, count in Counter(codes).items() if count > 1]
        if taken or twice:
            raise UserError(
                self.env._(
                    "The number %(name)s is already a device's: a number is given"
                    " once.",
                    name=taken or twice[0],
                )
            )

    def _insert_identifiers(self, rows):
        """Write identifiers given as ``(device id, kind, value)``, set-based."""
        rows = [(*row, normalize_code(row[2])) for row in rows]
        rows = [row for row in rows if row[3]]
        if not rows:
            return
        names = ("device_id", "kind", "value", "normalized")
        columns = dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))
        insert_rows(self.env["emmaus.device.identifier"].sudo(), columns, len(rows))
        self.invalidate_recordset(["identifier_ids"], flush=False)

    # Actions, in the order of the line

    def action_receive(self, occurred_at=None, scan_uuid=None):
        """Announced to received: into stock, in the intake zone of its site.

        Drags along the stock receipt, one for each collection. Refuses a device that
        is not announced, that is marked as missing, or whose collection is not in our
        hands.
        """
        self.check_access("write")
        self._check_transition("received")
        for device in self.filtered(lambda device: not device.active):
            raise UserError(
                self.env._(
                    "%(name)s is archived, as a double or as entered by mistake: bring"
                    " it back before receiving it.",
                    name=device.display_name,
                )
            )
        for device in self.filtered("is_missing"):
            raise UserError(
                self.env._(
                    "%(name)s is marked as not arrived: clear that mark, then receive"
                    " it.",
                    name=device.display_name,
                )
            )
        for collection, devices in self.grouped("collection_id").items():
            devices._receive_into_stock(collection)
        values = {"date_received": occurred_at or fields.Datetime.now()}
        self._move_to("received", values, occurred_at=occurred_at, scan_uuid=scan_uuid)

    def _receive_into_stock(self, collection):
        self[:1]._check_collection_here()
        # Who receives plans collections too: a technician only corrects facts.
        collection.check_access("write")
        vals = collection._prepare_receipt_vals()
        picking_type = self.env["stock.picking.type"].sudo()
        picking_type = picking_type.browse(vals.pop("picking_type_id"))
        items = [
            {"product_id": device.product_id.id, "lot_id": device.lot_id.id}
            for device in self
        ]
        pickings = self.env["stock.picking"].sudo()
        pickings.with_context(emmaus_move=DEVICE_MOVE)._serial_bulk_receive(
            picking_type, items, vals
        )

    def _check_collection_here(self):
        collection = self.collection_id
        if not collection:
            raise UserError(
                self.env._(
                    "%(name)s belongs to no collection: say which donation it came"
                    " with, then receive it.",
                    name=self.display_name,
                )
            )
        if collection.state not in ("collected", "received"):
            raise UserError(
                self.env._(
                    "%(name)s came with %(collection)s, which is “%(state)s”: its"
                    " devices are received once it is collected.",
                    name=self.display_name,
                    collection=collection.display_name,
                    state=collection._state_label(collection.state),
                )
            )

    def action_mark_missing(self):
        """Announced, but not in the shipment."""
        for device in self:
            if device.state != "announced":
                raise UserError(
                    self.env._(
                        "%(name)s is %(state)s: only an announced device can be"
                        " missing from a shipment.",
                        name=device.display_name,
                        state=device._state_label(device.state),
                    )
                )
        self._by_act().is_missing = True
        self.env["emmaus.event"]._append(self, "marked_missing")

    def action_unmark_missing(self):
        """It did arrive after all."""
        missing = self.filtered("is_missing")
        missing._by_act().is_missing = False
        self.env["emmaus.event"]._append(missing, "unmarked_missing")

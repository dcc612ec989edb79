from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows

# What nobody changes once the goods are in stock.
_COUNTS = {"collection_id", "category_id", "announced_qty", "counted_qty", "is_counted"}


class EmmausCollection(models.Model):
    """A donation picked up: what was announced, what was counted, the devices in it."""

    _name = "emmaus.collection"
    _description = "Collection"
    _inherit = [
        "emmaus.lifecycle.mixin",
        "emmaus.qr.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _rec_names_search = ["name", "reference", "donor_id"]
    _code_fields = ("name", "reference")

    _transitions = {
        "draft": ("announced", "cancelled"),
        "announced": ("scheduled", "collected", "cancelled"),
        "scheduled": ("collected", "announced", "cancelled"),
        "collected": ("received", "cancelled"),
        "received": ("closed",),
        "closed": (),
        "cancelled": (),
    }

    name = fields.Char(
        "Number", default="/", readonly=True, copy=False, index="trigram"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),  # being written
            ("announced", "Announced"),  # the donor said what there is
            ("scheduled", "Scheduled"),  # a day is fixed
            ("collected", "Collected"),  # in our hands, on the way or at the dock
            ("received", "Received"),  # counted and in stock
            ("closed", "Closed"),  # differences explained, nothing more comes
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
        group_expand=True,
    )
    # Announced
    donor_id = fields.Many2one(
        "res.partner",
        index=True,
        tracking=True,
        domain="[('is_donor', '=', True)]",
        check_company=True,
    )
    donor_sector = fields.Selection(related="donor_id.donor_sector")
    reference = fields.Char(
        "Donation Number",
        copy=False,
        index="btree_not_null",
        help="As in the donor's or refurbisher's files: a don or lot number.",
    )
    agreement_id = fields.Many2one("emmaus.agreement")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Site",
        required=True,
        index=True,
        tracking=True,
        domain="[('is_emmaus_site', '=', True)]",
        default=lambda self: self._default_warehouse(),
    )
    refurbisher_id = fields.Many2one(
        "res.partner",
        domain="[('is_refurbisher', '=', True)]",
        help="Who works on these devices, when that is not the site itself.",
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True)
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, tracking=True
    )
    line_ids = fields.One2many("emmaus.collection.line", "collection_id", "Goods")
    note = fields.Text("Access and Instructions")
    # Scheduled, collected, received
    date_scheduled = fields.Datetime("Pick-up Planned", tracking=True)
    date_collected = fields.Datetime("Picked Up", readonly=True, copy=False)
    date_received = fields.Datetime("Received On", readonly=True, copy=False)
    device_ids = fields.One2many("emmaus.device", "collection_id", "Devices")
    picking_ids = fields.One2many(
        "stock.picking", "emmaus_collection_id", "Receipts", readonly=True
    )
    # Figures
    announced_qty = fields.Integer("Announced", compute="_compute_quantities")
    counted_qty = fields.Integer("Counted", compute="_compute_quantities")
    device_count = fields.Integer("Number of Devices", compute="_compute_device_count")
    discrepancy = fields.Integer(
        compute="_compute_quantities", help="Counted less announced."
    )
    discrepancy_reason = fields.Char(tracking=True, copy=False)

    _reference_uniq = models.UniqueIndex(
        "(reference, warehouse_id)"
        " WHERE reference IS NOT NULL AND state != 'cancelled'",
        "This site has a collection with the same donation number already.",
    )

    def _default_warehouse(self):
        sites = self.env.user.emmaus_site_ids
        return sites if len(sites) == 1 else sites.browse()

    @api.depends("line_ids.announced_qty", "line_ids.counted_qty")
    def _compute_quantities(self):
        for collection in self:
            lines = collection.line_ids
            collection.announced_qty = sum(lines.mapped("announced_qty"))
            collection.counted_qty = sum(lines.mapped("counted_qty"))
            collection.discrepancy = sum(lines.mapped("discrepancy"))

    def _compute_device_count(self):
        groups = self.env["emmaus.device"]._read_group(
            [("collection_id", "in", self.ids)], ["collection_id"], ["__count"]
        )
        counts = {collection.id: count for collection, count in groups}
        for collection in self:
            collection.device_count = counts.get(collection.id, 0)

    @api.depends("name", "donor_id", "reference")
    def _compute_display_name(self):
        for collection in self:
            number = collection.name if collection.name != "/" else ""
            parts = [number, collection.reference, collection.donor_id.name]
            collection.display_name = " · ".join(part for part in parts if part)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                vals["name"] = self.env["ir.sequence"].next_by_code("emmaus.collection")
        return super().create(vals_list)

    def write(self, vals):
        result = super().write(vals)
        if "warehouse_id" in vals:
            # Rules are checked before a write: nothing is given to a site unseen.
            self.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        for collection in self:
            if collection.state != "draft":
                raise UserError(
                    self.env._(
                        "%(name)s is part of the journal: cancel it instead of"
                        " deleting it.",
                        name=collection.display_name,
                    )
                )

    # Actions, in the order of the line

    def action_announce(self):
        """Draft to announced: the donor said what there is. Refuses without goods."""
        for collection in self:
            if not collection.line_ids and not collection.device_count:
                raise UserError(
                    self.env._(
                        "Say what the donor gives in %(name)s before announcing it:"
                        " add a line for each category.",
                        name=collection.display_name,
                    )
                )
        self._move_to("announced")

    def action_schedule(self):
        """Announced to scheduled: a pick-up day is fixed."""
        for collection in self:
            if not collection.date_scheduled:
                raise UserError(
                    self.env._(
                        "Choose the pick-up day of %(name)s first.",
                        name=collection.display_name,
                    )
                )
        self._move_to("scheduled")

    def action_collect(self, occurred_at=None):
        """Announced or scheduled to collected: the goods are in our hands."""
        occurred_at = occurred_at or fields.Datetime.now()
        values = {"date_collected": occurred_at}
        self._move_to("collected", values, occurred_at=occurred_at)

    def action_count_as_announced(self):
        """Take the announced quantity as counted where nobody has counted yet."""
        for line in self.line_ids.filtered(lambda line: not line.is_counted):
            line.counted_qty = line.announced_qty

    def action_stick_labels(self, category, codes):
        """Make one device for each blank label stuck on a piece; they are counted.

        :param category: what kind of goods the pieces are
        :param list codes: blank labels, as scanned or typed
        :return: the devices, announced until the collection is received
        :raise UserError: a code that is no blank label, or given twice; nothing is made
        """
        self.ensure_one()
        self.check_access("write")
        lock_rows(self)
        self._check_may_count()
        vals = self._prepare_counted_device_vals(category)
        devices = self.env["emmaus.device"]._create_bulk([vals] * len(codes))
        devices._link_qr_tokens(codes)
        line = self.line_ids.filtered(lambda line: line.category_id == category)
        known = len(self._known_devices(category))
        line.write({"counted_qty": max(line.counted_qty, known), "is_counted": True})
        return devices

    def action_receive(self):
        """Collected to received: number what has no number, put all into stock.

        Drags along the devices announced and not marked as missing, and makes one
        device for each piece counted beyond them. Refuses when a line is not
        counted, or counts fewer devices than are expected by name.
        """
        self.check_access("write")
        lock_rows(self)
        self._check_transition("received")
        for collection in self:
            collection._check_counted()
            collection._create_counted_devices()
            collection._expected_devices().action_receive()
            collection._receive_quantities()
        self._move_to("received", {"date_received": fields.Datetime.now()})

    def action_close(self):
        """Received to closed: the donor is known, a difference has its reason."""
        for collection in self:
            if not collection.donor_id:
                raise UserError(
                    self.env._(
                        "Say who gave %(name)s, then close it: the donor's sector"
                        " travels with each device.",
                        name=collection.display_name,
                    )
                )
            # By category: one screen more does not make good one laptop less.
            different = collection.line_ids.filtered("discrepancy")[:1]
            if different and not collection.discrepancy_reason:
                raise UserError(
                    self.env._(
                        "%(name)s, %(category)s: %(counted)s counted for %(announced)s"
                        " announced. Write the reason of the difference, then close.",
                        name=collection.display_name,
                        category=different.category_id.name,
                        counted=different.counted_qty,
                        announced=different.announced_qty,
                    )
                )
        self._move_to("closed", per_record={c.id: c._closing_facts() for c in self})

    def action_cancel(self):
        """Anything before received to cancelled; its devices never arrived.

        Refuses when one of them did.
        """
        self.check_access("write")
        domain = [("collection_id", "in", self.ids), ("state", "!=", "announced")]
        for device in self.env["emmaus.device"].sudo().search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(device)s of %(name)s is here already: receive the collection"
                    " with what came, and mark the rest as not arrived.",
                    device=device.name,
                    name=device.collection_id.display_name,
                )
            )
        self._move_to("cancelled")

    def action_view_devices(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_device_action"
        )
        return {
            **action,
            "domain": [("collection_id", "in", self.ids)],
            "context": {"default_collection_id": self[:1].id},
        }

    # Receiving, step by step

    def _check_counted(self):
        self._cover_devices()
        for line in self.line_ids:
            line._check_counted()

    def _check_may_count(self):
        if self.state not in ("announced", "scheduled", "collected"):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: labels are stuck on its devices between"
                    " the announcement and the receipt.",
                    name=self.display_name,
                    state=self._state_label(self.state),
                )
            )

    def _known_devices(self, category):
        """Return the devices of the shipment known by name, here or expected."""
        domain = [
            ("collection_id", "=", self.id),
            ("category_id", "=", category.id),
            ("is_missing", "=", False),
        ]
        return self.env["emmaus.device"].search(domain)

    def _expected_devices(self):
        """Return the devices known by name that are still to be received."""
        domain = [
            ("collection_id", "=", self.id),
            ("state", "=", "announced"),
            ("is_missing", "=", False),
        ]
        return self.env["emmaus.device"].search(domain, order="id")

    def _create_counted_devices(self):
        vals_list = []
        for line in self.line_ids.filtered(lambda line: line.tracking == "serial"):
            category = line.category_id
            unnamed = line.counted_qty - len(self._known_devices(category))
            vals_list += [self._prepare_counted_device_vals(category)] * unnamed
        self.env["emmaus.device"]._create_bulk(vals_list)

    def _prepare_counted_device_vals(self, category):
        return {
            "category_id": category.id,
            "collection_id": self.id,
            "is_from_count": True,
        }

    def _receive_quantities(self):
        """Receive the goods that are not tracked one by one, by quantity."""
        lines = self.line_ids.filtered(
            lambda line: line.tracking != "serial" and line.counted_qty
        )
        if not lines:
            return
        vals = self._prepare_receipt_vals()
        places = {key: vals[key] for key in ("location_id", "location_dest_id")}
        vals["move_ids"] = [
            fields.Command.create(
                {
                    **places,
                    "product_id": line.category_id.product_id.id,
                    "product_uom_qty": line.counted_qty,
                    "quantity": line.counted_qty,
                    "picked": True,
                }
            )
            for line in lines
        ]
        picking = self.env["stock.picking"].sudo().create(vals)
        picking.action_confirm()
        picking._action_done()

    def _prepare_receipt_vals(self):
        site = self.warehouse_id.sudo()
        intake = site._zone("intake")
        if not intake:
            raise UserError(
                self.env._(
                    "%(site)s has no intake zone, so %(name)s cannot be received there:"
                    " ask an administrator to mark it as a site of ours.",
                    site=site.name,
                    name=self.display_name,
                )
            )
        supplier = self.env.ref("stock.stock_location_suppliers")
        return {
            "picking_type_id": site.in_type_id.id,
            "location_id": supplier.id,
            "location_dest_id": intake.id,
            "partner_id": self.donor_id.id,
            "origin": self.name,
            "emmaus_collection_id": self.id,
        }

    def _cover_devices(self):
        """Give each category that has devices its line, announced as many at least.

        Devices numbered at the count were not announced: the difference must show.
        """
        groups = self.env["emmaus.device"]._read_group(
            [("collection_id", "in", self.ids)],
            ["collection_id", "category_id", "is_from_count"],
            ["__count"],
        )
        announced = Counter()
        for collection, category, is_from_count, count in groups:
            announced[collection, category] += 0 if is_from_count else count
        lines = {(line.collection_id, line.category_id): line for line in self.line_ids}
        new_lines = []
        for (collection, category), count in announced.items():
            line = lines.get((collection, category))
            if not line:
                vals = {"collection_id": collection.id, "category_id": category.id}
                new_lines.append({**vals, "announced_qty": count})
            elif line.announced_qty < count and collection.state != "closed":
                line.announced_qty = count
        self.env["emmaus.collection.line"].create(new_lines)

    def _closing_facts(self):
        facts = {"announced": self.announced_qty, "counted": self.counted_qty}
        if self.discrepancy_reason:
            facts["reason"] = self.discrepancy_reason
        return facts


class EmmausCollectionLine(models.Model):
    """So many pieces of one category: announced by the donor, counted by us."""

    _name = "emmaus.collection.line"
    _description = "Collection Line"
    _order = "collection_id, category_id, id"

    collection_id = fields.Many2one(
        "emmaus.collection", required=True, index=True, ondelete="cascade"
    )
    category_id = fields.Many2one("emmaus.device.category", required=True)
    tracking = fields.Selection(related="category_id.tracking")
    announced_qty = fields.Integer("Announced")
    counted_qty = fields.Integer("Counted", copy=False)
    is_counted = fields.Boolean(
        compute="_compute_is_counted", store=True, readonly=False, copy=False
    )
    discrepancy = fields.Integer(
        "Difference", compute="_compute_discrepancy", store=True
    )
    note = fields.Char()

    _quantities_positive = models.Constraint(
        "CHECK (announced_qty >= 0 AND counted_qty >= 0)",
        "A quantity cannot be less than zero.",
    )
    _category_uniq = models.UniqueIndex(
        "(collection_id, category_id)",
        "This category has its line already: change the quantity there.",
    )

    @api.depends("counted_qty")
    def _compute_is_counted(self):
        for line in self:
            line.is_counted = line.is_counted or bool(line.counted_qty)

    @api.depends("announced_qty", "counted_qty", "is_counted")
    def _compute_discrepancy(self):
        for line in self:
            difference = line.counted_qty - line.announced_qty
            line.discrepancy = difference if line.is_counted else 0

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_open()
        return lines

    def write(self, vals):
        if not _COUNTS.isdisjoint(vals):
            self._check_open()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _check_open(self):
        for collection in self.collection_id:
            if (
                collection.state in ("received", "closed", "cancelled")
                and not self.env.su
            ):
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: what was counted stays. Write the"
                        " reason of a difference in the collection.",
                        name=collection.display_name,
                        state=collection._state_label(collection.state),
                    )
                )

    # Receiving

    def _check_counted(self):
        """Refuse a line that nobody counted, or that counts fewer than expected."""
        collection = self.collection_id
        if not self.is_counted:
            raise UserError(
                self.env._(
                    "Count the line “%(category)s” of %(name)s first; tick “Done”"
                    " when there is none.",
                    category=self.category_id.name,
                    name=collection.display_name,
                )
            )
        known = self.env["emmaus.device"]
        if self.tracking == "serial":
            known = collection._known_devices(self.category_id)
        if len(known) > self.counted_qty:
            raise UserError(
                self.env._(
                    "%(name)s: %(counted)s %(category)s counted, but %(expected)s are"
                    " known by number. Mark the missing ones in the list of its"
                    " devices, then receive again.",
                    name=collection.display_name,
                    counted=self.counted_qty,
                    category=self.category_id.name,
                    expected=len(known),
                )
            )

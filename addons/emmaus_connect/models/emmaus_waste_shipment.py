from datetime import datetime, time

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows
from ..tools.waste import HIERARCHY, TREATMENTS, treatment_rank


class EmmausWasteShipment(models.Model):
    """Waste that leaves a site: a load with its weight, its slip and who takes it.

    Once shipped it is an entry of the register of outgoing waste: what it says then
    does not change any more, and it is never deleted.
    """

    _name = "emmaus.waste.shipment"
    _description = "Waste Shipment"
    _inherit = ["emmaus.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "slip_number"]

    _transitions = {
        "draft": ("shipped", "cancelled"),
        "shipped": ("treated",),
        "treated": (),
        "cancelled": (),
    }

    name = fields.Char(
        "Number", default="/", readonly=True, copy=False, index="trigram"
    )
    state = fields.Selection(
        [
            ("draft", "Being Loaded"),
            ("shipped", "Shipped"),  # left us: an entry of the register
            ("treated", "Treated"),  # the consignee said what became of it
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
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Site",
        required=True,
        index=True,
        domain="[('is_emmaus_site', '=', True)]",
        default=lambda self: self._default_warehouse(),
    )
    company_id = fields.Many2one(related="warehouse_id.company_id", store=True)
    # Loaded
    device_ids = fields.One2many(
        "emmaus.device", "waste_shipment_id", "Devices", readonly=True
    )
    line_ids = fields.One2many("emmaus.waste.shipment.line", "shipment_id", "Goods")
    package_ids = fields.Many2many("stock.package", string="Pallets", copy=False)
    device_count = fields.Integer("Number of Devices", compute="_compute_device_count")
    weight_kg = fields.Float(
        "Weight (kg)",
        digits=(10, 3),
        copy=False,
        tracking=True,
        help="Measured on a scale, without the pallet itself.",
    )
    typical_weight_kg = fields.Float(
        "Typical Weight (kg)",
        digits=(10, 3),
        compute="_compute_typical_weight_kg",
        help="What such a load usually weighs, by the weights of the categories.",
    )
    # What it is
    waste_code_id = fields.Many2one(
        "emmaus.waste.code", tracking=True, ondelete="restrict"
    )
    is_dangerous = fields.Boolean(related="waste_code_id.is_dangerous")
    usual_name = fields.Char(
        compute="_compute_usual_name", store=True, readonly=False, tracking=True
    )
    has_pop = fields.Boolean(
        "Holds Persistent Pollutants (POP)",
        tracking=True,
        help="Such as the brominated plastics of old screens.",
    )
    # Who takes it, and where to
    carrier_id = fields.Many2one(
        "res.partner", domain="[('is_waste_operator', '=', True)]", tracking=True
    )
    carrier_receipt = fields.Char(
        compute="_compute_carrier_receipt", store=True, readonly=False
    )
    consignee_id = fields.Many2one(
        "res.partner", domain="[('is_waste_operator', '=', True)]", tracking=True
    )
    consignee_authorisation = fields.Char(
        "Consignee's Authorisation",
        compute="_compute_consignee_authorisation",
        store=True,
        readonly=False,
    )
    eco_organisation_id = fields.Many2one(
        "res.partner",
        "Producer Responsibility Organisation",
        help="The éco-organisme that takes it in charge, where there is one.",
    )
    treatment_code = fields.Selection(TREATMENTS, "Treatment", tracking=True)
    treatment_rank = fields.Selection(
        HIERARCHY,
        "Kind of Treatment",
        compute="_compute_treatment_rank",
        store=True,
        readonly=False,
        help="Where the final treatment stands in the order that the law prefers.",
    )
    slip_number = fields.Char(
        copy=False,
        tracking=True,
        index="trigram",
        help="Of the waste slip (BSD), as Trackdéchets gives it; dangerous waste does"
        " not leave without.",
    )
    # Shipped
    date_shipped = fields.Date(
        "Left On", copy=False, tracking=True, help="Today, when left empty."
    )
    register_facts = fields.Json(readonly=True, copy=False)
    # The consignee's answer
    date_received = fields.Date("Received by the Consignee", copy=False, tracking=True)
    received_weight_kg = fields.Float(
        "Weight Accepted (kg)", digits=(10, 3), copy=False, tracking=True
    )
    date_treated = fields.Date("Treated On", copy=False, tracking=True)
    acknowledgement = fields.Binary(copy=False)
    acknowledgement_name = fields.Char(copy=False)
    acknowledgement_reference = fields.Char(
        copy=False, tracking=True, help="When no file comes: who confirmed, and how."
    )
    note = fields.Text()

    _weights_positive = models.Constraint(
        "CHECK (weight_kg >= 0 AND received_weight_kg >= 0)",
        "A weight cannot be less than zero.",
    )
    _shipped_index = models.Index("(date_shipped, warehouse_id)")

    def _default_warehouse(self):
        sites = self.env.user.emmaus_site_ids
        return sites if len(sites) == 1 else sites.browse()

    def _compute_device_count(self):
        groups = self.env["emmaus.device"]._read_group(
            [("waste_shipment_id", "in", self.ids)], ["waste_shipment_id"], ["__count"]
        )
        counts = {shipment.id: count for shipment, count in groups}
        for shipment in self:
            shipment.device_count = counts.get(shipment.id, 0)

    @api.depends("device_ids.category_id.weight_kg", "line_ids.usual_weight_kg")
    def _compute_typical_weight_kg(self):
        for shipment in self:
            goods = shipment.line_ids.filtered(lambda line: not line.is_devices)
            shipment.typical_weight_kg = sum(
                [
                    *(device.category_id.weight_kg for device in shipment.device_ids),
                    *goods.mapped("usual_weight_kg"),
                ]
            )

    @api.depends("waste_code_id")
    def _compute_usual_name(self):
        for shipment in self:
            shipment.usual_name = shipment.waste_code_id.usual_name

    @api.depends("carrier_id")
    def _compute_carrier_receipt(self):
        for shipment in self:
            shipment.carrier_receipt = shipment.carrier_id.waste_carrier_receipt

    @api.depends("consignee_id")
    def _compute_consignee_authorisation(self):
        for shipment in self:
            shipment.consignee_authorisation = shipment.consignee_id.waste_authorisation

    @api.depends("treatment_code")
    def _compute_treatment_rank(self):
        for shipment in self:
            shipment.treatment_rank = treatment_rank(shipment.treatment_code)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        for vals in vals_list:
            self._check_acts_own(vals)
            if vals.get("name", "/") == "/":
                sequence = self.env["ir.sequence"]
                vals["name"] = sequence.next_by_code("emmaus.waste.shipment")
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_by_act():
            self._check_acts_own(vals)
            self._check_register(vals)
        result = super().write(vals)
        if "warehouse_id" in vals:
            # Rules are checked before a write: nothing is given to a site unseen.
            self.check_access("write")
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_empty_draft(self):
        for shipment in self:
            if shipment.state != "draft" or shipment.sudo().device_ids:
                raise UserError(
                    self.env._(
                        "%(name)s is never deleted: the register of waste keeps what"
                        " left. Cancel it while it is being loaded.",
                        name=shipment.name,
                    )
                )

    # Actions, in the order of the line

    def action_ship(self):
        """Being loaded to shipped: what is on it leaves the stock for good.

        Drags along one delivery to the consignee and an event “shipped_as_waste” for
        each device, and freezes what the register says. Refuses a load without
        weight, code, carrier, consignee or treatment, dangerous waste without slip,
        and anything that is not in the recycling zone any more.
        """
        self.check_access("write")
        lock_rows(self)
        self._check_transition("shipped")
        for shipment in self:
            lock_rows(shipment.sudo().device_ids)
            shipment._check_can_ship()
        for shipment in self:
            shipment._ship()

    def _ship(self):
        devices = self.sudo().device_ids
        self._share_weight()
        self._deliver()
        values = {
            "date_shipped": self.date_shipped or fields.Date.context_today(self),
            "register_facts": self._register_facts(),
        }
        facts = {"slip": self.slip_number, "weight_kg": self.weight_kg}
        when = self._occurred_at(values["date_shipped"])
        self._move_to("shipped", values, occurred_at=when, **facts)
        self.env["emmaus.event"]._append(
            devices,
            "shipped_as_waste",
            occurred_at=when,
            shipment=self.name,
            slip=self.slip_number,
        )

    def _occurred_at(self, date):
        """Now; for a departure written down later, the noon of its day."""
        if date == fields.Date.context_today(self):
            return fields.Datetime.now()
        return datetime.combine(date, time(12))

    def action_treat(self):
        """Shipped to treated: the consignee acknowledged it and treated it."""
        self.check_access("write")
        lock_rows(self)
        self._check_transition("treated")
        for shipment in self:
            shipment._check_acknowledged()
        self._move_to("treated")

    def action_cancel(self):
        """Being loaded to cancelled: its devices wait for another shipment."""
        self.check_access("write")
        lock_rows(self)
        self._check_transition("cancelled")
        for shipment in self:
            shipment._release(shipment.sudo().device_ids)
        self._move_to("cancelled")

    def action_view_devices(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_device_action"
        )
        domain = [("waste_shipment_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {}}

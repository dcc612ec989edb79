from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows

# What the acts rest on once the goods left, or the work began.
_SETTLED = ("kind", "partner_id", "warehouse_id", "date_start", "date_done")
_SETTLED_WHEN_DONE = ("diagnosis", "work_done", "minutes", "outcome")


class EmmausRefurbishment(models.Model):
    """Work on devices: a batch sent to a refurbisher and back, or our own bench."""

    _name = "emmaus.refurbishment"
    _description = "Refurbishment"
    _inherit = ["emmaus.lifecycle.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _rec_names_search = ["name", "partner_id"]

    _transitions = {
        "draft": ("open", "cancelled"),
        "open": ("done",),
        "done": (),
        "cancelled": (),
    }

    name = fields.Char(
        "Number", default="/", readonly=True, copy=False, index="trigram"
    )
    kind = fields.Selection(
        [
            ("batch", "Sent to a refurbisher"),
            ("bench", "Bench work"),
        ],
        required=True,
        default="bench",
    )
    state = fields.Selection(
        [
            ("draft", "To prepare"),
            ("open", "Under way"),  # at the refurbisher, or on the bench
            ("done", "Done"),
            ("cancelled", "Cancelled"),
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
        tracking=True,
    )
    stage = fields.Char(compute="_compute_stage")
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Site",
        required=True,
        index=True,
        tracking=True,
        domain="[('is_emmaus_site', '=', True)]",
        default=lambda self: self._default_warehouse(),
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", default=lambda self: self.env.user, tracking=True
    )
    # Prepared
    line_ids = fields.One2many(
        "emmaus.refurbishment.line", "refurbishment_id", "Devices"
    )
    codes = fields.Text(
        "Scanned Codes",
        copy=False,
        help="Any code of a device, one a line: scanned, typed or pasted.",
    )
    # Batch: sent
    partner_id = fields.Many2one(
        "res.partner",
        "Refurbisher",
        index="btree_not_null",
        tracking=True,
        domain="[('is_refurbisher', '=', True)]",
    )
    processor_contract_until = fields.Date(
        related="partner_id.processor_contract_until"
    )
    date_start = fields.Datetime("Sent or Begun On", readonly=True, copy=False)
    date_expected = fields.Date("Expected Back", copy=False)
    # Bench: what was found and done
    diagnosis = fields.Text()
    work_done = fields.Text()
    minutes = fields.Integer("Time Spent (minutes)")
    outcome = fields.Selection(
        [
            ("repaired", "Repaired"),
            ("not_repairable", "Not repairable"),
            ("none_found", "No fault found"),
        ],
        tracking=True,
    )
    part_ids = fields.One2many(
        "emmaus.refurbishment.part", "refurbishment_id", "Parts Used", readonly=True
    )
    # Settled
    date_done = fields.Datetime("Done On", readonly=True, copy=False)
    note = fields.Text("Notes")
    # Figures
    device_names = fields.Char("Which Devices", compute="_compute_device_names")
    device_count = fields.Integer("Number of Devices", compute="_compute_counts")
    away_count = fields.Integer("Still Away", compute="_compute_counts")
    returned_count = fields.Integer("Came Back", compute="_compute_counts")
    refused_count = fields.Integer("Refused", compute="_compute_counts")
    nonconformity_rate = fields.Float(
        "Non-conformity (%)",
        compute="_compute_counts",
        help="Refused, out of what came back.",
    )
    is_late = fields.Boolean(compute="_compute_is_late", search="_search_is_late")

    _minutes_positive = models.Constraint(
        "CHECK (minutes >= 0)", "The time spent cannot be negative."
    )
    _open_index = models.Index("(warehouse_id, kind) WHERE state = 'open'")

    def _default_warehouse(self):
        sites = self.env.user.emmaus_site_ids
        return sites if len(sites) == 1 else sites.browse()

    @api.depends("state", "kind")
    @api.depends_context("lang")
    def _compute_stage(self):
        for work in self:
            work.stage = work._state_label(work.state)

    def _state_label(self, state):
        """An open batch is sent, an open bench is in progress."""
        if state == "open" and self[:1].kind == "batch":
            return self.env._("Sent")
        if state == "open" and self[:1].kind == "bench":
            return self.env._("In progress")
        return super()._state_label(state)

    @api.depends("line_ids.result", "state")
    def _compute_counts(self):
        groups = self.env["emmaus.refurbishment.line"]._read_group(
            [("refurbishment_id", "in", self.ids)],
            ["refurbishment_id", "result"],
            ["__count"],
        )
        counts = {(work.id, result): count for work, result, count in groups}
        for work in self:
            of = {
                result: counts.get((work.id, result), 0)
                for result in ("away", "accepted", "refused", "not_returned")
            }
            work.device_count = sum(of.values())
            work.away_count = of["away"] if work.state == "open" else 0
            work.returned_count = of["accepted"] + of["refused"]
            work.refused_count = of["refused"]
            work.nonconformity_rate = work.returned_count and (
                100 * of["refused"] / work.returned_count
            )

    @api.depends("line_ids.device_id")
    def _compute_device_names(self):
        """The first of them: a bench has one or few."""
        for work in self:
            devices = work.line_ids.device_id
            names = ", ".join(devices[:3].mapped("display_name"))
            work.device_names = f"{names}…" if len(devices) > 3 else names

    @api.depends("state", "date_expected")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for work in self:
            due = work.date_expected
            work.is_late = bool(work.state == "open" and due and due < today)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        late = fields.Domain("state", "=", "open") & fields.Domain(
            "date_expected", "<", today
        )
        return late if True in value else ~late

    @api.depends("name", "kind", "partner_id")
    def _compute_display_name(self):
        for work in self:
            number = work.name if work.name != "/" else ""
            parts = [number, work.kind == "batch" and work.partner_id.name]
            work.display_name = " · ".join(part for part in parts if part)

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("name", "/") == "/":
                sequence = self.env["ir.sequence"]
                vals["name"] = sequence.next_by_code("emmaus.refurbishment")
            vals.update(date_start=False, date_done=False)
        return super().create(vals_list)

    def write(self, vals):
        if not self._is_by_act():
            self._check_settled(_SETTLED, ("draft",), vals)
            self._check_settled(_SETTLED_WHEN_DONE, ("draft", "open"), vals)
        result = super().write(vals)
        if "warehouse_id" in vals:
            # Rules are checked before a write: nothing is given to a site unseen.
            self.check_access("write")
        return result

    def _check_settled(self, names, states, vals):
        """Refuse a change of the fields `names` where the work is past `states`."""
        for work in self.filtered(lambda work: work.state not in states):
            for name in vals.keys() & set(names):
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: its field “%(field)s” stays as it"
                        " was.",
                        name=work.display_name,
                        state=work._state_label(work.state),
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_draft(self):
        for work in self.filtered(lambda work: work.state != "draft"):
            raise UserError(
                self.env._(
                    "%(name)s is part of the journal: it is not deleted any more.",
                    name=work.display_name,
                )
            )

    # Preparing

    def action_add_codes(self):
        """Add the devices of the codes scanned or pasted, one a line.

        :raise UserError: a code that no device of ours has, or that several have; no
            device is added then, and the codes stay to be corrected
        """
        self.ensure_one()
        self.check_access("write")
        devices = self._devices_of_codes((self.codes or "").splitlines())
        self._add_devices(devices)
        self.codes = False

    def _devices_of_codes(self, codes):
        codes = list(dict.fromkeys(code.strip() for code in codes if code.strip()))
        if not codes:
            raise UserError(
                self.env._(
                    "Scan or paste the codes of the devices first, one on each line."
                )
            )
        found = self.env["emmaus.device"]._find_by_codes(codes)
        self._check_codes(found)
        return self.env["emmaus.device"].union(*found.values())

    def _check_codes(self, found):
        unknown = [code for code, devices in found.items() if not devices]
        if unknown:
            raise UserError(
                self.env._(
                    "No device of your sites has the code %(codes)s: correct it, or"
                    " take it out of the list.",
                    codes=", ".join(unknown[:10]),
                )
            )
        for code, devices in found.items():
            if len(devices) > 1:
                raise UserError(
                    self.env._(
                        "Several devices have the code %(code)s (%(names)s): scan"
                        " their label instead.",
                        code=code,
                        names=", ".join(devices.mapped("name")),
                    )
                )

    def _add_devices(self, devices):
        new = devices - self.line_ids.device_id
        self.env["emmaus.refurbishment.line"].create(
            [{"refurbishment_id": self.id, "device_id": device.id} for device in new]
        )

    # Acts that both kinds share

    def _begin(self, states, **facts):
        """Draft to open, for the devices of the lines; refuses what is not free.

        :param states: where a device may stand in its own life
        """
        self.check_access("write")
        lock_rows(self)
        self._check_transition("open")
        lock_rows(self.line_ids.device_id)
        for work in self:
            work._check_can_begin(states)
        lines = self._by_act().line_ids
        lines.is_open = True
        now = facts.get("occurred_at") or fields.Datetime.now()
        self._move_to("open", {"date_start": now}, **facts)

    def _check_can_begin(self, states):
        devices = self.line_ids.device_id
        if not devices:
            raise UserError(
                self.env._(
                    "%(name)s holds no device yet: scan or choose at least one.",
                    name=self.display_name,
                )
            )
        devices._check_free_for_work()
        for device in devices:
            if device.warehouse_id != self.warehouse_id:
                raise UserError(
                    self.env._(
                        "%(name)s is at %(site)s, and not at %(here)s: take it out of"
                        " the list, or have it sent there first.",
                        name=device.display_name,
                        site=device.warehouse_id.name or self.env._("no site"),
                        here=self.warehouse_id.name,
                    )
                )
            if device.state not in states:
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: work is for devices that are"
                        " “%(possible)s”.",
                        name=device.display_name,
                        state=device._state_label(device.state),
                        possible="”, “".join(map(device._state_label, states)),
                    )
                )

    def action_cancel(self):
        """Draft to cancelled: it will not be sent, nor worked on."""
        self.check_access("write")
        self._move_to("cancelled")

    def action_view_devices(self):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_device_action"
        )
        domain = [("id", "in", self.line_ids.device_id.ids)]
        return {**action, "domain": domain, "context": {}}

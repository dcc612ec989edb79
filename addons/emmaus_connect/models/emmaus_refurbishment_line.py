from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows

# Written by the acts only.
_SETTLED = (
    "refurbishment_id",
    "device_id",
    "is_open",
    "result",
    "reason",
    "date_settled",
)
_BLANK = {"is_open": False, "result": "away", "reason": False, "date_settled": False}
# Where a device does not go while it is away, or open on the bench.
_NOT_AT_WORK = ("ready", "promised", "delivered", "sold", "recycled")
REASONS = [
    ("not_working", "Does not work"),
    ("wrong_grade", "Wrong grade"),
    ("missing_part", "Missing part"),
    ("missing_proof", "No proof of erasure"),
    ("cosmetic", "Cosmetic defect"),
    ("other", "Other"),
]


class EmmausRefurbishmentLine(models.Model):
    """One device of a batch or of bench work, and what became of it."""

    _name = "emmaus.refurbishment.line"
    _description = "Refurbished Device"
    _order = "refurbishment_id desc, id"
    _rec_name = "device_id"

    refurbishment_id = fields.Many2one(
        "emmaus.refurbishment", required=True, index=True, ondelete="cascade"
    )
    device_id = fields.Many2one(
        "emmaus.device", required=True, index=True, ondelete="restrict"
    )
    category_id = fields.Many2one(
        "emmaus.device.category",
        related="device_id.category_id",
        store=True,
        string="Category",
    )
    kind = fields.Selection(related="refurbishment_id.kind", store=True)
    state = fields.Selection(related="refurbishment_id.state", string="Stage")
    partner_id = fields.Many2one(
        related="refurbishment_id.partner_id", store=True, index="btree_not_null"
    )
    warehouse_id = fields.Many2one(related="refurbishment_id.warehouse_id", store=True)
    date_start = fields.Datetime(related="refurbishment_id.date_start", store=True)
    is_open = fields.Boolean(
        "Being Worked On", readonly=True, copy=False, help="Not settled yet."
    )
    result = fields.Selection(
        [
            ("away", "Not settled"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),  # it came back, and is not what was agreed
            ("not_returned", "Not returned"),
        ],
        default="away",
        required=True,
        readonly=True,
        copy=False,
    )
    reason = fields.Selection(REASONS, "Non-conformity", readonly=True, copy=False)
    note = fields.Char(copy=False)
    date_settled = fields.Datetime("Settled On", readonly=True, copy=False)
    # For the figures
    nonconformity = fields.Float(
        "Non-conformity (%)",
        compute="_compute_nonconformity",
        store=True,
        aggregator="avg",
    )

    # A device is in one place of work at a time, whoever asks at the same moment.
    _open_uniq = models.UniqueIndex(
        "(device_id) WHERE is_open",
        "One of these devices is being worked on elsewhere: look at its page.",
    )
    _device_uniq = models.UniqueIndex(
        "(refurbishment_id, device_id)", "This device is in the list already."
    )

    @api.depends("result")
    def _compute_nonconformity(self):
        for line in self:
            line.nonconformity = 100.0 if line.result == "refused" else 0.0

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        # Given, so that no default of the context has a say.
        lines = super().create([{**vals, **_BLANK} for vals in vals_list])
        lines._check_in_preparation()
        return lines

    def write(self, vals):
        works = self.refurbishment_id
        if not works._is_by_act():
            written = {name for name in _SETTLED if name in vals}
            if written - {"device_id"}:
                self._refuse_by_hand()
            if written:
                self._check_in_preparation()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_in_preparation(self):
        self._check_in_preparation()

    def _check_in_preparation(self):
        for work in self.refurbishment_id.filtered(lambda work: work.state != "draft"):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: its list of devices stays as it was."
                    " Prepare another one.",
                    name=work.display_name,
                    state=work._state_label(work.state),
                )
            )

    def _refuse_by_hand(self):
        raise UserError(
            self.env._(
                "What became of %(name)s is not written by hand: use the button that"
                " takes it back.",
                name=self[:1].device_id.display_name,
            )
        )

    def _settle(self, result, reason=None, note=None, occurred_at=None):
        """Write what became of these devices; they are free for other work."""
        values = {
            "is_open": False,
            "result": result,
            "reason": reason or False,
            "date_settled": occurred_at or fields.Datetime.now(),
        }
        if note:
            values["note"] = note
        lines = self.with_context(**self.refurbishment_id._by_act().env.context)
        lines.write(values)


class EmmausDevice(models.Model):
    """Where a device is worked on, or was."""

    _inherit = "emmaus.device"

    refurbishment_line_ids = fields.One2many(
        "emmaus.refurbishment.line", "device_id", "Refurbishments", readonly=True
    )
    refurbishment_count = fields.Integer(
        "Repairs", compute="_compute_refurbishment_count"
    )

    def _compute_refurbishment_count(self):
        groups = self.env["emmaus.refurbishment.line"]._read_group(
            [("device_id", "in", self.ids)], ["device_id"], ["__count"]
        )
        counts = {device.id: count for device, count in groups}
        for device in self:
            device.refurbishment_count = counts.get(device.id, 0)

    def _check_free_for_work(self):
        """Refuse devices that a batch or a bench holds, whatever the site."""
        domain = [("device_id", "in", self.ids), ("is_open", "=", True)]
        lines = self.env["emmaus.refurbishment.line"].sudo()
        for line in lines.search(domain, limit=1):
            raise UserError(
                self.env._(
                    "%(device)s is in %(work)s, which is “%(state)s”: settle it there"
                    " first.",
                    device=line.device_id.display_name,
                    work=line.refurbishment_id.display_name,
                    state=line.refurbishment_id._state_label("open"),
                )
            )

    def _check_transition(self, state):
        result = super()._check_transition(state)
        if state in _NOT_AT_WORK:
            self._check_free_for_work()
        return result

    def action_view_refurbishments(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_refurbishment_action"
        )
        domain = [("line_ids.device_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {}}

    def _open_new_refurbishment(self, kind):
        """Prepare a batch or bench work with these devices, and show it."""
        lock_rows(self)
        works = self.env["emmaus.refurbishment"]
        works.check_access("create")
        sites = self.warehouse_id
        if len(sites) > 1:
            raise UserError(
                self.env._(
                    "These devices are at several sites (%(sites)s): choose those of"
                    " one of them.",
                    sites=", ".join(sites.mapped("name")),
                )
            )
        self._check_free_for_work()
        work = works.create({"kind": kind, "warehouse_id": sites.id})
        work._add_devices(self)
        return {
            "type": "ir.actions.act_window",
            "res_model": work._name,
            "res_id": work.id,
            "views": [(False, "form")],
        }

    def action_new_bench(self):
        """Begin bench work on this device; see `emmaus.refurbishment.action_start`."""
        return self._open_new_refurbishment("bench")

    def action_new_batch(self):
        """Prepare a batch for a refurbisher with these devices."""
        return self._open_new_refurbishment("batch")

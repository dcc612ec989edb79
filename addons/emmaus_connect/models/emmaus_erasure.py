from base64 import b64decode
from hashlib import sha256

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import clean_context

# How much a method achieves (NIST SP 800-88 r2, which leaves the detail to IEEE 2883).
# Overwriting reaches no spare block of an SSD: it clears, whatever the passes. ATA's
# own erase command is counted as clearing too, since few disks can be checked for it.
_LEVELS = {
    "overwrite": "clear",
    "ata_erase": "clear",
    "factory_reset": "clear",
    "sanitize_block": "purge",
    "sanitize_crypto": "purge",
    "destruction": "destroy",
}
_DECLARERS = "emmaus_connect.group_technician"
# Given by nobody, whatever they send.
_FOLLOWS = (
    "evidence",
    "proven_at",
    "report_sha256",
    "report_line",
    "user_id",
    "device_id",
    "level",
    "warehouse_id",
)


class EmmausErasureStandard(models.Model):
    """A published standard of media sanitisation, with its revision and its source."""

    _name = "emmaus.erasure.standard"
    _description = "Erasure Standard"
    _order = "sequence, id"

    name = fields.Char(required=True)
    revision = fields.Char()
    date = fields.Date("Published On")
    source = fields.Char(required=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)

    @api.depends("name", "revision")
    def _compute_display_name(self):
        for standard in self:
            parts = (standard.name, standard.revision)
            standard.display_name = " ".join(part for part in parts if part)


class EmmausErasure(models.Model):
    """One attempt to erase one storage medium; what passed is frozen for ever."""

    _name = "emmaus.erasure"
    _description = "Erasure"
    _inherit = ["emmaus.lifecycle.mixin"]
    _order = "id desc"

    _transitions = {
        "planned": ("running",),
        "running": ("passed", "failed"),
        "passed": (),
        "failed": (),  # a new attempt, or destruction
    }

    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("running", "Running"),
            ("passed", "Passed"),
            ("failed", "Failed"),
        ],
        default="planned",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    # What
    medium_id = fields.Many2one(
        "emmaus.medium", required=True, index=True, ondelete="restrict"
    )
    device_id = fields.Many2one(
        "emmaus.device",
        index="btree_not_null",
        ondelete="restrict",
        help="The device that the medium was in then.",
    )
    medium_serial = fields.Char(help="As the report tells it.")
    # How
    standard_id = fields.Many2one("emmaus.erasure.standard", ondelete="restrict")
    method = fields.Selection(
        [
            ("overwrite", "Overwriting"),
            ("ata_erase", "ATA secure erase"),
            ("sanitize_block", "Sanitize: block erase"),
            ("sanitize_crypto", "Sanitize: cryptographic erase"),
            ("factory_reset", "Factory reset"),
            ("destruction", "Physical destruction"),
        ],
        required=True,
        default="overwrite",
    )
    method_detail = fields.Char(help="As the tool names it, such as PRNG Stream.")
    level = fields.Selection(
        [("clear", "Clear"), ("purge", "Purge"), ("destroy", "Destroy")],
        compute="_compute_level",
        store=True,
        help="What the method achieves under NIST SP 800-88 r2.",
    )
    rounds = fields.Integer()
    tool = fields.Char()
    tool_version = fields.Char()
    verification = fields.Selection(
        [("none", "Not verified"), ("last", "Last pass"), ("all", "All passes")]
    )
    pass_errors = fields.Integer()
    verify_errors = fields.Integer("Verification Errors")
    sync_errors = fields.Integer("Synchronisation Errors")
    # Phones
    account_lock_removed = fields.Boolean(help="No account asks for its password.")
    imei = fields.Char("IMEI")
    # When, who, what came out
    started_at = fields.Datetime()
    ended_at = fields.Datetime()
    proven_at = fields.Datetime("Recorded On", readonly=True, copy=False)
    operator_name = fields.Char(help="As the report names the person.")
    user_id = fields.Many2one(
        "res.users", "Recorded By", default=lambda self: self.env.user, readonly=True
    )
    reason = fields.Text("Remarks", help="Why it failed, or how it was destroyed.")
    evidence = fields.Selection(
        [
            ("machine", "Report of the tool, verified"),
            ("machine_unverified", "Report of the tool, without verification"),
            ("declared", "Declared by a person"),
        ],
        readonly=True,
    )
    # Proof
    report = fields.Binary(attachment=True, copy=False)
    report_name = fields.Char(copy=False)
    report_sha256 = fields.Char("SHA-256 of the Report", readonly=True, copy=False)
    report_line = fields.Integer(
        readonly=True, copy=False, help="Which of the media that the report tells of."
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", "Site", compute="_compute_warehouse_id", store=True
    )

    # One medium once in each report.
    _report_uniq = models.UniqueIndex(
        "(report_sha256, medium_id) WHERE report_sha256 IS NOT NULL",
        "This report of this medium is recorded already.",
    )
    _report_line_uniq = models.UniqueIndex(
        "(report_sha256, report_line) WHERE report_line > 0",
        "This report is recorded already.",
    )

    @api.depends("method")
    def _compute_level(self):
        for erasure in self:
            erasure.level = _LEVELS.get(erasure.method)

    @api.depends("device_id.warehouse_id", "medium_id.warehouse_id")
    def _compute_warehouse_id(self):
        for erasure in self:
            erasure.warehouse_id = (
                erasure.device_id.warehouse_id
                or erasure.medium_id.warehouse_id
                or erasure.warehouse_id
            )

    @api.depends("medium_id", "method")
    def _compute_display_name(self):
        methods = dict(self._fields["method"]._description_selection(self.env))
        for erasure in self:
            medium = erasure.medium_id.display_name
            erasure.display_name = f"{medium} · {methods.get(erasure.method, '')}"

    # CRUD: what is told is not told otherwise

    @api.model_create_multi
    def create(self, vals_list):
        # Given, so that no default of the context has a say.
        self = self.with_context(clean_context(self.env.context))
        vals_list = [self._checked(vals) for vals in vals_list]
        for vals in vals_list:
            medium = self.env["emmaus.medium"].browse(vals.get("medium_id"))
            if not medium:
                raise UserError(self.env._("Choose the medium that is to be erased."))
            medium.check_access("read")
            vals.setdefault("medium_serial", medium.serial)
            vals["device_id"] = medium.device_id.id
        return super().create(vals_list)

    def write(self, vals):
        if not (self._is_by_act() or self.env.su):
            self._check_not_frozen()
            if "medium_id" in vals:
                self._check_planned()
                medium = self.env["emmaus.medium"].browse(vals["medium_id"])
                self.sudo().device_id = medium.sudo().device_id
        return super().write(self._checked(vals))

    def _check_planned(self):
        for erasure in self.filtered(lambda erasure: erasure.state != "planned"):
            raise UserError(
                self.env._(
                    "The erasure %(name)s is under way: it keeps its medium. Record"
                    " that it failed, then plan another one.",
                    name=erasure.display_name,
                )
            )

    def _checked(self, vals):
        """Return `vals` with the hash that follows from the bytes of the report."""
        vals = dict(vals)
        if not (self._is_by_act() or self.env.su):
            for name in _FOLLOWS:
                vals.pop(name, None)
        if "medium_id" in vals and not self.env.su:
            self.env["emmaus.medium"].browse(vals["medium_id"]).check_access("read")
        if "report" in vals:
            raw = b64decode(vals["report"] or b"")
            vals["report_sha256"] = sha256(raw).hexdigest() if raw else False
        return vals

    @api.ondelete(at_uninstall=False)
    def _check_not_frozen(self):
        for erasure in self.filtered(lambda e: e.state in ("passed", "failed")):
            raise UserError(
                self.env._(
                    "The erasure %(name)s is “%(state)s”: it is kept as it is. Record"
                    " a new attempt.",
                    name=erasure.display_name,
                    state=erasure._state_label(erasure.state),
                )
            )

    # Acts

    def action_start(self, occurred_at=None):
        """Planned to running: the tool is at work on the medium."""
        self.check_access("write")
        now = occurred_at or fields.Datetime.now()
        self._move_to("running", {"started_at": now}, occurred_at=occurred_at)

    def action_fail(self, reason=None):
        """Running to failed: try again, or take the medium out and destroy it."""
        self.check_access("write")
        values = {"ended_at": fields.Datetime.now()}
        if reason:
            values["reason"] = reason
        for erasure in self:
            if not (reason or erasure.reason):
                raise UserError(
                    self.env._(
                        "Say why the erasure %(name)s failed, in its remarks.",
                        name=erasure.display_name,
                    )
                )
        self._move_to("failed", values)

    def action_pass(self):
        """Running to passed, on what a person declares or on the report attached.

        :raise UserError: nothing that proves it is attached, or the report itself
            tells of another medium or of errors; nothing changes then
        """
        self.check_access("write")
        self._check_may_declare()
        for erasure in self:
            erasure._check_transition("passed")
            erasure._check_can_pass()
            values = erasure._proof_values()
            if not (values.get("ended_at") or erasure.ended_at):
                values["ended_at"] = fields.Datetime.now()
            erasure._pass(values)

    def _check_may_declare(self):
        if not (self.env.su or self.env.user.has_group(_DECLARERS)):
            raise AccessError(
                self.env._(
                    "An erasure is declared by a technician: send the report of the"
                    " tool instead, or ask one."
                )
            )

    def _check_can_pass(self):
        """What a person has to give before their word counts as a proof."""
        if self.pass_errors or self.verify_errors or self.sync_errors:
            self._refuse_pass(self.env._("errors were counted while erasing"))
        if self.method == "destruction":
            if not self.reason:
                self._refuse_pass(
                    self.env._("say in the remarks how and by whom it was destroyed")
                )
        elif self.method == "factory_reset":
            if not self.account_lock_removed:
                self._refuse_pass(
                    self.env._(
                        "check on the device that no account asks for its password,"
                        " then tick it"
                    )
                )
            if not self._is_built_in():
                self._refuse_pass(
                    self.env._(
                        "a factory reset erases built-in storage only: erase the disk"
                        " itself"
                    )
                )
        elif not self.report:
            self._refuse_pass(
                self.env._("attach the report of the tool that erased it")
            )

    def _is_built_in(self):
        medium = self.medium_id.sudo()
        category = medium.device_id.category_id
        in_computer = medium.device_id and not category.internal_storage
        return medium.kind in ("INTERNAL", False) and not in_computer

    def _refuse_pass(self, why):
        raise UserError(
            self.env._(
                "%(name)s cannot count as erased: %(why)s.",
                name=self.medium_id.display_name,
                why=why,
            )
        )

    def _proof_values(self):
        """Return how strong the proof is; a report we can read has the last word."""
        told = None
        if self.report and self.method not in ("destruction", "factory_reset"):
            told = self._told_by_report()
        if told is None:
            return {"evidence": "declared"}
        if not told.passed:
            self._refuse_pass(self._why_not(told))
        return self._told_values(told)

    def _pass(self, values):
        """Freeze it as the proof, and let its device go on."""
        values = {**values, "proven_at": fields.Datetime.now()}
        ended_at = values.get("ended_at") or self.ended_at
        method = values.get("method") or self.method
        facts = {"medium": self.medium_id.display_name, "method": method}
        self._move_to("passed", values, occurred_at=ended_at, **facts)
        self.env["emmaus.event"]._append(
            self.sudo().device_id.with_env(self.env),
            "medium_erased",
            occurred_at=ended_at,
            **facts,
        )
        devices = self.sudo().medium_id.device_id
        devices._refresh_erasure_state()
        devices.with_env(self.env)._follow_proof(occurred_at=ended_at)

    def action_retry(self):
        """Plan a new attempt on the same medium, after one that failed."""
        self.ensure_one()
        if self.state != "failed":
            raise UserError(
                self.env._(
                    "The erasure %(name)s is “%(state)s”: only a failed one is tried"
                    " again.",
                    name=self.display_name,
                    state=self._state_label(self.state),
                )
            )
        again = self.create(
            {"medium_id": self.medium_id.id, "standard_id": self.standard_id.id}
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": again.id,
            "views": [(False, "form")],
        }

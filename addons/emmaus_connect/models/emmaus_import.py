import base64
import hashlib

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.importing import act as outcome
from ..tools.importing.device_file import device_lines
from ..tools.importing.notes import FileProblem
from ..tools.importing.partner_line import partner_lines
from ..tools.importing.read import read_file
from ..tools.importing.recognise import PARTNER_KINDS, check_data

_GOOD = {outcome.CREATED, outcome.CHANGED, outcome.UNCHANGED}
# From this many lines on, a file is applied in the background.
BACKGROUND_LINES = 1500
# An object, not a flag: no RPC call can put it into a context.
_RUN = object()


class EmmausImport(models.Model):
    """A file that somebody sent: read, checked line by line, then applied once.

    The dry run and the real run share one plan, made of `Act`s: `_plan` finds out
    what each line means and writes nothing, `_execute` writes it all in one
    transaction.
    """

    _name = "emmaus.import"
    _description = "Import"
    _order = "id desc"
    _rec_name = "file_name"

    # The file
    file = fields.Binary(required=True, attachment=True, copy=False)
    file_name = fields.Char(required=True)
    file_hash = fields.Char("SHA-256", readonly=True, copy=False, index=True)
    kind = fields.Selection(
        [
            ("bolc", "BOLC lines"),  # 34 or 35 columns, or a status only
            ("tectech", "tec.tech list"),  # with its line of titles
            ("pc_sheet", "Refurbisher's computers"),
            ("phone_sheet", "Refurbisher's smartphones"),
            ("structures", "Structures"),
            ("donors", "Donors"),
        ],
        copy=False,
        help="Told from the content. Choose it for a list of organisations.",
    )
    # What the file does not say
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Site",
        domain="[('is_emmaus_site', '=', True)]",
        default=lambda self: self._default_warehouse(),
        help="For lines whose number names no site.",
    )
    collection_id = fields.Many2one(
        "emmaus.collection",
        help="New devices go there, whatever lot the file names. When empty, each lot"
        " of the file is a collection.",
    )
    refurbisher_id = fields.Many2one(
        "res.partner",
        domain="[('is_refurbisher', '=', True)]",
        help="Whose identifiers the file holds, when it does not say.",
    )
    donor_id = fields.Many2one(
        "res.partner",
        domain="[('is_donor', '=', True)]",
        help="Of the collections that this file opens.",
    )
    category_id = fields.Many2one(
        "emmaus.device.category", help="For lines that name no type."
    )
    # The outcome
    state = fields.Selection(
        [
            ("draft", "To Check"),
            ("checked", "Checked"),  # a dry run told what would happen
            ("waiting", "In Progress"),  # being applied in the background
            ("applied", "Applied"),
            ("failed", "Failed"),  # the file as a whole cannot be used
        ],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    message = fields.Text(readonly=True, copy=False)
    cell_account = fields.Text("Where Each Cell Went", readonly=True, copy=False)
    line_ids = fields.One2many("emmaus.import.line", "import_id", "Lines", copy=False)
    line_count = fields.Integer("Lines Read", readonly=True, copy=False)
    created_count = fields.Integer("New", readonly=True, copy=False)
    changed_count = fields.Integer("Changed", readonly=True, copy=False)
    unchanged_count = fields.Integer("Unchanged", readonly=True, copy=False)
    refused_count = fields.Integer("Refused", readonly=True, copy=False)
    ignored_count = fields.Integer("Ignored", readonly=True, copy=False)
    review_count = fields.Integer("To Look At", readonly=True, copy=False)
    applied_at = fields.Datetime("Applied On", readonly=True, copy=False)
    applied_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    twin_id = fields.Many2one(
        "emmaus.import",
        "Same File",
        readonly=True,
        copy=False,
        help="The import that applied this very file before.",
    )
    progress = fields.Float(compute="_compute_progress")
    error_file = fields.Binary(compute="_compute_error_file")

    _applied_once = models.UniqueIndex(
        "(file_hash) WHERE state = 'applied'",
        "This very file was applied a moment ago by somebody else: nothing is left to"
        " do.",
    )

    def _default_warehouse(self):
        sites = self.env.user.emmaus_site_ids
        return sites if len(sites) == 1 else sites.browse()

    def _compute_error_file(self):
        for record in self:
            record.error_file = record._make_error_file()

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        self._check_not_outcome({name for vals in vals_list for name in vals})
        return super().create(vals_list)

    def write(self, vals):
        self._check_not_outcome(vals)
        if "file" in vals:
            vals = {**self._forget_outcome(), **vals}
        return super().write(vals)

    def _check_not_outcome(self, names):
        """Only a run says what became of a file, and who asked for it.

        The background job works with the rights of `requested_by_id`, and a file
        whose `state` is set back would be applied once more.
        """
        if self.env.context.get("emmaus_import_run") is _RUN:
            return
        for name in names:
            if name in self._fields and self._fields[name].readonly:
                raise UserError(
                    self.env._(
                        "The field “%(field)s” is not filled in by hand: it tells what"
                        " became of the file. Check the file, or apply it.",
                        field=self._fields[name]._description_string(self.env),
                    )
                )

    def _running(self):
        """Return `self` as the runs write on it."""
        return self.with_context(emmaus_import_run=_RUN)

    def _forget_outcome(self):
        """Return the values of a file that starts anew; an applied one stays."""
        for record in self:
            if record.state in ("waiting", "applied"):
                raise UserError(
                    self.env._(
                        "%(name)s is already applied: make a new import for another"
                        " file.",
                        name=record.file_name,
                    )
                )
        self.sudo().line_ids.unlink()
        return {
            "state": "draft",
            "message": False,
            "cell_account": False,
            "kind": False,
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_applied(self):
        for record in self:
            if record.state in ("waiting", "applied"):
                raise UserError(
                    self.env._(
                        "%(name)s tells where its devices come from: it cannot be"
                        " deleted any more.",
                        name=record.file_name,
                    )
                )

    # Actions

    def action_dry_run(self):
        """Draft, checked or failed to checked: say what would happen, change nothing.

        A file that cannot be used leads to failed, with one sentence why.
        """
        for record in self:
            record.check_access("write")
            record._refuse_if_under_way()
            record._run(apply=False)
        return True

    def action_apply(self):
        """To applied: do what the dry run says, all good lines in one transaction.

        Long files go to waiting, and a background job applies them. A file that was
        applied before changes nothing and says so.
        """
        for record in self:
            record.check_access("write")
            record._refuse_if_under_way()
            if record.state in ("draft", "failed"):
                record._run(apply=False)
            if record.state != "checked" or record.twin_id:
                continue
            if record.line_count > BACKGROUND_LINES:
                record._apply_later()
            else:
                record._run(apply=True)
        return True

    def action_download_errors(self):
        """Give the refused lines as a workbook to correct and send again."""
        self.ensure_one()
        self.check_access("read")
        if not self.refused_count:
            raise UserError(
                self.env._("%(name)s has no refused line.", name=self.file_name)
            )
        name = f"{self.file_name.rpartition('.')[0] or self.file_name}-erreurs.xlsx"
        return {
            "type": "ir.actions.act_url",
            "target": "download",
            "url": f"/web/content/{self._name}/{self.id}/error_file/{name}"
            "?download=true",
        }

    def action_view_devices(self):
        """Show the devices that the lines of this file are about."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_device_action"
        )
        devices = self.line_ids.device_id
        return {**action, "domain": [("id", "in", devices.ids)], "context": {}}

    def _refuse_if_under_way(self):
        if self.state in ("waiting", "applied"):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: there is nothing more to do with it.",
                    name=self.file_name,
                    state=dict(self._fields["state"]._description_selection(self.env))[
                        self.state
                    ],
                )
            )

    # Running

    def _run(self, apply):
        """Read, plan, and execute the plan when `apply`; leave the outcome behind."""
        self = self._running()
        data = self._data()
        recognised, tables = None, ()
        try:
            recognised, tables = read_file(data, self.kind)
            check_data(recognised)
            self._check_right(recognised.kind, apply)
        except FileProblem as problem:
            return self._fail(problem, (), recognised, tables)
        self.write({"file_hash": hashlib.sha256(data).hexdigest()})
        self.twin_id = self._find_twin()
        self.kind = recognised.kind
        apply = apply and not self.twin_id
        acts = self._plan(recognised)
        if apply and not any(act.state in _GOOD for act in acts):
            return self._fail(FileProblem("nothing_good"), acts, recognised, tables)
        if apply:
            self._execute(acts)
        self._write_outcome(acts, recognised, tables, "applied" if apply else "checked")
        return None

    def _data(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _check_right(self, kind, apply):
        right = self.env["res.partner"].has_access("create")
        if apply and kind in PARTNER_KINDS and not right:
            raise FileProblem("no_right")

    def _find_twin(self):
        domain = [("file_hash", "=", self.file_hash), ("state", "=", "applied")]
        return self.sudo().search(domain + [("id", "!=", self.id)], limit=1)

    def _plan(self, recognised):
        """Return one settled `Act` a line; writes nothing."""
        self._report_progress(0, 1)
        if recognised.kind in PARTNER_KINDS:
            lines = list(partner_lines(recognised))
        else:
            lines = list(device_lines(recognised))
        acts = [outcome.Act(line) for line in lines]
        if self.twin_id:
            self._plan_twin(acts)
        elif recognised.kind in PARTNER_KINDS:
            self._plan_partners(acts)
        else:
            self._plan_devices(acts, recognised)
        return [act.settle() for act in acts]

    def _plan_twin(self, acts):
        """Every line of a file that was applied before is unchanged, and says why."""
        twin = self.twin_id.sudo()  # maybe another site's
        when = fields.Datetime.context_timestamp(self, twin.applied_at)
        for act in acts:
            act.notes.clear()
            act.notes.tell(
                "already_applied",
                date=f"{when:%d/%m/%Y %H:%M}",
                user=twin.applied_by_id.name,
            )

    def _execute(self, acts):
        if self.kind in PARTNER_KINDS:
            self._execute_partners(acts)
        else:
            self._execute_devices(acts)

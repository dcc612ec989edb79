import logging
from hashlib import sha256
from time import monotonic

from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.exceptions import ConcurrencyError, UserError

from ..tools.erasing.recognise import is_erasure_report

_logger = logging.getLogger(__name__)

MOST = 200
SECONDS = 45  # below what a worker or a proxy waits for


class EmmausAuditSend(models.TransientModel):
    """Many files of the audit and erasing tools at once, and what came of each."""

    _name = "emmaus.audit.send"
    _description = "Send Audits and Erasure Reports"

    file_ids = fields.Many2many("ir.attachment", string="Files")
    collection_id = fields.Many2one(
        "emmaus.collection",
        domain="[('state', 'in', ('collected', 'received'))]",
        help="What no number is known of is entered in this donation.",
    )
    line_ids = fields.One2many("emmaus.audit.send.line", "send_id", readonly=True)
    good_count = fields.Integer("In Order", compute="_compute_counts")
    look_count = fields.Integer("Need a Look", compute="_compute_counts")

    @api.depends_context("lang")
    def _compute_display_name(self):
        self.display_name = self.env._("Send Files")

    @api.depends("line_ids.needs_look")
    def _compute_counts(self):
        for wizard in self:
            look = wizard.line_ids.filtered("needs_look")
            wizard.look_count = len(look)
            wizard.good_count = len(wizard.line_ids - look)

    def action_send(self):
        """Read every file, each on its own: one that cannot be read loses no other.

        When the files take long, some are left in `file_ids` for the next call.

        :raise UserError: no file, or more than can be read in one go
        """
        self.ensure_one()
        self._check_files()
        enough = monotonic() + SECONDS
        for attachment in self.file_ids.sorted("id"):
            self._send(attachment.name, attachment.raw or b"")
            # What was read is kept with its audit or its erasure.
            attachment.sudo().unlink()
            if monotonic() > enough:
                break  # the rest stays on the page, to be sent with one more tap

    def _check_files(self):
        if not self.file_ids:
            raise UserError(
                self.env._("Choose the files first, or drop them on the page.")
            )
        if len(self.file_ids) > MOST:
            raise UserError(
                self.env._(
                    "%(count)s files were chosen and %(most)s are read at a time: send"
                    " them in several goes.",
                    count=len(self.file_ids),
                    most=MOST,
                )
            )
        for file in self.file_ids.sudo():
            # They are read and thrown away, so only what was put here for that.
            if file.res_model != self._name or file.create_uid != self.env.user:
                raise UserError(
                    self.env._(
                        "%(file)s was not sent on this page: choose it again.",
                        file=file.name,
                    )
                )

    def _send(self, name, content):
        """Read one file and note what came of it, whatever that is."""
        try:
            with self.env.cr.savepoint():
                values_list = self._read(name, content)
        except (OperationalError, ConcurrencyError):
            raise  # played again as a whole
        except UserError as error:
            values_list = [{"outcome": "refused", "sentence": str(error)}]
        except Exception:
            _logger.exception("A file sent as an audit could not be recorded")
            sentence = self.env._(
                "This file could not be recorded: keep it, and show it to an"
                " administrator."
            )
            values_list = [{"outcome": "refused", "sentence": sentence}]
        self.env["emmaus.audit.send.line"].sudo().create(
            [
                {"send_id": self.id, "file_name": name, **values}
                for values in values_list
            ]
        )

    def _read(self, name, content):
        if is_erasure_report(content):
            return self._read_report(name, content)
        return [self._read_audit(name, content)]

    def _read_audit(self, name, content):
        audits = self.env["emmaus.audit"]
        known = self._known(audits, "sha256", content)
        audit = audits.ingest(name, content, collection=self.collection_id or None)
        if known and not audit.has_access("read"):
            return self._of_another_site()
        audit = audit.sudo()
        sentence = {
            "unreadable": audit.error,
            "to_decide": audit.decision_reason,
            "matched": self._about_matched(audit),
        }[audit.state]
        return {
            "outcome": audit.state,
            "device_id": audit.device_id.id,
            "audit_id": audit.id,
            "sentence": self._with_known(known, sentence),
        }

    def _about_matched(self, audit):
        """What is worth a look although the audit has its device."""
        device = audit.device_id
        found = device.is_found and not device.collection_id
        new = self.env._("Nobody announced it: say which donation it came with.")
        parts = (new if found else "", audit.changes_text, audit.doubts)
        return "\n".join(part for part in parts if part)

    def _read_report(self, name, content):
        erasures = self.env["emmaus.erasure"]
        known = self._known(erasures, "report_sha256", content)
        found = erasures.ingest(name, content)
        if known:
            found = found._filtered_access("read")
            if not found:
                return [self._of_another_site()]
        return [self._erasure_values(erasure, known) for erasure in found.sudo()]

    def _erasure_values(self, erasure, known):
        device = erasure.medium_id.device_id
        outcome = "erased" if erasure.state == "passed" else "not_erased"
        sentence = erasure.medium_id.display_name
        if erasure.reason:
            sentence = self.env._(
                "%(medium)s: %(reason)s", medium=sentence, reason=erasure.reason
            )
        if erasure.is_alone:
            outcome = "to_attach"
            sentence = self.env._(
                "%(medium)s: the report tells no serial number, so a technician says"
                " which medium it is of.",
                medium=sentence,
            )
        elif not device:
            sentence = self.env._(
                "%(medium)s: no audit lists this disk yet; its proof waits for it.",
                medium=sentence,
            )
        return {
            "outcome": outcome,
            "device_id": device.id,
            "erasure_id": erasure.id,
            "sentence": self._with_known(known, sentence),
        }

    def _known(self, records, field, content):
        digest = sha256(content).hexdigest()
        return bool(records.sudo().search_count([(field, "=", digest)], limit=1))

    def _with_known(self, known, sentence):
        if not known:
            return sentence
        same = self.env._("Same file as before.")
        return f"{same} {sentence}" if sentence else same

    def _of_another_site(self):
        sentence = self.env._("Another site sent this file already: nothing to do.")
        return {"outcome": "known", "sentence": sentence}


class EmmausAuditSendLine(models.TransientModel):
    """What came of one file, or of one medium that a report tells of."""

    _name = "emmaus.audit.send.line"
    _description = "File Sent"
    _order = "needs_look desc, id"  # what is in order waits for nobody

    send_id = fields.Many2one("emmaus.audit.send", required=True, ondelete="cascade")
    file_name = fields.Char("File", readonly=True)
    outcome = fields.Selection(
        [
            ("matched", "Audit recorded"),
            ("erased", "Erased, with proof"),
            ("known", "Sent before"),
            ("to_decide", "To decide"),
            ("to_attach", "To attach"),
            ("not_erased", "Not erased"),
            ("unreadable", "Not readable"),
            ("refused", "Refused"),
        ],
        readonly=True,
    )
    needs_look = fields.Boolean(compute="_compute_needs_look", store=True)
    device_id = fields.Many2one("emmaus.device", readonly=True, ondelete="cascade")
    audit_id = fields.Many2one("emmaus.audit", readonly=True, ondelete="cascade")
    erasure_id = fields.Many2one("emmaus.erasure", readonly=True, ondelete="cascade")
    sentence = fields.Text("What Came of It", readonly=True)

    @api.depends("outcome")
    def _compute_needs_look(self):
        for line in self:
            line.needs_look = line.outcome not in ("matched", "erased", "known")

    def action_open(self):
        """Open what the file became: its audit while undecided, else its device."""
        self.ensure_one()
        decided = self.outcome in ("matched", "erased")
        record = (self.device_id if decided else False) or (
            self.audit_id or self.erasure_id
        )
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

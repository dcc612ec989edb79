import base64
from collections import Counter

from odoo import fields, models

from ..tools.importing import act as outcome
from ..tools.importing.device_file import account
from ..tools.importing.error_file import write_error_file
from ..tools.importing.partner_line import NOT_KEPT as PARTNER_NOT_KEPT
from ..tools.importing.read import read_file
from ..tools.importing.recognise import PARTNER_KINDS
from .emmaus_import_message import note_reason, note_text, problem_text, remark_text

_OUTCOMES = (
    outcome.CREATED,
    outcome.CHANGED,
    outcome.UNCHANGED,
    outcome.REFUSED,
    outcome.IGNORED,
)
_CODES = {"ec_id", "refurbisher_code", "serial", "imei1"}


class EmmausImport(models.Model):
    """Telling people what became of a file: lines, counts, remarks, errors."""

    _inherit = "emmaus.import"

    def _fail(self, problem, acts=(), recognised=None, tables=()):
        """The file stays attached; a person reads why and tries again."""
        if isinstance(problem.params.get("found"), str):
            kinds = dict(self._fields["kind"]._description_selection(self.env))
            problem.params.update(
                {key: kinds.get(problem.params[key]) for key in ("kind", "found")}
            )
        self._write_outcome(acts, recognised, tables, "failed")
        self._running().message = problem_text(self.env, problem)

    def _write_outcome(self, acts, recognised, tables, state):
        counts = Counter(act.state for act in acts)
        vals = {
            "state": state,
            "line_count": len(acts),
            "review_count": sum(1 for act in acts if act.notes.warned),
            "message": recognised and self._remarks(recognised),
            "cell_account": recognised and self._account_text(recognised, tables),
        }
        vals.update({f"{name}_count": counts[name] for name in _OUTCOMES})
        if state == "applied":
            vals |= {
                "applied_at": fields.Datetime.now(),
                "applied_by_id": self.env.uid,
            }
        # Nobody has the right to write lines by hand.
        self.sudo().line_ids.unlink()
        self.env["emmaus.import.line"].sudo().create(
            [self._prepare_line_vals(act) for act in acts]
        )
        self._running().write(vals)

    def _prepare_line_vals(self, act):
        partners = self.kind in PARTNER_KINDS
        note = act.main_note
        return {
            "import_id": self.id,
            "number": act.line.number,
            "state": act.state,
            "code": act.line.code,
            "needs_review": act.notes.warned,
            "reason": note_reason(self.env, note) if note else False,
            "message": " ".join(note_text(self.env, note) for note in act.notes),
            "device_id": not partners and act.record_id or False,
            "partner_id": partners and act.record_id or False,
            "brand_text": not partners and act.line.brand or False,
            "brand_candidate_id": act.brand_candidate_id or False,
        }

    def _remarks(self, recognised):
        """Say what is to be known about the file as a whole."""
        remarks = list(recognised.table.remarks)
        if recognised.layout:
            layout = recognised.layout
            remarks += [
                ("guessed", {"title": title, "meant": meant})
                for title, meant in layout.guessed.values()
            ]
            remarks += [("doubled", {"title": t}) for t in layout.doubled.values()]
            if self.kind not in PARTNER_KINDS and not _CODES & set(layout.fields):
                remarks.append(("no_code_column", {}))
        if self.kind not in PARTNER_KINDS:
            remarks += self._heading_remarks(recognised)
        lines = [remark_text(self.env, code, params) for code, params in remarks]
        if self.twin_id:
            lines.insert(0, self._twin_text())
        return "\n".join(lines)

    def _twin_text(self):
        twin = self.twin_id.sudo()  # maybe another site's
        when = fields.Datetime.context_timestamp(self, twin.applied_at)
        return self.env._(
            "This very file was already applied on %(date)s by %(user)s: nothing is"
            " left to do. Corrected lines go into the file of errors, or a new file.",
            date=f"{when:%d/%m/%Y %H:%M}",
            user=twin.applied_by_id.name,
        )

    def _account_text(self, recognised, tables):
        counts = account(
            recognised, tables, PARTNER_NOT_KEPT if self.kind in PARTNER_KINDS else None
        )
        lines = [
            self.env._(
                "%(cells)s cells hold something: %(read)s read, %(titles)s titles,"
                " %(above)s above the titles.",
                **{key: counts[key] for key in ("cells", "read", "titles", "above")},
            )
        ]
        labels = {
            "not_kept": self.env._("Left out on purpose: %(list)s."),
            "unknown": self.env._("In columns we do not know: %(list)s."),
            "other_sheets": self.env._("On other sheets: %(list)s."),
        }
        for key, label in labels.items():
            if counts[key]:
                listed = ", ".join(f"{name} ({n})" for name, n in counts[key].items())
                lines.append(label % {"list": listed})
        return "\n".join(lines)

    # Errors to correct

    def _make_error_file(self):
        refused = self.line_ids.filtered(lambda line: line.state == outcome.REFUSED)
        if not refused:
            return False
        recognised, _tables = read_file(self._data(), self.kind)
        messages = {line.number: line.message for line in refused}
        return base64.b64encode(write_error_file(recognised, messages))

from base64 import b64decode, b64encode
from hashlib import sha256

from psycopg2.errors import UniqueViolation
from pytz import UTC

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import format_list

from ..tools.codes import is_bogus_serial, normalize_code
from ..tools.content import content_bytes
from ..tools.erasing import ErasureReportError, read_erasure_report
from .emmaus_erasure_message import erasure_message, erasure_reason

_SENDERS = "emmaus_connect.group_volunteer"


class EmmausErasure(models.Model):
    """Reports that erasing tools write: read, kept, and believed as far as they go."""

    _inherit = "emmaus.erasure"

    @api.model
    def ingest(self, file_name, content):
        """Record the erasures that a tool's report tells, one for each medium.

        :param str file_name: as the person has it
        :param bytes content: nwipe or ShredOS, text log or PDF (base64 by RPC)
        :return: the erasures, passed or failed; the same bytes give the same ones
        :raise UserError: a file that is no such report; names the place
        """
        self._check_may_send()
        content = content_bytes(self.env, file_name, content)
        digest = sha256(content).hexdigest()
        known = self.sudo().search([("report_sha256", "=", digest)], order="id")
        if known:
            return known.with_env(self.env)
        try:
            told = read_erasure_report(file_name, content)
        except ErasureReportError as error:
            raise UserError(erasure_message(self.env, error)) from error
        proofs = self.sudo()
        for number, line in enumerate(told, 1):
            vals = {"report_line": number, "report_name": file_name}
            proofs |= proofs._record(line, {**vals, "report": b64encode(content)})
        return proofs.with_env(self.env)

    def _check_may_send(self):
        if not (self.env.su or self.env.user.has_group(_SENDERS)):
            raise AccessError(
                self.env._("Your role reads proofs of erasure, it records none.")
            )

    def _record(self, line, vals):
        """Record what the report tells of one medium."""
        vals = {
            "medium_id": self._medium_of(line).id,
            "standard_id": self._default_standard().id,
            **self._told_values(line),
            **vals,
        }
        try:
            erasure = self.create(vals).with_user(self.env.user)
        except UniqueViolation as error:
            # Another worker got the same report: once it is done, find its proofs.
            raise ConcurrencyError("the same report was sent twice at once") from error
        erasure = erasure.sudo()
        erasure._move_to("running", occurred_at=erasure.started_at)
        if line.passed:
            erasure._pass({})
        else:
            values = {"reason": self._why_not(line)}
            erasure._move_to("failed", values, occurred_at=erasure.ended_at)
        return erasure

    def _told_values(self, line):
        """Return the values of an erasure that its report tells."""
        verified = line.verification in ("last", "all")
        return {
            "medium_serial": line.medium_serial,
            "method": "overwrite",
            "method_detail": line.method,
            "rounds": line.rounds,
            "tool": line.tool,
            "tool_version": line.tool_version,
            "verification": line.verification,
            "pass_errors": line.pass_errors,
            "verify_errors": line.verify_errors,
            "sync_errors": line.sync_errors,
            "started_at": self._utc(line.started_at),
            "ended_at": self._utc(line.ended_at),
            "operator_name": line.operator_name,
            "evidence": "machine" if verified else "machine_unverified",
        }

    def _utc(self, moment):
        """The tool writes the time of the machine's own clock, which is ours."""
        local = moment and self.env.tz.localize(moment)
        return local and local.astimezone(UTC).replace(tzinfo=None)

    def _medium_of(self, line):
        """Return the medium that a report tells of; one nobody saw yet is created."""
        media = self.env["emmaus.medium"].sudo()
        code = normalize_code(line.medium_serial)
        found = media
        if not is_bogus_serial(line.medium_serial):
            found = media.search([("normalized", "=", code)], order="device_id, id")
            found = found.filtered(lambda m: m._is_same(False, line.size_gb))
        return found[:1] or media.create(
            {
                "serial": line.medium_serial,
                "model": line.medium_model,
                "kind": line.medium_kind,
                "size_gb": line.size_gb,
            }
        )

    def _default_standard(self):
        return self.env["emmaus.erasure.standard"].sudo().search([], limit=1)

    def _why_not(self, line):
        reasons = [erasure_reason(self.env, reason) for reason in line.reasons]
        return format_list(self.env, reasons) or self.env._("the tool tells no success")

    def _told_by_report(self):
        """Return what the attached report tells of this medium, None if unreadable.

        :raise UserError: it is readable and tells of other media only
        """
        try:
            told = read_erasure_report(self.report_name or "", b64decode(self.report))
        except ErasureReportError:
            return None
        code = normalize_code(self.medium_id.serial)
        mine = [line for line in told if normalize_code(line.medium_serial) == code]
        if not mine or is_bogus_serial(self.medium_id.serial):
            serials = format_list(
                self.env, [line.medium_serial or "?" for line in told]
            )
            self._refuse_pass(
                self.env._(
                    "the report tells of %(serials)s: attach the report of this medium",
                    serials=serials,
                )
            )
        return mine[-1]

    @api.private
    def action_attach_to(self, medium):
        """Say which medium a report without a usable serial number told of.

        :raise UserError: a medium of another size, or an erasure that has its medium
        """
        self.ensure_one()
        self.check_access("write")
        self._check_may_declare()
        medium.ensure_one()
        medium.check_access("read")
        alone = self.sudo().medium_id
        if alone.device_id or alone.normalized:
            raise UserError(
                self.env._(
                    "The erasure %(name)s tells the serial number of its medium: it"
                    " proves that one and no other.",
                    name=self.display_name,
                )
            )
        if not alone._is_same(medium.kind, medium.size_gb):
            raise UserError(
                self.env._(
                    "%(medium)s is not of the size that the report tells,"
                    " %(told)s: choose the medium that was erased.",
                    medium=medium.display_name,
                    told=alone.display_name,
                )
            )
        device = medium.device_id
        self.sudo()._by_act().write({"medium_id": medium.id, "device_id": device.id})
        facts = {"medium": medium.display_name}
        self.env["emmaus.event"]._append(self, "attached", **facts)
        if self.state == "passed":
            self.env["emmaus.event"]._append(device, "medium_erased", **facts)
            device.sudo()._refresh_erasure_state()
            device._follow_proof(occurred_at=fields.Datetime.now())

from odoo import fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows

_WORKABLE = ("received", "erased", "graded", "ready")


class EmmausRefurbishment(models.Model):
    """Bench work: what was found, done and fitted, by our own people."""

    _inherit = "emmaus.refurbishment"

    def action_start(self, occurred_at=None):
        """Draft to in progress; one event “bench_started” for each device.

        :raise UserError: no device, or one that is elsewhere, in other work, or not
            in stock; nothing is written then
        """
        for bench in self:
            bench._check_bench()
        self._begin(_WORKABLE, occurred_at=occurred_at)
        for bench in self:
            self.env["emmaus.event"]._append(
                bench.line_ids.device_id,
                "bench_started",
                work=bench.name,
                occurred_at=bench.date_start,
            )

    def action_finish(self, occurred_at=None):
        """In progress to done; one event “bench_done” for each device.

        :raise UserError: the outcome is missing; nothing is written then
        """
        self.check_access("write")
        lock_rows(self)
        self._check_transition("done")
        for bench in self:
            bench._check_bench()
            bench._check_outcome()
        now = occurred_at or fields.Datetime.now()
        for bench in self:
            bench.line_ids._settle("accepted", occurred_at=now)
            self.env["emmaus.event"]._append(
                bench.line_ids.device_id, "bench_done", **bench._bench_facts()
            )
        self._move_to("done", {"date_done": now}, occurred_at=occurred_at)

    def _check_bench(self):
        if self.kind != "bench":
            raise UserError(
                self.env._(
                    "%(name)s is a batch for a refurbisher: it is sent and taken back,"
                    " not worked on here.",
                    name=self.display_name,
                )
            )

    def _check_outcome(self):
        if not self.outcome:
            raise UserError(
                self.env._(
                    "Say how the work of %(name)s ended: repaired, not repairable, or"
                    " no fault found.",
                    name=self.display_name,
                )
            )

    def _bench_facts(self):
        outcomes = dict(self._fields["outcome"]._description_selection(self.env))
        facts = {
            "work": self.name,
            "outcome": outcomes[self.outcome],
            "minutes": self.minutes,
            "diagnosis": self.diagnosis,
            "work_done": self.work_done,
        }
        return {key: value for key, value in facts.items() if value}

    def action_open_fit(self):
        """Show the screen that fits a part."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "emmaus_connect.emmaus_refurbishment_fit_action"
            ),
            "context": {"default_refurbishment_id": self.id},
        }

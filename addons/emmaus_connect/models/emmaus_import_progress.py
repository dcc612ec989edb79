from psycopg2 import OperationalError

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.importing.notes import FileProblem

_STEP = 500


class EmmausImportProgress(models.Model):
    """How far a file has come while its one transaction is still open.

    Written through a connection of its own, since nobody sees what an open
    transaction writes; a table apart, since two connections may not write one row.
    """

    _name = "emmaus.import.progress"
    _description = "Import Progress"
    _log_access = False
    _rec_name = "import_ref"

    # A plain number: the other connection does not see the import's newest version.
    import_ref = fields.Integer("Import", required=True, readonly=True)
    done = fields.Integer(readonly=True)
    total = fields.Integer(readonly=True)

    _import_uniq = models.UniqueIndex("(import_ref)")

    @api.model
    def _report(self, import_id, done, total):
        with self.env.registry.cursor() as cr:
            cr.execute(
                SQL(
                    """
                    INSERT INTO emmaus_import_progress (import_ref, done, total)
                    VALUES (%(ref)s, %(done)s, %(total)s)
                    ON CONFLICT (import_ref)
                    DO UPDATE SET done = %(done)s, total = %(total)s
                    """,
                    ref=import_id,
                    done=done,
                    total=total,
                )
            )


class EmmausImport(models.Model):
    """Applying long files in the background."""

    _inherit = "emmaus.import"

    requested_by_id = fields.Many2one("res.users", readonly=True, copy=False)

    def _compute_progress(self):
        rows = (
            self.env["emmaus.import.progress"]
            .sudo()
            .search_fetch(
                [("import_ref", "in", self.ids)], ["import_ref", "done", "total"]
            )
        )
        share = {row.import_ref: 100 * row.done / max(row.total, 1) for row in rows}
        for record in self:
            done = record.state == "applied"
            record.progress = 100 if done else share.get(record.id, 0)

    def _apply_later(self):
        """To waiting: the background job takes it from here."""
        request = {"state": "waiting", "requested_by_id": self.env.uid}
        self._running().write(request)
        self.env.ref("emmaus_connect.emmaus_import_cron_apply").sudo()._trigger()

    @api.model
    def _cron_apply_waiting(self):
        """Apply the waiting files, one transaction each.

        A killed worker leaves the file waiting and nothing else: the next run starts
        it anew. An error leaves it failed, with the reason.
        """
        waiting = self.search([("state", "=", "waiting")], order="id")
        for number, record in enumerate(waiting, start=1):
            record._apply_waiting()
            left = self.env["ir.cron"]._commit_progress(
                1, remaining=len(waiting) - number
            )
            if not left:
                break

    def _apply_waiting(self):
        user = self.requested_by_id
        # The row lock keeps a second worker from starting the same file.
        locked = self.try_lock_for_update()
        if not locked:
            return
        mine = locked.with_user(user).with_context(
            lang=user.lang, tz=user.tz, emmaus_import_progress=True
        )
        try:
            with self.env.cr.savepoint():
                mine._run(apply=True)
        except OperationalError:
            raise  # somebody else wrote the same rows: the job starts again
        except Exception as error:  # whatever it is, a person must read about it
            self.env.invalidate_all()
            locked._fail(FileProblem("crashed", text=_first_line(error)))

    def _report_progress(self, done, total):
        """Tell the screen, at most every `_STEP` lines, when run in the background."""
        if self.env.context.get("emmaus_import_progress") and (
            done % _STEP == 0 or done == total
        ):
            self.env["emmaus.import.progress"]._report(self.id, done, total)


def _first_line(error):
    return (str(error) or type(error).__name__).splitlines()[0][:300]

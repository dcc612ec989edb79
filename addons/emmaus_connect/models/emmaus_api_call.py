from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

KEPT_DAYS = 30
_BATCH = 10_000


class EmmausApiCall(models.Model):
    """A call that another tool made once, and what it was answered.

    A tool that lost the answer sends the same call again, with the same key, and
    gets that answer instead of a second effect.
    """

    _name = "emmaus.api.call"
    _description = "API Call"
    _order = "id desc"
    _rec_name = "key"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, ondelete="cascade"
    )
    key = fields.Char("Idempotency Key", required=True, readonly=True)
    route = fields.Char(required=True, readonly=True)
    request_sha256 = fields.Char("SHA-256", required=True, readonly=True)
    status = fields.Integer(readonly=True)
    body = fields.Text("Answer", readonly=True)

    _key_uniq = models.UniqueIndex(
        "(user_id, key)", "This key was used for another call a moment ago."
    )
    _created_index = models.Index("(create_date)")

    @api.model
    def _once(self, key, route, request_sha256, act):
        """Do `act` once for a key of the user; the answer to any replay is the same.

        The key's row is taken before the act and in its transaction: a second worker
        waits for the first, then starts again and finds the answer. Whatever `act`
        raises leaves no row.

        :param act: function that returns ``(status, body text)``
        :return: ``(status, body text, whether it is a replay)``
        :raise UserError: the key was used for another call
        """
        call_id = self._claim(key, route, request_sha256)
        if not call_id:
            return self._replay(key, route, request_sha256)
        status, body = act()
        self.sudo().browse(call_id).write({"status": status, "body": body})
        return status, body, False

    def _claim(self, key, route, request_sha256):
        """Return the id of the new row, None when the key was used before.

        A row of a transaction that this one does not see makes PostgreSQL raise a
        serialization failure, and Odoo try the whole call again.
        """
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO emmaus_api_call (
                    user_id, key, route, request_sha256,
                    create_uid, create_date, write_uid, write_date
                )
                VALUES (
                    %(uid)s, %(key)s, %(route)s, %(sha256)s,
                    %(uid)s, %(now)s, %(uid)s, %(now)s
                )
                ON CONFLICT (user_id, key) DO NOTHING
                RETURNING id
                """,
                uid=self.env.uid,
                key=key,
                route=route,
                sha256=request_sha256,
                now=fields.Datetime.now(),
            )
        )
        return rows[0][0] if rows else None

    def _replay(self, key, route, request_sha256):
        domain = [("user_id", "=", self.env.uid), ("key", "=", key)]
        call = self.sudo().search(domain)
        if (call.route, call.request_sha256) != (route, request_sha256):
            raise UserError(
                self.env._(
                    "The key %(key)s was used for another call, with another content:"
                    " give each call a key of its own.",
                    key=key,
                )
            )
        return call.status, call.body, True

    @api.autovacuum
    def _gc_old_calls(self):
        """No tool tries again after a month."""
        limit = fields.Datetime.now() - timedelta(days=KEPT_DAYS)
        old = self.search([("create_date", "<", limit)], limit=_BATCH)
        old.unlink()
        return len(old), len(old) == _BATCH

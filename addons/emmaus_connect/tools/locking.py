"""Row locks that wait."""

from odoo.tools import SQL


def lock_rows(records):
    """Lock the rows of `records` and read them anew.

    Waits for another worker, in the order of the ids, which prevents deadlocks (the
    ORM's own lock gives up at once, with a message for programmers). Where that
    worker changed a row, PostgreSQL raises a serialization failure and Odoo plays
    the request again.
    """
    if not records:
        return
    records.flush_recordset()
    records.env.cr.execute(
        SQL(
            "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE",
            SQL.identifier(records._table),
            list(records.ids),
        )
    )
    records.invalidate_recordset(flush=False)

"""Rows of every table that a scenario writes, comparable between two runs.

Which tables count is not listed by hand: PostgreSQL tells which ones the transaction
wrote, and its catalogue gives their columns and foreign keys.
"""

import datetime
import re
from collections import Counter, defaultdict

from odoo.tools import SQL

# Tables whose rows may differ, and why.
EXCLUDED_TABLES = {
    "ir_sequence": "no_gap counters only; their effect shows in the names",
    "bus_bus": "notifications to browsers",
    "ir_cron_trigger": "jobs that send notifications",
}
# Columns whose values may differ, and why.
EXCLUDED_COLUMNS = {
    ("mail_message", "message_id"): "random e-mail reference",
    ("mail_message", "id"): "identity",
}
HTML_IDS = re.compile(r'(?<=[=/"])\d+(?=["&])')


class Snapshot:
    """Rows now in the tables written by this transaction, in a comparable form."""

    def __init__(self, env, tables, first_ids, start):
        self.env = env
        self.start = start.replace(microsecond=0)
        self.first_ids = first_ids
        self.columns = {table: self._columns(table) for table in tables}
        self.keys = {table: self._foreign_keys(table) for table in tables}
        self.rows = {table: self._rows(table) for table in tables}
        self.labels = {
            table: {row["id"]: "" for row in rows if self._is_new(table, row)}
            for table, rows in self.rows.items()
        }
        for _round in range(4):
            self._refine()

    def counters(self):
        """``{table: Counter of rows}`` with new ids replaced by what they mean."""
        return {
            table: Counter(self._readable(table, row) for row in rows)
            for table, rows in self.rows.items()
        }

    # Reading

    def _columns(self, table):
        rows = self.env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_schema = 'public' AND table_name = %s",
                table,
            )
        )
        return [r[0] for r in rows if (table, r[0]) not in EXCLUDED_COLUMNS]

    def _foreign_keys(self, table):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT a.attname, c.confrelid::regclass::text
                  FROM pg_constraint c
                  JOIN pg_attribute a ON a.attrelid = c.conrelid
                   AND a.attnum = c.conkey[1]
                 WHERE c.contype = 'f' AND c.conrelid = %s::regclass
                """,
                table,
            )
        )
        return dict(rows)

    def _rows(self, table):
        self.env.cr.execute(SQL("SELECT * FROM %s", SQL.identifier(table)))
        rows = self.env.cr.dictfetchall()
        for row in rows:
            row.setdefault("id", None)
        if table == "mail_message":
            rows = [row for row in rows if not self._is_policy(row)]
        return rows

    def _is_policy(self, row):
        """Core logs the creation of each lot, we log one note on the transfer."""
        if row["model"] == "stock.lot":
            return True
        return row["model"] == "stock.picking" and "in bulk" in (row["body"] or "")

    # Comparing

    def _is_new(self, table, row):
        return row["id"] and row["id"] > self.first_ids.get(table, 0)

    def _refine(self):
        labels = defaultdict(dict)
        for table, rows in self.rows.items():
            for row in rows:
                if self._is_new(table, row):
                    labels[table][row["id"]] = hash(self._readable(table, row))
        self.labels = labels

    def _readable(self, table, row):
        return tuple(
            (name, self._value(table, row, name))
            for name in self.columns[table]
            if name != "id" or not self._is_new(table, row)
        )

    def _value(self, table, row, name):
        value = row[name]
        target = self.keys[table].get(name)
        if name == "res_id" and row.get("model"):
            target = row["model"].replace(".", "_")
        if target and value in self.labels.get(target, ()):
            return f"new {target} {self.labels[target][value]}"
        if isinstance(value, datetime.datetime):
            return "now" if value >= self.start else value
        if isinstance(value, dict):
            return str(value)
        if name == "parent_path":
            return value and value.count("/")
        if isinstance(value, str):
            return HTML_IDS.sub("#", value)
        return value


def written_tables(cr):
    """``{table: number of rows written by this transaction so far}``."""
    cr.execute(
        "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del"
        " FROM pg_stat_xact_user_tables"
    )
    return dict(cr.fetchall())


def reset_sequences(cr, saved=None):
    """Return the state of every sequence, or put a saved one back."""
    if saved is None:
        cr.execute("SELECT schemaname||'.'||sequencename FROM pg_sequences")
        saved = {}
        for (name,) in cr.fetchall():
            cr.execute(f"SELECT last_value, is_called FROM {name}")  # pylint: disable=sql-injection
            saved[name] = cr.fetchone()
        return saved
    for name, (value, is_called) in saved.items():
        cr.execute("SELECT setval(%s, %s, %s)", (name, value, is_called))
    return saved

import hashlib
import json
from decimal import Decimal
from itertools import groupby  # a stream, in order: Odoo's own reads it all first

from psycopg2.extras import Json, execute_values

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

# What the hash of an event covers, in this order, after the previous event's hash.
_HASHED = (
    "res_model",
    "res_id",
    "sequence",
    "name",
    "from_state",
    "to_state",
    "occurred_at",
    "recorded_at",
    "user_id",
    "warehouse_id",
    "scan_uuid",
    "facts",
    "device_id",
)
_COLUMNS = (*_HASHED, "previous_hash", "hash")
# Events read at a time when all are verified.
PAGE = 20000


def _as_stored(value):
    """Return a JSON value as PostgreSQL gives it back: it writes 1e16 in full."""
    if isinstance(value, dict):
        return {key: _as_stored(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_as_stored(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        return int(Decimal(repr(value)))
    return value


class EmmausEvent(models.Model):
    """The journal: one line for each thing that happened to a device or a document.

    Lines are only ever added: the access rights, this class and a trigger of the
    database each refuse to change or remove one. The lines of one record form a
    chain: each holds the hash of the one before, so that a change made behind our
    back shows (`_verify_chains`).
    """

    _name = "emmaus.event"
    _description = "Journal Event"
    _order = "id desc"
    _log_access = False
    _rec_name = "name"

    # About what
    res_model = fields.Char("Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", required=True, readonly=True
    )
    device_id = fields.Many2one(
        "emmaus.device", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    sequence = fields.Integer(
        "Position", required=True, readonly=True, help="Place in the record's chain."
    )
    # What happened, when, who, where
    name = fields.Char("What", required=True, readonly=True)
    from_state = fields.Char("From", readonly=True)
    to_state = fields.Char("To", readonly=True)
    occurred_at = fields.Datetime("Happened On", required=True, readonly=True)
    recorded_at = fields.Datetime("Learned On", required=True, readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="restrict"
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse", "Site", readonly=True, ondelete="restrict"
    )
    scan_uuid = fields.Char("Scan", readonly=True)
    facts = fields.Json(readonly=True)
    # Proof
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char(required=True, readonly=True)

    # Also the guard against two workers adding to the same chain at once.
    _chain_uniq = models.UniqueIndex(
        "(res_model, res_id, sequence)",
        "Somebody else wrote about this record at the same moment: try again.",
    )
    _occurred_index = models.Index("(occurred_at, name)")

    def init(self):
        self.env.cr.execute(
            """
            CREATE OR REPLACE FUNCTION emmaus_event_append_only() RETURNS trigger AS $$
            BEGIN
                RAISE EXCEPTION 'The journal only grows: % refused on emmaus_event',
                    TG_OP;
            END $$ LANGUAGE plpgsql;
            DROP TRIGGER IF EXISTS emmaus_event_append_only_row ON emmaus_event;
            CREATE TRIGGER emmaus_event_append_only_row
                BEFORE UPDATE OR DELETE ON emmaus_event
                FOR EACH ROW EXECUTE FUNCTION emmaus_event_append_only();
            DROP TRIGGER IF EXISTS emmaus_event_append_only_table ON emmaus_event;
            CREATE TRIGGER emmaus_event_append_only_table
                BEFORE TRUNCATE ON emmaus_event
                FOR EACH STATEMENT EXECUTE FUNCTION emmaus_event_append_only();
            """
        )

    # CRUD: closed doors

    @api.model_create_multi
    def create(self, vals_list):  # pylint: disable=method-required-super
        raise UserError(self.env._("The journal is written by the acts themselves."))

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("The journal only grows: record a correction as a new act.")
        )

    def unlink(self):  # pylint: disable=method-required-super
        raise UserError(  # pylint: disable=no-raise-unlink
            self.env._("The journal only grows: nothing can be removed from it.")
        )

    # Writing

    @api.model
    def _append(self, records, name, from_states=None, **facts):
        """Add one event for each of `records`, set-based.

        :param records: recordset of one model
        :param str name: what happened, a short code such as ``received``
        :param dict from_states: ``{record id: state before}`` for a change of state
        :param facts: `occurred_at`, `scan_uuid`, `warehouse_id` have their columns;
            `per_record` is ``{record id: {fact: value}}``; the rest is common to all
        """
        if not records:
            return
        now = fields.Datetime.now()
        common = {
            "res_model": records._name,
            "name": name,
            "occurred_at": fields.Datetime.to_datetime(facts.pop("occurred_at", None))
            or now,
            "recorded_at": now,
            "user_id": self.env.uid,
            "scan_uuid": facts.pop("scan_uuid", None) or None,
        }
        site = facts.pop("warehouse_id", None)
        per_record = facts.pop("per_record", {})
        self._count_events(records)
        last = self._last_of_chains(records)
        rows = []
        for record in records:
            sequence, previous = last.get(record.id, (0, None))
            event = {
                **common,
                "res_id": record.id,
                "sequence": sequence + 1,
                "from_state": from_states and from_states.get(record.id),
                "to_state": name if from_states else None,
                "warehouse_id": site or record._event_site().id or None,
                "facts": {**facts, **per_record.get(record.id, {})} or None,
                "previous_hash": previous,
                "device_id": record.id if records._name == "emmaus.device" else None,
            }
            event["hash"] = self._hash(event)
            rows.append(event)
        self._insert(rows)

    def _count_events(self, records):
        """Add one to `event_count`; whoever writes about the same record waits here."""
        records.flush_recordset()
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET event_count = COALESCE(event_count, 0) + 1"
                " WHERE id = ANY(%s)",
                SQL.identifier(records._table),
                list(records.ids),
            )
        )
        records.invalidate_recordset(["event_count"], flush=False)

    def _last_of_chains(self, records):
        """Return ``{record id: (sequence, hash)}`` of each record's newest event."""
        self.env.cr.execute(
            SQL(
                """
                SELECT last.res_id, last.sequence, last.hash
                  FROM unnest(%s) AS record(id)
                 CROSS JOIN LATERAL (
                    SELECT res_id, sequence, hash FROM emmaus_event
                     WHERE res_model = %s AND res_id = record.id
                     ORDER BY sequence DESC LIMIT 1
                 ) AS last
                """,
                list(records.ids),
                records._name,
            )
        )
        return {res_id: (seq, digest) for res_id, seq, digest in self.env.cr.fetchall()}

    @api.model
    def _hash(self, event):
        """Return the SHA-256 (hexadecimal) of an event given as a dict."""
        values = [event["previous_hash"], *(event[key] for key in _HASHED)]
        text = json.dumps(
            [str(v) if hasattr(v, "isoformat") else _as_stored(v) for v in values],
            ensure_ascii=False,
            separators=(",", ":"),
            sort_keys=True,
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def _insert(self, rows):
        values = [
            tuple(
                Json(row[key]) if key == "facts" and row[key] else row[key]
                for key in _COLUMNS
            )
            for row in rows
        ]
        query = f"INSERT INTO emmaus_event ({', '.join(_COLUMNS)}) VALUES %s"
        execute_values(self.env.cr._obj, query, values, page_size=1000)
        self.env["emmaus.device"].invalidate_model(["event_ids"], flush=False)

    # Verifying

    @api.model
    def _verify_chains(self):
        """Check every chain of the journal, oldest record first.

        :return: ``{"chains", "events", "broken"}``: two counts, and the list of
            broken links, one for each damaged chain: ``{"res_model", "res_id",
            "sequence", "reason"}``
        """
        chains = events = 0
        broken = []
        for (res_model, res_id), chain in groupby(  # pylint: disable=bad-builtin-groupby
            self._read_in_order(),
            key=lambda event: (event["res_model"], event["res_id"]),
        ):
            chains += 1
            fault = None
            expected, previous = 1, None
            for event in chain:
                events += 1
                fault = fault or self._fault(event, expected, previous)
                if fault and fault["sequence"] is None:
                    fault["sequence"] = event["sequence"]
                expected, previous = event["sequence"] + 1, event["hash"]
            if fault:
                broken.append({"res_model": res_model, "res_id": res_id, **fault})
        known = {(link["res_model"], link["res_id"]) for link in broken}
        broken += [
            link
            for link in self._compare_with_records()
            if (link["res_model"], link["res_id"]) not in known
        ]
        return {"chains": chains, "events": events, "broken": broken}

    def _fault(self, event, expected, previous):
        reason = None
        if event["sequence"] != expected:
            reason = self.env._("event %(number)s is missing", number=expected)
        elif event["previous_hash"] != previous:
            reason = self.env._("it does not follow the event before it")
        elif event["hash"] != self._hash(event):
            reason = self.env._("its content was changed")
        return reason and {"sequence": None, "reason": reason}

    def _compare_with_records(self):
        """Yield the broken links that show at the end of a chain only.

        A chain cut short is a sound chain: the record itself must tell as many
        events, and stand in the state that the last of them led to.
        """
        self.env.flush_all()
        for name, model in self.env.items():
            if "event_count" in model._fields and not model._abstract:
                for res_id, length, counted, state, last in self._differences(model):
                    yield {
                        "res_model": name,
                        "res_id": res_id,
                        "sequence": min(length, counted) + (length != counted),
                        "reason": self._difference(length, counted, state, last),
                    }

    def _differences(self, model):
        """Return ``(id, events, events counted, state, last state told)`` rows."""
        self.env.cr.execute(
            SQL(
                """
                WITH chain AS (
                    SELECT res_id, COUNT(*) AS length,
                           (array_agg(to_state ORDER BY sequence DESC)
                                FILTER (WHERE to_state IS NOT NULL))[1] AS state
                      FROM emmaus_event WHERE res_model = %(model)s GROUP BY res_id
                ), compared AS (
                    SELECT COALESCE(record.id, chain.res_id) AS id,
                           COALESCE(chain.length, 0) AS length,
                           COALESCE(record.event_count, 0) AS counted,
                           record.state,
                           COALESCE(chain.state, %(initial)s) AS told
                      FROM %(table)s AS record
                 FULL JOIN chain ON chain.res_id = record.id
                )
                SELECT * FROM compared
                 WHERE length != counted OR state IS DISTINCT FROM told ORDER BY id
                """,
                model=model._name,
                initial=next(iter(model._transitions)),
                table=SQL.identifier(model._table),
            )
        )
        return self.env.cr.fetchall()

    def _difference(self, length, counted, state, last):
        if state is None:
            return self.env._("what it is about was removed")
        if length < counted:
            return self.env._("this event was removed, or those after it")
        if length > counted:
            return self.env._("this event was added by other means")
        return self.env._(
            "it led to “%(told)s”, but the record says “%(state)s”",
            told=last,
            state=state,
        )

    def _read_in_order(self):
        """Yield every event as a dict, chain by chain, in bounded memory."""
        columns = SQL(", ").join(SQL.identifier(name) for name in _COLUMNS)
        after = ("", 0, 0)
        while True:
            self.env.cr.execute(
                SQL(
                    """
                    SELECT %s FROM emmaus_event
                     WHERE (res_model, res_id, sequence) > (%s, %s, %s)
                     ORDER BY res_model, res_id, sequence LIMIT %s
                    """,
                    columns,
                    *after,
                    PAGE,
                )
            )
            rows = self.env.cr.dictfetchall()
            yield from rows
            if len(rows) < PAGE:
                return
            after = tuple(rows[-1][key] for key in ("res_model", "res_id", "sequence"))

    @api.model
    def action_verify_chains(self):
        """Verify the journal and show the result to the person who asked."""
        self._check_may_verify()
        result = self.sudo()._verify_chains()
        if not result["broken"]:
            message = self.env._(
                "%(events)s events in %(chains)s chains: all intact.", **result
            )
            return self._notify(message, "success")
        first = result["broken"][0]
        message = self.env._(
            "%(count)s chains are broken. The first: %(record)s, event %(sequence)s:"
            " %(reason)s.",
            count=len(result["broken"]),
            record=self._record_name(first),
            sequence=first["sequence"],
            reason=first["reason"],
        )
        return self._notify(message, "danger")

    def _check_may_verify(self):
        """Only who sees every site: the answer names records of any of them."""
        groups = ("emmaus_connect.group_coordinator", "emmaus_connect.group_auditor")
        if not (self.env.su or any(map(self.env.user.has_group, groups))):
            raise AccessError(
                self.env._(
                    "Verifying the whole journal is for coordinators and auditors:"
                    " ask one of them."
                )
            )

    def _record_name(self, link):
        # A forged line may be about anything.
        if link["res_model"] in self.env:
            record = self.env[link["res_model"]].sudo().browse(link["res_id"]).exists()
            if record:
                return record.display_name
        return f"{link['res_model']} {link['res_id']}"

    def _notify(self, message, kind):
        params = {"message": message, "type": kind, "sticky": kind != "success"}
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": params,
        }

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools.codes import format_token, new_tokens, parse_token
from ..tools.locking import lock_rows


class EmmausQrToken(models.Model):
    """Every QR code ever printed: a random token, and what it is stuck on.

    A token means nothing by itself, so a lost label tells nothing and a copied one
    can be revoked. Blank tokens are printed on rolls before the device is known.
    """

    _name = "emmaus.qr.token"
    _description = "QR Code"
    _order = "id desc"
    _rec_name = "token"

    token = fields.Char(required=True, readonly=True)
    state = fields.Selection(
        [
            ("blank", "Blank"),  # printed on a roll, not stuck on anything yet
            ("active", "In Use"),
            ("revoked", "Revoked"),  # replaced by a newer label
        ],
        required=True,
        readonly=True,
    )
    roll = fields.Char(readonly=True, index="btree_not_null")
    res_model = fields.Char("Document Model", readonly=True)
    res_id = fields.Many2oneReference(
        "Document ID", model_field="res_model", readonly=True
    )
    record_name = fields.Char("Stuck On", compute="_compute_record_name")

    _token_uniq = models.UniqueIndex("(token)", "This QR code exists already.")
    _record_uniq = models.UniqueIndex(
        "(res_model, res_id) WHERE state = 'active'",
        "This record has a QR code in use already.",
    )

    @api.model
    def _generate_blank(self, count, roll=None):
        """Create `count` blank tokens, ready to be printed on a roll."""
        vals = {"state": "blank", "roll": roll}
        return self.create([{**vals, "token": token} for token in new_tokens(count)])

    @api.model
    def _parse(self, text):
        """Return the token row meant by an address, a scan or a typed code."""
        token = parse_token(text)
        return self.search([("token", "=", token)]) if token else self.browse()

    @api.model
    def _parse_all(self, texts):
        """Return the list of token rows meant by `texts`, empty where none is."""
        codes = [parse_token(text) for text in texts]
        found = self.search([("token", "in", [code for code in codes if code])])
        rows = {row.token: row for row in found}
        return [rows.get(code, self.browse()) for code in codes]

    @api.model
    def _resolve(self, text):
        """Return the record a token in use is stuck on, or an empty recordset.

        Whether the caller may see that record is not checked here.
        """
        token = self.sudo()._parse(text)
        record = token._record() if token.state == "active" else token.browse()
        return record.with_env(self.env)

    def _record(self):
        """Return what the token is (or was) stuck on, if anything."""
        if not self.res_model or self.res_model not in self.env:
            return self.browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        """Each name at once; without a name what the reader may not see."""
        for res_model, codes in self.grouped("res_model").items():
            names = {}
            if res_model and res_model in self.env:
                records = self.env[res_model].browse(set(codes.mapped("res_id")))
                visible = records.exists()._filtered_access("read")
                names = {record.id: record.display_name for record in visible}
            for code in codes:
                code.record_name = names.get(code.res_id, False)

    def _revoke(self):
        self.write({"state": "revoked"})

    @api.depends("token")
    def _compute_display_name(self):
        for code in self:
            code.display_name = format_token(code.token or "")


class EmmausQrMixin(models.AbstractModel):
    """A thing that carries one of our QR labels."""

    _name = "emmaus.qr.mixin"
    _description = "Carries a QR Code"

    # What else than its label a thing is called by, exactly, in capitals or not.
    _code_fields = ()

    qr_token = fields.Char(
        "QR Code", compute="_compute_qr_token", search="_search_qr_token"
    )
    qr_url = fields.Char("QR Address", compute="_compute_qr_token")

    def _compute_qr_token(self):
        tokens = self._qr_tokens()
        base = self.browse().get_base_url()
        for record in self:
            token = tokens.get(record.id)
            record.qr_token = token and format_token(token)
            record.qr_url = token and f"{base}/emmaus/q/{token}"

    def _search_qr_token(self, operator, value):
        """Only with or without label: a code itself is looked up by `_resolve`."""
        if operator != "in" or set(value) != {False}:
            return NotImplemented

        # One probe of an index for each record, however many labels there are.
        def without_token(model, alias, query):
            return SQL(
                "NOT EXISTS (SELECT 1 FROM emmaus_qr_token AS token"
                " WHERE token.res_model = %s AND token.res_id = %s"
                " AND token.state = 'active')",
                model._name,
                SQL.identifier(alias, "id"),
            )

        self.env["emmaus.qr.token"].flush_model()
        return fields.Domain.custom(to_sql=without_token)

    @api.model
    def _find_by_code(self, text):
        """Return the records of this model that a scanned or typed code means."""
        text = str(text or "").strip()
        record = self.env["emmaus.qr.token"]._resolve(text)
        if record._name == self._name and record:
            return self.search([("id", "=", record.id)])
        if not text or not self._code_fields:
            return self.browse()
        spellings = [text, text.upper()]
        return self.search(
            fields.Domain.OR(
                fields.Domain(name, "in", spellings) for name in self._code_fields
            )
        )

    def _qr_tokens(self):
        """Return ``{record id: token in use}``, without those that have none yet."""
        rows = (
            self.env["emmaus.qr.token"]
            .sudo()
            .search_read(
                [
                    ("res_model", "=", self._name),
                    ("res_id", "in", self.ids),
                    ("state", "=", "active"),
                ],
                ["res_id", "token"],
            )
        )
        return {row["res_id"]: row["token"] for row in rows}

    def _ensure_qr_tokens(self):
        """Return ``{record id: token in use}`` for every record, making what lacks."""
        self.check_access("read")
        tokens = self._qr_tokens()
        missing = [res_id for res_id in self.ids if res_id not in tokens]
        if missing:
            made = dict(zip(missing, new_tokens(len(missing)), strict=True))
            self._insert_qr_tokens(made)
            tokens.update(made)
        return tokens

    def _insert_qr_tokens(self, tokens):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO emmaus_qr_token (token, state, res_model, res_id,
                    create_uid, write_uid, create_date, write_date)
                SELECT token, 'active', %(model)s, res_id,
                    %(uid)s, %(uid)s, %(now)s, %(now)s
                  FROM unnest(%(ids)s, %(tokens)s) AS made(res_id, token)
                    -- made by another worker meanwhile: Odoo plays the request again
                    ON CONFLICT DO NOTHING
                """,
                model=self._name,
                uid=self.env.uid,
                now=fields.Datetime.now(),
                ids=list(tokens),
                tokens=list(tokens.values()),
            )
        )
        self.invalidate_recordset(["qr_token", "qr_url"], flush=False)

    def _renew_qr_tokens(self):
        """Revoke the labels in circulation; return the new ``{record id: token}``."""
        self.check_access("write")
        self._revoke_labels()
        return self._ensure_qr_tokens()

    def _revoke_labels(self):
        """Make the labels in circulation void; the journal tells it."""
        tokens = self._active_tokens()
        if "event_count" in self._fields:
            labelled = self.browse(tokens.mapped("res_id"))
            self.env["emmaus.event"]._append(labelled, "label_renewed")
        tokens._revoke()
        self.env.flush_all()

    def _link_qr_token(self, text):
        """Stick one blank label on one record; see `_link_qr_tokens`."""
        self.ensure_one()
        self._link_qr_tokens([text])

    def _link_qr_tokens(self, texts):
        """Stick one blank pre-printed label on each record; a former one is revoked.

        :param list texts: codes as scanned or typed, one for each record, in order
        :raise UserError: a code is unknown, not blank any more, or given twice
        """
        self.check_access("write")
        tokens = self.env["emmaus.qr.token"].sudo()._parse_all(texts)
        lock_rows(self.env["emmaus.qr.token"].sudo().union(*tokens))
        self._check_blank(tokens, texts)
        self._revoke_labels()
        for record, token in zip(self, tokens, strict=True):
            token.write(
                {"state": "active", "res_model": self._name, "res_id": record.id}
            )
        self.invalidate_recordset(["qr_token", "qr_url"], flush=False)

    def _check_blank(self, tokens, texts):
        seen = self.env["emmaus.qr.token"].sudo()
        for token, text in zip(tokens, texts, strict=True):
            if token.state != "blank":
                self._refuse_qr_token(token, text)
            if token in seen:
                raise UserError(
                    self.env._(
                        "The label %(code)s is given twice: each piece has its own.",
                        code=text,
                    )
                )
            seen |= token

    def _active_tokens(self):
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return (
            self.env["emmaus.qr.token"]
            .sudo()
            .search([*domain, ("state", "=", "active")])
        )

    def _refuse_qr_token(self, token, text):
        messages = {
            "active": self.env._("The label %(code)s is already stuck on %(record)s."),
            "revoked": self.env._("The label %(code)s was replaced: throw it away."),
        }
        unknown = self.env._(
            "%(code)s is not one of our labels, or one character is wrong."
        )
        raise UserError(
            messages.get(token.state, unknown)
            % {"code": text, "record": token._record().display_name}
        )

"""Printed documents: who may have them, in which language, under which name."""

import re

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import file_path, format_datetime

from ..tools.codes import format_token
from ..tools.documents import Paper, render_papers

# What the route is asked for, and of which records.
KINDS = {
    "erasure": "emmaus.device",
    "collection": "emmaus.collection",
    "sheet": "emmaus.device",
}
# One file; a print of more is a mistake, or a collection's certificate.
MOST_RECORDS = 200


class EmmausDocument(models.AbstractModel):
    """Certificates and sheets as PDF. Each kind has a method `_<kind>_paper`."""

    _name = "emmaus.document"
    _description = "Printed Document"

    @api.model
    def _render(self, kind, ids):
        """Return ``(file name, PDF)`` of the records `ids`, one document each.

        :param str kind: a key of `KINDS`
        :raise AccessError: a record that the user does not see
        :raise UserError: a document that would say more than is proven
        """
        records = self._readable(kind, ids)
        papers = self._in_language()._papers(kind, records)
        names = "-".join(records[:3].mapped(lambda record: record.name))
        name = f"emmaus-{kind}-{re.sub(r'[^A-Za-z0-9-]+', '-', names)}.pdf"
        return name, render_papers(papers, self._font_folder(), papers[0].title)

    def _readable(self, kind, ids):
        records = self.env[KINDS[kind]].browse(ids).exists()
        if not records:
            raise UserError(
                self.env._("There is nothing to print: choose at least one record.")
            )
        if len(records) > MOST_RECORDS:
            raise UserError(
                self.env._(
                    "%(count)s documents are too many for one file: print at most"
                    " %(most)s at once.",
                    count=len(records),
                    most=MOST_RECORDS,
                )
            )
        records.check_access("read")
        return records

    def _papers(self, kind, records):
        # Rights were checked on the record; its proofs may lie at another site by now.
        records = records.with_env(self.sudo().env)
        if records._name == "emmaus.device":
            self._fetch_proofs(records)
        paper_of = getattr(self, f"_{kind}_paper")
        return [paper_of(record) for record in records]

    def _in_language(self):
        """In French when the user or the organisation speaks it."""
        user, company = self.env.user.lang, self.env.company.partner_id.lang
        french = [lang for lang in (user, company) if (lang or "").startswith("fr")]
        return self.with_context(lang=french[0] if french else user)

    @api.model
    def _font_folder(self):
        font = file_path("web/static/fonts/google/Open_Sans/Open_Sans-Regular.ttf")
        return font.rpartition("/")[0]

    # For every kind

    def _paper(self, record, title, subtitle, blocks, **values):
        """Return a `Paper` about `record` with what all documents share."""
        values.setdefault(
            "footer", self.env._("Issued on %(date)s", date=self._date_now())
        )
        return Paper(
            title=title,
            subtitle=subtitle,
            issuer=self.env.company.name,
            reference=record.name,
            page_words=self.env._("Page %(page)s / %(pages)s"),
            blocks=blocks,
            **values,
        )

    def _qr(self, record):
        """Return what the code of a record says and what is written below it."""
        token = record._qr_tokens().get(record.id)
        if not token:
            return {}
        address = f"{record.get_base_url()}/emmaus/q/{token}"
        return {"qr": address, "qr_text": format_token(token)}

    def _date(self, value):
        return format_datetime(self.env, value, dt_format="short") if value else ""

    def _date_now(self):
        return self._date(fields.Datetime.now())

    def _label(self, record, name):
        """Return the words for the value of a selection."""
        field = record._fields[name]
        return dict(field._description_selection(self.env)).get(record[name], "")

    def _device_title(self, device):
        """Return what a device is, in a few words."""
        maker = device.brand_id.name or device.brand_text
        model = device.model or device.commercial_name
        parts = (device.category_id.name, maker, model)
        return " ".join(part for part in parts if part)

    def _donation(self, collection):
        parts = (collection.name, collection.reference)
        return " · ".join(part for part in parts if part)

    def _size(self, gigabytes):
        if not gigabytes:
            return ""
        return self.env._("%(size)s GB", size=f"{gigabytes:.0f}")


class EmmausDevice(models.Model):
    _inherit = "emmaus.device"

    def action_print_erasure_certificate(self):
        """Open the erasure certificates of these devices.

        :raise UserError: a device that is not proven to be erased
        """
        self.env["emmaus.document"]._check_certifiable(self)
        return self._open_document("erasure")

    def action_print_sheet(self):
        """Open the sheets of these devices: facts, grade, checks and proofs."""
        return self._open_document("sheet")

    def _open_document(self, kind):
        self.env["emmaus.document"]._readable(kind, self.ids)
        self._ensure_qr_tokens()
        return _open(kind, self)


class EmmausCollection(models.Model):
    _inherit = "emmaus.collection"

    def action_print_erasure_certificate(self):
        """Open the erasure certificate of all devices of these collections.

        :raise UserError: a collection of which nothing is proven to be erased
        """
        documents = self.env["emmaus.document"]
        documents._readable("collection", self.ids)
        for collection in self:
            documents._check_collection_certifiable(collection)
        return _open("collection", self)


def _open(kind, records):
    ids = ",".join(map(str, records.ids))
    return {
        "type": "ir.actions.act_url",
        "url": f"/emmaus/documents/{kind}/{ids}",
        "target": "new",
    }

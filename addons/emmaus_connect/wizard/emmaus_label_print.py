from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.res_users_settings import LABEL_FORMATS, LABEL_OUTPUTS
from ..tools.codes import format_token
from ..tools.labels import FORMATS, Label, render_pdf, render_zpl

# One document; past that, a printer's jam costs more than a second click.
MOST_LABELS = 2000

KINDS = {
    "emmaus.device": "device",
    "emmaus.collection": "collection",
    "stock.package": "package",
    "stock.location": "location",
}


class EmmausLabelPrint(models.TransientModel):
    """What to print on which labels; the document itself is served by its own route.

    Everything that writes (tokens made or renewed) happens on `action_print`, so that
    opening the document a second time prints the same labels again.
    """

    _name = "emmaus.label.print"
    _description = "Print Labels"

    kind = fields.Selection(
        [
            ("device", "Devices"),
            ("collection", "Devices of Collections"),
            ("package", "Handling Units"),
            ("location", "Locations"),
            ("blank", "Blank Labels"),  # stuck on first, linked by a scan later
            ("mode", "Job Cards"),  # scanned to tell the phone what comes next
        ],
        required=True,
        readonly=True,
        default="blank",
    )
    res_ids = fields.Json("Records", readonly=True)
    label_count = fields.Integer("Number of Labels", compute="_compute_label_count")
    # Paper
    label_format = fields.Selection(
        LABEL_FORMATS, "Format", required=True, default=lambda self: self._last_format()
    )
    output = fields.Selection(
        LABEL_OUTPUTS,
        "Printer",
        required=True,
        default=lambda self: self._last_output(),
    )
    card_format = fields.Selection(
        [
            (paper.key, paper.name)
            for paper in FORMATS.values()
            if paper.layout == "card"
        ],
        required=True,
        default="card_a4",
    )
    is_roll = fields.Boolean(compute="_compute_is_roll")
    start_at = fields.Integer(
        "First Label",
        default=1,
        help="First label left on the sheet, counted row by row from the top left.",
    )
    # Codes
    renew_tokens = fields.Boolean(
        "New Codes",
        help="The labels printed before stop working: for a label lost or copied.",
    )
    blank_count = fields.Integer("How Many", default=65)
    roll = fields.Char(help="A name to find these blank labels by.")
    blank_tokens = fields.Json(readonly=True)

    # Defaults and computes

    @api.model
    def default_get(self, fields_list):
        defaults = super().default_get(fields_list)
        model = self.env.context.get("active_model")
        if model in KINDS and "default_kind" not in self.env.context:
            defaults["kind"] = KINDS[model]
            defaults["res_ids"] = self.env.context.get("active_ids", [])
        return defaults

    def _last_format(self):
        settings = self.env.user.sudo().res_users_settings_ids
        return settings.emmaus_label_format or "a4_3x7"

    def _last_output(self):
        return self.env.user.sudo().res_users_settings_ids.emmaus_label_output or "pdf"

    @api.depends("label_format")
    def _compute_is_roll(self):
        for wizard in self:
            paper = FORMATS.get(wizard.label_format)
            wizard.is_roll = bool(paper and paper.is_roll)

    @api.depends("kind", "res_ids", "blank_count")
    def _compute_label_count(self):
        for wizard in self:
            if wizard.kind == "blank":
                wizard.label_count = wizard.blank_count
            elif wizard.kind == "mode":
                wizard.label_count = len(wizard._jobs())
            else:
                wizard.label_count = len(wizard._records())

    # Actions

    def action_print(self):
        """Give every record its code, remember the printer, open the document.

        Refuses an empty choice, too many labels, a first label off the sheet.
        """
        self.ensure_one()
        self._check_sheet()
        if self.kind == "blank":
            self._make_blank_tokens()
        elif self.kind != "mode":
            self._make_tokens()
        self._remember_printer()
        return {
            "type": "ir.actions.act_url",
            "url": f"/emmaus/labels/{self.id}",
            "target": "new",
            "close": True,
        }

    def _check_sheet(self):
        if self.kind == "blank" and self.blank_count < 1:
            raise UserError(self.env._("Say how many blank labels to print."))
        if self.label_count < 1:
            raise UserError(
                self.env._("There is nothing to print: choose at least one record.")
            )
        if self.label_count > MOST_LABELS:
            raise UserError(
                self.env._(
                    "%(count)s labels are too many for one document: print at most"
                    " %(most)s at once.",
                    count=self.label_count,
                    most=MOST_LABELS,
                )
            )
        paper = self._paper()
        if not 1 <= self.start_at <= paper.per_page:
            raise UserError(
                self.env._(
                    "A sheet of this format holds %(count)s labels: the first one is a"
                    " number from 1 to %(count)s.",
                    count=paper.per_page,
                )
            )

    def _make_tokens(self):
        records = self._records()
        if self.renew_tokens:
            records._renew_qr_tokens()
        else:
            records._ensure_qr_tokens()

    def _make_blank_tokens(self):
        if not self.env.user.has_group("emmaus_connect.group_logistics"):
            raise UserError(
                self.env._(
                    "Blank labels are printed by logistics: ask them for a roll."
                )
            )
        tokens = self.env["emmaus.qr.token"].sudo()
        made = tokens._generate_blank(self.blank_count, roll=self.roll)
        self.blank_tokens = made.mapped("token")

    def _remember_printer(self):
        if self.kind == "mode":
            return
        settings = self.env["res.users.settings"]._find_or_create_for_user(
            self.env.user
        )
        settings.sudo().write(
            {
                "emmaus_label_format": self.label_format,
                "emmaus_label_output": self._language(),
            }
        )

    # Document

    def _render_document(self):
        """Return ``(file name, media type, content)`` of the labels to print.

        :raise AccessError: a record is out of the reader's sight by now
        """
        self.ensure_one()
        labels = getattr(self, f"_{self.kind}_labels")()
        name = f"emmaus-labels-{self.id}"
        language = self._language()
        if language == "pdf":
            title = dict(self._fields["kind"]._description_selection(self.env))[
                self.kind
            ]
            content = render_pdf(labels, self._paper(), self.start_at, title)
            return f"{name}.pdf", "application/pdf", content
        content = render_zpl(labels, self._paper(), int(language.removeprefix("zpl")))
        return f"{name}.zpl", "text/plain; charset=utf-8", content.encode()

    def _paper(self):
        return FORMATS[self.card_format if self.kind == "mode" else self.label_format]

    def _language(self):
        """Sheets and cards are PDF whatever the label printer speaks."""
        return self.output if self._paper().is_roll else "pdf"

    def _records(self):
        """What to label, with the rights of whoever prints."""
        if self.kind == "collection":
            collections = self.env["emmaus.collection"].browse(self.res_ids or [])
            collections.check_access("read")
            devices = collections.device_ids.filtered(lambda d: not d.is_missing)
            return devices.sorted("id")  # as counted off the van
        model = {kind: model for model, kind in KINDS.items()}[self.kind]
        return self.env[model].browse(self.res_ids or [])

    def _labels(self, texts):
        """One `Label` a record; ``texts(record)`` gives its title and its lines."""
        records = self._records()
        records.check_access("read")
        tokens = records._qr_tokens()
        base = self.get_base_url()
        return [
            self._label(base, tokens[record.id], *texts(record))
            for record in records
            if record.id in tokens
        ]

    def _label(self, base, token, title, lines):
        lines = tuple(line for line in lines if line and line != title)
        return Label(f"{base}/emmaus/q/{token}", title, lines, format_token(token))

    def _device_labels(self):
        return self._labels(self._device_texts)

    def _collection_labels(self):
        return self._labels(self._device_texts)

    def _device_texts(self, device):
        serial = device.serial_number or device.imei
        maker = device.brand_id.name or device.brand_text
        model = device.model or device.commercial_name
        return device.name, (
            " ".join(part for part in (maker, model) if part),
            device.category_id.name,
            # Enough to tell two devices apart without copying the number.
            serial and self.env._("S/N …%(end)s", end=serial[-6:]),
            device.collection_id.name,
        )

    def _package_labels(self):
        return self._labels(
            lambda package: (package.name, (package.package_type_id.name,))
        )

    def _location_labels(self):
        zones = dict(
            self.env["stock.location"]
            ._fields["emmaus_zone"]
            ._description_selection(self.env)
        )
        return self._labels(
            lambda location: (
                location.name,
                (
                    location.location_id.complete_name,
                    location.warehouse_id.name,
                    zones.get(location.emmaus_zone),
                ),
            )
        )

    def _blank_labels(self):
        base = self.get_base_url()
        lines = (self.env.company.name, self.roll)
        return [
            self._label(base, token, "", lines) for token in self.blank_tokens or []
        ]

    def _mode_labels(self):
        hint = self.env._("Scan this card, then each device.")
        return [
            Label(f"EMMAUS-MODE:{job}", title, (hint,), icon=job)
            for job, title in self._jobs().items()
        ]

    def _jobs(self):
        """``{job: title}`` of the scan application's jobs, in the order of the line."""
        return {
            "receive": self.env._("Receive"),
            "place": self.env._("Put Away"),
            "erase": self.env._("Erase"),
            "pick": self.env._("Pick"),
            "load": self.env._("Load"),
            "deliver": self.env._("Deliver"),
            "count": self.env._("Count"),
            "lookup": self.env._("Look Up"),
        }

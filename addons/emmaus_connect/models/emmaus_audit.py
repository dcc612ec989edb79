from base64 import b64decode, b64encode
from hashlib import sha256

from psycopg2.errors import UniqueViolation

from odoo import api, fields, models
from odoo.exceptions import AccessError, ConcurrencyError, UserError
from odoo.tools import clean_context

from ..tools.auditing import AuditError, read_audit
from ..tools.content import content_bytes
from .emmaus_audit_message import audit_message

_SENDERS = "emmaus_connect.group_volunteer"
_LIMIT = 20 * 2**20
# Of the normalised reading, what searches and lists want in columns.
_COLUMNS = (
    "kind",
    "manufacturer",
    "model",
    "serial",
    "cpu",
    "ram_gib",
    "screen_inches",
    "battery_health",
    "os",
    "media_known",
)


class EmmausAudit(models.Model):
    """One automatic reading of the hardware: the raw file, what it says, whose it is.

    `specs` is the normalised reading: ``kind`` (category code), ``manufacturer``,
    ``model``, ``serial`` (None for a placeholder of the firmware), ``cpu``,
    ``ram_gib`` (GiB, 2^30 bytes), ``media`` (main one first: ``{"kind": HDD | SSD |
    NVME | INTERNAL, "serial", "size_gb"`` (decimal, 10^9 bytes) ``, "model",
    "is_main"}``), ``media_known`` (False when the tool could not see disks),
    ``screen_inches``, ``battery_health`` (%), ``has_webcam``, ``os`` …; see
    `tools.auditing.Reading`.
    """

    _name = "emmaus.audit"
    _description = "Audit"
    _order = "id desc"
    _rec_name = "file_name"

    # The file
    file_name = fields.Char(required=True, readonly=True)
    raw = fields.Binary("File", attachment=True, readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True)
    size = fields.Integer("Size (bytes)", readonly=True)
    user_id = fields.Many2one(
        "res.users", "Sent By", readonly=True, default=lambda self: self.env.user
    )
    # The reading
    state = fields.Selection(
        [
            ("unreadable", "Not readable"),
            ("to_decide", "To decide"),
            ("matched", "Of a device"),
        ],
        required=True,
        readonly=True,
        default="unreadable",
        index=True,
    )
    format = fields.Char(readonly=True)
    parser_version = fields.Char("Reader", readonly=True)
    error = fields.Text("What Is Wrong", readonly=True)
    audited_at = fields.Datetime("Audited On", readonly=True)
    specs = fields.Json(readonly=True)
    kind = fields.Char(readonly=True)
    manufacturer = fields.Char(readonly=True)
    model = fields.Char(readonly=True)
    serial = fields.Char("Serial Number", readonly=True)
    cpu = fields.Char("Processor", readonly=True)
    ram_gib = fields.Float("Memory (GiB)", readonly=True)
    screen_inches = fields.Float("Screen (inches)", readonly=True)
    battery_health = fields.Integer("Battery Health (%)", readonly=True)
    has_webcam = fields.Selection(
        [("yes", "Yes"), ("no", "No")], "Webcam", readonly=True
    )
    os = fields.Char("System", readonly=True)
    media_known = fields.Boolean(
        "Saw the Disks",
        readonly=True,
        help="Not when the tool ran without the administrator's rights.",
    )
    # Of which device
    device_id = fields.Many2one(
        "emmaus.device", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    medium_ids = fields.Many2many("emmaus.medium", string="Media", readonly=True)
    changes = fields.Json(readonly=True, help="Against the audit before this one.")
    candidate_ids = fields.Many2many(
        "emmaus.device", string="Which One?", readonly=True
    )
    decision_reason = fields.Text("Why a Person Decides", readonly=True)
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Site",
        compute="_compute_warehouse_id",
        store=True,
        readonly=True,
        index=True,
    )
    # What a person may add before a device is created from it
    category_id = fields.Many2one("emmaus.device.category")
    collection_id = fields.Many2one("emmaus.collection")

    _sha256_uniq = models.UniqueIndex("(sha256)", "This file was sent already.")

    @api.depends("device_id.warehouse_id")
    def _compute_warehouse_id(self):
        for audit in self:
            audit.warehouse_id = audit.device_id.warehouse_id or audit.warehouse_id

    @api.model_create_multi
    def create(self, vals_list):
        # No `default_device_id` of the context has a say.
        quiet = self.with_context(clean_context(self.env.context))
        return super(EmmausAudit, quiet).create(vals_list)

    def write(self, vals):
        """People choose what a new device will be; the rest is what was read."""
        if not self.env.su and not vals.keys() <= {"category_id", "collection_id"}:
            raise UserError(
                self.env._(
                    "An audit stays as it was read: send a new one, or say which device"
                    " it is of."
                )
            )
        return super().write(vals)

    # In

    @api.model
    def ingest(self, file_name, content, ec_id=None, collection=None):
        """Read a file of an audit tool, keep it, and find its device.

        The format is told by the content: lshw (JSON, XML), eReuse Workbench snapshot,
        GLPI inventory, zip of dmidecode + lscpu + smartctl texts, zip of the field's
        Linux tool.

        :param str file_name: as the person has it; tells the EC number where it can
        :param bytes content: at most 20 MB (base64 by RPC)
        :param str ec_id: number that the sender gives, EC or refurbisher's
        :param collection: donation that a device not known yet came with, or its id
        :return: the audit; its `error` says why a file cannot be read, its
            `decision_reason` why a person has to say which device it is. The same
            bytes give the same audit
        """
        self._check_may_send()
        content = content_bytes(self.env, file_name, content)
        self._check_size(file_name, content)
        if isinstance(collection, int):
            collection = self.env["emmaus.collection"].browse(collection)
            collection.check_access("read")
        digest = sha256(content).hexdigest()
        known = self.sudo().search([("sha256", "=", digest)])
        if known:
            return known.with_env(self.env)
        audit = self._keep(
            {
                "file_name": file_name or "audit",
                "raw": b64encode(content),
                "sha256": digest,
                "size": len(content),
                "collection_id": collection and collection.id,
                "warehouse_id": self._own_site().id,
            }
        )
        audit._read(content, ec_id)
        return audit.with_env(self.env)

    def _check_may_send(self):
        if not (self.env.su or self.env.user.has_group(_SENDERS)):
            raise AccessError(self.env._("Your role reads audits, it sends none."))

    def _check_size(self, file_name, content):
        if len(content) > _LIMIT:
            raise UserError(
                self.env._(
                    "%(file)s weighs %(size)s MB; an audit has at most %(limit)s MB."
                    " Check that the right file was chosen.",
                    file=file_name,
                    size=len(content) // 2**20,
                    limit=_LIMIT // 2**20,
                )
            )

    def _own_site(self):
        """Return the site of whoever works at one only."""
        sites = self.env.user.sudo().emmaus_site_ids
        return sites if len(sites) == 1 else sites.browse()

    def _keep(self, values):
        try:
            return self.sudo().create(values)
        except UniqueViolation as error:
            # Another worker got the same bytes: once it is done, find its audit.
            raise ConcurrencyError("the same file was sent twice at once") from error

    # Reading

    def _read(self, content, ec_id=None):
        """Read the file and go on to its device; what cannot be read says why."""
        try:
            reading = read_audit(self.file_name, content)
        except AuditError as error:
            state = "matched" if self.device_id else "unreadable"
            self.write({"state": state, "error": audit_message(self.env, error)})
            return
        specs = reading.as_dict()
        if ec_id:
            specs["given_id"] = ec_id
        self.write(
            {
                **{name: specs.get(name) or False for name in _COLUMNS},
                "has_webcam": {True: "yes", False: "no"}.get(specs.get("has_webcam")),
                "format": specs["format"],
                "parser_version": specs["parser_version"],
                "audited_at": self._moment(specs.get("audited_at")),
                "specs": specs,
                "error": False,
            }
        )
        self._find_device()

    def _moment(self, text):
        """When the tool says it ran; a clock without battery is not believed."""
        now = fields.Datetime.now()
        try:
            moment = fields.Datetime.to_datetime((text or "")[:19].replace("T", " "))
        except ValueError:
            moment = None
        return moment if moment and moment.year > 2015 and moment < now else now

    def action_read_again(self):
        """Read the kept file anew: after a reader was mended, or a list completed."""
        self.check_access("write")
        for audit in self.filtered(lambda audit: audit.format == "by_hand"):
            raise UserError(
                self.env._(
                    "%(file)s was read by hand: read the device again, or send the file"
                    " of a tool.",
                    file=audit.file_name,
                )
            )
        for audit in self.sudo():
            given = (audit.specs or {}).get("given_id")
            audit._read(b64decode(audit.with_context(bin_size=False).raw), given)

    @api.private
    def ingest_by_hand(self, device, media, reason, **specs):
        """Record what a person read on a device that no tool can read.

        :param device: the device, proven the caller's
        :param list media: ``{"kind", "serial", "size_gb", "model"}``, main one first
        :param str reason: why no tool read it
        """
        device.check_access("write")
        values = {
            "format": "by_hand",
            "parser_version": "1",
            "media": media,
            "media_known": True,
            "observations": reason,
            **specs,
        }
        now = fields.Datetime.now()
        content = repr((device.id, self.env.uid, now, values)).encode()
        audit = self.sudo().create(
            {
                **{name: values.get(name) or False for name in _COLUMNS},
                "file_name": self.env._("Read by hand: %(name)s", name=device.name),
                "raw": b64encode(content),
                "sha256": sha256(content).hexdigest(),
                "size": len(content),
                "format": "by_hand",
                "parser_version": "1",
                "audited_at": now,
                "specs": values,
                "warehouse_id": device.warehouse_id.id,
            }
        )
        audit.with_env(self.env).sudo()._attach_to(device)
        return audit.with_env(self.env)

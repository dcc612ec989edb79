from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL, clean_context

from ..tools.codes import is_bogus_serial, normalize_code
from ..tools.proof import MEDIUM_PROVEN

# Two tools tell the size of one disk a little differently; two sizes on sale differ
# by more.
_SIZE_TOLERANCE = 0.05


class EmmausMedium(models.Model):
    """A storage medium: what holds data, and so what needs a proof of erasure.

    It follows the disk and not the machine: a disk that was erased and is fitted into
    another computer keeps its proof.
    """

    _name = "emmaus.medium"
    _description = "Storage Medium"
    _order = "device_id, is_present desc, id"

    device_id = fields.Many2one(
        "emmaus.device",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="Where an audit saw it last; none while only an erasure report knows it.",
    )
    kind = fields.Selection(
        [
            ("HDD", "HDD"),
            ("SSD", "SSD"),
            ("NVME", "NVMe"),
            ("INTERNAL", "Built-in storage"),  # of a phone: no disk to take out
        ],
        readonly=True,
    )
    serial = fields.Char("Serial Number", readonly=True)
    normalized = fields.Char(
        compute="_compute_normalized", store=True, index="btree_not_null"
    )
    model = fields.Char(readonly=True)
    size_gb = fields.Float("Size (GB)", readonly=True, help="Decimal: 10^9 bytes.")
    is_present = fields.Boolean(
        "In the Device", readonly=True, help="Listed by the last audit that saw disks."
    )
    data_since = fields.Datetime(
        readonly=True,
        help="Somebody used it again from then on: an older erasure proves nothing.",
    )
    erasure_ids = fields.One2many("emmaus.erasure", "medium_id", "Erasures")
    is_proven = fields.Boolean(
        "Erased, with Proof", compute="_compute_is_proven", compute_sudo=True
    )
    warehouse_id = fields.Many2one(
        "stock.warehouse",
        "Site",
        compute="_compute_warehouse_id",
        store=True,
        readonly=True,
    )

    _present_index = models.Index("(device_id) WHERE is_present")

    @api.depends("serial")
    def _compute_normalized(self):
        for medium in self:
            unsure = is_bogus_serial(medium.serial)
            medium.normalized = not unsure and normalize_code(medium.serial)

    @api.depends("device_id.warehouse_id")
    def _compute_warehouse_id(self):
        for medium in self:
            medium.warehouse_id = medium.device_id.warehouse_id or medium.warehouse_id

    @api.depends("erasure_ids.state", "data_since")
    def _compute_is_proven(self):
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM emmaus_medium AS medium WHERE id = ANY(%s) AND %s",
                list(self.ids),
                MEDIUM_PROVEN,
            )
        )
        proven = {row[0] for row in self.env.cr.fetchall()}
        for medium in self:
            medium.is_proven = medium.id in proven

    @api.depends("kind", "serial", "size_gb")
    @api.depends_context("lang")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for medium in self:
            size = self.env._("%(size)s GB", size=f"{medium.size_gb:.0f}")
            size = medium.size_gb and size
            parts = (kinds.get(medium.kind), size, medium.serial)
            medium.display_name = " ".join(part for part in parts if part)

    @api.model_create_multi
    def create(self, vals_list):
        # No `default_device_id` of the context has a say.
        quiet = self.with_context(clean_context(self.env.context))
        return super(EmmausMedium, quiet).create(vals_list)

    # From what was read

    def _is_same(self, kind, size_gb):
        """Tell whether what was read may be this medium, its serial number aside."""
        self.ensure_one()
        if self.size_gb and size_gb:
            near = abs(self.size_gb - size_gb) <= _SIZE_TOLERANCE * self.size_gb
        else:
            near = True
        return near and (not kind or not self.kind or kind == self.kind)

    def _may_have(self, serial):
        """Tell whether a medium without serial number may turn out to have this one.

        What was proven without telling it is not taken for a disk that tells one: it
        could be the next disk in the same place.
        """
        proofs = self.erasure_ids.filtered(lambda erasure: erasure.state == "passed")
        told = {normalize_code(erasure.medium_serial) for erasure in proofs}
        return is_bogus_serial(serial) or not told or normalize_code(serial) in told

    @api.model
    def _of_reading(self, device, lines, listed=()):
        """Return the medium of each line that an audit of `device` listed.

        :param list lines: ``{"kind", "serial", "size_gb", "model"}``; a serial number
            is None where the reading saw none or a placeholder
        :param listed: media that the same audit listed when it was read before
        :return: media in the order of the lines; those not known yet are created. One
            without a serial number is taken for the one of its kind and size that the
            device had before.
        """
        known = self._known_by_serial(line["serial"] for line in lines)
        spare = device.medium_ids.filtered("is_present").union(*listed)
        spare = spare.filtered(lambda medium: not medium.normalized)
        media = self.browse()
        new = []
        for line in lines:
            code = normalize_code(line["serial"])
            found = known.get(code) or spare.filtered(
                lambda m, line=line: m._may_have(line["serial"])
            )
            found = found.filtered(
                lambda m, line=line: m._is_same(line["kind"], line["size_gb"])
            )
            found -= media
            found = (found & device.medium_ids or found)[:1]
            media |= found
            if not found:
                new.append(line)
            else:
                found._complete(line)
        media |= self.create([self._prepare_vals(line) for line in new])
        return media

    def _known_by_serial(self, serials):
        """Return ``{code: media}``; a placeholder of a serial number finds nothing."""
        codes = [normalize_code(serial) for serial in serials if serial]
        media = self.search([("normalized", "in", codes)])
        return media.grouped("normalized")

    def _prepare_vals(self, line):
        names = ("kind", "serial", "model", "size_gb")
        return {name: line.get(name) or False for name in names}

    def _complete(self, line):
        """Keep what a later reading knows and an earlier did not."""
        values = self._prepare_vals(line)
        missing = {name: val for name, val in values.items() if val and not self[name]}
        if missing:
            self.write(missing)

    def _put_into(self, device):
        """Note that these media are in `device` now, wherever they were before."""
        left = self.device_id - device
        used = self.filtered(
            lambda medium: medium.is_present and medium.device_id in left._gone()
        )
        self.write({"device_id": device.id, "is_present": True})
        unsaid = self.erasure_ids.filtered(lambda erasure: not erasure.device_id)
        unsaid._by_act().device_id = device
        # Destroyed, and seen again: whatever was destroyed, it was not this one.
        destroyed = self.filtered(
            lambda medium: any(
                erasure.state == "passed" and erasure.method == "destruction"
                for erasure in medium.erasure_ids
            )
        )
        (used | destroyed)._note_data_again()
        left._refresh_erasure_state()

    def _note_data_again(self):
        """Whatever was proven up to this very second proves nothing any more."""
        self.data_since = fields.Datetime.now() + timedelta(seconds=1)

    def _fit_into(self, device):
        """A person fitted these media into `device`, out of another machine.

        The gate of both machines follows: what is not proven closes it again.
        """
        self = self.sudo()
        self._put_into(device)
        device.sudo()._refresh_erasure_state()

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.codes import BOGUS_SERIALS
from ..tools.locking import lock_rows

_MERGERS = "emmaus_connect.group_coordinator"


class EmmausDevice(models.Model):
    _inherit = "emmaus.device"

    merged_into_id = fields.Many2one(
        "emmaus.device",
        "Same Device As",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="This record was a double: look there.",
    )
    duplicate_count = fields.Integer(search="_search_duplicate_count")

    def _search_duplicate_count(self, operator, value):
        """Only whether there are doubles: ``duplicate_count > 0``."""
        if (operator, value) != (">", 0):
            return NotImplemented

        # An IMEI that is not one, and what firmware writes for want of a number,
        # would make doubles of strangers.
        def has_double(model, alias, query):
            return SQL(
                """
                EXISTS (
                    SELECT 1 FROM emmaus_device_identifier AS mine
                      JOIN emmaus_device_identifier AS same
                        ON same.normalized = mine.normalized
                       AND same.device_id != mine.device_id
                      JOIN emmaus_device AS other
                        ON other.id = same.device_id AND other.active
                     WHERE mine.device_id = %s
                       AND mine.normalized != ALL(%s)
                       AND (mine.kind != 'imei' OR length(mine.normalized) = 15)
                )
                """,
                SQL.identifier(alias, "id"),
                list(BOGUS_SERIALS),
            )

        self.env["emmaus.device.identifier"].flush_model()
        return fields.Domain.custom(to_sql=has_double)

    def _kept(self):
        """Return the device that this one is, at the end of one merge or several."""
        device = self.sudo()
        while device.merged_into_id:
            device = device.merged_into_id
        return device.with_env(self.env)

    @api.private
    def action_merge_into(self, kept):
        """Declare that the devices of `self` are doubles of `kept`.

        Their numbers answer for `kept` from now on, and they are archived; the merge
        remembers which, so that it can be undone.

        :raise UserError: a double that is in stock too: two things cannot be one
        """
        kept.ensure_one()
        self._check_may_merge()
        (self | kept).check_access("write")
        lock_rows(self | kept)
        merges = self.env["emmaus.device.merge"].sudo()
        for double in self:
            double._check_can_merge_into(kept)
            moved = double.identifier_ids.filtered(lambda i: i.kind != "ec")
            merges |= merges.create(
                {
                    "kept_id": kept.id,
                    "double_id": double.id,
                    "identifier_ids": [fields.Command.set(moved.ids)],
                }
            )
            moved.sudo().device_id = kept
            merges[-1:]._take_audits()
            double.sudo().write({"merged_into_id": kept.id, "active": False})
        events = self.env["emmaus.event"]
        events._append(self, "merged_into", kept=kept.name)
        events._append(kept, "merged", doubles=self.mapped("name"))
        return merges

    def _check_may_merge(self):
        if not (self.env.su or self.env.user.has_group(_MERGERS)):
            raise AccessError(
                self.env._("Doubles are merged by coordinators: tell one of them.")
            )

    def _check_can_merge_into(self, kept):
        if self == kept or self.merged_into_id or kept.merged_into_id:
            raise UserError(
                self.env._(
                    "%(name)s cannot be merged into %(kept)s: choose two different"
                    " devices that are not doubles already.",
                    name=self.display_name,
                    kept=kept.display_name,
                )
            )
        if self.state != "announced":
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”, so it exists by itself: keep it, and"
                    " merge the announced one into it.",
                    name=self.display_name,
                    state=self._state_label(self.state),
                )
            )


class EmmausDeviceMerge(models.Model):
    """Two records found to be one device; can be undone."""

    _name = "emmaus.device.merge"
    _description = "Device Merge"
    _order = "id desc"
    _rec_name = "double_id"

    kept_id = fields.Many2one("emmaus.device", required=True, readonly=True, index=True)
    double_id = fields.Many2one(
        "emmaus.device", required=True, readonly=True, index=True
    )
    identifier_ids = fields.Many2many("emmaus.device.identifier", readonly=True)
    audit_ids = fields.Many2many("emmaus.audit", readonly=True)
    is_undone = fields.Boolean(readonly=True)

    def _take_audits(self):
        """What was read on the double was read on the device kept."""
        self.audit_ids = self.double_id.audit_ids
        self._move_audits(self.double_id, self.kept_id)

    def _give_audits_back(self):
        self._move_audits(self.kept_id, self.double_id)

    def _move_audits(self, source, target):
        audits = self.audit_ids.sudo() & source.sudo().audit_ids
        if not audits:
            return
        audits.device_id = target
        audits.medium_ids.filtered(lambda m: m.device_id == source).device_id = target
        for device in (source | target).sudo():
            device._by_act().last_audit_id = device.audit_ids.sorted("id")[-1:]
        (source | target).sudo()._refresh_erasure_state()

    def action_undo(self):
        """Give the double its numbers back and bring it out of the archive."""
        for merge in self.filtered(lambda merge: not merge.is_undone):
            double, kept = merge.double_id, merge.kept_id
            double._check_may_merge()
            (double | kept).check_access("write")
            lock_rows(double | kept)
            # Not those that an earlier merge, undone meanwhile, brought back home.
            numbers = merge.sudo().identifier_ids & kept._kept().sudo().identifier_ids
            numbers.device_id = double
            merge.sudo()._give_audits_back()
            double.sudo().write({"merged_into_id": False, "active": True})
            merge.sudo().is_undone = True
            events = self.env["emmaus.event"]
            events._append(double, "merge_undone", kept=kept.name)
            events._append(kept, "merge_undone", double=double.name)

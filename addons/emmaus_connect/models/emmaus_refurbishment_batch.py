from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows

# Ready is for people who wait for a device, not for work.
_SENDABLE = ("received", "erased", "graded")


class EmmausRefurbishment(models.Model):
    """A batch: sent to a refurbisher, and back, device by device."""

    _inherit = "emmaus.refurbishment"

    def action_send(self, occurred_at=None):
        """Draft to sent: the devices go to the refurbisher's place.

        That place lies under the workshop zone of the site: what still holds data does
        not leave the zones where it may be. Each device gets one event.

        :raise UserError: no refurbisher or no device; a device that is elsewhere, in
            other work, or past refurbishing; a device that still holds data while the
            refurbisher has no data-processing contract in force. Nothing moves then
        """
        for batch in self:
            batch._check_batch()
        self._begin(_SENDABLE, occurred_at=occurred_at)
        for batch in self:
            place = batch.partner_id._refurbisher_place(batch.warehouse_id)
            batch.line_ids.device_id.action_place(
                place,
                event="sent_to_refurbisher",
                occurred_at=batch.date_start,
                **batch._journal_facts(),
            )

    def _check_batch(self):
        if self.kind != "batch":
            raise UserError(
                self.env._(
                    "%(name)s is bench work: it is begun here, not sent.",
                    name=self.display_name,
                )
            )
        if not self.partner_id.is_refurbisher:
            raise UserError(
                self.env._(
                    "Choose the refurbisher of %(name)s first, then send it.",
                    name=self.display_name,
                )
            )

    def _check_can_begin(self, states):
        result = super()._check_can_begin(states)
        if self.kind == "batch":
            self._check_processor_contract()
        return result

    def _check_processor_contract(self):
        """GDPR, article 28: who handles personal data for us has a contract."""
        until = self.partner_id.processor_contract_until
        if until and until >= fields.Date.context_today(self):
            return
        devices = self.line_ids.device_id
        for device in devices - devices._proven():
            raise UserError(
                self.env._(
                    "%(device)s may still hold data, and %(partner)s has no"
                    " data-processing contract in force (GDPR, article 28): erase the"
                    " device first, or have the contract entered on the page of the"
                    " partner.",
                    device=device.display_name,
                    partner=self.partner_id.display_name,
                )
            )

    def _journal_facts(self):
        return {"partner": self.partner_id.name, "work": self.name}

    @api.private
    def action_return(self, lines, result, reason=None, note=None, occurred_at=None):
        """Settle lines of a sent batch; done once nothing is away any more.

        What came back, accepted or not, goes to the workshop zone of the site.

        :param lines: lines of this batch that are still away
        :param str result: ``accepted``, ``refused`` or ``not_returned``
        :param str reason: why refused; see `emmaus.refurbishment.line.reason`
        :param str note: a word more, kept on the lines
        :raise UserError: a line that is settled, or refused without reason; nothing
            moves then
        """
        self.ensure_one()
        self.check_access("write")
        if result not in ("accepted", "refused", "not_returned"):
            raise ValueError(f"No such result of a return: {result}")
        lock_rows(self)
        self._check_can_return(lines, result, reason)
        reason = reason if result == "refused" else None
        devices = lines.device_id
        lines._settle(result, reason, note, occurred_at)
        facts = {**self._journal_facts(), "result": lines._label("result", result)}
        if reason:
            facts["reason"] = lines._label("reason", reason)
        if note:
            facts["note"] = note
        facts["occurred_at"] = occurred_at
        if result == "not_returned":
            self.env["emmaus.event"]._append(devices, "not_returned", **facts)
        else:
            workshop = self.warehouse_id._workshop_zone()
            event = "returned_from_refurbisher"
            devices.action_place(workshop, event=event, **facts)
        if not self.line_ids.filtered("is_open"):
            self._move_to("done", {"date_done": occurred_at or fields.Datetime.now()})

    def _check_can_return(self, lines, result, reason):
        self._check_batch()
        self._check_transition("done")
        if not lines:
            raise UserError(
                self.env._("Say which devices of %(name)s it is about.", name=self.name)
            )
        away = self.line_ids.filtered("is_open")
        for line in lines - away:
            self._refuse_not_away(line.device_id)
        if result == "refused" and not reason:
            raise UserError(
                self.env._(
                    "Say why %(device)s is refused: the refurbisher needs to know.",
                    device=lines[:1].device_id.display_name,
                )
            )

    def _check_sent(self, devices):
        """Refuse devices that are not of this batch."""
        for device in devices - self.line_ids.device_id:
            self._refuse_not_away(device)

    def _refuse_not_away(self, device):
        raise UserError(
            self.env._(
                "%(device)s is not away with %(name)s: it was settled already, or never"
                " sent with it.",
                device=device.display_name,
                name=self.display_name,
            )
        )

    def action_open_return(self):
        """Show the screen that takes devices back."""
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(
                "emmaus_connect.emmaus_refurbishment_return_action"
            ),
            "context": {"default_refurbishment_id": self.id},
        }


class EmmausRefurbishmentLine(models.Model):
    _inherit = "emmaus.refurbishment.line"

    def action_open_return(self):
        """Show the screen that takes this device back."""
        action = self.refurbishment_id.action_open_return()
        action["context"]["default_line_ids"] = [fields.Command.set(self.ids)]
        return action

    def _label(self, name, value):
        return dict(self._fields[name]._description_selection(self.env))[value]


class ResPartner(models.Model):
    _inherit = "res.partner"

    processor_contract_until = fields.Date(
        "Data-Processing Contract Until",
        copy=False,
        help="Last day of the contract that the GDPR (article 28) asks for: without one"
        " in force, no device that still holds data is sent there.",
    )
    refurbished_count = fields.Integer(
        "Devices Returned",
        compute="_compute_nonconformity_rate",
        compute_sudo=True,
        groups="emmaus_connect.group_volunteer,emmaus_connect.group_auditor",
    )
    nonconformity_rate = fields.Float(
        "Non-conformity (%)",
        compute="_compute_nonconformity_rate",
        compute_sudo=True,
        groups="emmaus_connect.group_volunteer,emmaus_connect.group_auditor",
        help="Refused, out of what came back from all batches, of every site.",
    )

    def _compute_nonconformity_rate(self):
        groups = self.env["emmaus.refurbishment.line"]._read_group(
            [
                ("partner_id", "in", self.ids),
                ("kind", "=", "batch"),
                ("result", "in", ("accepted", "refused")),
            ],
            ["partner_id"],
            ["__count", "nonconformity:avg"],
        )
        figures = {partner.id: (count, rate) for partner, count, rate in groups}
        for partner in self:
            count, rate = figures.get(partner.id, (0, 0))
            partner.refurbished_count = count
            partner.nonconformity_rate = rate

    def _refurbisher_place(self, site):
        """Return where the goods at this refurbisher stand, for a site of ours.

        Made on first use, under the workshop zone of the site and without a zone of
        its own: it is part of that zone.
        """
        self.ensure_one()
        workshop = site._workshop_zone()
        places = self.env["stock.location"].sudo()
        domain = [
            ("refurbisher_id", "=", self.id),
            ("location_id", "=", workshop.id),
        ]
        place = places.search(domain)
        if not place:
            workshop._touch()
            place = places.create(
                {
                    "name": self.name,
                    "usage": "internal",
                    "location_id": workshop.id,
                    "company_id": site.company_id.id,
                    "refurbisher_id": self.id,
                }
            )
        return place.with_env(self.env)


class StockWarehouse(models.Model):
    _inherit = "stock.warehouse"

    def _workshop_zone(self):
        zone = self._zone("workshop")
        if not zone:
            raise UserError(
                self.env._(
                    "%(site)s has no zone “Workshop”: ask an administrator to make"
                    " one.",
                    site=self.name,
                )
            )
        return zone


class StockLocation(models.Model):
    _inherit = "stock.location"

    refurbisher_id = fields.Many2one(
        "res.partner",
        "At the Refurbisher",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="What stands here is in the hands of this refurbisher.",
    )

    _refurbisher_uniq = models.UniqueIndex(
        "(location_id, refurbisher_id) WHERE refurbisher_id IS NOT NULL",
        "This refurbisher has a place here already.",
    )

    def _touch(self):
        """Make whoever does the same at the same moment wait, and look again after."""
        self.env.cr.execute(
            "UPDATE stock_location SET write_date = write_date WHERE id = %s", [self.id]
        )

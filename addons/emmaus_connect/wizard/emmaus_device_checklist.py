from odoo import api, fields, models
from odoo.exceptions import UserError


class EmmausDeviceChecklist(models.TransientModel):
    """The checklist of one device on the bench: tap what is found, save once."""

    _name = "emmaus.device.checklist"
    _description = "Bench Checklist"

    device_id = fields.Many2one(
        "emmaus.device",
        required=True,
        readonly=True,
        ondelete="cascade",
        default=lambda self: self._default_device(),
    )
    # [{"id", "name", "required", "result" or False, "note"}], one for each item
    answers = fields.Json(compute="_compute_answers", store=True, readonly=False)

    def _default_device(self):
        if self.env.context.get("active_model") != "emmaus.device":
            return False
        return self.env.context.get("active_id")

    @api.depends("device_id")
    def _compute_answers(self):
        for wizard in self:
            known = {check.item_id: check for check in wizard.device_id.check_ids}
            none = self.env["emmaus.device.check"]
            wizard.answers = wizard.device_id and [
                {
                    "id": item.id,
                    "name": item.name,
                    "required": item.is_required,
                    "result": known.get(item, none).result,
                    "note": known.get(item, none).note or "",
                }
                for item in wizard.device_id._checklist_items()
            ]

    def action_save(self):
        """Record what is new or different; see `emmaus.device.action_check`.

        :raise UserError: nothing was ticked
        """
        self.ensure_one()
        results, notes = self._changes()
        if not results:
            raise UserError(
                self.env._(
                    "Nothing new was ticked for %(name)s: tap a result for at least"
                    " one item.",
                    name=self.device_id.display_name,
                )
            )
        self.device_id.action_check(results, notes)
        return self._notify()

    def _changes(self):
        """Return ``({item: result}, {item: note})`` of what differs from before."""
        items = self.env["emmaus.checklist.item"]
        known = {check.item_id: check for check in self.device_id.check_ids}
        results, notes = {}, {}
        for answer in self.answers or []:
            item, result = items.browse(answer["id"]), answer.get("result")
            note = (answer.get("note") or "").strip()
            before = known.get(item, self.env["emmaus.device.check"])
            if result and (result, note) != (before.result, before.note or ""):
                results[item], notes[item] = result, note
        return results, notes

    def _notify(self):
        device = self.device_id
        states = dict(
            device._fields["checklist_state"]._description_selection(self.env)
        )
        faulty = device.checklist_state == "faulty"
        message = self.env._(
            "Checklist of %(name)s: %(state)s.",
            name=device.name,
            state=states[device.checklist_state],
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": message,
                "type": "warning" if faulty else "success",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

from odoo import api, fields, models
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

# Acts that change no state; those that do are called as the state they lead to.
_ACTS = {
    "placed": _lt("Placed"),
    "imported": _lt("Changed by an import"),
    "marked_missing": _lt("Marked as not arrived"),
    "unmarked_missing": _lt("Arrived after all"),
    "merged": _lt("Took in a double"),
    "merged_into": _lt("Found to be a double"),
    "merge_undone": _lt("Merge undone"),
    "renumbered": _lt("Renumbered"),
    "label_renewed": _lt("Label replaced"),
    "loaded_as_waste": _lt("Loaded on a waste shipment"),
    "unloaded_as_waste": _lt("Taken off a waste shipment"),
    "shipped_as_waste": _lt("Left as waste"),
    "regraded": _lt("Graded again"),
    "audited": _lt("Audited"),
    "medium_erased": _lt("Medium erased"),
    "attached": _lt("Medium named by a person"),
    "gate_closed_again": _lt("To erase again"),
    "no_medium": _lt("Opened: no storage inside"),
    "checked": _lt("Checked"),
    "cpu_mark_found": _lt("Processor mark looked up"),
    "sent_to_refurbisher": _lt("Sent to a refurbisher"),
    "returned_from_refurbisher": _lt("Back from a refurbisher"),
    "not_returned": _lt("Not returned by the refurbisher"),
    "bench_started": _lt("On the bench"),
    "bench_done": _lt("Bench work done"),
    "part_taken": _lt("Part taken out"),
    "part_fitted": _lt("Part fitted"),
}
_FACTS = {
    "announced": _lt("announced"),
    "changes": _lt("changed"),
    "found": _lt("found"),
    "medium": _lt("medium"),
    "method": _lt("method"),
    "counted": _lt("counted"),
    "double": _lt("double"),
    "doubles": _lt("doubles"),
    "file": _lt("file"),
    "former": _lt("former number"),
    "former_grade": _lt("former grade"),
    "grade": _lt("grade"),
    "points": _lt("points"),
    "rule": _lt("rule set"),
    "technical": _lt("technical adjustment"),
    "cosmetic": _lt("cosmetic adjustment"),
    "percent": _lt("adjustment in percent"),
    "kept": _lt("kept"),
    "location": _lt("place"),
    "package": _lt("handling unit"),
    "processor": _lt("processor"),
    "processor_mark": _lt("processor mark"),
    "reason": _lt("reason"),
    "shipment": _lt("shipment"),
    "slip": _lt("slip"),
    "weight_kg": _lt("weight (kg)"),
    "absent": _lt("absent"),
    "checked": _lt("checked"),
    "description": _lt("description"),
    "device": _lt("other device"),
    "diagnosis": _lt("diagnosis"),
    "faulty": _lt("faulty"),
    "minutes": _lt("minutes"),
    "note": _lt("note"),
    "origin": _lt("origin"),
    "outcome": _lt("outcome"),
    "part": _lt("part"),
    "partner": _lt("partner"),
    "quantity": _lt("quantity"),
    "result": _lt("result"),
    "serial": _lt("serial number"),
    "work": _lt("work"),
    "work_done": _lt("work done"),
    "working": _lt("working"),
}


class EmmausEvent(models.Model):
    """The journal in the reader's words; what is stored and hashed stays codes."""

    _inherit = "emmaus.event"

    what = fields.Char("Act", compute="_compute_words")
    came_from = fields.Char(compute="_compute_words")
    facts_text = fields.Char("Details", compute="_compute_facts_text")
    record_name = fields.Char("About", compute="_compute_record_name")

    @api.depends("name", "from_state", "res_model")
    @api.depends_context("lang")
    def _compute_words(self):
        for res_model, events in self.grouped("res_model").items():
            words = events._words(res_model)
            for event in events:
                event.what = words(event.name)
                event.came_from = event.from_state and words(event.from_state)

    def _words(self, res_model):
        known = res_model in self.env
        field = known and self.env[res_model]._fields.get("state")
        states = dict(field._description_selection(self.env)) if field else {}

        def word(code):
            act = _ACTS.get(code)
            return states.get(code) or (str(act) if act else code.replace("_", " "))

        return word

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_facts_text(self):
        for event in self:
            event.facts_text = ", ".join(
                self.env._(
                    "%(fact)s: %(value)s",
                    fact=_FACTS.get(key, key.replace("_", " ")),
                    value=self._fact_text(value),
                )
                for key, value in (event.facts or {}).items()
            )

    def _fact_text(self, value):
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)

    @api.depends("res_model", "res_id")
    def _compute_record_name(self):
        """Each name at once; without a name what the reader may not see."""
        for res_model, events in self.grouped("res_model").items():
            names = {}
            if res_model in self.env:
                records = self.env[res_model].browse(set(events.mapped("res_id")))
                visible = records.with_context(active_test=False).exists()
                visible = visible._filtered_access("read")
                names = {record.id: record.display_name for record in visible}
            for event in events:
                event.record_name = names.get(event.res_id, False)

    def action_open_record(self):
        """Open what the event is about."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

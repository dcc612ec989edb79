import base64

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import LazyTranslate

from ..models.emmaus_import_message import problem_text
from ..tools.cpu_table import Refusal, read_cpu_table
from ..tools.importing.notes import FileProblem

_lt = LazyTranslate(__name__)

_REFUSALS = {
    "no_name": _lt("Row %(row)s: no processor is named."),
    "name_too_long": _lt("Row %(row)s: “%(text)s…” is too long for a name."),
    "not_mark": _lt(
        "Row %(row)s: “%(text)s” is no mark, which is a whole number above zero."
    ),
    "too_wide": _lt(
        "Row %(row)s: “%(text)s” has more cells than there are titles; put quotation"
        " marks around cells that hold the separator."
    ),
    "twice": _lt("Row %(row)s: “%(text)s” stands in the file twice, differently."),
    "no_pair": _lt("Row %(row)s: “%(text)s” stands alone: a line holds two spellings."),
    "no_processor": _lt("Row %(row)s: “%(text)s” names no processor."),
    "no_target": _lt(
        "Row %(row)s: “%(text)s” is not in the mark table: import the marks first."
    ),
    "taken": _lt("Row %(row)s: “%(text)s” is the name of a processor in the table."),
}
_FACTS = ("mark", "thread_mark", "cores", "tdp", "socket", "cpu_class")


class EmmausCpuMarkImport(models.TransientModel):
    """A table of processor marks, or of spellings, checked first and then applied."""

    _name = "emmaus.cpu.mark.import"
    _description = "Import Processor Marks"

    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    state = fields.Selection(
        [("draft", "To Check"), ("checked", "Checked"), ("done", "Applied")],
        default="draft",
        readonly=True,
    )
    kind = fields.Selection(
        [("marks", "Marks"), ("synonyms", "Spellings")], "Holds", readonly=True
    )
    # What the dry run found
    new_count = fields.Integer("New", readonly=True)
    changed_count = fields.Integer("Changed", readonly=True)
    unchanged_count = fields.Integer("Unchanged", readonly=True)
    refused_count = fields.Integer("Left Out", readonly=True)
    refused_text = fields.Text("Lines Left Out", readonly=True)

    # Actions

    def action_check(self):
        """Read the file and say what applying it would do; nothing is written."""
        self._check_administrator()
        self._tell(self._plan(self._read()), "checked")
        return self._show()

    def action_apply(self):
        """Write what is new or changed; lines left out stay out.

        The file is read again: what was checked may be another one by now.
        """
        self._check_administrator()
        table = self._read()
        plan = self._plan(table)
        if not (plan["new"] or plan["changed"] or plan["unchanged"]):
            raise UserError(
                self.env._(
                    "No line of “%(file)s” can be applied: read the list of lines left"
                    " out, correct the file and choose it again.",
                    file=self._label(),
                )
            )
        getattr(self, f"_apply_{table.kind}")(plan)
        self._fill_devices()
        self._tell(plan, "done")
        return self._show()

    def _check_administrator(self):
        """Marks decide grades everywhere: one table for all, in one pair of hands."""
        self.ensure_one()
        self.env["emmaus.cpu.mark"].check_access("create")

    def _read(self):
        try:
            return read_cpu_table(base64.b64decode(self.file or b""))
        except FileProblem as problem:
            if problem.code == "unknown_cpu_file":
                raise UserError(self._unknown_file(problem)) from problem
            raise UserError(problem_text(self.env, problem)) from problem

    def _unknown_file(self, problem):
        return self.env._(
            "“%(file)s” is no table of marks: its first row must hold the titles “name”"
            " and “cpumark”, or each row two spellings. It begins with: %(titles)s.",
            file=self._label(),
            **problem.params,
        )

    def _label(self):
        return self.file_name or self.env._("this file")

    # What would happen

    def _plan(self, table):
        """Return ``{"kind", "new", "changed", "unchanged", "refusals"}``.

        New are values, changed are ``(record, values)``, unchanged a number.
        """
        plan = {"kind": table.kind, "new": [], "changed": [], "unchanged": 0}
        plan["refusals"] = list(table.refusals)
        getattr(self, f"_plan_{table.kind}")(table.lines, plan)
        plan["refusals"].sort()
        return plan

    def _plan_marks(self, lines, plan):
        known = self._marks_named([line["name"] for line in lines])
        for line in lines:
            record = known.get(line["name"])
            values = {name: line[name] for name in _FACTS}
            if not record:
                plan["new"].append({"name": line["name"], **values})
            elif changed := {
                name: value for name, value in values.items() if record[name] != value
            }:
                plan["changed"].append((record, changed))
            else:
                plan["unchanged"] += 1

    def _plan_synonyms(self, lines, plan):
        targets = self._marks_named([line["target"] for line in lines])
        taken = self._marks_named([line["name"] for line in lines])
        answers = self.env["emmaus.cpu.mark"]._resolve_all(
            [line["target"] for line in lines if line["target"] not in targets]
        )
        found = self._marks_named(
            [answer["name"] for answer in answers.values() if answer["name"]]
        )
        synonyms = self.env["emmaus.cpu.synonym"]
        known = synonyms._by_key([line["name"] for line in lines])
        for line in lines:
            answer = answers.get(line["target"], {})
            # A target in other words counts when only signs and spaces differ.
            cleaned = answer.get("how") in ("exact", "cleaned")
            mark = targets.get(line["target"]) or (
                cleaned and found.get(answer["name"])
            )
            synonym = known.get(line["name"])
            if not mark:
                refusal = Refusal(line["row"], "no_target", line["target"][:80])
                plan["refusals"].append(refusal)
            elif line["name"] in taken:
                refusal = Refusal(line["row"], "taken", line["name"][:80])
                plan["refusals"].append(refusal)
            elif not synonym:
                plan["new"].append({"name": line["name"], "mark_id": mark.id})
            elif synonym.mark_id != mark:
                plan["changed"].append((synonym, {"mark_id": mark.id}))
            else:
                plan["unchanged"] += 1

    @api.model
    def _marks_named(self, names):
        marks = self.env["emmaus.cpu.mark"].search_fetch(
            [("name", "in", list(names))], ["name", *_FACTS]
        )
        return {mark.name: mark for mark in marks}

    # Applying

    def _apply_marks(self, plan):
        read = {"source": self.file_name, "imported_at": fields.Datetime.now()}
        self.env["emmaus.cpu.mark"].create([{**vals, **read} for vals in plan["new"]])
        for record, values in plan["changed"]:
            record.write({**values, **read})

    def _apply_synonyms(self, plan):
        self.env["emmaus.cpu.synonym"].create(plan["new"])
        for record, values in plan["changed"]:
            record.write(values)

    def _fill_devices(self):
        """Devices came before the table did: those not graded yet get their mark."""
        devices = self.env["emmaus.device"].search(
            [
                ("state", "in", ("announced", "received", "erased")),
                ("cpu", "!=", False),
                ("cpu_mark", "=", 0),
            ]
        )
        devices._fill_cpu_marks()

    def _tell(self, plan, state):
        self.write(
            {
                "state": state,
                "kind": plan["kind"],
                "new_count": len(plan["new"]),
                "changed_count": len(plan["changed"]),
                "unchanged_count": plan["unchanged"],
                "refused_count": len(plan["refusals"]),
                "refused_text": "\n".join(
                    self._refusal_text(refusal) for refusal in plan["refusals"]
                ),
            }
        )

    def _refusal_text(self, refusal):
        text = self.env._(_REFUSALS[refusal.code])
        return text % refusal._asdict()

    def _show(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Import Processor Marks"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

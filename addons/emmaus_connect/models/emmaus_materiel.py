from odoo import api, models
from odoo.exceptions import UserError

from ..tools.importing import act as outcome
from ..tools.importing.materiel import field_of, read_materiel
from .emmaus_materiel_message import materiel_text


class EmmausMateriel(models.AbstractModel):
    """Devices as another tool sends and reads them, in the national tool's words.

    Lines go through the planner of imports, so that a file and a call that say the
    same have the same effect.
    """

    _name = "emmaus.materiel"
    _description = "Devices for Other Tools"

    @api.model
    def _put(self, items):
        """Create and change devices; what cannot be done is told line by line.

        :param list items: what the JSON array held, in its order
        :return: dict of ``total``, ``created`` and ``updated`` (``{"line", "id",
            "name"}``, the latter with ``"changed"``), ``refused`` (``{"line",
            "field", "error"}``), ``warnings`` (``{"line", "field", "warning"}``) and
            ``data``, the devices of the good lines in their order
        """
        numbered = list(enumerate(items, start=1))
        acts = self._plan(numbered)
        self._check_rights(acts)
        good = [pair for pair, act in zip(numbered, acts, strict=True) if _is_good(act)]
        settled = {act.line.number: act for act in acts}
        done = self._apply(good, [act for act in acts if _is_good(act)])
        settled |= {act.line.number: act for act in done}
        return self._told([settled[number] for number, _item in numbered])

    def _plan(self, numbered):
        acts = [outcome.Act(read_materiel(*pair)) for pair in numbered]
        readable = [act for act in acts if not act.notes.refused]
        self._run()._plan_devices(readable, None)
        return [act.settle() for act in acts]

    def _run(self):
        """An import that exists for one call only: it holds nothing but a name."""
        return self.env["emmaus.import"].new({"file_name": "PUT /emmaus/api/materiel"})

    def _check_rights(self, acts):
        devices = self.env["emmaus.device"]
        for state, right, refusal in (
            (outcome.CREATED, "create", "may_not_create"),
            (outcome.CHANGED, "write", "may_not_change"),
        ):
            if devices.has_access(right):
                continue
            for act in acts:
                if act.state == state:
                    act.notes.refuse(refusal, code=act.line.code)
                    act.settle()

    def _apply(self, numbered, acts):
        """Write all lines as one set; when one of them is refused, halve and retry.

        What was written is undone first, so each half is planned anew.
        """
        try:
            with self.env.cr.savepoint():
                good = [act for act in acts if _is_good(act)]
                self._run()._execute_devices(good)
                self.env.flush_all()
            return acts
        except UserError as refusal:
            if len(numbered) == 1:
                text = str(refusal).strip().splitlines()[0]
                acts[0].notes.refuse("refused", text=text)
                return [acts[0].settle()]
        middle = len(numbered) // 2
        halves = numbered[:middle], numbered[middle:]
        return [act for half in halves for act in self._apply(half, self._plan(half))]

    # The answer

    def _told(self, acts):
        answer = {"total": len(acts), "created": [], "updated": [], "refused": []}
        answer["warnings"] = []
        good = [act for act in acts if act.state != outcome.REFUSED]
        devices = self.env["emmaus.device"].browse([act.record_id for act in good])
        for act, device in zip(good, devices, strict=True):
            done = {"line": act.line.number, "id": device.id, "name": device.name}
            if act.state == outcome.CREATED:
                answer["created"].append(done)
            else:
                done["changed"] = act.state == outcome.CHANGED
                answer["updated"].append(done)
        for act in acts:
            if act.state == outcome.REFUSED:
                answer["refused"].append(self._refusal(act))
            answer["warnings"] += self._warnings(act)
        answer["data"] = devices._materiel()
        return answer

    def _refusal(self, act):
        errors = [note for note in act.notes if note.level == "error"]
        return {
            "line": act.line.number,
            "field": field_of(act.line, errors[0]),
            "error": " ".join(materiel_text(self.env, note) for note in errors),
        }

    def _warnings(self, act):
        return [
            {
                "line": act.line.number,
                "field": field_of(act.line, note),
                "warning": materiel_text(self.env, note),
            }
            for note in act.notes
            if note.level == "warning"
        ]


def _is_good(act):
    return act.state != outcome.REFUSED

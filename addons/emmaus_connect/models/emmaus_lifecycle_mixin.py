from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows

# An object, not a flag: no RPC call can put it into a context.
_GATE = object()


class EmmausLifecycleMixin(models.AbstractModel):
    """A noun of the line that goes from state to state, and says so in the journal.

    The class that inherits declares a Selection field `state` and the table
    `_transitions`: ``{state: (states it may go to, ...)}``. The first key is where
    a record starts.
    """

    _name = "emmaus.lifecycle.mixin"
    _description = "Life Cycle"

    _transitions = {}

    # Kept beside the journal, so that a line removed from its end shows.
    event_count = fields.Integer("Journal Lines", readonly=True, copy=False)

    @api.model_create_multi
    def create(self, vals_list):
        initial = next(iter(self._transitions))
        for vals in vals_list:
            if vals.get("state", initial) != initial:
                self._refuse_direct_state(vals["state"])
        # Given, so that no `default_state` of the context has a say.
        start = {"state": initial, "event_count": 0}
        return super().create([{**vals, **start} for vals in vals_list])

    def write(self, vals):
        if not self._is_by_act():
            if "state" in vals:
                self._refuse_direct_state(vals["state"])
            if "event_count" in vals:
                raise UserError(self.env._("The journal counts its own lines."))
        return super().write(vals)

    def _refuse_direct_state(self, state):
        raise UserError(
            self.env._(
                "The state of %(name)s is not set by hand: use the button or the scan"
                " that leads to “%(state)s”.",
                name=self[:1].display_name or self._description,
                state=self._state_label(state),
            )
        )

    def _move_to(self, state, values=None, **facts):
        """Move every record of `self` to `state` and write one event for each.

        The only writer of `state`: locks the rows, checks the table, writes.

        :param str state: where to go; see `_transitions`
        :param dict values: what else the move writes, the same on every record
        :param facts: `occurred_at` (UTC datetime), `scan_uuid` and `warehouse_id`
            land in the event's own columns, the rest in its JSON facts
        :raise UserError: names the first record that may not go there, and where it
            may go instead; nothing is written then
        """
        if not self:
            return
        lock_rows(self)
        self._check_transition(state)
        came_from = {record.id: record.state for record in self}
        self._by_act().write({**(values or {}), "state": state})
        self.env["emmaus.event"]._append(self, state, from_states=came_from, **facts)

    def _by_act(self):
        """Return `self` as an act that the journal tells writes on it."""
        return self.with_context(emmaus_gate=_GATE)

    def _is_by_act(self):
        return self.env.context.get("emmaus_gate") is _GATE

    def _check_transition(self, state):
        for record in self:
            if state not in self._transitions.get(record.state, ()):
                record._refuse_transition(state)

    def _refuse_transition(self, state):
        possible = [self._state_label(key) for key in self._possible_states()]
        raise UserError(
            self.env._(
                "%(name)s cannot go from “%(from_state)s” to “%(to_state)s”."
                " Possible from here: %(possible)s.",
                name=self.display_name,
                from_state=self._state_label(self.state),
                to_state=self._state_label(state),
                possible=", ".join(possible) or self.env._("nothing any more"),
            )
        )

    def _possible_states(self):
        """Return the states this record may go to from where it stands."""
        self.ensure_one()
        return self._transitions.get(self.state, ())

    def _event_site(self):
        """Return the site that an event about this record is attributed to."""
        return self.warehouse_id

    def _state_label(self, state):
        return dict(self._fields["state"]._description_selection(self.env)).get(
            state, state
        )

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.locking import lock_rows

_TICKERS = "emmaus_connect.group_volunteer"
# How far the checklist of the device `device` is. An item that fails counts even where
# it is optional: who buys a machine expects what is on it to work.
_STATE = SQL(
    """
    CASE
    WHEN EXISTS (
        SELECT 1 FROM emmaus_device_check AS done
          JOIN emmaus_checklist_item AS item ON item.id = done.item_id
         WHERE done.device_id = device.id AND done.is_live AND item.active
           AND (done.result = 'faulty'
                OR (done.result = 'absent' AND item.is_required))
    ) THEN 'faulty'
    WHEN required.items IS NULL OR EXISTS (
        SELECT 1 FROM unnest(required.items) AS wanted(item_id)
         WHERE NOT EXISTS (
            SELECT 1 FROM emmaus_device_check AS done
             WHERE done.device_id = device.id AND done.is_live
               AND done.item_id = wanted.item_id
         )
    ) THEN 'todo'
    ELSE 'complete' END
    """
)
_STATES = SQL(
    """
    SELECT device.id, %s AS state
      FROM emmaus_device AS device
 LEFT JOIN (
        SELECT rel.category_id, array_agg(item.id) AS items
          FROM emmaus_checklist_item AS item
          JOIN emmaus_checklist_item_category_rel AS rel ON rel.item_id = item.id
         WHERE item.active AND item.is_required
         GROUP BY rel.category_id
    ) AS required ON required.category_id = device.category_id
    """,
    _STATE,
)


class EmmausChecklistItem(models.Model):
    """One thing to try on the bench before a device of these categories goes on."""

    _name = "emmaus.checklist.item"
    _description = "Checklist Item"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    category_ids = fields.Many2many(
        "emmaus.device.category",
        "emmaus_checklist_item_category_rel",
        "item_id",
        "category_id",
        string="Categories",
        required=True,
    )
    is_required = fields.Boolean(
        "Required",
        default=True,
        help="The checklist is not complete without it, and its absence is a fault."
        " What is not required may be absent, but not faulty.",
    )
    active = fields.Boolean(default=True)


class EmmausDeviceCheck(models.Model):
    """What somebody found when trying one item on one device; the latest is live."""

    _name = "emmaus.device.check"
    _description = "Device Check"
    _order = "device_id, item_sequence, id desc"
    _rec_name = "item_id"

    device_id = fields.Many2one(
        "emmaus.device", required=True, readonly=True, index=True, ondelete="restrict"
    )
    item_id = fields.Many2one(
        "emmaus.checklist.item",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    item_sequence = fields.Integer(related="item_id.sequence", store=True)
    result = fields.Selection(
        [
            ("ok", "Works"),
            ("faulty", "Faulty"),
            ("absent", "Absent"),  # a fault where the item is required
            ("not_applicable", "Not fitted"),  # this model never had one
        ],
        required=True,
        readonly=True,
    )
    note = fields.Char(readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", required=True, readonly=True, ondelete="restrict"
    )
    checked_at = fields.Datetime("Checked On", required=True, readonly=True)
    is_live = fields.Boolean(
        "Counts",
        default=True,
        readonly=True,
        help="Not what was checked again since, nor before the device last came in.",
    )

    _live_uniq = models.UniqueIndex(
        "(device_id, item_id) WHERE is_live",
        "Somebody else has just checked the same item of this device: look at it.",
    )


class EmmausDevice(models.Model):
    """The functional checklist of a device."""

    _inherit = "emmaus.device"

    check_ids = fields.One2many(
        "emmaus.device.check",
        "device_id",
        "Checklist",
        domain=[("is_live", "=", True)],
        readonly=True,
    )
    checklist_state = fields.Selection(
        [
            ("todo", "To do"),  # a required item was not tried yet
            ("faulty", "Faulty"),  # something fails, or a required item is absent
            ("complete", "Complete"),
        ],
        compute="_compute_checklist_state",
        compute_sudo=True,
        search="_search_checklist_state",
    )
    is_refurbished = fields.Boolean(
        "Refurbished",
        compute="_compute_is_refurbished",
        search="_search_is_refurbished",
        help="In the sense of French law: everything was tried and works, and nothing"
        " is left of the former owner's data.",
    )

    @api.depends("check_ids.result", "category_id")
    def _compute_checklist_state(self):
        self._flush_checklist()
        query = SQL("%s WHERE device.id = ANY(%s)", _STATES, list(self.ids))
        states = dict(self.env.execute_query(query))
        for device in self:
            device.checklist_state = states.get(device.id, "todo")

    def _search_checklist_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        self._flush_checklist()
        wanted = SQL(
            "(SELECT listed.id FROM (%s) AS listed WHERE listed.state = ANY(%s))",
            _STATES,
            [state or "todo" for state in value],
        )
        return fields.Domain("id", "in", wanted)

    def _flush_checklist(self):
        items = self.env["emmaus.checklist.item"]
        items.flush_model(["active", "is_required", "category_ids"])
        self.env["emmaus.device.check"].flush_model()
        self.env["emmaus.device"].flush_model(["category_id"])

    @api.depends("checklist_state", "erasure_state", "data_bearing")
    def _compute_is_refurbished(self):
        for device in self:
            clean = device.erasure_state == "proven" or not device.data_bearing
            device.is_refurbished = clean and device.checklist_state == "complete"

    def _search_is_refurbished(self, operator, value):
        if operator != "in":
            return NotImplemented
        clean = fields.Domain("erasure_state", "=", "proven") | fields.Domain(
            "category_id.data_bearing", "=", False
        )
        found = fields.Domain("checklist_state", "=", "complete") & clean
        return found if True in value else ~found

    def _checklist_items(self):
        """Return what is to be tried on this device, in order."""
        self.ensure_one()
        domain = [("category_ids", "in", self.category_id.ids)]
        return self.env["emmaus.checklist.item"].search(domain)

    @api.private
    def action_check(self, results, notes=None):
        """Record what was found when trying items; one event “checked” each device.

        An item checked before is checked anew: the former answer is kept, it no longer
        counts. State does not change.

        :param dict results: ``{item: "ok" | "faulty" | "absent" | "not_applicable"}``
        :param dict notes: ``{item: text}``, where a word more is needed
        :raise UserError: the device is not here, or the item is not of its category;
            nothing is recorded then
        """
        if not results:
            return
        self._check_can_check()
        lock_rows(self)
        for device in self:
            device._check_results(results)
        self._close_checks([item.id for item in results])
        self.env["emmaus.device.check"].sudo().create(
            [
                {
                    "device_id": device.id,
                    "item_id": item.id,
                    "result": result,
                    "note": (notes or {}).get(item),
                    "user_id": self.env.uid,
                    "checked_at": fields.Datetime.now(),
                }
                for device in self
                for item, result in results.items()
            ]
        )
        self.invalidate_recordset(["check_ids"])
        facts = self._check_facts(results)
        self.env["emmaus.event"]._append(self, "checked", **facts)

    def _check_can_check(self):
        """Volunteers tick what they see, though they may not correct its facts."""
        self.check_access("read")
        if not (self.env.su or self.env.user.has_group(_TICKERS)):
            raise AccessError(
                self.env._("Your role looks at devices, it checks none of them.")
            )

    def _check_results(self, results):
        if self.state not in ("received", "erased", "graded", "ready", "promised"):
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: a device is checked while it is in"
                    " stock.",
                    name=self.display_name,
                    state=self._state_label(self.state),
                )
            )
        answers = self.env["emmaus.device.check"]._fields["result"].get_values(self.env)
        for item, result in results.items():
            if self.category_id not in item.category_ids:
                raise UserError(
                    self.env._(
                        "“%(item)s” is not checked on %(name)s, a “%(category)s”:"
                        " choose among the items of its category.",
                        item=item.name,
                        name=self.display_name,
                        category=self.category_id.name,
                    )
                )
            if result not in answers:
                raise ValueError(f"No such result of a check: {result}")

    def _close_checks(self, item_ids=None):
        """Let former checks no longer count; all of them when no item is given."""
        domain = [("device_id", "in", self.ids), ("is_live", "=", True)]
        if item_ids is not None:
            domain.append(("item_id", "in", item_ids))
        checks = self.env["emmaus.device.check"].sudo().search(domain)
        checks.is_live = False
        checks.flush_recordset(["is_live"])
        self.invalidate_recordset(["check_ids"])

    def _check_facts(self, results):
        """Return what the journal tells of a checklist: counts, names of what fails."""
        named = {
            result: [item.name for item, found in results.items() if found == result]
            for result in ("ok", "faulty", "absent")
        }
        facts = {"checked": len(results), "working": len(named["ok"])}
        return {
            **facts,
            **{key: named[key] for key in ("faulty", "absent") if named[key]},
        }

    def _move_to(self, state, values=None, **facts):
        """Whoever had it in hand meanwhile: what comes back is checked anew."""
        result = super()._move_to(state, values, **facts)
        if state == "received":
            self._close_checks()
        return result

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import format_date

# In stock and not finished: the stages and zones that wait for somebody.
_AT_WORK = ("received", "erased", "graded")

# On a phone: a card a device, not columns cut to three letters.
FLAT_KANBAN = "emmaus_connect.emmaus_device_view_kanban_flat"


class EmmausHome(models.AbstractModel):
    """What waits for the person who signs in: figures, each with its list behind it.

    A tile opens an action with filters of its search view, so that the person sees
    them and may change them; `_tile` names both.
    """

    _name = "emmaus.home"
    _description = "Home"

    @api.model
    def get_home(self):
        """Return what the home page shows to the caller, in one call.

        :return: ``{"name", "sites": [str], "notice": str or False,
            "sections": [{"key", "title", "tiles": [tile]}]}``; see `_tile`
        """
        user = self.env.user
        sections = [
            ("coordinator", self.env._("Coordination"), self._coordination_tiles),
            ("logistics", self.env._("Collections"), self._collection_tiles),
            ("technician", self.env._("Workshop"), self._workshop_tiles),
            ("volunteer", self.env._("Intake"), self._intake_tiles),
            ("administrator", self.env._("Administration"), self._journal_tiles),
            ("auditor", self.env._("Audit"), self._audit_tiles),
        ]
        zones = self._zone_counts()
        return {
            "name": user.name,
            "sites": user.sudo().emmaus_site_ids.mapped("name"),
            "notice": self._notice(),
            "sections": [
                {"key": role, "title": title, "tiles": tiles(zones)}
                for role, title, tiles in sections
                if user.has_group(f"emmaus_connect.group_{role}")
            ],
        }

    @api.model
    def open_code(self, text):
        """Find what a scanned or typed code means, whatever it is stuck on.

        :return: ``{"action": dict}`` to open it, or ``{"message": str}``
        """
        devices = self.env["emmaus.device"].find_by_code(text)
        others = [
            self.env[name]._find_by_code(text)
            for name in ("stock.package", "stock.location", "emmaus.collection")
        ]
        hits = [records for records in (devices, *others) if records]
        if len(hits) == 1 and len(hits[0]) == 1:
            return {"action": self._form_action(hits[0])}
        if devices:
            return {"action": self._devices_action([("id", "in", devices.ids)])}
        if hits:
            return {"action": self._form_action(hits[0][0])}
        return self._open_beginning(text)

    def _open_beginning(self, text):
        begins = [("code", "ilike", text)]
        if len(str(text or "").strip()) > 2 and self.env["emmaus.device"].search(
            begins, limit=1
        ):
            return {"action": self._devices_action(begins)}
        token = self.env["emmaus.qr.token"]._parse(text)
        if token.state == "blank":
            message = self.env._("This label is blank: it is stuck on nothing yet.")
        elif token.state == "revoked":
            message = self.env._("This label was replaced by a newer: throw it away.")
        else:
            message = self.env._(
                "Nothing of your sites answers to %(code)s. Check the characters, or"
                " try another of its numbers.",
                code=text,
            )
        return {"message": message}

    def _form_action(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _devices_action(self, domain):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Devices"),
            "res_model": "emmaus.device",
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
            "mobile_view_mode": "kanban",
            "context": {"kanban_view_ref": FLAT_KANBAN},
            "domain": domain,
        }

    # Tiles, role by role

    def _tile(self, key, title, count, hint, action, filters=(), tone="todo"):
        """Return a tile of the page, as the browser wants it.

        :param count: how many, or ``False`` when nobody knows yet
        :param str action: xmlid of our addon
        :param filters: names of filters of the action's search view
        :param str tone: ``todo`` waits for the person, ``watch`` is worth a look,
            ``figure`` just tells
        """
        context = {f"search_default_{name}": 1 for name in filters}
        return {
            "key": key,
            "title": title,
            "count": count,
            "hint": hint,
            "action": f"emmaus_connect.{action}",
            "context": context,
            "tone": tone,
        }

    def _device_tile(self, key, title, count, hint, *filters, tone="todo"):
        tile = self._tile(
            key, title, count, hint, "emmaus_device_action", filters, tone
        )
        tile["context"]["kanban_view_ref"] = FLAT_KANBAN
        return tile

    def _collection_tile(self, key, title, count, hint, *filters, tone="todo"):
        return self._tile(
            key, title, count, hint, "emmaus_collection_action", filters, tone
        )

    def _intake_tiles(self, zones):
        return [
            self._device_tile(
                "to_place",
                self.env._("To put away"),
                zones.get(("received", "intake"), 0),
                self.env._("Received, still in the intake zone"),
                "state_received",
                "zone_intake",
            ),
            self._device_tile(
                "quarantine",
                self.env._("In quarantine"),
                sum(zones.get((state, "quarantine"), 0) for state in _AT_WORK),
                self.env._("A doubt waits for a person"),
                "at_work",
                "zone_quarantine",
                tone="watch",
            ),
        ]

    def _workshop_tiles(self, zones):
        return [
            self._device_tile(
                "to_erase",
                self.env._("To erase"),
                zones.get(("received", "to_erase"), 0),
                self.env._("Received, in the to-erase zone"),
                "state_received",
                "zone_to_erase",
            ),
            self._device_tile(
                "workshop",
                self.env._("In the workshop"),
                sum(zones.get((state, "workshop"), 0) for state in _AT_WORK),
                self.env._("To audit, repair and grade"),
                "at_work",
                "zone_workshop",
            ),
        ]

    def _collection_tiles(self, zones):
        collections = self.env["emmaus.collection"]
        states = dict(
            collections._read_group(
                [("state", "in", ("announced", "collected", "received"))],
                ["state"],
                ["__count"],
            )
        )
        tiles = [
            self._collection_tile(
                "to_schedule",
                self.env._("To schedule"),
                states.get("announced", 0),
                self.env._("Announced, without pick-up day"),
                "to_schedule",
            ),
            self._collection_tile(
                "next_days",
                self.env._("Pick-ups to come"),
                collections.search_count(
                    [
                        ("state", "=", "scheduled"),
                        ("date_scheduled", ">=", "today"),
                        ("date_scheduled", "<", "today +7d"),
                    ]
                ),
                self.env._("Within 7 days"),
                "next_days",
                tone="figure",
            ),
            self._collection_tile(
                "late_pickup",
                self.env._("Pick-up day passed"),
                collections.search_count(
                    [("state", "=", "scheduled"), ("date_scheduled", "<", "today")]
                ),
                self.env._("Picked up? Say so, or fix another day"),
                "late",
                tone="watch",
            ),
            self._collection_tile(
                "to_receive",
                self.env._("To count and receive"),
                states.get("collected", 0),
                self.env._("Picked up, not in stock yet"),
                "to_receive",
            ),
            self._collection_tile(
                "to_close",
                self.env._("To close"),
                states.get("received", 0),
                self.env._("Received: explain the differences, then close"),
                "to_close",
            ),
            self._device_tile(
                "without_label",
                self.env._("Labels to print"),
                self.env["emmaus.device"].search_count(
                    [("state", "in", _AT_WORK), ("qr_token", "=", False)]
                ),
                self.env._("Devices in stock without a label"),
                "at_work",
                "without_label",
            ),
        ]
        return tiles + self._import_tiles()

    def _import_tiles(self):
        recent = [("refused_count", ">", 0), ("create_date", ">=", "today -14d")]
        return [
            self._tile(
                "imports",
                self.env._("Imports with refused lines"),
                self.env["emmaus.import"].search_count(recent),
                self.env._("Correct them and send them again; last 14 days"),
                "emmaus_import_action",
                ["recent_refusals"],
                tone="watch",
            )
        ]

    def _coordination_tiles(self, zones):
        devices = self.env["emmaus.device"]
        expected = [("state", "=", "announced"), ("is_missing", "=", False)]
        return [
            self._collection_tile(
                "unexplained",
                self.env._("Differences without reason"),
                self.env["emmaus.collection"].search_count(
                    [
                        ("state", "=", "received"),
                        ("line_ids.discrepancy", "!=", 0),
                        ("discrepancy_reason", "=", False),
                    ]
                ),
                self.env._("Counted is not announced, and nobody said why"),
                "unexplained",
            ),
            self._device_tile(
                "duplicates",
                self.env._("Possible doubles"),
                devices.search_count([*expected, ("duplicate_count", ">", 0)]),
                self.env._("Announced under a number that exists already"),
                "state_announced",
                "duplicates",
                tone="watch",
            ),
            self._device_tile(
                "late",
                self.env._("Announced long ago"),
                devices.search_count([*expected, ("create_date", "<", "today -1m")]),
                self.env._("More than a month, and not arrived"),
                "late",
                tone="watch",
            ),
            self._device_tile(
                "missing",
                self.env._("Did not arrive"),
                devices.search_count(
                    [("is_missing", "=", True), ("state", "=", "announced")]
                ),
                self.env._("Announced, but not in the shipment"),
                "missing",
                tone="figure",
            ),
            self._tile(
                "agreements",
                self.env._("Agreements ending"),
                self.env["emmaus.agreement"].search_count(
                    [("date_end", ">=", "today"), ("date_end", "<=", "today +60d")]
                ),
                self.env._("Within 60 days"),
                "emmaus_agreement_action",
                ["ending_soon"],
                tone="watch",
            ),
        ]

    def _journal_tiles(self, zones):
        found = self.env["emmaus.event"]._last_verification()
        if not found:
            hint = self.env._("Never verified yet: do it now")
        else:
            hint = self.env._(
                "%(date)s: %(events)s events verified",
                date=format_date(self.env, found["date"]),
                events=found["events"],
            )
        return [
            self._tile(
                "journal_health",
                self.env._("Broken links in the journal"),
                found["broken"] if found else False,
                hint,
                "emmaus_event_action_verify",
                tone="watch",
            )
        ]

    def _audit_tiles(self, zones):
        week = [("occurred_at", ">=", "today =week_start")]
        return [
            self._tile(
                "journal",
                self.env._("Events this week"),
                self.env["emmaus.event"].search_count(week),
                self.env._("What happened, and who did it"),
                "emmaus_event_action",
                ["this_week"],
                tone="figure",
            ),
            self._tile(
                "stock",
                self.env._("Devices at work"),
                sum(zones.values()),
                self.env._("In stock, not ready yet: the figures by site"),
                "emmaus_device_action_stock",
                ["at_work"],
                tone="figure",
            ),
            *self._journal_tiles(zones),
        ]

    # Figures

    def _zone_counts(self):
        """Return ``{(state, zone): count}`` of the devices at work, in one query."""
        groups = self.env["emmaus.device"]._read_group(
            Domain("state", "in", _AT_WORK), ["state", "zone"], ["__count"]
        )
        return {(state, zone): count for state, zone, count in groups}

    def _notice(self):
        user = self.env.user
        if user.sudo().emmaus_site_ids or user.has_group(
            "emmaus_connect.group_coordinator"
        ):
            return False
        if user.has_group("emmaus_connect.group_auditor"):
            return False
        return self.env._(
            "No site is given to you yet, so there is nothing to see here: ask an"
            " administrator to add you to yours."
        )

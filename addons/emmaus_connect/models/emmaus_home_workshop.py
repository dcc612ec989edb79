from odoo import models

_PAST_ERASURE = ("erased", "graded", "ready")


class EmmausHome(models.AbstractModel):
    """What waits at the bench: audits, erasures, grades."""

    _inherit = "emmaus.home"

    def _intake_tiles(self, zones):
        to_audit = [
            ("state", "=", "received"),
            ("category_id.data_bearing", "=", True),
            ("category_id.internal_storage", "=", False),
            ("last_audit_id", "=", False),
        ]
        return [
            *super()._intake_tiles(zones),
            self._device_tile(
                "to_audit",
                self.env._("To audit"),
                self.env["emmaus.device"].search_count(to_audit),
                self.env._("Received, and no audit lists its disks yet"),
                "to_audit",
            ),
        ]

    def _workshop_tiles(self, zones):
        return [
            *super()._workshop_tiles(zones),
            *self._audit_file_tiles(),
            *self._erasure_tiles(),
        ]

    def _audit_file_tiles(self):
        audits = self.env["emmaus.audit"]
        recent = [("state", "=", "unreadable"), ("create_date", ">=", "today -14d")]
        return [
            self._tile(
                "audits_to_decide",
                self.env._("Audits to decide"),
                audits.search_count([("state", "=", "to_decide")]),
                self.env._("Nobody but a person can say of which device they are"),
                "emmaus_audit_action",
                ["to_decide"],
            ),
            self._tile(
                "audits_unreadable",
                self.env._("Files not readable"),
                audits.search_count(recent),
                self.env._("Audit again, or send another file; last 14 days"),
                "emmaus_audit_action",
                ["recent_unreadable"],
                tone="watch",
            ),
        ]

    def _erasure_tiles(self):
        failed = [("state", "=", "failed"), ("medium_id.is_proven", "=", False)]
        stages = self._stage_counts()
        again = sum(stages.get((state, "open"), 0) for state in _PAST_ERASURE)
        return [
            self._tile(
                "erasures_failed",
                self.env._("Erasures failed"),
                self.env["emmaus.erasure"].search_count(failed),
                self.env._("Try again, or take the disk out and destroy it"),
                "emmaus_erasure_action",
                ["failed_open"],
            ),
            self._device_tile(
                "erase_again",
                self.env._("To erase again"),
                again,
                self.env._("Erased once, and a disk without proof turned up"),
                "past_erasure",
                "erasure_open",
            ),
            self._device_tile(
                "to_grade",
                self.env._("To grade"),
                self._stage_total(stages, "erased"),
                self.env._("Erased, without a grade yet"),
                "state_erased",
            ),
            self._device_tile(
                "to_make_ready",
                self.env._("To make ready"),
                self._stage_total(stages, "graded"),
                self.env._("Graded, not for anybody yet"),
                "state_graded",
            ),
        ]

    def _coordination_tiles(self, zones):
        found = [("is_found", "=", True), ("collection_id", "=", False)]
        removed = [
            ("is_present", "=", False),
            ("device_id", "!=", False),
            ("is_proven", "=", False),
        ]
        return [
            *super()._coordination_tiles(zones),
            self._tile(
                "media_removed",
                self.env._("Disks taken out without proof"),
                self.env["emmaus.medium"].search_count(removed),
                self.env._("An audit saw them, the next one did not: where are they?"),
                "emmaus_medium_action",
                ["removed_open"],
                tone="watch",
            ),
            self._device_tile(
                "found",
                self.env._("Found, without donation"),
                self.env["emmaus.device"].search_count(found),
                self.env._("Nobody announced them: say which donation they came with"),
                "found",
                tone="watch",
            ),
        ]

    def _stage_counts(self):
        """Return ``{(state, erasure_state): count}`` of what was erased once."""
        groups = self.env["emmaus.device"]._read_group(
            [("state", "in", _PAST_ERASURE)], ["state", "erasure_state"], ["__count"]
        )
        return {(state, erasure): count for state, erasure, count in groups}

    def _stage_total(self, stages, state):
        return sum(
            count for (found, _erasure), count in stages.items() if found == state
        )

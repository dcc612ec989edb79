import re

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ..tools.grading import GradingError
from .emmaus_grading_words import error_text

_WINDOWS_10 = re.compile(r"\bwin(dows)?\s*10\b", re.IGNORECASE)


class EmmausDevice(models.Model):
    """What a rule set sees of a device, and the grade that it would give."""

    _inherit = "emmaus.device"

    def _plan_gradings(self, given, rules=None):
        """Return the values of one grading for each device; nothing is written.

        :param dict given: adjustments, and measures that replace those of the device
        :param dict rules: ``{kind: rule set}`` instead of the official ones
        """
        self._check_by_rule()
        planned = {}
        for kind, devices in self.grouped("grading_kind").items():
            finder = self.env["emmaus.grading.rule"]
            rule = (rules or {}).get(kind) or finder._find(None, kind)
            rule_set = rule._rule_set()
            for device in devices:
                values = {**device._grading_values(), **given}
                device._check_measured(rule_set, values)
                planned[device.id] = device._plan_grading(rule, rule_set, values)
        return [planned[device.id] for device in self]

    def _plan_grading(self, rule, rule_set, values):
        try:
            grade = rule._grade(rule_set, values)
        except GradingError as error:
            raise UserError(error_text(self.env, error)) from error
        return {
            "device_id": self.id,
            "rule_id": rule.id,
            "audit_id": self.last_audit_id.id,
            "values": values,
            "technical": values.get("technical") or 0,
            "cosmetic": values.get("cosmetic") or 0,
            "percent": values.get("percent") or 0,
            "note": grade.note,
            "category": grade.band.name,
            "grade": grade.band.grade,
            "steps": "\n".join(rule._steps_text(grade)),
        }

    def _grading_values(self):
        """Return the facts of the device as `evaluate` takes them; 0 is unknown."""
        self.ensure_one()
        if self.grading_kind == "phone":
            return {
                "ram_gb": self.ram_gib or None,
                "storage_gb": self.disk1_gb or None,
                "antutu": self.antutu or None,
            }
        disks = (
            (self.disk1_type, self.disk1_gb),
            (self.disk2_type, self.disk2_gb),
        )
        return {
            "cpu_mark": self.cpu_mark or None,
            "ram_gib": self.ram_gib or None,
            "media": [
                {"type": kind or None, "size_gb": size or None}
                for kind, size in disks
                if kind or size
            ],
            "windows_10": bool(_WINDOWS_10.search(self.os or "")),
        }

    def _check_measured(self, rule_set, values):
        """Refuse to grade on what is not known, and say what to fill in."""
        missing = self._missing_measures(rule_set, values)
        if missing:
            labels = [
                self._fields[name]._description_string(self.env) for name in missing
            ]
            raise UserError(
                self.env._(
                    "%(name)s cannot be graded yet: fill in %(fields)s first.",
                    name=self.display_name,
                    fields=format_list(self.env, labels),
                )
            )

    def _missing_measures(self, rule_set, values):
        """Return the fields that the rule set looks at and that are not known."""
        needs = {
            "cpu_mark": [("cpu_mark", values.get("cpu_mark"))],
            "ram": [("ram_gib", values.get("ram_gib") or values.get("ram_gb"))],
            "storage": [("disk1_gb", values.get("storage_gb"))],
            "antutu": [("antutu", values.get("antutu"))],
        }
        missing = [
            field
            for criterion, pairs in needs.items()
            for field, value in pairs
            if criterion in rule_set.scales and value is None
        ]
        if self.grading_kind == "computer":
            main = (values.get("media") or [{}])[0]
            if not self.disk1_type or not main.get("type"):
                missing.append("disk1_type")
            if not self.disk1_gb or not main.get("size_gb"):
                missing.append("disk1_gb")
        return missing

    # Preview

    def _preview_gradings(self, rule=None, adjusted=False):
        """Return ``[(device, values of a grading or None)]``; nothing is written.

        :param rule: a rule set instead of the official ones; other kinds are left out
        :param bool adjusted: with the adjustments that the last grading has
        """
        previews = []
        for kind, devices in self.grouped("grading_kind").items():
            rules = self.env["emmaus.grading.rule"]
            chosen = rule if rule is not None else kind and rules._official(kind)
            if not chosen or chosen.kind != kind:
                previews += [(device, None) for device in devices]
                continue
            rule_set = chosen._rule_set()
            for device in devices:
                vals = device._preview_grading(chosen, rule_set, adjusted)
                previews.append((device, vals))
        return previews

    def _preview_grading(self, rule, rule_set, adjusted):
        values = self._grading_values()
        if adjusted and self.grading_id.rule_id:
            values |= self._former_adjustments()
        if self._missing_measures(rule_set, values):
            return None
        try:
            return self._plan_grading(rule, rule_set, values)
        except UserError:
            return None

    def _former_adjustments(self):
        former = self.grading_id
        kept = {name: former[name] for name in ("technical", "cosmetic", "percent")}
        told = (former.values or {}).get("windows_10")
        return kept if told is None else {**kept, "windows_10": told}

from odoo import api, fields, models
from odoo.tools import LazyTranslate

from .emmaus_audit_message import audit_warning

_lt = LazyTranslate(__name__)

FORMATS = {
    "lshw_json": _lt("lshw (JSON)"),
    "lshw_xml": _lt("lshw (XML)"),
    "workbench": _lt("Workbench"),
    "glpi": _lt("GLPI inventory"),
    "dump_zip": _lt("zip of dmidecode, lscpu, smartctl"),
    "field_zip": _lt("zip of the audit tool"),
    "by_hand": _lt("read by hand"),
}


class EmmausAudit(models.Model):
    """What the page of an audit shows besides its columns."""

    _inherit = "emmaus.audit"

    format_name = fields.Char("Read As", compute="_compute_format_name")
    kind_name = fields.Char("Kind of Device", compute="_compute_kind_name")
    media_text = fields.Text("Media Listed", compute="_compute_media_text")
    doubts = fields.Text(compute="_compute_doubts")
    can_create = fields.Boolean(compute="_compute_can_create", compute_sudo=True)

    @api.depends("format")
    @api.depends_context("lang")
    def _compute_format_name(self):
        for audit in self:
            name = FORMATS.get(audit.format)
            audit.format_name = self.env._(name) if name else audit.format

    @api.depends("kind")
    @api.depends_context("lang")
    def _compute_kind_name(self):
        categories = self.env["emmaus.device.category"].sudo()
        names = {
            category.code: category.name
            for category in categories.search(
                [("code", "in", self.filtered("kind").mapped("kind"))]
            )
        }
        for audit in self:
            audit.kind_name = names.get(audit.kind, audit.kind)

    @api.depends("specs")
    @api.depends_context("lang")
    def _compute_media_text(self):
        for audit in self:
            lines = (audit.specs or {}).get("media") or ()
            audit.media_text = "\n".join(map(self._medium_text, lines))

    def _medium_text(self, line):
        size = line.get("size_gb")
        parts = (
            line.get("kind"),
            size and self.env._("%(size)s GB", size=f"{size:.0f}"),
            line.get("model"),
            line.get("serial"),
        )
        return " · ".join(part for part in parts if part)

    @api.depends("specs")
    @api.depends_context("lang")
    def _compute_doubts(self):
        for audit in self:
            codes = (audit.specs or {}).get("warnings") or ()
            audit.doubts = "\n".join(audit_warning(self.env, code) for code in codes)

    def _compute_can_create(self):
        """Nobody has its numbers: another device of the same would be a double."""
        for audit in self:
            waits = audit.state == "to_decide" and not audit.candidate_ids
            audit.can_create = waits and not any(audit._hits())

    def action_merge_candidates(self):
        """Open the merge of the devices that share the numbers of this audit."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_device_merge_wizard_action"
        )
        ids = self.candidate_ids.ids
        context = {"active_model": "emmaus.device", "active_ids": ids}
        return {**action, "context": context}


class EmmausDevice(models.Model):
    """The audits of a device, and a device among the candidates of an audit."""

    _inherit = "emmaus.device"

    audit_count = fields.Integer("Number of Audits", compute="_compute_audit_count")

    @api.depends("last_audit_id")
    def _compute_audit_count(self):
        groups = self.env["emmaus.audit"]._read_group(
            [("device_id", "in", self.ids)], ["device_id"], ["__count"]
        )
        counts = {device.id: count for device, count in groups}
        for device in self:
            device.audit_count = counts.get(device.id, 0)

    def action_take_audit(self):
        """Say that the audit of the page (`emmaus_audit_id`) is of this device."""
        self.ensure_one()
        audit = self.env["emmaus.audit"].browse(self.env.context["emmaus_audit_id"])
        audit.action_decide(self.id)

    def action_view_audits(self):
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "emmaus_connect.emmaus_audit_action"
        )
        domain = [("device_id", "=", self.id)]
        return {**action, "domain": domain, "context": {"create": False}}

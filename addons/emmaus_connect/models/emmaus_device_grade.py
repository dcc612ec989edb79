from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..tools.locking import lock_rows
from .emmaus_grading_part import GRADES
from .emmaus_grading_rule import KINDS

_GRADERS = "emmaus_connect.group_technician"
# Graded already: another grading changes the grade, not the state.
_GRADED = ("graded", "ready")
_BY_RULE = {"laptop": "computer", "desktop": "computer", "smartphone": "phone"}


class EmmausDeviceCategory(models.Model):
    _inherit = "emmaus.device.category"

    grading_kind = fields.Selection(
        KINDS,
        "Graded as",
        help="Which rule sets grade it; none: it is graded by hand, with a reason.",
    )

    def _init_column(self, column_name):
        """Categories that were there before grading was."""
        if column_name != "grading_kind":
            return super()._init_column(column_name)
        for code, kind in _BY_RULE.items():
            self.env.cr.execute(
                SQL(
                    "UPDATE emmaus_device_category SET grading_kind = %s"
                    " WHERE code = %s",
                    kind,
                    code,
                )
            )


class EmmausDevice(models.Model):
    """The grade of a device, and the acts that give it."""

    _inherit = "emmaus.device"

    grading_kind = fields.Selection(related="category_id.grading_kind")
    antutu = fields.Integer("AnTuTu Score")
    grading_ids = fields.One2many("emmaus.grading", "device_id", "Gradings")
    grading_id = fields.Many2one(
        "emmaus.grading",
        "Last Grading",
        compute="_compute_grading",
        store=True,
        copy=False,
        index="btree_not_null",
    )
    grade = fields.Selection(
        GRADES, compute="_compute_grading", store=True, copy=False, index=True
    )
    why = fields.Text(related="grading_id.steps", string="Why This Grade")

    @api.depends("grading_ids")
    def _compute_grading(self):
        for device in self:
            device.grading_id = device.grading_ids.sorted("id")[-1:]
            device.grade = device.grading_id.grade

    # Acts

    def action_grade(
        self,
        technical=0,
        cosmetic=0,
        percent=0,
        reason=None,
        windows_10=None,
        antutu=None,
        storage_gb=None,
    ):
        """Grade devices by the official rule set of today; each grade says why.

        Erased to graded (or received, without data); a device that is graded or ready
        is graded anew and stays where it is. What the rule set looks at is taken from
        the facts of the device.

        :param int technical: points of adjustment, as the rule set allows (computers)
        :param int cosmetic: the same, for how it looks
        :param int percent: adjustment of phones, as the rule set allows
        :param str reason: needed with any adjustment
        :param bool windows_10: whether it runs it; None: as its system says
        :param int antutu: score of a phone, kept on the device
        :param float storage_gb: of a phone, kept on the device
        :raise UserError: what the rule set needs is unknown, an adjustment that it does
            not allow, no reason, or a device that is elsewhere in the line; nothing is
            written then
        """
        adjustments = {
            "technical": technical or 0,
            "cosmetic": cosmetic or 0,
            "percent": percent or 0,
        }
        self._check_can_grade()
        reason = self._check_reason(reason, any(adjustments.values()))
        measured = {"antutu": antutu, "storage_gb": storage_gb}
        given = {key: value for key, value in measured.items() if value is not None}
        if windows_10 is not None:
            given["windows_10"] = windows_10
        gradings = self._plan_gradings({**adjustments, **given})
        self._keep_measures(antutu, storage_gb)
        self._record_gradings([{**vals, "reason": reason} for vals in gradings])

    def action_grade_by_hand(self, grade, reason):
        """Grade devices that no rule set grades, as a person judges.

        :param str grade: one of ``premium``, ``a``, ``b``, ``c``, ``d``, ``hc``,
            ``unsellable``
        :param str reason: why this grade
        """
        self._check_can_grade()
        labels = dict(self._fields["grade"]._description_selection(self.env))
        if grade not in labels:
            raise UserError(
                self.env._(
                    "“%(grade)s” is no grade: choose one of %(grades)s.",
                    grade=grade,
                    grades=", ".join(labels.values()),
                )
            )
        for device in self.filtered("grading_kind"):
            raise UserError(
                self.env._(
                    "%(name)s is graded by a rule set, as any “%(category)s” is:"
                    " fill in its measures and grade it by them.",
                    name=device.display_name,
                    category=device.category_id.name,
                )
            )
        reason = self._check_reason(reason, True)
        told = self.env._("Graded by hand: category %(grade)s", grade=labels[grade])
        common = {"grade": grade, "category": labels[grade], "steps": told}
        self._record_gradings(
            [{"device_id": device.id, "reason": reason, **common} for device in self]
        )

    def action_make_ready(self):
        """Graded to ready, and into the ready zone of its site: it may be promised."""
        self._check_may_grade()
        self._check_transition("ready")
        zones = {site: site._zone("ready") for site in self.warehouse_id}
        for site, devices in self.grouped("warehouse_id").items():
            if not zones.get(site):
                raise UserError(
                    self.env._(
                        "%(name)s is at %(site)s, which has no ready zone: ask an"
                        " administrator to set one up.",
                        name=devices[0].display_name,
                        site=site.name or self.env._("no site"),
                    )
                )
            devices._check_place(zones[site])
        # The gate lets into that zone what is ready.
        self._move_to("ready")
        for site, devices in self.grouped("warehouse_id").items():
            devices.action_place(zones[site])

    # Guards

    def _check_may_grade(self):
        self.check_access("write")
        if not (self.env.su or self.env.user.has_group(_GRADERS)):
            raise AccessError(
                self.env._("Devices are graded by a technician: ask one.")
            )

    def _check_can_grade(self):
        self._check_may_grade()
        lock_rows(self)
        self.filtered(lambda device: device.state not in _GRADED)._check_transition(
            "graded"
        )

    def _check_reason(self, reason, needed):
        reason = (reason or "").strip()
        if needed and not reason:
            raise UserError(
                self.env._(
                    "Say why %(name)s is graded otherwise than its measures tell.",
                    name=self[:1].display_name,
                )
            )
        return reason

    def _check_by_rule(self):
        for device in self.filtered(lambda device: not device.grading_kind):
            raise UserError(
                self.env._(
                    "%(name)s is a “%(category)s”, which no rule set grades: grade it"
                    " by hand, with a reason.",
                    name=device.display_name,
                    category=device.category_id.name,
                )
            )

    def _keep_measures(self, antutu, storage_gb):
        facts = {"antutu": antutu, "disk1_gb": storage_gb}
        facts = {name: value for name, value in facts.items() if value is not None}
        if facts:
            self.write(facts)

    # Writing

    def _record_gradings(self, vals_list):
        """Write a grading for each device, in order, and tell it in the journal."""
        new = self.filtered(lambda device: device.state not in _GRADED)
        former = {device.id: device.grading_id.category for device in self}
        gradings = self.env["emmaus.grading"]._record(vals_list)
        facts = {grading.device_id.id: grading._facts() for grading in gradings}
        new._move_to(
            "graded", per_record={device.id: facts[device.id] for device in new}
        )
        again = self - new
        for device in again:
            facts[device.id] = {"former_grade": former[device.id], **facts[device.id]}
        self.env["emmaus.event"]._append(again, "regraded", per_record=facts)

from odoo import api, models
from odoo.exceptions import UserError


class EmmausDevice(models.Model):
    """The mark of a device's processor, looked up in the table."""

    _inherit = "emmaus.device"

    def action_resolve_cpu_mark(self):
        """Fill in the mark of the processor; one event each that got another mark.

        State does not change. Of a single device whose processor may be several, the
        lines to choose from are shown; of many, those left open.

        :raise UserError: no processor written, or nothing like it in the table
        """
        self.check_access("write")
        self._check_cpu()
        answers = self.env["emmaus.cpu.mark"]._resolve_all(set(self.mapped("cpu")))
        found = {
            device: answers[device.cpu]
            for device in self
            if answers[device.cpu]["mark"]
        }
        self._set_cpu_marks(found)
        left = self - self.browse().union(*found)
        if len(self) == 1 and left:
            return left._choose_cpu_mark(answers[left.cpu])
        return left._show_left(len(found)) if len(self) > 1 else None

    def _check_cpu(self):
        for device in self:
            if not device.cpu:
                raise UserError(
                    self.env._(
                        "No processor is written on %(name)s: enter it first.",
                        name=device.display_name,
                    )
                )

    @api.private
    def _fill_cpu_marks(self):
        """Give the devices without a mark the one that the table has without doubt."""
        without = self.filtered(lambda device: device.cpu and not device.cpu_mark)
        answers = self.env["emmaus.cpu.mark"]._resolve_all(set(without.mapped("cpu")))
        without._set_cpu_marks(
            {
                device: answers[device.cpu]
                for device in without
                if answers[device.cpu]["mark"]
            }
        )

    def _cpu_mark_known(self):
        """Its mark, else the one that the table has without doubt, else 0."""
        if self.cpu_mark or not self.cpu:
            return self.cpu_mark
        return self.env["emmaus.cpu.mark"].resolve(self.cpu)["mark"] or 0

    @api.private
    def _set_cpu_marks(self, answers):
        """Write marks found, ``{device: {"mark", "name"}}``, and tell which."""
        changed = self.browse()
        facts = {}
        for device, answer in answers.items():
            if device.cpu_mark != answer["mark"]:
                device.cpu_mark = answer["mark"]
                changed |= device
                facts[device.id] = {
                    "processor": answer["name"],
                    "processor_mark": answer["mark"],
                }
        self.env["emmaus.event"]._append(changed, "cpu_mark_found", per_record=facts)

    def _choose_cpu_mark(self, answer):
        names = [candidate["name"] for candidate in answer["candidates"]]
        if not names:
            raise UserError(
                self.env._(
                    "“%(cpu)s” of %(name)s is not in the table of processor marks:"
                    " correct the processor, or enter its mark by hand.",
                    cpu=self.cpu,
                    name=self.display_name,
                )
            )
        view = self.env.ref("emmaus_connect.emmaus_cpu_mark_view_list_choose")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Which processor is “%(cpu)s”?", cpu=self.cpu),
            "res_model": "emmaus.cpu.mark",
            "views": [(view.id, "list")],
            "domain": [("name", "in", names)],
            "context": {"emmaus_device_id": self.id},
            "target": "new",
        }

    def _show_left(self, count):
        action = {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if self else "success",
                "message": self.env._(
                    "%(count)s marks found; %(left)s processors are left to choose by"
                    " hand.",
                    count=count,
                    left=len(self),
                ),
            },
        }
        if self:
            action["params"]["next"] = {
                "type": "ir.actions.act_window",
                "name": self.env._("Processors to Choose"),
                "res_model": self._name,
                "views": [(False, "list"), (False, "form")],
                "domain": [("id", "in", self.ids)],
            }
        return action


class EmmausCpuMark(models.Model):
    _inherit = "emmaus.cpu.mark"

    def action_take(self):
        """Give this mark to the device whose processor was in doubt."""
        self.ensure_one()
        device = self.env["emmaus.device"].browse(
            self.env.context.get("emmaus_device_id")
        )
        if not device.exists():
            raise UserError(
                self.env._("Open a device, and choose its processor from there.")
            )
        device.check_access("write")
        device._set_cpu_marks({device: {"mark": self.mark, "name": self.name}})
        return {"type": "ir.actions.act_window_close"}

"""The sheet of a device: what it is, what it is worth, what was tried and erased."""

from odoo import models

from ..tools.documents import Column, Facts, Lines, Stamp, Table


class EmmausDocument(models.AbstractModel):
    _inherit = "emmaus.document"

    def _sheet_paper(self, device):
        blocks = [
            *self._refurbished_stamp(device),
            self._device_facts(device),  # who gave it is not the buyer's to know
            self._configuration_facts(device),
            *self._grade_blocks(device),
            self._checklist_table(device),
            self._media_table(device),
        ]
        return self._paper(
            device,
            self.env._("Device Sheet"),
            f"{self._device_title(device)}, {device.name}",
            blocks,
            **self._qr(device),
        )

    def _refurbished_stamp(self, device):
        """The word that the law reserves (décret 2022-190) for what was all tried."""
        if not device.is_refurbished:
            return []
        text = self.env._("All its functions were tested and work.")
        if device.data_bearing:
            text += " " + self.env._("All data of its former owner are erased.")
        return [Stamp(self.env._("Refurbished"), text)]

    def _configuration_facts(self, device):
        return Facts(
            self.env._("Configuration"),
            [
                (self.env._("Processor"), device.cpu),
                (self.env._("Processor mark"), device.cpu_mark),
                (self.env._("Memory"), self._memory(device)),
                (self.env._("Disk 1"), self._disk(device, "disk1")),
                (self.env._("Disk 2"), self._disk(device, "disk2")),
                (self.env._("Screen"), self._screen(device)),
                (self.env._("System"), device.os),
                (self.env._("Webcam"), self._label(device, "has_webcam")),
                (self.env._("DVD drive"), self._label(device, "has_dvd")),
                (self.env._("Charger"), self._label(device, "charger")),
                (self.env._("Battery"), self._battery(device)),
                (self.env._("Operator"), device.carrier_lock),
                (self.env._("Colour"), device.color),
            ],
        )

    def _memory(self, device):
        if not device.ram_gib:
            return ""
        return self.env._("%(size)s GB", size=f"{device.ram_gib:g}")

    def _disk(self, device, name):
        parts = (
            self._label(device, f"{name}_type"),
            self._size(device[f"{name}_gb"]),
        )
        return " ".join(part for part in parts if part)

    def _screen(self, device):
        inches = device.screen_inches
        size = inches and self.env._("%(size)s inches", size=f"{inches:g}")
        return ", ".join(part for part in (size, device.resolution) if part)

    def _battery(self, device):
        health, minutes = device.battery_health, device.battery_minutes
        parts = (
            health and self.env._("health %(percent)s %%", percent=health),
            minutes and self.env._("%(minutes)s minutes", minutes=minutes),
        )
        return ", ".join(part for part in parts if part)

    def _grade_blocks(self, device):
        grading = device.grading_id
        if not grading:
            return [Lines(self.env._("Grade"), [self.env._("Not graded yet.")])]
        facts = Facts(
            self.env._("Grade"),
            [
                (self.env._("Grade"), self._label(device, "grade")),
                (self.env._("Points"), str(grading.note) if grading.rule_id else ""),
                (self.env._("Rule set"), grading.rule_id.display_name),
                (self.env._("Graded on"), self._date(grading.graded_at)),
                (self.env._("Technical adjustment"), grading.technical),
                (self.env._("Cosmetic adjustment"), grading.cosmetic),
                (self.env._("Adjustment"), grading.percent and f"{grading.percent} %"),
                (self.env._("Reason"), grading.reason),
            ],
        )
        steps = (grading.steps or "").splitlines() or [""]
        return [facts, Lines(self.env._("Why this grade"), steps)]

    def _checklist_table(self, device):
        """What was tried, and what is still to be: no names of volunteers."""
        done = {check.item_id: check for check in device.check_ids}
        rows = [
            [item.name, *self._check_cells(done.get(item))]
            for item in device._checklist_items() | device.check_ids.item_id
        ]
        columns = (
            Column(self.env._("Item"), 34, bold=True),
            Column(self.env._("Result"), 20),
            Column(self.env._("Note"), 32),
            Column(self.env._("Checked on"), 18),
        )
        return Table(self.env._("Checklist"), columns, rows)

    def _check_cells(self, check):
        if not check:
            return [self.env._("Not tried yet"), "", ""]
        return [
            self._label(check, "result"),
            check.note or "",
            self._date(check.checked_at),
        ]

    def _media_table(self, device):
        media = self._media(device)
        rows = [
            self._medium_cells(medium, erasure)
            for medium, erasure in (*media.inside, *media.taken_out)
        ]
        columns = (
            Column(self.env._("Storage medium"), 41, bold=True),
            Column(self.env._("Standard, method, level"), 42),
            Column(self.env._("Verification"), 25),
            Column(self.env._("Tool, report"), 30),
            Column(self.env._("Ended on"), 21),
            Column(self.env._("Result"), 19),
        )
        return Table(self.env._("Storage media and proofs"), columns, rows)

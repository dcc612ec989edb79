from odoo import fields, models

from ..tools.labels import FORMATS

LABEL_FORMATS = [
    (paper.key, paper.name) for paper in FORMATS.values() if paper.layout == "label"
]
LABEL_OUTPUTS = [
    ("pdf", "PDF"),
    ("zpl203", "ZPL, 203 dpi"),
    ("zpl300", "ZPL, 300 dpi"),
]


class ResUsersSettings(models.Model):
    """Which label printer stands on this person's table."""

    _inherit = "res.users.settings"

    emmaus_label_format = fields.Selection(LABEL_FORMATS, "Label Format")
    emmaus_label_output = fields.Selection(LABEL_OUTPUTS, "Label Printer Language")

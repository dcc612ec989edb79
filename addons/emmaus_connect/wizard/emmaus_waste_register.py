from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.register_file import write_csv, write_workbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class EmmausWasteRegister(models.TransientModel):
    """Which part of the register of outgoing waste to take away, and as what file."""

    _name = "emmaus.waste.register"
    _description = "Register of Outgoing Waste"

    date_from = fields.Date(
        "From", required=True, default=lambda self: self._first_of_year()
    )
    date_to = fields.Date(
        "Until", required=True, default=lambda self: fields.Date.context_today(self)
    )
    warehouse_ids = fields.Many2many(
        "stock.warehouse",
        string="Sites",
        domain="[('is_emmaus_site', '=', True)]",
        help="None: every site that you see.",
    )
    file_format = fields.Selection(
        [("xlsx", "Workbook (XLSX)"), ("csv", "CSV")], required=True, default="xlsx"
    )
    shipment_count = fields.Integer("Entries", compute="_compute_shipment_count")

    def _first_of_year(self):
        return fields.Date.context_today(self).replace(month=1, day=1)

    @api.depends("date_from", "date_to", "warehouse_ids")
    def _compute_shipment_count(self):
        for wizard in self:
            dated = wizard.date_from and wizard.date_to
            shipments = self.env["emmaus.waste.shipment"]
            wizard.shipment_count = (
                shipments.search_count(wizard._domain()) if dated else 0
            )

    def _domain(self):
        return self.env["emmaus.waste.shipment"]._register_domain(
            self.date_from, self.date_to, self.warehouse_ids
        )

    def action_export(self):
        """Open the file; it holds what the person may see of the period."""
        self.ensure_one()
        if self.date_from > self.date_to:
            raise UserError(
                self.env._("The period ends before it begins: correct its dates.")
            )
        return {
            "type": "ir.actions.act_url",
            "url": f"/emmaus/waste/register/{self.id}",
            "target": "download",
        }

    def _render_document(self):
        """Return ``(file name, media type, bytes)``."""
        shipments = self.env["emmaus.waste.shipment"]
        shipments = shipments.search(self._domain(), order="date_shipped, id")
        columns, rows = shipments._register_table()
        title = self.env._("Outgoing waste")
        name = f"{title} {self.date_from} {self.date_to}".replace(" ", "_")
        if self.file_format == "csv":
            return f"{name}.csv", "text/csv; charset=utf-8", write_csv(columns, rows)
        return f"{name}.xlsx", XLSX, write_workbook(title, columns, rows)

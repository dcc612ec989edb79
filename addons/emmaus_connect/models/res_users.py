from odoo import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    emmaus_site_ids = fields.Many2many(
        "stock.warehouse",
        "emmaus_site_user_rel",
        "user_id",
        "warehouse_id",
        string="Sites",
        domain=[("is_emmaus_site", "=", True)],
        help="Where this person works. Volunteers, technicians and logistics staff"
        " see the devices and collections of these sites only.",
    )

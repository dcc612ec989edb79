from odoo import api, fields, models


class EmmausAgreement(models.Model):
    """Convention with a funder, a donor or a structure: what, where, until when."""

    _name = "emmaus.agreement"
    _description = "Agreement"
    _inherit = ["mail.thread"]
    _order = "date_start desc, id desc"

    name = fields.Char(required=True, tracking=True)
    partner_id = fields.Many2one(
        "res.partner", required=True, index=True, tracking=True
    )
    kind = fields.Selection(
        [
            ("donor", "With a donor"),
            ("funder", "With a funder"),
            ("structure", "With a structure"),
        ],
        required=True,
        default="donor",
    )
    date_start = fields.Date("From", required=True, tracking=True)
    date_end = fields.Date("Until", tracking=True)
    warehouse_ids = fields.Many2many(
        "stock.warehouse", string="Sites", domain="[('is_emmaus_site', '=', True)]"
    )
    territory = fields.Char(help="In words, as the agreement says it.")
    target_ids = fields.One2many("emmaus.agreement.target", "agreement_id", "Targets")
    note = fields.Html("Notes")
    active = fields.Boolean(default=True)
    is_running = fields.Boolean(
        compute="_compute_is_running", search="_search_is_running"
    )

    _dates_ordered = models.Constraint(
        "CHECK (date_end IS NULL OR date_end >= date_start)",
        "The agreement ends before it starts: correct one of its dates.",
    )

    @api.depends("date_start", "date_end")
    def _compute_is_running(self):
        today = fields.Date.context_today(self)
        for agreement in self:
            start, end = agreement.date_start, agreement.date_end
            agreement.is_running = bool(
                start and start <= today and (not end or end >= today)
            )

    def _search_is_running(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = fields.Date.context_today(self)
        running = fields.Domain("date_start", "<=", today) & (
            fields.Domain("date_end", "=", False)
            | fields.Domain("date_end", ">=", today)
        )
        return running if True in value else ~running


class EmmausAgreementTarget(models.Model):
    """So many devices of a category promised by, or to, the partner."""

    _name = "emmaus.agreement.target"
    _description = "Agreement Target"
    _order = "agreement_id, id"

    agreement_id = fields.Many2one(
        "emmaus.agreement", required=True, index=True, ondelete="cascade"
    )
    category_id = fields.Many2one("emmaus.device.category", required=True)
    quantity = fields.Integer(required=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "A target is at least one device."
    )
    _category_uniq = models.UniqueIndex(
        "(agreement_id, category_id)", "This category has a target already."
    )

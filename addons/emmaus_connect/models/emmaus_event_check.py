import json
import logging

from odoo import api, fields, models

_logger = logging.getLogger(__name__)
_PARAMETER = "emmaus_connect.journal_verified"


class EmmausEvent(models.Model):
    """Remembers what the last verification of the journal found."""

    _inherit = "emmaus.event"

    @api.model
    def _verify_chains(self):
        result = super()._verify_chains()
        if result["broken"]:
            _logger.error("%s broken chains in the journal", len(result["broken"]))
        found = {
            "date": fields.Date.to_string(fields.Date.context_today(self)),
            "events": result["events"],
            "broken": len(result["broken"]),
        }
        self.env["ir.config_parameter"].sudo().set_param(_PARAMETER, json.dumps(found))
        return result

    @api.model
    def _last_verification(self):
        """Return ``{"date", "events", "broken"}``, or ``None`` when never verified."""
        found = self.env["ir.config_parameter"].sudo().get_param(_PARAMETER)
        return json.loads(found) if found else None

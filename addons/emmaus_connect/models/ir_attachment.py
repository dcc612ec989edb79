from odoo import api, models
from odoo.exceptions import UserError

# Files that prove something: written through their record, which says when.
_PROOFS = {"emmaus.audit": "raw", "emmaus.erasure": "report"}
_CONTENT = {
    "raw",
    "datas",
    "db_datas",
    "store_fname",
    "res_model",
    "res_id",
    "res_field",
}


class IrAttachment(models.Model):
    """What an audit or a proof keeps is not exchanged below it."""

    _inherit = "ir.attachment"

    @api.model_create_multi
    def create(self, vals_list):
        attachments = super().create(vals_list)
        attachments._check_no_proof()
        return attachments

    def write(self, vals):
        if _CONTENT.isdisjoint(vals):
            return super().write(vals)
        self._check_no_proof()
        result = super().write(vals)
        self._check_no_proof()
        return result

    @api.ondelete(at_uninstall=False)
    def _check_no_proof(self):
        if self.env.su:
            return
        for attachment in self.sudo():
            if _PROOFS.get(attachment.res_model, "") == attachment.res_field:
                raise UserError(
                    self.env._(
                        "The file “%(name)s” is kept as it came: send another one.",
                        name=attachment.name,
                    )
                )

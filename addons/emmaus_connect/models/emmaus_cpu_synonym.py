from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.cpu_names import MAX_LENGTH, parse
from ..tools.cpu_settle import Line


class EmmausCpuSynonym(models.Model):
    """A spelling that a person decided to read as one line of the mark table."""

    _name = "emmaus.cpu.synonym"
    _description = "Spelling of a Processor"
    _order = "name, id"

    name = fields.Char("Spelling", required=True, size=MAX_LENGTH)
    mark_id = fields.Many2one(
        "emmaus.cpu.mark", "Processor", required=True, index=True, ondelete="cascade"
    )
    mark = fields.Integer(related="mark_id.mark")
    # What it is found by: case, spaces, signs and frequency play no part
    key = fields.Char(compute="_compute_key", store=True)

    _key_uniq = models.UniqueIndex("(key)", "This spelling has its processor already.")

    @api.depends("name")
    def _compute_key(self):
        for synonym in self:
            synonym.key = parse(synonym.name).identity or False

    @api.constrains("name")
    def _check_name(self):
        for synonym in self:
            if not synonym.key:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” names no processor: a spelling has a family or a"
                        " number.",
                        name=synonym.name,
                    )
                )

    @api.model
    def _by_key(self, names):
        """Return ``{name: synonym}`` of those that exist, however they are written."""
        keys = {name: parse(name).identity for name in names}
        found = self.search([("key", "in", [key for key in keys.values() if key])])
        by_key = found.grouped("key")
        return {name: by_key[key] for name, key in keys.items() if key in by_key}

    @api.model
    def _lines_for(self, queries):
        """Return ``{identity: Line}`` of the synonyms among the queries."""
        keys = {query.identity for query in queries} - {""}
        found = self.search_fetch([("key", "in", list(keys))], ["key", "mark_id"])
        return {
            synonym.key: Line(synonym.mark_id.name, synonym.mark_id.mark)
            for synonym in found
        }

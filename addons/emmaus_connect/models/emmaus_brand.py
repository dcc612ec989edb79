from difflib import get_close_matches

from odoo import api, fields, models

from ..tools.codes import normalize_code


class EmmausBrand(models.Model):
    """A manufacturer, and the spellings people use for it."""

    _name = "emmaus.brand"
    _description = "Brand"
    _order = "name"

    name = fields.Char(required=True)
    synonyms = fields.Text(help="Other spellings, one a line.")
    active = fields.Boolean(default=True)

    _name_uniq = models.UniqueIndex("(upper(name))", "This brand exists already.")

    @api.model
    def _match(self, text):
        """Find the brand a person meant; never decides on a mere likeness.

        :return: ``{"brand", "how", "candidates"}``: the brand (empty unless exact or
            synonym), ``exact|synonym|close|none``, and the brands that look alike
        """
        return self._match_all([text])[text]

    @api.model
    def _match_all(self, texts):
        """Return ``{text: match}`` of many spellings in one query; see `_match`."""
        brands = self.search([])  # a hundred  # pylint: disable=no-search-all
        names = {normalize_code(brand.name): brand for brand in brands}
        synonyms = {
            normalize_code(synonym): brand
            for brand in brands
            for synonym in (brand.synonyms or "").splitlines()
        }
        return {text: self._match_one(text, names, synonyms) for text in set(texts)}

    def _match_one(self, text, names, synonyms):
        code = normalize_code(text)
        none = self.browse()
        if code in names:
            return {"brand": names[code], "how": "exact", "candidates": none}
        if code in synonyms:
            return {"brand": synonyms[code], "how": "synonym", "candidates": none}
        close = get_close_matches(code, names, n=3, cutoff=0.8) if len(code) > 2 else []
        candidates = none.union(*(names[name] for name in close))
        how = "close" if candidates else "none"
        return {"brand": none, "how": how, "candidates": candidates}

    def _add_synonym(self, text):
        """Remember that a person read `text` as this brand."""
        self.ensure_one()
        lines = (self.synonyms or "").splitlines()
        if text not in lines:
            self.synonyms = "\n".join([*lines, text])

from odoo import api, fields, models
from odoo.tools import SQL

from ..tools.codes import normalize_code


class EmmausDeviceCounter(models.Model):
    """The last number given for what a number begins with: site, type and year.

    A table of ours rather than `ir.sequence`: a counter is born with the first
    device of its year, two workers may ask at once, and 4,000 numbers are one query.
    """

    _name = "emmaus.device.counter"
    _description = "Device Numbering"
    _order = "prefix"
    _rec_name = "prefix"

    prefix = fields.Char(
        required=True, readonly=True, help="As the number zero of the same series."
    )
    last_number = fields.Integer(required=True, readonly=True)

    _prefix_uniq = models.UniqueIndex("(prefix)", "This numbering exists already.")

    @api.model
    def _take_names(self, category, warehouse, count, date=None):
        """Return `count` device numbers never given before, such as GRPC26-0888.

        Numbers that came in with a file are stepped over.
        """
        year = (date or fields.Date.context_today(self)).year
        # Categories that are numbered alike (both kinds of PC) share a series.
        series = category._format_number(warehouse.code, year, 0)
        names = []
        while len(names) < count:
            wanted = count - len(names)
            last = self._advance(series, wanted)
            fresh = [
                category._format_number(warehouse.code, year, number)
                for number in range(last - wanted + 1, last + 1)
            ]
            taken = self._taken(fresh)
            names += [name for name in fresh if normalize_code(name) not in taken]
        return names

    def _advance(self, prefix, count):
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO emmaus_device_counter AS counter (prefix, last_number)
                VALUES (%(prefix)s, %(count)s)
                ON CONFLICT (prefix) DO UPDATE
                SET last_number = counter.last_number + %(count)s
                RETURNING last_number
                """,
                prefix=prefix,
                count=count,
            )
        )
        return self.env.cr.fetchone()[0]

    def _taken(self, names):
        """Return those of `names`, normalized, that some device answers to already."""
        identifiers = self.env["emmaus.device.identifier"].sudo()
        codes = [normalize_code(name) for name in names]
        found = identifiers.search_fetch([("normalized", "in", codes)], ["normalized"])
        return set(found.mapped("normalized"))

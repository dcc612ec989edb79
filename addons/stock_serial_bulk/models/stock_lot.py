from odoo import models
from odoo.tools import SQL

from ..tools import announce_created, insert_rows, unknown_dependents

# Locations where a serial is held: it can be in one of them at most.
HELD_USAGES = ("internal", "transit")

INSERTED = {"name", "company_id", "location_id", "lot_properties", "avg_cost"}


class StockLot(models.Model):
    _inherit = "stock.lot"

    # Core checks this in Python only: two workers may both find a name free. The name
    # comes first so that the index also serves the search of an exact name.
    _name_product_company_uniq = models.UniqueIndex(
        "(name, product_id, COALESCE(company_id, 0))",
        "This lot or serial number was just recorded for the same product."
        " Refresh, then use the existing one.",
    )

    def _serial_lock(self):
        """Make every other transaction that moves one of these lots wait, then fail.

        The rows are locked in the order of their ids, which prevents deadlocks, then
        really written: a transaction that started earlier and waited for the lock gets
        a serialization failure (and Odoo plays it again) instead of an old snapshot.
        """
        if not self:
            return
        self.env["stock.lot"].flush_model()
        self.env.cr.execute(
            SQL(
                "SELECT id FROM stock_lot WHERE id = ANY(%s)"
                " ORDER BY id FOR NO KEY UPDATE",
                list(self._ids),
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE stock_lot SET product_id = product_id WHERE id = ANY(%s)",
                list(self._ids),
            )
        )

    def _serial_held(self):
        """Quantities held in internal and transit locations.

        :return: list of ``(lot_id, location_id, package_id, owner_id, quantity)``
        """
        self.env["stock.quant"].flush_model()
        return self.env.execute_query(
            SQL(
                """
                SELECT q.lot_id, q.location_id, q.package_id, q.owner_id,
                       SUM(q.quantity)::float
                  FROM stock_quant q
                  JOIN stock_location l ON l.id = q.location_id
                 WHERE q.lot_id = ANY(%s) AND l.usage IN %s
              GROUP BY q.lot_id, q.location_id, q.package_id, q.owner_id
                HAVING SUM(q.quantity) <> 0
              ORDER BY q.lot_id, q.location_id
                """,
                list(self._ids),
                HELD_USAGES,
            )
        )

    def _serial_places(self):
        """Where each serial is, if it is in exactly one place.

        :return: ``{lot_id: (location_id, package_id, owner_id)}``
        """
        places = {}
        for lot_id, *place, quantity in self._serial_held():
            if quantity > 0:
                places.setdefault(lot_id, []).append(tuple(place))
        return {lot_id: found[0] for lot_id, found in places.items() if len(found) == 1}

    def _serial_facts(self):
        """``{lot_id: (product_id, company_id)}`` without loading the records."""
        self.flush_model(["product_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT id, product_id, company_id FROM stock_lot WHERE id = ANY(%s)",
                list(self._ids),
            )
        )
        return {row[0]: row[1:] for row in rows}

    def _serial_named(self, names, product_ids):
        """Lots of these names: ``{(product_id, name): [(lot_id, company_id), ...]}``.

        The lots of other companies are in it, for core compares names with them too.
        """
        self.flush_model(["name", "product_id", "company_id"])
        rows = self.env.execute_query(
            SQL(
                "SELECT product_id, name, id, company_id FROM stock_lot"
                " WHERE name = ANY(%s) AND product_id = ANY(%s) ORDER BY id",
                list(names),
                list(product_ids),
            )
        )
        found = {}
        for product_id, name, lot_id, company_id in rows:
            found.setdefault((product_id, name), []).append((lot_id, company_id))
        return found

    def _serial_where(self, lot):
        """Names of the locations that hold the lot, as a person reads them."""
        held = [row for row in lot._serial_held() if row[4] > 0]
        locations = self.env["stock.location"].sudo().browse({row[1] for row in held})
        return ", ".join(locations.mapped("display_name"))

    def _serial_twice_message(self, lot):
        return self.env._(
            "Serial number %(serial)s is already in stock, in %(where)s: move it from"
            " there with a transfer, or correct the serial number.",
            serial=lot.sudo().name,
            where=self._serial_where(lot),
        )

    def _serial_absent_message(self, lot, location):
        if where := self._serial_where(lot):
            return self.env._(
                "Serial number %(serial)s is not in %(place)s but in %(where)s: take it"
                " from there, or correct the serial number.",
                serial=lot.sudo().name,
                place=location.display_name,
                where=where,
            )
        return self.env._(
            "Serial number %(serial)s is not in %(place)s and not in stock at all:"
            " receive it first, or correct the serial number.",
            serial=lot.sudo().name,
            place=location.display_name,
        )

    def _serial_bulk_create(self, lines, company):
        """Create the lots that ``lines`` name and fill in their ``lot_id``.

        :param lines: list of ``SerialLine`` with ``lot_name`` and without ``lot_id``
        """
        for product_id in {line.product_id for line in lines}:
            self.with_context(lot_product_ids={product_id})._check_create()
        columns = {
            "name": [line.lot_name for line in lines],
            "product_id": [line.product_id for line in lines],
            "company_id": self._serial_bulk_companies(lines, company),
            # Its only positive quant will be at the destination.
            "location_id": [line.location_dest_id for line in lines],
        }
        if "avg_cost" in self._fields:
            columns["avg_cost"] = 0.0
        lots = insert_rows(self, columns, len(lines))
        known = {f"stock.lot.{name}" for name in INSERTED}
        if unknown_dependents(self, self._fields, known):
            announce_created(lots, INSERTED & set(self._fields))
        for line, lot_id in zip(lines, lots._ids, strict=True):
            line.lot_id = lot_id
            line.is_new = False
        return lots

    def _serial_bulk_companies(self, lines, company):
        """Company of each new lot, computed once per product."""
        companies = {}
        for product_id in {line.product_id for line in lines}:
            product = self.env["product.product"].browse(product_id)
            owner = product.company_id
            if owner and company in (owner.all_child_ids | owner):
                companies[product_id] = company.id
            else:
                lot = self.new({"product_id": product_id, "name": "/"})
                companies[product_id] = lot.company_id.id or None
        return [companies[line.product_id] for line in lines]

    def _serial_bulk_set_location(self):
        """Write the one location where each lot is, as core computes it."""
        self.env.cr.execute(
            SQL(
                """
                WITH place AS (
                    SELECT lot_id, MIN(location_id) AS location_id
                      FROM stock_quant
                     WHERE lot_id = ANY(%(ids)s) AND quantity > 0
                  GROUP BY lot_id
                    HAVING COUNT(DISTINCT location_id) = 1
                )
                UPDATE stock_lot lot
                   SET location_id = place.location_id,
                       write_uid = %(uid)s, write_date = %(now)s
                  FROM unnest(%(ids)s) AS moved(id)
             LEFT JOIN place ON place.lot_id = moved.id
                 WHERE lot.id = moved.id
                   AND lot.location_id IS DISTINCT FROM place.location_id
                """,
                ids=list(self._ids),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

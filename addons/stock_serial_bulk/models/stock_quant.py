from collections import defaultdict

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..tools import (
    CheckedMoves,
    announce_created,
    insert_rows,
    unknown_dependents,
    update_rows,
)
from .stock_lot import HELD_USAGES

COMPUTED = {
    "company_id", "inventory_date", "inventory_diff_quantity",
    "inventory_quantity_set",
}  # fmt: skip
# What depends on quants and is written by the set-based path itself.
HANDLED = {f"stock.quant.{name}" for name in COMPUTED} | {
    "stock.lot.location_id",
    "stock.package.company_id",
    "stock.package.location_id",
}


class StockQuant(models.Model):
    _inherit = "stock.quant"

    # CRUD

    @api.model_create_multi
    def create(self, vals_list):
        quants = super().create(vals_list)
        if any(vals.get("quantity") for vals in vals_list):
            quants._check_serials_in_one_place()
        return quants

    def write(self, vals):
        res = super().write(vals)
        if not {"quantity", "lot_id", "location_id"}.isdisjoint(vals):
            self._check_serials_in_one_place()
        return res

    # Business

    def _check_serials_in_one_place(self):
        """Refuse quants written by hand that put a serial in two places or below 0.

        Quants written by move lines were checked for the whole set before.
        """
        if CheckedMoves.of(self.env).moves:
            return
        quants = self.sudo().filtered(
            lambda q: (
                q.lot_id
                and q.product_id.tracking == "serial"
                and q.location_id.usage in HELD_USAGES
            )
        )
        if not quants:
            return
        lots = quants.lot_id
        lots._serial_lock()
        totals = defaultdict(float)
        for lot_id, location_id, _package, _owner, quantity in lots._serial_held():
            totals[lot_id] += quantity
            if quantity < 0:
                lot = lots.browse(lot_id)
                location = self.env["stock.location"].browse(location_id)
                raise UserError(lots._serial_absent_message(lot, location.sudo()))
        for lot_id, total in totals.items():
            if total > 1:
                raise UserError(lots._serial_twice_message(lots.browse(lot_id)))

    # Set-based path

    def _serial_bulk_rows(self, lines):
        """Quants of the lots of ``lines``: ``{(lot, location, package, owner): row}``.

        :return: ``None`` when two rows share a key: Odoo's own path copes with it
        """
        self.flush_model()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lot_id, location_id, package_id, owner_id, id,
                       quantity::float, reserved_quantity::float, in_date
                  FROM stock_quant WHERE lot_id = ANY(%s)
                """,
                [line.lot_id for line in lines],
            )
        )
        by_key = {row[:4]: row[4:] for row in rows}
        return by_key if len(by_key) == len(rows) else None

    def _serial_bulk_reserve(self, quant_ids):
        """Reserve one unit on each of these quants."""
        self.env.cr.execute(
            SQL(
                """
                UPDATE stock_quant
                   SET reserved_quantity = reserved_quantity + 1,
                       write_uid = %s, write_date = %s
                 WHERE id = ANY(%s)
                """,
                self.env.uid,
                self.env.cr.now(),
                list(quant_ids),
            )
        )
        self.invalidate_model(["reserved_quantity", "available_quantity"])

    def _serial_bulk_plan(self, lines, now):
        """Quants to write and to create so that ``lines`` are done.

        :param lines: list of ``SerialLine``
        :param now: incoming date of what comes from outside
        :return: ``(changes, additions)``: ``changes`` are lists ``[id, quantity,
            reserved_quantity, in_date]``, ``additions`` are ``(key, product_id,
            quantity, in_date)``; ``None`` where Odoo's own path does something else
        """
        rows = self._serial_bulk_rows(lines)
        bypass = self._serial_bulk_bypass(lines)
        if rows is None or self._serial_bulk_has_untracked(lines):
            return None
        if len({line.lot_id for line in lines}) < len(lines):
            return None
        changes, additions = [], []
        for line in lines:
            source, dest = line.source(), line.destination()
            row, dest_row = rows.get(source), rows.get(dest)
            if bypass[line.location_id]:
                in_date = now
            elif row and row[1] == 1 and row[2] <= 1 and source != dest:
                in_date = row[3]
            else:
                return None
            if row:
                reserved = row[2] if bypass[line.location_id] else 0
                changes.append([row[0], row[1] - 1, reserved, in_date])
            else:
                additions.append((source, line.product_id, -1, in_date))
            if dest_row:
                if dest_row[1] > 0 and not bypass[line.location_dest_id]:
                    return None
                changes.append([dest_row[0], dest_row[1] + 1, dest_row[2], in_date])
            else:
                additions.append((dest, line.product_id, 1, in_date))
        return changes, additions

    def _serial_bulk_bypass(self, lines):
        ids = {line.location_id for line in lines}
        ids |= {line.location_dest_id for line in lines}
        locations = self.env["stock.location"].browse(ids)
        return {loc.id: loc.should_bypass_reservation() for loc in locations}

    def _serial_bulk_has_untracked(self, lines):
        """Is untracked stock there, with which core would compensate?"""
        domain = [
            ("lot_id", "=", False),
            ("quantity", ">", 0),
            ("product_id", "in", list({line.product_id for line in lines})),
            ("location_id", "in", list({line.location_id for line in lines})),
        ]
        return bool(self.search_count(domain, limit=1))

    def _serial_bulk_apply(self, plan, lots):
        """Write the plan, then all that depends on it."""
        changes, additions = plan
        created = self._serial_bulk_insert(additions)
        updated = self._serial_bulk_update(changes)
        lots._serial_bulk_set_location()
        self._serial_bulk_forget()
        self._serial_bulk_announce(created, updated, lots)

    def _serial_bulk_forget(self):
        """Empty the caches of what was written, and of what is computed from it."""
        for model in ("stock.quant", "stock.lot", "stock.package"):
            self.env[model].invalidate_model()
        dependents = {
            field
            for name in self._fields
            for field in self.pool.get_dependent_fields(self._fields[name])
            if not field.store
        }
        for field in dependents:
            self.env[field.model_name].invalidate_model([field.name], flush=False)

    def _serial_bulk_update(self, changes):
        if not changes:
            return self
        ids, quantities, reserved, dates = map(list, zip(*changes, strict=True))
        update_rows(
            self,
            ids,
            {"quantity": quantities, "reserved_quantity": reserved, "in_date": dates},
        )
        return self.browse(ids)

    def _serial_bulk_insert(self, additions):
        if not additions:
            return self
        keys, products, quantities, dates = map(list, zip(*additions, strict=True))
        lot_ids, location_ids, package_ids, owner_ids = map(
            list, zip(*keys, strict=True)
        )
        companies, inventory_dates = self._serial_bulk_of_locations(location_ids)
        columns = {
            "product_id": products,
            "lot_id": lot_ids,
            "location_id": location_ids,
            "package_id": package_ids,
            "owner_id": owner_ids,
            "quantity": quantities,
            "reserved_quantity": 0.0,
            "in_date": dates,
            "company_id": companies,
            "inventory_date": inventory_dates,
            "inventory_diff_quantity": 0.0,
            "inventory_quantity_set": False,
        }
        return insert_rows(self, columns, len(additions))

    def _serial_bulk_of_locations(self, location_ids):
        """Company and next inventory date of each location, in the given order."""
        locations = self.env["stock.location"].sudo().browse(set(location_ids))
        companies = {
            location.id: location.company_id.id or None for location in locations
        }
        dates = {
            location.id: location._get_next_inventory_date() or None
            if location.usage in HELD_USAGES
            else None
            for location in locations
        }
        return (
            [companies[location_id] for location_id in location_ids],
            [dates[location_id] for location_id in location_ids],
        )

    def _serial_bulk_announce(self, created, updated, lots):
        """Let the ORM recompute what other addons store about quants."""
        if not unknown_dependents(self, self._fields, HANDLED):
            return
        with self.env.protecting([lots._fields["location_id"]], lots):
            announce_created(created, COMPUTED)
            updated.modified(["quantity", "reserved_quantity", "in_date"])

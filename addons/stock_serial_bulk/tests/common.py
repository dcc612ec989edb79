from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import TransactionCase
from odoo.tools import SQL

from .snapshot import EXCLUDED_TABLES, Snapshot, reset_sequences, written_tables


class SerialBulkCase(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Messages are compared in the language of the source.
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=False, lang="en_US")
        )
        cls.warehouse = cls.env["stock.warehouse"].search([], limit=1)
        cls.receipt = cls.warehouse.in_type_id
        cls.delivery = cls.warehouse.out_type_id
        cls.internal = cls.warehouse.int_type_id
        cls.stock = cls.warehouse.lot_stock_id
        cls.shelves = cls.env["stock.location"].create(
            [{"name": f"Shelf {n}", "location_id": cls.stock.id} for n in range(3)]
        )
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.owner = cls.env["res.partner"].create({"name": "Lender"})
        cls.partner = cls.env["res.partner"].create({"name": "Structure"})
        cls.products = cls.env["product.product"].create(
            [
                {"name": name, "is_storable": True, "tracking": "serial", "weight": 2}
                for name in ("Laptop", "Phone", "Tablet")
            ]
        )
        cls.laptop, cls.phone, cls.tablet = cls.products
        cls.cable = cls.env["product.product"].create(
            {"name": "Cable", "is_storable": True}
        )

    # Milestones

    def _lots(self, product, count, prefix="SN"):
        return self.env["stock.lot"].create(
            [
                {"name": f"{prefix}-{product.id}-{n}", "product_id": product.id}
                for n in range(count)
            ]
        )

    def _in_stock(self, lots, location=None, package=None, owner=None, days=30):
        """Put the lots in stock some days ago, without any document."""
        quants = self.env["stock.quant"]
        for lot in lots:
            quants._update_available_quantity(
                lot.product_id,
                location or self.stock,
                1,
                lot_id=lot,
                package_id=package,
                owner_id=owner,
                in_date=datetime(2026, 1, 1) + timedelta(days=days),
            )
        return lots

    # Comparison

    def assertSameRows(self, scenario, reference=None, fast=True):
        """``scenario(env)`` writes the same rows by both paths.

        :param reference: what a person would do by hand; by default the same
            scenario, told to take Odoo's own path
        :param fast: must the second run take the set-based path?
        """
        self.env.cr.flush()
        sequences = reset_sequences(self.env.cr)
        reference = reference or scenario
        slow_rows, _inserts = self._rows_of(reference, serial_bulk_vanilla=True)
        reset_sequences(self.env.cr, sequences)
        fast_rows, bulk_calls = self._rows_of(scenario)
        self.assertEqual(bool(bulk_calls), fast, "wrong path taken")
        tables = slow_rows.keys() | fast_rows.keys()
        self.assertIn("stock_quant", tables)
        unchanged = Snapshot(self.env, tables, {}, self.env.cr.now()).counters()
        for table in sorted(tables):
            slow = slow_rows.get(table, unchanged[table])
            quick = fast_rows.get(table, unchanged[table])
            self.assertRows(table, slow - quick, quick - slow)

    def assertRows(self, table, missing, added):
        if missing or added:
            lines = [f"{table}: {len(missing)} rows missing, {len(added)} added"]
            lines += [f"- {self._brief(row)}" for row in list(missing)[:3]]
            lines += [f"+ {self._brief(row)}" for row in list(added)[:3]]
            self.fail("\n".join(lines))

    def _brief(self, row):
        return {name: value for name, value in row if value is not None}

    def _rows_of(self, scenario, **context):
        """Rows written by a scenario, which is undone, and its set-based calls."""
        cr = self.env.cr
        before, start = written_tables(cr), cr.now()
        first_ids = {}
        for table in before:
            cr.execute(SQL("SELECT to_regclass(%s)::text", f"{table}_id_seq"))
            if cr.fetchone()[0]:
                cr.execute(SQL("SELECT max(id) FROM %s", SQL.identifier(table)))
                first_ids[table] = cr.fetchone()[0] or 0
        env = self.env(context=dict(self.env.context, **context))
        done = type(env["stock.move.line"])._serial_bulk_action_done
        calls = []

        def spy(lines, bulk):
            result = done(lines, bulk)
            calls.extend([lines._ids] if result else [])
            return result

        with (
            cr.savepoint() as savepoint,
            patch.object(type(env["stock.move.line"]), "_serial_bulk_action_done", spy),
        ):
            scenario(env)
            env.cr.flush()
            tables = {
                table
                for table, count in written_tables(cr).items()
                if count > before.get(table, 0) and table not in EXCLUDED_TABLES
            }
            rows = Snapshot(env, tables, first_ids, start).counters()
            savepoint.rollback()
        self.env.invalidate_all(flush=False)
        return rows, calls

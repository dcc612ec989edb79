import logging

from odoo import api, fields, models
from odoo.orm.model_classes import add_to_registry
from odoo.tests import tagged

from ..tools import foreign_override, serial_bulk_aware
from .common import SerialBulkCase


@tagged("post_install", "-at_install")
class TestOverrides(SerialBulkCase):
    """Whoever overrides what the set-based path skips is called all the same."""

    def _extend(self, model_class):
        """Add an extension of a model to the registry for this test."""
        registry = self.env.registry
        name = model_class._name
        bases = registry[name]._base_classes__

        def restore():
            registry[name]._base_classes__ = bases
            registry._setup_models__(self.cr, [name])

        add_to_registry(registry, model_class)
        self.addCleanup(restore)
        registry._setup_models__(self.cr, [name])

    def _receive(self, env):
        items = [
            {"product_id": self.laptop.id, "lot_name": f"NEW-{n}"} for n in range(3)
        ]
        return env["stock.picking"]._serial_bulk_receive(self.receipt, items)

    def test_nobody_overrides_here(self):
        self.assertIsNone(foreign_override(self.env))

    # The classes made in these tests call super(), not the tests.
    # pylint: disable=missing-return
    def test_unknown_override_is_called_and_gives_the_same_rows(self):
        created = []

        class Lot(models.Model):
            _module = "foreign"
            _name = "stock.lot"
            _inherit = ["stock.lot"]

            @api.model_create_multi
            def create(self, vals_list):
                created.extend(vals["name"] for vals in vals_list)
                return super().create(vals_list)

        self._extend(Lot)
        with self.assertLogs("odoo.addons.stock_serial_bulk", logging.INFO) as logs:
            self.assertSameRows(self._receive, fast=False)
            self._receive(self.env)
        self.assertEqual(len(logs.output), 1, "one line in the log, not one per call")
        self.assertIn("stock.lot.create", logs.output[0])
        self.assertEqual(created[-3:], ["NEW-0", "NEW-1", "NEW-2"])

    def test_aware_override_keeps_the_fast_path(self):
        class Line(models.Model):
            _module = "foreign"
            _name = "stock.move.line"
            _inherit = ["stock.move.line"]

            @serial_bulk_aware
            def _action_done(self):
                return super()._action_done()

            @api.model
            def _check_serial_moves(self, moves):
                return super()._check_serial_moves(moves)

        self._extend(Line)
        self.assertSameRows(self._receive)

    def test_foreign_constraint_is_checked(self):
        class Quant(models.Model):
            _module = "foreign"
            _name = "stock.quant"
            _inherit = ["stock.quant"]

            @api.constrains("quantity")
            def _check_something(self):
                pass

        self._extend(Quant)
        self.assertIn("_check_something", foreign_override(self.env))
        self.assertSameRows(self._receive, fast=False)

    def test_patch_on_the_class_is_seen(self):
        def write(records, vals):
            return write.origin(records, vals)

        registry_class = self.env.registry["stock.quant"]
        write.origin = registry_class.write
        self.patch(registry_class, "write", write)
        self.assertIn("stock.quant.write", foreign_override(self.env))

    def test_stored_computed_fields_of_others_are_computed(self):
        class Lot(models.Model):
            _module = "foreign"
            _name = "stock.lot"
            _inherit = ["stock.lot"]

            x_place = fields.Char(compute="_compute_x_place", store=True)

            @api.depends("location_id.complete_name", "quant_ids.quantity")
            def _compute_x_place(self):
                for lot in self:
                    total = sum(lot.quant_ids.mapped("quantity"))
                    lot.x_place = f"{lot.location_id.complete_name} {total:g}"

        self._extend(Lot)
        self.cr.execute("ALTER TABLE stock_lot ADD COLUMN x_place varchar")
        self.assertSameRows(self._receive)
        picking = self._receive(self.env)
        lots = picking.move_line_ids.lot_id
        self.assertEqual(set(lots.mapped("x_place")), {f"{self.stock.complete_name} 0"})

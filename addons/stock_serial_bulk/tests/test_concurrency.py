import threading

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError, ValidationError
from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

TIMEOUT = 60
# Odoo plays these again. A deadlock needs a person who adds a line by hand: core then
# locks the quant before we lock the lot.
RETRIED = (
    psycopg2.errors.SerializationFailure,
    psycopg2.errors.DeadlockDetected,
)


@tagged("post_install", "-at_install")
class TestConcurrency(TransactionCase):
    """Two workers want the same serial at once: one gets it, the other is told."""

    def setUp(self):
        super().setUp()
        # The one that loses is told so by the database, and plays again.
        self.enterContext(mute_logger("odoo.sql_db"))
        self.dbname = self.env.cr.dbname
        with self._env() as env:
            product = env["product.product"].create(
                {"name": "Twin", "is_storable": True, "tracking": "serial"}
            )
            lot = env["stock.lot"].create({"name": "TWIN", "product_id": product.id})
            self.product_id, self.lot_id = product.id, lot.id
        self.addCleanup(self._forget)

    def _env(self):
        """Context manager: environment on a real cursor, committed at its end."""
        return _RealEnvironment(self.dbname)

    def _forget(self):
        with self._env() as env:
            cr, product = env.cr, (self.product_id,)
            cr.execute(
                "SELECT picking_id FROM stock_move WHERE product_id = %s", product
            )
            pickings = tuple(row[0] for row in cr.fetchall()) or (0,)
            for table in ("stock_move_line", "stock_move", "stock_quant", "stock_lot"):
                cr.execute(f"DELETE FROM {table} WHERE product_id = %s", product)  # pylint: disable=sql-injection
            cr.execute("DELETE FROM stock_picking WHERE id IN %s", (pickings,))
            cr.execute(
                "DELETE FROM mail_message WHERE model = 'stock.picking'"
                " AND res_id IN %s",
                (pickings,),
            )
            env["product.product"].browse(self.product_id).product_tmpl_id.unlink()

    # What a worker may do

    def _receive(self, env, name=None):
        item = {"lot_name": name} if name else {"lot_id": self.lot_id}
        env["stock.picking"]._serial_bulk_receive(
            self._warehouse(env).in_type_id, [{"product_id": self.product_id, **item}]
        )

    def _receive_by_hand(self, env, name=None):
        item = {"lot_name": name} if name else {"lot_id": self.lot_id}
        self._by_hand(env, self._warehouse(env).in_type_id, item)

    def _deliver(self, env):
        env["stock.picking"]._serial_bulk_deliver(
            self._warehouse(env).out_type_id, env["stock.lot"].browse(self.lot_id)
        )

    def _deliver_by_hand(self, env):
        self._by_hand(env, self._warehouse(env).out_type_id, {"lot_id": self.lot_id})

    def _pack(self, env):
        """A move that leaves the serial in the same location."""
        package = env["stock.package"].create({"name": "TWINS"})
        env["stock.picking"]._serial_bulk_transfer(
            self._warehouse(env).int_type_id,
            env["stock.lot"].browse(self.lot_id),
            self._warehouse(env).lot_stock_id,
            result_package=package,
        )

    def _by_hand(self, env, picking_type, item):
        picking = env["stock.picking"].create({"picking_type_id": picking_type.id})
        env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "product_id": self.product_id,
                "quantity": 1,
                "picked": True,
                **item,
            }
        )
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()

    def _warehouse(self, env):
        return env["stock.warehouse"].search([], limit=1)

    # The race

    def _race(self, *workers):
        """Run the workers at once, each on a snapshot older than the other's work.

        A worker that PostgreSQL turned down is played again, as Odoo does.

        :return: sorted outcomes: ``done`` or ``refused``
        """
        barrier = threading.Barrier(len(workers))
        outcomes = []

        def run(work):
            for attempt in range(5):
                try:
                    with self._env() as env:
                        env.cr.execute("SELECT count(*) FROM stock_quant")
                        if not attempt:
                            barrier.wait(TIMEOUT)
                        work(env)
                except RETRIED:
                    continue
                except (UserError, ValidationError, psycopg2.IntegrityError):
                    return outcomes.append("refused")
                return outcomes.append("done")

        threads = [threading.Thread(target=run, args=(work,)) for work in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(TIMEOUT)
        return sorted(outcomes)

    def _quantity_in_stock(self):
        with self._env() as env:
            quants = env["stock.quant"].search(
                [
                    ("product_id", "=", self.product_id),
                    ("location_id.usage", "=", "internal"),
                ]
            )
            self.assertGreaterEqual(min(quants.mapped("quantity"), default=0), 0)
            return sum(quants.mapped("quantity"))

    def test_same_serial_received_twice_at_once(self):
        outcomes = self._race(self._receive, self._receive)
        self.assertEqual(outcomes, ["done", "refused"])
        self.assertEqual(self._quantity_in_stock(), 1)

    def test_same_serial_received_in_bulk_and_by_hand(self):
        outcomes = self._race(self._receive, self._receive_by_hand)
        self.assertEqual(outcomes, ["done", "refused"])
        self.assertEqual(self._quantity_in_stock(), 1)

    def test_same_new_name_received_twice_at_once(self):
        outcomes = self._race(
            lambda env: self._receive(env, "NEW"),
            lambda env: self._receive(env, "NEW"),
        )
        self.assertEqual(outcomes, ["done", "refused"])
        self.assertEqual(self._quantity_in_stock(), 1)

    def test_same_serial_delivered_twice_at_once(self):
        with self._env() as env:
            self._receive(env)
        for second in (self._deliver, self._deliver_by_hand):
            outcomes = self._race(self._deliver, second)
            self.assertEqual(outcomes, ["done", "refused"])
            self.assertEqual(self._quantity_in_stock(), 0)
            with self._env() as env:
                self._receive(env)

    def test_serial_delivered_while_it_is_packed(self):
        with self._env() as env:
            self._receive(env)
        outcomes = self._race(self._deliver_by_hand, self._pack)
        self.assertEqual(outcomes, ["done", "refused"])
        self.assertIn(self._quantity_in_stock(), (0, 1))


class _RealEnvironment:
    def __init__(self, dbname):
        self.cr = db_connect(dbname).cursor()

    def __enter__(self):
        return api.Environment(self.cr, SUPERUSER_ID, {})

    def __exit__(self, exc_type, exc, traceback):
        try:
            if exc_type is None:
                self.cr.commit()  # pylint: disable=invalid-commit
        finally:
            self.cr.close()

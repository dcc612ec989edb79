from odoo.tests import tagged

from .common import SerialBulkCase


@tagged("post_install", "-at_install")
class TestStockAccount(SerialBulkCase):
    """The same rows, journal entries and costs where goods are valued."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "lot_valuated" not in cls.env["product.product"]._fields:
            cls.skipTest(cls, "stock_account is not installed")
        cls.category = cls.env["product.category"].create({"name": "Devices"})
        cls.products.categ_id = cls.category
        cls.laptop.standard_price = 100

    def _receive(self, env):
        lots = self.returned.with_env(env)
        items = [{"product_id": self.laptop.id, "lot_id": lot.id} for lot in lots]
        items += [
            {"product_id": self.laptop.id, "lot_name": "N1"},
            {"product_id": self.laptop.id, "lot_name": "N2", "owner_id": self.owner.id},
        ]
        env["stock.picking"]._serial_bulk_receive(self.receipt, items)

    def _deliver(self, env):
        env["stock.picking"]._serial_bulk_deliver(
            self.delivery, self.held.with_env(env)
        )

    def _assert_same_rows(self, cost_method, valuation, fast=True):
        self.category.write(
            {"property_cost_method": cost_method, "property_valuation": valuation}
        )
        lots = self._lots(self.laptop, 6, f"{cost_method}{valuation}")
        self.held, self.returned = lots[:4], lots[4:]
        self.env["stock.picking"].with_context(
            serial_bulk_vanilla=True
        )._serial_bulk_receive(
            self.receipt,
            [{"product_id": self.laptop.id, "lot_id": lot.id} for lot in self.held],
        )
        self.assertSameRows(self._receive, fast=fast)
        self.assertSameRows(self._deliver, fast=fast)

    def test_costs(self):
        for cost_method in ("standard", "average", "fifo"):
            for valuation in ("periodic", "real_time"):
                with self.subTest(cost_method=cost_method, valuation=valuation):
                    self._assert_same_rows(cost_method, valuation)

    def test_serials_with_their_own_cost_take_odoo_s_own_path(self):
        self.laptop.lot_valuated = True
        self._assert_same_rows("standard", "periodic", fast=False)

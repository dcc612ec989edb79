from odoo.tests import tagged

from .common import SerialBulkCase


@tagged("post_install", "-at_install")
class TestEqualRows(SerialBulkCase):
    def _items(self, product, count, **more):
        return [
            {"product_id": product.id, "lot_name": f"NEW-{n}", **more}
            for n in range(count)
        ]

    def test_receipt_of_new_serials(self):
        def scenario(env):
            env["stock.picking"]._serial_bulk_receive(
                self.receipt, self._items(self.laptop, 5), {"partner_id": self.partner.id}
            )

        self.assertSameRows(scenario)

    def test_delivery(self):
        lots = self._in_stock(self._lots(self.laptop, 5), self.shelves[0])

        def scenario(env):
            env["stock.picking"]._serial_bulk_deliver(
                self.delivery, lots.with_env(env), {"partner_id": self.partner.id}
            )

        self.assertSameRows(scenario)

    def test_transfer(self):
        lots = self._in_stock(self._lots(self.laptop, 5), self.shelves[0])

        def scenario(env):
            env["stock.picking"]._serial_bulk_transfer(
                self.internal, lots.with_env(env), self.shelves[1]
            )

        self.assertSameRows(scenario)

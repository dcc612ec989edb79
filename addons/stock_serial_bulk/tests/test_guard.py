from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from .common import SerialBulkCase


@tagged("post_install", "-at_install")
class TestGuard(SerialBulkCase):
    """A serial is in one place, and leaves only the place where it is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shelf, cls.other_shelf = cls.shelves[:2]

    def setUp(self):
        super().setUp()
        self.here, self.away = self._lots(self.laptop, 2)
        self._in_stock(self.here, self.shelf)
        self._in_stock(self.away, self.customers)

    def _assert_refused(self, function, *words):
        """Refused with these words, and no quantity changed."""
        before = self._quantities()
        with self.assertRaises(UserError) as refusal, self.cr.savepoint():
            function()
            self.env.flush_all()
        for word in words:
            self.assertIn(word, str(refusal.exception))
        self.env.invalidate_all()
        self.assertEqual(self._quantities(), before)

    def _quantities(self):
        quants = self.env["stock.quant"].search(
            [("product_id", "in", self.products.ids)]
        )
        return {(q.lot_id.name, q.location_id.id): q.quantity for q in quants}

    def _validate_by_hand(self, picking_type, lot, **line):
        picking = self.env["stock.picking"].create({"picking_type_id": picking_type.id})
        self.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "product_id": self.laptop.id,
                "quantity": 1,
                "picked": True,
                **({"lot_id": lot.id} if lot else {}),
                **line,
            }
        )
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        return picking

    # In two places

    def test_button_refuses_to_receive_a_serial_in_stock(self):
        words = (self.here.name, self.shelf.display_name, "already in stock")
        self._assert_refused(
            lambda: self._validate_by_hand(self.receipt, self.here), *words
        )
        name = {"lot_name": self.here.name}
        self._assert_refused(
            lambda: self._validate_by_hand(self.receipt, None, **name), *words
        )

    def test_bulk_refuses_to_receive_a_serial_in_stock(self):
        for item in ({"lot_id": self.here.id}, {"lot_name": self.here.name}):
            items = [{"product_id": self.laptop.id, "lot_name": "OK"}]
            items += [{"product_id": self.laptop.id, **item}]
            self._assert_refused(
                lambda: self.env["stock.picking"]._serial_bulk_receive(
                    self.receipt,
                    items,  # noqa: B023
                ),
                self.here.name,
                self.shelf.display_name,
            )

    def test_bulk_refuses_the_same_serial_twice(self):
        items = [{"product_id": self.laptop.id, "lot_id": self.away.id}] * 2
        self._assert_refused(
            lambda: self.env["stock.picking"]._serial_bulk_receive(self.receipt, items),
            self.away.name,
        )

    def test_inventory_refuses_a_second_place(self):
        def count(location):
            quant = (
                self.env["stock.quant"]
                .with_context(inventory_mode=True)
                .create(
                    {
                        "product_id": self.laptop.id,
                        "location_id": location.id,
                        "lot_id": self.here.id,
                        "inventory_quantity": 1,
                    }
                )
            )
            quant.action_apply_inventory()

        self._assert_refused(lambda: count(self.other_shelf), self.here.name)
        count(self.shelf)

    def test_inventory_may_correct_the_place(self):
        quants = self.env["stock.quant"].with_context(inventory_mode=True)
        wrong = quants.search([("lot_id", "=", self.here.id)])
        wrong.inventory_quantity = 0
        right = quants.create(
            {
                "product_id": self.laptop.id,
                "location_id": self.other_shelf.id,
                "lot_id": self.here.id,
                "inventory_quantity": 1,
            }
        )
        (right | wrong).action_apply_inventory()
        self.assertEqual(self.here.location_id, self.other_shelf)

    def test_quants_by_hand_refuse_a_second_place(self):
        quants = self.env["stock.quant"]
        values = {
            "product_id": self.laptop.id,
            "location_id": self.other_shelf.id,
            "lot_id": self.here.id,
            "quantity": 1,
        }
        self._assert_refused(lambda: quants.create(values), self.here.name)
        forged = {"serial_moves_checked": True}
        self._assert_refused(
            lambda: quants.with_context(**forged).create(values), self.here.name
        )
        self._assert_refused(
            lambda: quants._update_available_quantity(
                self.laptop, self.other_shelf, 1, lot_id=self.here
            ),
            self.here.name,
        )
        self._assert_refused(
            lambda: quants._update_available_quantity(
                self.laptop, self.shelf, -1, lot_id=self.away
            ),
            self.away.name,
        )

    # Absent

    def test_button_refuses_to_deliver_an_absent_serial(self):
        self._assert_refused(
            lambda: self._validate_by_hand(self.delivery, self.away),
            self.away.name,
            "not in stock at all",
        )
        self._assert_refused(
            lambda: self._validate_by_hand(
                self.delivery, self.here, location_id=self.other_shelf.id
            ),
            self.here.name,
            self.other_shelf.display_name,
            f"but in {self.shelf.display_name}",
        )

    def test_bulk_refuses_to_deliver_an_absent_serial(self):
        pickings = self.env["stock.picking"]
        for function in (
            lambda: pickings._serial_bulk_deliver(self.delivery, self.here | self.away),
            lambda: pickings._serial_bulk_transfer(
                self.internal, self.here | self.away, self.other_shelf
            ),
        ):
            self._assert_refused(function, self.away.name, "not in stock at all")

    def test_absent_serial_cannot_be_packed(self):
        box = self.env["stock.package"].create({"name": "BOX8"})
        here = {"location_dest_id": self.stock.id, "result_package_id": box.id}
        self._assert_refused(
            lambda: self._validate_by_hand(self.internal, self.away, **here),
            self.away.name,
        )
        self._assert_refused(
            lambda: self.env["stock.picking"]._serial_bulk_transfer(
                self.internal, self.away, self.stock, result_package=box
            ),
            self.away.name,
        )

    def test_package_and_owner_must_be_told(self):
        box = self.env["stock.package"].create({"name": "BOX7"})
        [lot] = self._lots(self.phone, 1)
        self._in_stock(lot, self.shelf, box, self.owner)
        values = {"product_id": self.phone.id, "location_id": self.shelf.id}
        self._assert_refused(
            lambda: self._validate_by_hand(self.delivery, lot, **values),
            lot.name, "BOX7", self.owner.name,
        )  # fmt: skip
        values |= {"package_id": box.id, "owner_id": self.owner.id}
        self._validate_by_hand(self.delivery, lot, **values)

    def test_correction_of_a_done_line_is_checked(self):
        picking = self._validate_by_hand(
            self.delivery, self.here, location_id=self.shelf.id
        )
        line = picking.move_line_ids
        self._assert_refused(
            lambda: line.write({"lot_id": self.away.id}), self.away.name
        )
        new_line = {
            "picking_id": picking.id,
            "move_id": line.move_id.id,
            "product_id": self.laptop.id,
            "lot_id": self.away.id,
            "quantity": 1,
        }
        self._assert_refused(lambda: line.create(dict(new_line)), self.away.name)
        line.quantity = 0
        self.assertEqual(self.here.location_id, self.shelf)

    def test_scrap_and_relocation_are_checked(self):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.laptop.id,
                "lot_id": self.here.id,
                "location_id": self.other_shelf.id,
            }
        )
        self._assert_refused(scrap.do_scrap, self.here.name)
        self.here.location_id = self.other_shelf
        self.assertEqual(
            self.here.quant_ids.filtered("quantity").location_id, self.other_shelf
        )

    # What was wrong before can be put right

    def test_old_doubles_can_be_removed(self):
        self.env.cr.execute(
            "INSERT INTO stock_quant (product_id, location_id, lot_id, quantity,"
            " reserved_quantity, in_date, company_id) SELECT product_id, %s, lot_id, 1,"
            " 0, in_date, company_id FROM stock_quant WHERE lot_id = %s",
            (self.other_shelf.id, self.here.id),
        )
        self.env.invalidate_all()
        self._validate_by_hand(self.delivery, self.here, location_id=self.shelf.id)
        self.assertEqual(
            self.here.quant_ids.filtered(
                lambda q: q.quantity > 0 and q.location_id.usage == "internal"
            ).location_id,
            self.other_shelf,
        )

    # The hook

    def test_every_path_calls_the_hook_once_for_the_set(self):
        lots = self._in_stock(self._lots(self.phone, 3), self.shelf)
        calls = []
        lines = type(self.env["stock.move.line"])
        check = lines._check_serial_moves

        def spy(self, moves):
            calls.append(list(moves))
            return check(self, moves)

        self.patch(lines, "_check_serial_moves", spy)
        expected = [(lot.id, self.shelf.id, self.customers.id) for lot in lots]
        with self.cr.savepoint() as savepoint:
            self.env["stock.picking"]._serial_bulk_deliver(self.delivery, lots)
            self.assertEqual(calls, [expected])
            savepoint.rollback()
        self.env.invalidate_all()
        calls.clear()
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.delivery.id,
                "location_id": self.shelf.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.phone.id,
                            "product_uom_qty": 3,
                            "location_id": self.shelf.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_assign()
        picking.with_context(skip_sms=True).button_validate()
        self.assertEqual([sorted(call) for call in calls], [sorted(expected)])

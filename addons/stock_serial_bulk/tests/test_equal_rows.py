import random

from odoo.fields import Command
from odoo.tests import tagged

from .common import SerialBulkCase


@tagged("post_install", "-at_install")
class TestEqualRows(SerialBulkCase):
    """The set-based path writes what a person gets by hand, row for row."""

    def _by_hand(self, picking, lines):
        """Lines typed in the operations of a transfer, then *Validate*."""
        self.env["stock.move.line"].with_env(picking.env).create(
            [
                {**line, "picking_id": picking.id, "quantity": 1, "picked": True}
                for line in lines
            ]
        )
        picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
        self.assertEqual(picking.state, "done")

    def _assert_like_by_hand(self, make_picking, lines, fast=True):
        def by_hand(env):
            self._by_hand(make_picking(env), lines)

        def in_bulk(env):
            make_picking(env)._serial_bulk_done(lines)

        self.assertSameRows(in_bulk, reference=by_hand, fast=fast)

    def _picking(self, picking_type, demand=(), confirm=None, **values):
        """Return a function that makes a transfer in a given environment."""

        def make(env):
            picking = env["stock.picking"].create(
                {"picking_type_id": picking_type.id, "origin": "P0042", **values}
            )
            ends = {
                "location_id": picking.location_id.id,
                "location_dest_id": picking.location_dest_id.id,
            }
            picking.move_ids = [
                Command.create({"product_id": p.id, "product_uom_qty": qty, **ends})
                for p, qty in demand
            ]
            if confirm:
                getattr(picking, confirm)()
            return picking

        return make

    def _new(self, product, count, **more):
        return [
            {"product_id": product.id, "lot_name": f"NEW-{n:03}", **more}
            for n in range(count)
        ]

    def _lines(self, lots, **more):
        return [
            {"product_id": lot.product_id.id, "lot_id": lot.id, **more} for lot in lots
        ]

    # Receipts

    def test_receipt_of_new_serials(self):
        make = self._picking(self.receipt, partner_id=self.partner.id)
        self._assert_like_by_hand(make, self._new(self.laptop, 5))

    def test_receipt_of_known_and_new_serials(self):
        lots = self._lots(self.laptop, 2)
        delivered = self._in_stock(self._lots(self.phone, 2), self.customers)
        lines = self._lines(lots) + self._new(self.phone, 2) + self._lines(delivered)
        lines += [{"product_id": self.tablet.id, "lot_name": name} for name in "AB"]
        lines += [{"product_id": self.laptop.id, "lot_name": "A"}]
        self._assert_like_by_hand(self._picking(self.receipt), lines)

    def test_receipt_into_packages_and_shelves(self):
        boxes = self.env["stock.package"].create([{"name": "B1"}, {"name": "B2"}])
        lines = self._new(self.laptop, 6)
        for n, line in enumerate(lines[:4]):
            line["result_package_id"] = boxes[n % 2].id
            line["location_dest_id"] = self.shelves[n % 2].id
        self._assert_like_by_hand(self._picking(self.receipt), lines)

    def test_receipt_for_an_owner(self):
        lines = self._new(self.laptop, 3, owner_id=self.owner.id)
        self._assert_like_by_hand(self._picking(self.receipt), lines)
        make = self._picking(self.receipt, owner_id=self.owner.id)
        self._assert_like_by_hand(make, self._new(self.laptop, 3))

    def test_receipt_of_less_than_announced_makes_a_backorder(self):
        make = self._picking(self.receipt, [(self.laptop, 5), (self.phone, 2)])
        self._assert_like_by_hand(make, self._new(self.laptop, 3))
        make = self._picking(
            self.receipt, [(self.laptop, 5), (self.cable, 2)], "action_confirm"
        )
        self._assert_like_by_hand(make, self._new(self.laptop, 3))

    def test_receipt_of_more_than_announced(self):
        make = self._picking(self.receipt, [(self.laptop, 2)], "action_confirm")
        self._assert_like_by_hand(
            make, self._new(self.laptop, 3) + self._new(self.phone, 1)
        )

    def test_receipt_without_backorder(self):
        self.receipt.create_backorder = "never"
        make = self._picking(self.receipt, [(self.laptop, 5)], "action_confirm")
        self._assert_like_by_hand(make, self._new(self.laptop, 3))

    def test_receipt_in_three_steps_pushes_the_goods_on(self):
        self.warehouse.reception_steps = "three_steps"
        make = self._picking(self.warehouse.in_type_id)
        self._assert_like_by_hand(make, self._new(self.laptop, 3))

    # Deliveries and transfers

    def test_delivery(self):
        lots = self._in_stock(self._lots(self.laptop, 5), self.shelves[0])
        make = self._picking(self.delivery, partner_id=self.partner.id)
        lines = self._lines(lots, location_id=self.shelves[0].id)
        self._assert_like_by_hand(make, lines)

    def test_delivery_of_reserved_and_other_serials(self):
        self._in_stock(self._lots(self.laptop, 6))
        lots = self.env["stock.lot"].search([("product_id", "=", self.laptop.id)])
        for chosen in (lots[1:3], lots[3:6]):
            make = self._picking(self.delivery, [(self.laptop, 4)], "action_confirm")
            self._assert_like_by_hand(make, self._lines(chosen))

    def test_delivery_feeds_the_next_step(self):
        self.warehouse.delivery_steps = "pick_ship"
        lots = self._in_stock(self._lots(self.laptop, 4))

        def make(env):
            env["stock.rule"].run(
                [
                    env["stock.rule"].Procurement(
                        self.laptop.with_env(env), 3, self.laptop.uom_id,
                        self.customers, "SO1", "SO1", self.warehouse.company_id,
                        {"warehouse_id": self.warehouse.with_env(env)},
                    )
                ]
            )  # fmt: skip
            pick_type = self.warehouse.pick_type_id
            return env["stock.picking"].search(
                [("picking_type_id", "=", pick_type.id)], order="id desc", limit=1
            )

        self._assert_like_by_hand(make, self._lines(lots[:2]))

    def test_return_from_a_customer(self):
        lots = self._in_stock(self._lots(self.laptop, 3), self.customers)
        make = self._picking(self.receipt, location_id=self.customers.id)
        self._assert_like_by_hand(make, self._lines(lots))

    def test_transfer_of_a_package_with_a_loose_rest(self):
        box, pallet = self.env["stock.package"].create([{"name": "B"}, {"name": "P"}])
        packed = self._in_stock(self._lots(self.laptop, 3, "IN"), package=box)
        loose = self._in_stock(self._lots(self.laptop, 2, "OUT"))
        dest = {"location_dest_id": self.shelves[1].id}
        make = self._picking(self.internal, **dest)
        lines = self._lines(packed, package_id=box.id, **dest)
        self._assert_like_by_hand(make, lines + self._lines(loose, **dest))
        lines = self._lines(packed[:2], package_id=box.id, **dest)
        for line in lines:
            line["result_package_id"] = pallet.id
        self._assert_like_by_hand(make, lines + self._lines(loose, **dest))
        lines = self._lines(packed, package_id=box.id, result_package_id=box.id, **dest)
        self._assert_like_by_hand(make, lines)

    def test_api_fills_in_where_each_serial_is(self):
        box = self.env["stock.package"].create({"name": "B"})
        lots = self._lots(self.laptop, 4)
        self._in_stock(lots[0], self.shelves[0])
        self._in_stock(lots[1], self.shelves[1], box, days=10)
        self._in_stock(lots[2], self.shelves[2], owner=self.owner)
        self._in_stock(lots[3], self.shelves[1], box)

        def deliver(env):
            picking = env["stock.picking"]._serial_bulk_deliver(
                self.delivery, lots.with_env(env), {"partner_id": self.partner.id}
            )
            lines = picking.move_line_ids.sorted("id")
            self.assertEqual(lines.location_id, self.shelves)
            self.assertEqual(lines.package_id, box)
            self.assertEqual(lines.owner_id, self.owner)

        self.assertSameRows(deliver)

        def transfer(env):
            picking = env["stock.picking"]._serial_bulk_transfer(
                self.internal, lots.with_env(env), self.shelves[0], result_package=box
            )
            self.assertEqual(picking.state, "done")

        self.assertSameRows(lambda env: transfer(env) if False else deliver(env))

    # Cases left to Odoo's own path

    def test_other_products_take_odoo_s_own_path(self):
        lines = self._new(self.laptop, 2) + [{"product_id": self.cable.id}]
        self._assert_like_by_hand(self._picking(self.receipt), lines, fast=False)

    def test_cable_already_picked_on_the_transfer(self):
        def make(env):
            picking = self._picking(self.receipt)(env)
            env["stock.move.line"].create(
                {
                    "picking_id": picking.id,
                    "product_id": self.cable.id,
                    "quantity": 3,
                    "picked": True,
                }
            )
            return picking

        self._assert_like_by_hand(make, self._new(self.laptop, 2), fast=False)

    def test_serial_reserved_elsewhere(self):
        lots = self._in_stock(self._lots(self.laptop, 2))
        other = self._picking(self.delivery, [(self.laptop, 2)], "action_confirm")
        other(self.env)
        make = self._picking(self.internal, location_dest_id=self.shelves[0].id)
        self._assert_like_by_hand(make, self._lines(lots), fast=False)

    def test_untracked_stock_is_numbered_on_the_way(self):
        self.laptop.tracking = "none"
        quants = self.env["stock.quant"]
        quants._update_available_quantity(self.laptop, self.stock, 3)
        self.laptop.tracking = "serial"
        lots = self._lots(self.laptop, 2)
        self._assert_like_by_hand(
            self._picking(self.delivery), self._lines(lots), fast=False
        )

    # Random mixes

    def test_random_mixes(self):
        for seed in range(8):
            with self.subTest(seed=seed):
                self._check_random_mix(random.Random(seed))

    def _check_random_mix(self, rng):
        tag = f"R{rng.random()}"
        boxes = self.env["stock.package"].create([{"name": n + tag} for n in "ABC"])
        lots = self.env["stock.lot"]
        places = {}
        for product in self.products:
            for lot in self._lots(product, rng.randint(3, 6), tag):
                shelf = rng.randrange(3)
                box = boxes[shelf] if rng.random() < 0.4 else None
                owner = self.owner if rng.random() < 0.3 else None
                place = rng.choice(["stock", "stock", "customer", "nowhere"])
                if place == "stock":
                    days = rng.randint(0, 90)
                    self._in_stock(lot, self.shelves[shelf], box, owner, days)
                    places[lot] = {
                        "location_id": self.shelves[shelf].id,
                        "package_id": box.id if box else None,
                        "owner_id": owner.id if owner else None,
                    }
                elif place == "customer":
                    self._in_stock(lot, self.customers)
                lots |= lot
        demand = [
            (product, rng.randint(1, 6))
            for product in self.products
            if rng.random() < 0.5
        ]
        confirm = rng.choice([None, "action_confirm"])
        if rng.random() < 0.5:
            lines = self._random_receipt(
                rng, lots.filtered(lambda x: x not in places), boxes
            )
            make = self._picking(self.receipt, demand, confirm)
        else:
            picking_type = rng.choice([self.delivery, self.internal])
            dest = self.stock if picking_type == self.internal else self.customers
            lines = self._random_exit(rng, places, picking_type == self.internal)
            make = self._picking(
                picking_type, demand, confirm, location_dest_id=dest.id
            )
        if lines:
            self._assert_like_by_hand(make, lines)

    def _random_receipt(self, rng, lots, boxes):
        lines = self._lines(lots[: rng.randint(0, 4)])
        for product in self.products:
            lines += self._new(product, rng.randint(0, 5))
        rng.shuffle(lines)
        box_place = {
            box: rng.choice(self.shelves[:]) for box in boxes if not box.quant_ids
        }
        for line in lines:
            if rng.random() < 0.3:
                line["owner_id"] = self.owner.id
            if box_place and rng.random() < 0.3:
                box = rng.choice(list(box_place))
                line["result_package_id"] = box.id
                line["location_dest_id"] = box_place[box].id
            elif rng.random() < 0.5:
                line["location_dest_id"] = rng.choice(self.shelves[:]).id
        return lines

    def _random_exit(self, rng, places, internal):
        chosen = [lot for lot in places if rng.random() < 0.6]
        new_box = self.env["stock.package"].create({"name": f"N{rng.random()}"})
        lines = []
        for lot in chosen:
            line = {"product_id": lot.product_id.id, "lot_id": lot.id, **places[lot]}
            if internal:
                line["location_dest_id"] = self.stock.id
                if rng.random() < 0.4:
                    line["result_package_id"] = new_box.id
            lines.append(line)
        rng.shuffle(lines)
        return lines

"""Waste stays in its zone and leaves by its door; scrapping is no act."""

from odoo.tests import tagged

from ..models.emmaus_waste_delivery import WASTE_MOVE
from ..models.stock_move_line import DEVICE_MOVE
from .waste_case import WasteCase


@tagged("-at_install", "post_install")
class TestWasteGate(WasteCase):
    def _transfer(self, device, target, picking_type=None):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": (picking_type or self.north.int_type_id).id,
                "location_id": device.lot_id.location_id.id,
                "location_dest_id": target.id,
            }
        )
        self.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "product_id": device.product_id.id,
                "lot_id": device.lot_id.id,
                "quantity": 1,
                "package_id": device.package_id.id,
                "location_id": picking.location_id.id,
                "location_dest_id": target.id,
                "picked": True,
            }
        )
        picking.action_confirm()
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def _scrap(self, record, **vals):
        return self.env["stock.scrap"].create(
            {
                "product_id": record.product_id.id,
                "location_id": (vals.pop("place", None) or self.zone).id,
                **vals,
            }
        )

    STAYS = "it stays in the recycling zone of its site"

    def test_waste_stays_in_the_zone(self):
        device = self._recycled_device()
        for zone in ("intake", "workshop", "ready", "quarantine"):
            target = self.north._zone(zone)
            with (
                self.subTest(zone=zone, by="placing"),
                self.assertRefused(self.STAYS, device, device.lot_id, undone=True),
            ):
                device.action_place(target)
            with (
                self.subTest(zone=zone, by="transfer"),
                self.assertRefused(self.STAYS, device, device.lot_id, undone=True),
            ):
                self._transfer(device, target)
        with self.assertRefused(self.STAYS, device, undone=True):
            device.action_place(self.south._zone("recycling"))
        with self.assertRefused(self.STAYS, device, undone=True):
            device.lot_id.location_id = self.north._zone("intake")
            self.env.flush_all()
        with self.assertRefused(self.STAYS, device, undone=True):
            quant = device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
            quant.move_quants(location_dest_id=self.north._zone("ready"))

    def test_waste_moves_within_the_zone(self):
        shelf = self.env["stock.location"].create(
            {"name": "Bin", "location_id": self.zone.id}
        )
        device = self._recycled_device()
        device.action_place(shelf)
        self.assertEqual(self._place_of(device), shelf)

    def test_waste_leaves_by_a_shipment_only(self):
        device = self._recycled_device()
        supplier = self.env.ref("stock.stock_location_suppliers")
        for target in (self.customers, supplier):
            with (
                self.subTest(target=target.usage),
                self.assertRefused(self.STAYS, device, device.lot_id, undone=True),
            ):
                self._transfer(device, target, self.north.out_type_id)
        pickings = self.env["stock.picking"].with_context(emmaus_move=DEVICE_MOVE)
        for forged in (None, True, "WASTE_MOVE"):
            with (
                self.subTest(forged=forged),
                self.assertRefused(self.STAYS, device, device.lot_id, undone=True),
            ):
                pickings.with_context(emmaus_waste=forged)._serial_bulk_deliver(
                    self.north.out_type_id, device.lot_id
                )
        quant = device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
        with self.assertRefused(self.STAYS, device, quant, undone=True):
            quant = quant.with_context(inventory_mode=True)
            quant.inventory_quantity = 0
            quant.action_apply_inventory()

    def test_the_door_for_waste_is_for_waste_only(self):
        device = self._received_device(category=self.screen)
        pickings = self.env["stock.picking"].with_context(
            emmaus_move=DEVICE_MOVE, emmaus_waste=WASTE_MOVE
        )
        with self.assertRefused("once it is ready", device, undone=True):
            pickings._serial_bulk_deliver(self.north.out_type_id, device.lot_id)

    def test_what_left_does_not_come_back(self):
        device = self._recycled_device()
        shipment = self._shipped(device)
        line = shipment.picking_ids.move_line_ids
        with self.assertRefused(f"left as waste with {shipment.name}", undone=True):
            line.quantity = 0
        with self.assertRefused(f"left as waste with {shipment.name}", undone=True):
            self._transfer(device, self.zone, self.north.in_type_id)
        self.assertEqual(self._place_of(device), self.customers)

    def test_scrap_is_no_act(self):
        sentence = "use the button “Recycle”"
        for state in ("received", "graded", "ready"):
            device = self._received_device(category=self.screen)
            for step in ("graded", "ready"):
                if state != "received" and device.state != state:
                    device._move_to(step)
            scrap = self._scrap(
                device, lot_id=device.lot_id.id, place=device.lot_id.location_id
            )
            with (
                self.subTest(state=state),
                self.assertRefused(sentence, device, device.lot_id, undone=True),
            ):
                scrap.action_validate()
            self.assertEqual(self._place_of(device), self.north._zone("intake"))
            self.assertEqual(device.state, state)
        waste = self._recycled_device()
        scrap = self._scrap(waste, lot_id=waste.lot_id.id)
        with self.assertRefused(self.STAYS, waste, waste.lot_id, undone=True):
            scrap.action_validate()
        unproven = self._received_device()
        scrap = self._scrap(
            unproven,
            lot_id=unproven.lot_id.id,
            place=unproven.lot_id.location_id,
        )
        with self.assertRefused(unproven.name, unproven, unproven.lot_id, undone=True):
            scrap.action_validate()

    def test_nor_is_a_transfer_to_the_losses(self):
        device = self._received_device(category=self.screen)
        losses = self.env["stock.location"].search([("usage", "=", "inventory")])[:1]
        with self.assertRefused(
            "use the button “Recycle”", device, device.lot_id, undone=True
        ):
            self._transfer(device, losses)

    def test_count_that_does_not_find_a_device_is_no_scrap(self):
        device = self._received_device(category=self.screen)
        quant = device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0)
        quant = quant.with_context(inventory_mode=True)
        quant.inventory_quantity = 0
        quant.action_apply_inventory()
        self.assertEqual(self._place_of(device).usage, "inventory")

    def test_goods_without_number_are_scrapped_freely(self):
        self._loose_goods(3)
        self._scrap(self.charger, scrap_qty=2).action_validate()
        quants = self.charger.product_id.stock_quant_ids.filtered(
            lambda q: q.location_id == self.zone
        )
        self.assertEqual(sum(quants.mapped("quantity")), 1)

    def test_place_of_waste_stays_in_the_zone(self):
        shelf = self.env["stock.location"].create(
            {"name": "Bin", "location_id": self.zone.id}
        )
        self._recycled_device().action_place(shelf)
        for place, vals in (
            (self.zone, {"emmaus_zone": "quarantine"}),
            (shelf, {"location_id": self.north._zone("workshop").id}),
        ):
            with (
                self.subTest(place=place.name),
                self.assertRefused("which is waste", place, undone=True),
            ):
                place.write(vals)

"""The gate below every path: what holds data goes nowhere it may not go."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.stock_move_line import DEVICE_MOVE
from .common import EmmausCase

STAYS = "until every disk is erased, with proof"
WAITS = "once it is ready"


@tagged("-at_install", "post_install")
class TestGate(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ready = cls.north._zone("ready")
        cls.intake = cls.north._zone("intake")
        cls.shelf = cls.env["stock.location"].create(
            {"name": "Shelf 1", "location_id": cls.ready.id}
        )
        cls.bin = cls.env["stock.location"].create(
            {"name": "Bin 1", "location_id": cls.shelf.id}
        )
        cls.supplier = cls.env.ref("stock.stock_location_suppliers")
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def _transfer(self, device, target, picking_type=None):
        """A transfer made by hand in Odoo's own screens, validated."""
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": (picking_type or self.north.int_type_id).id,
                "location_id": (device.lot_id.location_id or self.supplier).id,
                "location_dest_id": target.id,
            }
        )
        self.env["stock.move.line"].create(
            {
                "picking_id": picking.id,
                "product_id": device.product_id.id,
                "lot_id": device.lot_id.id,
                "quantity": 1,
                "location_id": picking.location_id.id,
                "location_dest_id": target.id,
                "picked": True,
            }
        )
        picking.action_confirm()
        picking.with_context(skip_backorder=True).button_validate()
        return picking

    def _hand_over(self, device):
        """What a delivery of the line will do."""
        pickings = self.env["stock.picking"].with_context(emmaus_move=DEVICE_MOVE)
        pickings._serial_bulk_deliver(
            self.north.out_type_id,
            device.lot_id,
            {"location_dest_id": self.customers.id},
        )

    def _place_of(self, device):
        self.env.invalidate_all()
        quants = device.lot_id.quant_ids.filtered(lambda quant: quant.quantity > 0)
        return quants.location_id

    # Every path to the ready zone

    def test_data_does_not_reach_the_ready_zone_by_a_transfer(self):
        device = self._received_device()
        for target in (self.ready, self.shelf, self.bin, self.customers):
            with (
                self.subTest(target=target.name),
                self.assertRefused(STAYS, device, undone=True),
            ):
                self._transfer(device, target)
            self.assertEqual(self._place_of(device), self.intake)

    def test_data_does_not_reach_the_ready_zone_by_placing(self):
        device = self._received_device()
        for target in (self.ready, self.shelf, self.bin):
            with (
                self.subTest(target=target.name),
                self.assertRefused(STAYS, device, undone=True),
            ):
                device.action_place(target)

    def test_data_does_not_reach_the_ready_zone_by_relocation(self):
        device = self._received_device()
        with self.assertRefused(STAYS, device, undone=True):
            device.lot_id.location_id = self.shelf
            self.env.flush_all()
        with self.assertRefused(STAYS, device, undone=True):
            device.lot_id.quant_ids.filtered(
                lambda quant: quant.quantity > 0
            ).move_quants(location_dest_id=self.ready)

    def test_data_does_not_reach_the_ready_zone_by_inventory(self):
        device = self._received_device()
        vals = {
            "product_id": device.product_id.id,
            "lot_id": device.lot_id.id,
            "location_id": self.shelf.id,
            "inventory_quantity": 1,
        }
        with self.assertRefused("", device, undone=True):
            quants = self.env["stock.quant"].with_context(inventory_mode=True)
            quants.create(vals).action_apply_inventory()

    def test_data_does_not_leave_by_a_delivery(self):
        device = self._received_device()
        with self.assertRefused(STAYS, device, undone=True):
            self._transfer(device, self.customers, self.north.out_type_id)

    def test_data_does_not_leave_by_another_door(self):
        device = self._received_device()
        usages = ("supplier", "production")
        for usage in usages:
            target = self.env["stock.location"].search([("usage", "=", usage)], limit=1)
            with (
                self.subTest(usage=usage),
                self.assertRefused(STAYS, device, undone=True),
            ):
                self._transfer(device, target)
        ready = self._ready_device()
        with self.assertRefused("cannot leave by a plain transfer", ready, undone=True):
            self._transfer(ready, self.supplier)

    def test_receipt_is_corrected_within_the_site(self):
        device = self._received_device()
        workshop = self.north._zone("workshop")
        device.collection_id.picking_ids.move_line_ids.location_dest_id = workshop
        self.assertEqual(self._place_of(device), workshop)
        with self.assertRefused(STAYS, device, undone=True):
            device.collection_id.picking_ids.move_line_ids.quantity = 0

    def test_category_keeps_the_product_of_its_devices(self):
        device = self._received_device()
        vals = {"name": "Other", "is_storable": True, "tracking": "serial"}
        products = self.env["product.product"].create([vals] * 3)
        with self.assertRefused("its product stays", self.laptop):
            self._as(self.laptop, "administrator").product_id = products[0]
        unused = self.laptop.copy({"code": "spare", "product_id": products[0].id})
        unused.product_id = products[1]
        # Whatever became of the product: the device knows its category.
        self.env.cr.execute(
            "UPDATE emmaus_device_category SET product_id = %s WHERE id = %s",
            [products[2].id, self.laptop.id],
        )
        self.env.invalidate_all()
        with self.assertRefused(STAYS, device, undone=True):
            self._transfer(device, self.customers, self.north.out_type_id)

    def test_place_of_waiting_devices_does_not_become_ready(self):
        device = self._received_device()
        shelf = self.env["stock.location"].create(
            {"name": "Shelf 2", "location_id": self.intake.id}
        )
        device.action_place(shelf)
        for place, vals in (
            (self.intake, {"emmaus_zone": "ready"}),
            (shelf, {"emmaus_zone": "ready"}),
            (shelf, {"location_id": self.ready.id}),
        ):
            with (
                self.subTest(place=place.name, vals=vals),
                self.assertRefused(f"holds {device.name}", place, undone=True),
            ):
                self._as(place, "administrator").write(vals)
        device.action_place(self.intake)
        shelf.location_id = self.ready
        self.assertTrue(shelf._in_ready_zone())

    # Odoo's own screens show the stock of every site

    def test_device_of_another_site_is_not_moved(self):
        mine, theirs = self._received_device(), self._received_device(site=self.south)
        here, there = self.north._zone("workshop"), self.south._zone("workshop")
        sentence = "cannot be moved from or to Sud"
        for device, target in ((theirs, here), (theirs, there), (mine, there)):
            device = self._as(device.lot_id, "logistics")
            with (
                self.subTest(device=device.name, target=target.display_name),
                self.assertRefused(sentence, undone=True),
            ):
                device.location_id = target
                self.env.flush_all()
        self._as(mine.lot_id, "logistics").location_id = here
        self._as(theirs.lot_id, "coordinator").location_id = here
        self.assertEqual(self._place_of(mine | theirs), here)

    def test_number_of_another_site_is_not_changed(self):
        theirs = self._received_device(site=self.south)
        for role in ("technician", "logistics"):
            with (
                self.subTest(role=role),
                self.assertRefused("", theirs.lot_id, error=AccessError),
            ):
                self._as(theirs.lot_id, role).name = "STOLEN"

    def test_each_state_before_ready_is_refused(self):
        device = self._received_device()
        with self.assertRefused(STAYS, device, undone=True):
            self._transfer(device, self.ready)
        for device in (self._erased_device(), self._graded_device()):
            with (
                self.subTest(state=device.state),
                self.assertRefused(WAITS, device, undone=True),
            ):
                self._transfer(device, self.ready)

    def test_what_holds_no_data_waits_to_be_ready_too(self):
        device = self._received_device(category=self.screen)
        with self.assertRefused("once it is ready", device, undone=True):
            self._transfer(device, self.shelf)

    def test_correction_of_a_done_transfer_passes_the_gate(self):
        device = self._received_device()
        workshop = self.north._zone("workshop")
        picking = self._transfer(device, workshop)
        with self.assertRefused(STAYS, device, undone=True):
            picking.move_line_ids.location_dest_id = self.shelf
            self.env.flush_all()

    def test_ready_device_goes_to_the_shelf_and_leaves_by_an_act_only(self):
        device = self._ready_device()
        device.action_place(self.bin)
        self.assertEqual(self._place_of(device), self.bin)
        with self.assertRefused(
            "cannot leave by a plain transfer", device, undone=True
        ):
            self._transfer(device, self.customers, self.north.out_type_id)
        self._hand_over(device)
        self.assertEqual(self._place_of(device), self.customers)

    def test_transfer_by_hand_is_told_in_the_journal(self):
        device = self._received_device()
        workshop = self.north._zone("workshop")
        self._transfer(device, workshop)
        event = device.event_ids[0]
        self.assertEqual(self._events(device)[-2:], ["received", "placed"])
        self.assertEqual(event.facts, {"location": workshop.display_name})
        device.lot_id.location_id = self.intake
        self.assertEqual(self._events(device)[-2:], ["placed", "placed"])
        self.assertFalse(self._broken())

    def test_data_stays_in_the_zones_that_keep_it(self):
        device = self._received_device()
        for kind in ("to_erase", "workshop", "intake"):
            with self.subTest(zone=kind):
                device.action_place(self.north._zone(kind))
                self.assertEqual(device.zone, kind)
        for kind in ("quarantine", "recycling", "ready"):
            with (
                self.subTest(zone=kind),
                self.assertRefused(STAYS, device, undone=True),
            ):
                device.action_place(self.north._zone(kind))

    def test_what_is_erased_goes_everywhere_but_out(self):
        for device in (
            self._erased_device(),
            self._received_device(category=self.screen),
        ):
            for kind in ("to_erase", "workshop", "quarantine", "intake"):
                with self.subTest(device=device.category_code, zone=kind):
                    device.action_place(self.north._zone(kind))
                    self.assertEqual(device.zone, kind)

    # Not received yet, or never known

    def test_announced_device_is_received_from_its_collection_only(self):
        device = self._announced_device()
        with self.assertRefused("announced and not received yet", device, undone=True):
            self._transfer(device, self.intake, self.north.in_type_id)
        with self.assertRefused("is not in stock: receive it", device):
            device.action_place(self.intake)
        vals = {
            "product_id": device.product_id.id,
            "lot_id": device.lot_id.id,
            "location_id": self.intake.id,
            "inventory_quantity": 1,
        }
        with self.assertRefused("announced and not received yet", device, undone=True):
            quants = self.env["stock.quant"].with_context(inventory_mode=True)
            quants.create(vals).action_apply_inventory()

    def test_receipt_of_a_new_serial_number_is_refused(self):
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": self.north.in_type_id.id,
                "location_id": self.supplier.id,
                "location_dest_id": self.ready.id,
                "move_line_ids": [
                    Command.create(
                        {
                            "product_id": self.laptop.product_id.id,
                            "lot_name": "NOBODY-KNOWS-ME",
                            "quantity": 1,
                            "location_id": self.supplier.id,
                            "location_dest_id": self.ready.id,
                            "picked": True,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        with self.assertRefused("is a serial number without device", undone=True):
            picking.button_validate()
        self.assertNotEqual(picking.state, "done")

    def test_serial_number_without_device_goes_nowhere(self):
        lot = self.env["stock.lot"].create(
            {"name": "ORPHAN-1", "product_id": self.laptop.product_id.id}
        )
        lines = self.env["stock.move.line"]
        with self.assertRefused("ORPHAN-1 is a serial number without device"):
            lines._check_serial_moves([(lot.id, self.customers.id, self.intake.id)])

    def test_products_that_are_none_of_ours_move_freely(self):
        product = self.env["product.product"].create(
            {"name": "Printer", "is_storable": True, "tracking": "serial"}
        )
        lot = self.env["stock.lot"].create({"name": "PR-1", "product_id": product.id})
        self.env["stock.quant"]._update_available_quantity(
            product, self.intake, 1, lot_id=lot
        )
        lines = self.env["stock.move.line"]
        lines._check_serial_moves([(lot.id, self.intake.id, self.ready.id)])

    def test_first_device_that_may_not_move_is_named_among_many(self):
        good = self._ready_device()
        bad = self._received_device()
        moves = [
            (device.lot_id.id, device.lot_id.location_id.id, self.ready.id)
            for device in (good, bad)
        ]
        with self.assertRefused(f"{bad.name} may still hold data", good, bad):
            self.env["stock.move.line"]._check_serial_moves(moves)

    # Placing

    def test_placing_tells_where(self):
        device = self._received_device()
        package = self.env["stock.package"].create({"name": "BOX-T1"})
        workshop = self.north._zone("workshop")
        device.action_place(workshop, package)
        event = device.event_ids[0]
        self.assertEqual(event.name, "placed")
        self.assertEqual(
            event.facts, {"location": workshop.display_name, "package": "BOX-T1"}
        )
        self.assertFalse(event.to_state)
        self.assertEqual(device.state, "received")
        self.assertEqual(package.quant_ids.lot_id, device.lot_id)

    def test_placing_outside_of_the_stock_is_refused(self):
        device = self._ready_device()
        for usage in ("customer", "supplier", "inventory", "view"):
            location = self.env["stock.location"].search(
                [("usage", "=", usage)], limit=1
            )
            with (
                self.subTest(usage=usage),
                self.assertRefused("is not a place in stock", device),
            ):
                device.action_place(location)

    def test_placing_at_another_site_is_for_coordinators(self):
        device = self._received_device()
        there = self.south._zone("intake")
        with self.assertRefused("ask a coordinator", device):
            self._as(device, "volunteer").action_place(there)
        self._as(device, "coordinator").action_place(there)
        self.assertEqual(device.warehouse_id, self.south)
        self.assertEqual(self._place_of(device), there)

    def test_placing_at_no_place_is_refused(self):
        device = self._received_device()
        with self.assertRefused("", device, error=ValueError):
            device.action_place(self.env["stock.location"])

    def test_placing_is_not_called_by_rpc(self):
        device = self._received_device()
        with self.assertRefused("", device, error=AccessError):
            self._rpc(
                "volunteer", "emmaus.device", "action_place", device.ids, self.intake.id
            )

    def test_who_is_gone_is_not_placed(self):
        device = self._ready_device()
        self._hand_over(device)
        with self.assertRefused("is not in stock: receive it", device):
            device.action_place(self.ready)

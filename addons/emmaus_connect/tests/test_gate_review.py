"""Doors beside the gate: stock written by hand, products, places, forged beginnings."""

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.tests import tagged

from ..models.stock_move_line import DEVICE_MOVE
from .common import EmmausCase

STAYS = "until every disk is erased, with proof"


@tagged("-at_install", "post_install")
class TestDoors(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.intake = cls.north._zone("intake")
        cls.ready = cls.north._zone("ready")
        cls.customers = cls.env.ref("stock.stock_location_customers")

    def setUp(self):
        super().setUp()
        self.device = self._received_device()
        self._audit(self.device)

    def _quant(self, device):
        return device.lot_id.quant_ids.filtered(lambda quant: quant.quantity > 0)

    # Stock

    def test_stock_of_a_device_is_not_written_by_hand(self):
        quant = self._quant(self.device)
        other = self.env["stock.lot"].create(
            {"name": "ORPHAN-9", "product_id": self.laptop.product_id.id}
        )
        for vals in (
            {"location_id": self.ready.id},
            {"location_id": self.customers.id},
            {"quantity": 0},
            {"lot_id": other.id},
            {"lot_id": False},
        ):
            for role in ("logistics", "administrator"):
                with (
                    self.subTest(vals=vals, role=role),
                    self.assertRefused(
                        "is not written by hand", self.device, quant, undone=True
                    ),
                ):
                    self._rpc(role, "stock.quant", "write", quant.ids, vals)
                    self.env.flush_all()

    def test_stock_of_a_device_is_not_made_by_hand(self):
        delivered = self._ready_device()
        delivered._move_to("promised")
        pickings = self.env["stock.picking"].with_context(emmaus_move=DEVICE_MOVE)
        pickings._serial_bulk_deliver(
            self.north.out_type_id,
            delivered.lot_id,
            {"location_dest_id": self.customers.id},
        )
        vals = {
            "product_id": delivered.product_id.id,
            "lot_id": delivered.lot_id.id,
            "location_id": self.ready.id,
            "quantity": 1,
        }
        with self.assertRefused("is not written by hand", delivered, undone=True):
            self._rpc("logistics", "stock.quant", "create", [vals])
            self.env.flush_all()

    def test_second_line_does_not_hide_the_first(self):
        """Of two lines with one number, each ends somewhere: both are asked."""
        workshop = self.north._zone("workshop")
        lines = self.env["stock.move.line"]
        lot = self.device.lot_id.id
        with self.assertRefused(STAYS, self.device):
            lines._check_device_moves(
                lines._serial_move_facts(
                    moves := [
                        (lot, self.intake.id, self.customers.id),
                        (lot, self.intake.id, workshop.id),
                    ]
                ),
                moves,
            )

    def test_device_does_not_leave_without_its_number(self):
        nameless = self.north.int_type_id.copy(
            {"use_create_lots": False, "use_existing_lots": False}
        )
        picking = self.env["stock.picking"].create(
            {
                "picking_type_id": nameless.id,
                "location_id": self.intake.id,
                "location_dest_id": self.customers.id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": self.device.product_id.id,
                            "product_uom_qty": 1,
                            "location_id": self.intake.id,
                            "location_dest_id": self.customers.id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self.env["stock.move.line"].create(
            {
                "move_id": picking.move_ids.id,
                "picking_id": picking.id,
                "product_id": self.device.product_id.id,
                "quantity": 1,
                "location_id": self.intake.id,
                "location_dest_id": self.customers.id,
                "picked": True,
            }
        )
        with self.assertRefused("name the device", self.device, undone=True):
            picking.with_context(skip_backorder=True).button_validate()

    # Products and places

    def test_product_of_devices_stays_numbered(self):
        group = self.env.ref("product.group_product_manager")
        self.users["administrator"].group_ids += group
        product = self.laptop.product_id
        template = product.product_tmpl_id
        for record in (product, template):
            for vals in (
                {"tracking": "none"},
                {"tracking": "lot"},
                {"is_storable": False},
                {"type": "service"},
            ):
                with (
                    self.subTest(model=record._name, vals=vals),
                    self.assertRefused(
                        "has devices, which are followed one by one",
                        template,
                        undone=True,
                    ),
                ):
                    self._as(record, "administrator").write(vals)
                    self.env.flush_all()
        template.write({"tracking": "serial", "name": "Laptops"})

    def test_place_that_keeps_data_is_a_place_of_ours(self):
        shelf = self.env["stock.location"].create(
            {"name": "Shelf", "location_id": self.intake.id}
        )
        self.device.action_place(shelf)
        trap = self.env["stock.location"].create(
            {
                "name": "Trap",
                "location_id": self.intake.id,
                "usage": "transit",
                "company_id": self.env.company.id,
            }
        )
        with self.assertRefused(STAYS, self.device):
            self.env["stock.move.line"]._check_serial_moves(
                [(self.device.lot_id.id, shelf.id, trap.id)]
            )

    def test_disk_in_a_device_of_any_category_holds_data(self):
        device = self._received_device(category=self.screen)
        self._audit(device)
        self.assertEqual(device.erasure_state, "open")
        with self.assertRefused(STAYS, device, undone=True):
            device.action_place(self.north._zone("quarantine"))
        with self.assertRefused(STAYS, device, undone=True):
            device._move_to("graded")
        self._prove(device)
        self.assertEqual((device.state, device.erasure_state), ("received", "none"))
        device._move_to("graded")

    # Forged beginnings

    def test_device_is_not_born_proven(self):
        collection = self._collected_collection({self.laptop: 1})
        audit = self._audit(self._received_device())
        vals = {"category_id": self.laptop.id, "collection_id": collection.id}
        for name, value in (
            ("last_audit_id", audit.id),
            ("no_medium_audit_id", audit.id),
            ("erasure_state", "proven"),
            ("is_found", True),
            ("merged_into_id", self.device.id),
            ("grade", "a"),
        ):
            with (
                self.subTest(name=name),
                self.assertRefused("follows from what happened", self.device),
            ):
                self._rpc(
                    "logistics", "emmaus.device", "create", [{**vals, name: value}]
                )
        context = {
            "default_last_audit_id": audit.id,
            "default_no_medium_audit_id": audit.id,
            "default_erasure_state": "proven",
        }
        ids = self._rpc("logistics", "emmaus.device", "create", [vals], context=context)
        device = self.env["emmaus.device"].browse(ids)
        self.assertFalse(device.last_audit_id or device.no_medium_audit_id)
        self.assertFalse(device.erasure_state)

    # Back, and on

    def test_returned_computer_is_looked_into_again(self):
        device = self._received_device()
        self.env["emmaus.audit"].ingest_by_hand(device, [], "no disk bay")
        device.action_confirm_no_medium()
        for state in ("graded", "ready", "promised", "delivered"):
            device._move_to(state)
        device._move_to("received")
        self.assertEqual((device.state, device.erasure_state), ("received", "open"))
        with self.assertRefused("look inside", device):
            device._move_to("erased")

    def test_disk_that_was_in_other_hands_holds_data_in_any_machine(self):
        sold = self._received_device()
        disk = self._disk("LEFT-1")
        self._audit(sold, disk)
        self._prove(sold)
        for state in ("graded", "ready", "promised", "sold"):
            sold._move_to(state)
        other = self._received_device()
        self._audit(other, disk)
        self.assertEqual(other.medium_ids, sold.last_audit_id.medium_ids)
        self.assertEqual((other.state, other.erasure_state), ("received", "open"))

    def test_promised_device_whose_gate_closes_says_so(self):
        device = self._ready_device()
        device._move_to("promised")
        self._audit(device, self._disk("NEW-1"))
        self.assertIn("gate_closed_again", self._events(device))
        for state in ("delivered", "sold"):
            with self.assertRefused(STAYS, device):
                device._move_to(state)

    def test_phone_always_has_its_storage(self):
        phone = self._received_device(
            category=self.env.ref("emmaus_connect.device_category_smartphone")
        )
        self.env["emmaus.audit"].ingest_by_hand(phone, [], "screen is dark")
        with self.assertRefused("Reset it to factory state", phone):
            self._as(phone, "technician").action_confirm_no_medium()
        self.assertRaises(UserError, phone._move_to, "erased")

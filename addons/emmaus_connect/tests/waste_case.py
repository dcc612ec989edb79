"""Milestones of waste: recycled, loaded, shipped."""

from .common import EmmausCase

BROKEN = "Broken beyond repair"


class WasteCase(EmmausCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.zone = cls.north._zone("recycling")
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.dangerous = cls.env.ref("emmaus_connect.waste_code_160213")
        cls.harmless = cls.env.ref("emmaus_connect.waste_code_160214")
        cls.carrier = cls._new_operator("Transports Rhône", "85201234500017")
        cls.consignee = cls._new_operator(
            "Démontage du Sud",
            "79312345600024",
            waste_authorisation="Arrêté 38-2024-07",
        )

    @classmethod
    def _new_operator(cls, name, siret, **vals):
        return cls.env["res.partner"].create(
            {
                "name": name,
                "is_company": True,
                "is_waste_operator": True,
                "company_registry": siret,
                "street": "12 rue des Ferrailleurs",
                "zip": "38000",
                "city": "Grenoble",
                **vals,
            }
        )

    def _recycled_device(self, **vals):
        device = self._received_device(**{"category": self.screen, **vals})
        device.action_recycle(BROKEN)
        return device

    def _shipment(self, *devices, **vals):
        """A shipment that may leave, with these devices on it."""
        shipment = self.env["emmaus.waste.shipment"].create(
            {
                "warehouse_id": self.north.id,
                "weight_kg": 12.5,
                "waste_code_id": self.dangerous.id,
                "carrier_id": self.carrier.id,
                "consignee_id": self.consignee.id,
                "treatment_code": "R4",
                "slip_number": "BSD-20260302-AAAA",
                **vals,
            }
        )
        shipment.action_load(self.env["emmaus.device"].union(*devices))
        return shipment

    def _shipped(self, *devices, **vals):
        shipment = self._shipment(*devices or [self._recycled_device()], **vals)
        shipment.action_ship()
        return shipment

    def _pallet(self, *devices, name="PAL-1"):
        package = self.env["stock.package"].create({"name": name})
        for device in devices:
            device.action_place(device.lot_id.location_id, package)
        return package

    def _loose_goods(self, quantity, place=None, package=None):
        """Chargers in stock, counted by the box."""
        self.env["stock.quant"]._update_available_quantity(
            self.charger.product_id, place or self.zone, quantity, package_id=package
        )

    def _place_of(self, device):
        self.env.invalidate_all()
        return device.lot_id.quant_ids.filtered(lambda q: q.quantity > 0).location_id

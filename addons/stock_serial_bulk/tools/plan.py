"""One serial (or one quantity of anything else) to move."""

from dataclasses import dataclass


@dataclass(slots=True)
class SerialLine:
    """What one move line shall say; ids are database ids or ``None``."""

    product_id: int
    lot_id: int | None = None
    lot_name: str | None = None
    location_id: int | None = None
    location_dest_id: int | None = None
    package_id: int | None = None
    result_package_id: int | None = None
    owner_id: int | None = None
    quantity: float = 1.0
    move_id: int | None = None
    is_new: bool = False  # the lot does not exist yet
    is_serial: bool = True

    def source(self):
        return (self.lot_id, self.location_id, self.package_id, self.owner_id)

    def destination(self):
        return (
            self.lot_id,
            self.location_dest_id,
            self.result_package_id,
            self.owner_id,
        )

    def move(self):
        return (self.lot_id, self.location_id, self.location_dest_id)

    def values(self, picking):
        """Values for Odoo's own ``stock.move.line.create``."""
        return {
            "picking_id": picking.id,
            "move_id": self.move_id,
            "product_id": self.product_id,
            "lot_id": None if self.is_new else self.lot_id,
            "lot_name": self.lot_name,
            "location_id": self.location_id,
            "location_dest_id": self.location_dest_id,
            "package_id": self.package_id,
            "result_package_id": self.result_package_id,
            "owner_id": self.owner_id,
            "quantity": self.quantity,
            "picked": True,
        }

from odoo import models
from odoo.exceptions import UserError

# Follow from the acts of the line.
_SETTLED = (
    "lot_id",
    "product_id",
    "donor_id",
    "donor_sector",
    "warehouse_id",
    "merged_into_id",
    "is_missing",
    "is_from_count",
    "date_received",
    "grading_id",
    "grade",
    "is_found",
    "last_audit_id",
    "no_medium_audit_id",
    "erasure_state",
)
# Of those, what no new device has, whoever says so.
_NOT_AT_BIRTH = (
    "merged_into_id",
    "date_received",
    "grading_id",
    "grade",
    "is_found",
    "last_audit_id",
    "no_medium_audit_id",
    "erasure_state",
)
# Settled once the device is here: moves of stock and the donor's rights rest on them.
_SETTLED_ON_RECEIPT = ("category_id", "collection_id")
_IN_STOCK = ("received", "erased", "graded", "ready", "promised")


class EmmausDevice(models.Model):
    """What may not be written by hand, whichever way it is tried."""

    _inherit = "emmaus.device"

    # New devices

    def _check_new_devices(self, vals_list):
        self._check_categories({vals.get("category_id") for vals in vals_list})
        self._check_collections({vals.get("collection_id") for vals in vals_list})
        for vals in vals_list:
            self._check_not_yet([name for name in _NOT_AT_BIRTH if vals.get(name)])
            if vals.get("lot_id"):
                self._check_lot(vals["lot_id"], vals["category_id"])

    def _check_not_yet(self, names):
        if names and not self.env.su:
            raise UserError(
                self.env._(
                    "The field “%(field)s” of a new device follows from what happened"
                    " to it: leave it out.",
                    field=self._fields[names[0]]._description_string(self.env),
                )
            )

    def _blank(self):
        """Return what a new device has whatever the context proposes."""
        return dict.fromkeys(_NOT_AT_BIRTH, False)

    def _check_categories(self, category_ids):
        """Refuse goods of no kind, or that are counted by the box."""
        for category in map(self.env["emmaus.device.category"].browse, category_ids):
            if not category:
                raise UserError(
                    self.env._("A device needs its category: say what kind it is.")
                )
            if category.tracking != "serial":
                raise UserError(
                    self.env._(
                        "“%(category)s” is counted by quantity: enter it in the lines"
                        " of the collection, not as devices.",
                        category=category.name,
                    )
                )

    def _check_collections(self, collection_ids):
        for collection in map(self.env["emmaus.collection"].browse, collection_ids):
            if collection.state in ("closed", "cancelled"):
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”: no device is added to it any more."
                        " Choose another collection.",
                        name=collection.display_name,
                        state=collection._state_label(collection.state),
                    )
                )

    def _check_lot(self, lot_id, category_id):
        lot = self.env["stock.lot"].browse(lot_id)
        category = self.env["emmaus.device.category"].browse(category_id)
        if lot.product_id != category.product_id:
            raise UserError(
                self.env._(
                    "%(lot)s is a number of “%(product)s”, which is not what"
                    " “%(category)s” stands for: choose the category that fits.",
                    lot=lot.name,
                    product=lot.product_id.display_name,
                    category=category.name,
                )
            )

    # Changes

    def _check_new_values(self, vals):
        if not (self.env.su or self._is_by_act()):
            self._check_settled([name for name in _SETTLED if name in vals])
        here = self.filtered(lambda device: device.state != "announced")
        for name in _SETTLED_ON_RECEIPT:
            if name in vals:
                # What was found belongs to no donation until somebody says which.
                changed = here.filtered(
                    lambda device, n=name: device[n] and device[n].id != vals[n]
                )
                changed._check_settled([name])
        if "category_id" in vals:
            self._check_categories([vals["category_id"]])
        if "collection_id" in vals:
            found = here.filtered(lambda device: not device.collection_id)
            (self - here | found)._check_collections([vals["collection_id"]])
        if "active" in vals and not vals["active"]:
            self._check_can_archive()

    def _check_settled(self, names):
        if self and names:
            raise UserError(
                self.env._(
                    "The field “%(field)s” of %(name)s is not changed by hand any more:"
                    " it follows from what happened to the device.",
                    field=self._fields[names[0]]._description_string(self.env),
                    name=self[:1].display_name,
                )
            )

    def _check_can_archive(self):
        for device in self:
            if device.state in _IN_STOCK:
                raise UserError(
                    self.env._(
                        "%(name)s is “%(state)s”, so it is in stock: it cannot be"
                        " archived.",
                        name=device.display_name,
                        state=device._state_label(device.state),
                    )
                )

    # Name and product of the serial number below

    def _check_product(self, product_id):
        for device in self:
            if device.category_id.product_id.id != product_id:
                raise UserError(
                    self.env._(
                        "%(name)s is in the category “%(category)s”: change the"
                        " category of the device, its product follows.",
                        name=device.name,
                        category=device.category_id.name,
                    )
                )

    def _check_new_name(self, name):
        renamed = self.filtered(lambda device: device.lot_id.name != name)
        own = renamed.identifier_ids.filtered(lambda number: number.kind == "ec")
        renamed._check_names_free([name] * len(renamed), except_for=own)

    def _follow_name(self, former_names):
        """Let the EC number follow the name, and tell it in the journal."""
        changed = self.filtered(
            lambda device: device.lot_id.name != former_names[device.id]
        )
        for device in changed:
            numbers = device.identifier_ids.filtered(lambda number: number.kind == "ec")
            numbers.value = device.lot_id.name
        former = {device.id: {"former": former_names[device.id]} for device in changed}
        self.env["emmaus.event"]._append(changed, "renumbered", per_record=former)

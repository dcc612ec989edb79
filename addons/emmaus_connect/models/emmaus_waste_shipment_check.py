from odoo import fields, models
from odoo.exceptions import UserError

# Written by the acts only.
_BY_ACT = ("name", "picking_ids", "register_facts", "device_ids")
# What an entry of the register says; the slip number may still come later.
_REGISTER = (
    "warehouse_id",
    "line_ids",
    "package_ids",
    "weight_kg",
    "waste_code_id",
    "usual_name",
    "has_pop",
    "carrier_id",
    "carrier_receipt",
    "consignee_id",
    "consignee_authorisation",
    "eco_organisation_id",
    "treatment_code",
    "treatment_rank",
    "date_shipped",
)
_ANSWER = (
    "slip_number",
    "date_received",
    "received_weight_kg",
    "date_treated",
    "acknowledgement",
    "acknowledgement_name",
    "acknowledgement_reference",
)


class EmmausWasteShipment(models.Model):
    """What a shipment must hold before it leaves, and what stays as it was then."""

    _inherit = "emmaus.waste.shipment"

    # What is not written by hand

    def _check_acts_own(self, vals):
        names = [name for name in _BY_ACT if name in vals and (self or vals[name])]
        names = [name for name in names if not (name == "name" and vals[name] == "/")]
        if names:
            raise UserError(
                self.env._(
                    "The field “%(field)s” of a waste shipment follows from its"
                    " buttons: load, unload or ship it.",
                    field=self._fields[names[0]]._description_string(self.env),
                )
            )

    def _check_register(self, vals):
        """Refuse changes of what has left; see `_REGISTER`."""
        for shipment in self.filtered(lambda s: s.state != "draft"):
            frozen = set(_REGISTER)
            if shipment.state != "shipped":
                frozen.update(_ANSWER)
            elif shipment.slip_number:
                frozen.add("slip_number")
            for name in sorted(frozen.intersection(vals)):
                shipment._refuse_change(name)
        if vals.get("warehouse_id"):
            self.filtered(
                lambda s: s.warehouse_id.id != vals["warehouse_id"]
            )._check_not_loaded()

    def _refuse_change(self, name):
        raise UserError(
            self.env._(
                "%(name)s is “%(state)s”: “%(field)s” is in the register of waste and"
                " does not change any more. Write a note instead.",
                name=self.name,
                state=self._state_label(self.state),
                field=self._fields[name]._description_string(self.env),
            )
        )

    def _check_not_loaded(self):
        for shipment in self.filtered(lambda s: s.sudo().device_ids):
            raise UserError(
                self.env._(
                    "%(name)s has devices of %(site)s on it: unload them before you"
                    " change its site.",
                    name=shipment.name,
                    site=shipment.warehouse_id.name,
                )
            )

    # Loading

    def _check_being_loaded(self):
        if self.state != "draft":
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: nothing is put on it or taken off it any"
                    " more. Start another shipment.",
                    name=self.name,
                    state=self._state_label(self.state),
                )
            )

    def _check_can_load(self, devices):
        """Refuse what is no waste, elsewhere, or on another shipment."""
        zone = self.warehouse_id.sudo()._recycling_zone()
        for device in devices:
            self._check_is_free_waste(device)
            self._check_in_zone(device, zone)

    def _check_is_free_waste(self, device):
        if device.state != "recycled":
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”, not waste: recycle it first, with its"
                    " reason, then load it.",
                    name=device.display_name,
                    state=device._state_label(device.state),
                )
            )
        other = device.waste_shipment_id - self
        if other:
            raise UserError(
                self.env._(
                    "%(name)s is on %(other)s already, which is “%(state)s”: a device"
                    " leaves once.",
                    name=device.display_name,
                    other=other.name,
                    state=other._state_label(other.state),
                )
            )

    def _check_in_zone(self, device, zone):
        place = device.lot_id.location_id
        if not place or not place._is_within(zone):
            raise UserError(
                self.env._(
                    "%(name)s is in %(place)s, not in the recycling zone of %(site)s:"
                    " put it there first.",
                    name=device.display_name,
                    place=place.display_name or self.env._("no place"),
                    site=self.warehouse_id.name,
                )
            )

    # Shipping

    def _check_can_ship(self):
        if not self.sudo().device_ids and not self.line_ids:
            raise UserError(
                self.env._(
                    "There is nothing on %(name)s: scan devices or pallets, or add a"
                    " line of goods.",
                    name=self.name,
                )
            )
        missing = [
            self._fields[name]._description_string(self.env)
            for name in self._required_to_ship()
            if not self[name]
        ]
        if missing:
            raise UserError(
                self.env._(
                    "%(name)s does not leave yet. Still to fill in: %(fields)s.",
                    name=self.name,
                    fields=", ".join(missing),
                )
            )
        self._check_date_shipped()
        self.line_ids._check_weights()
        self._check_can_load(self.sudo().device_ids)

    def _required_to_ship(self):
        """Return the fields that the register needs, in the order of the screen."""
        names = ["weight_kg", "waste_code_id", "usual_name", "carrier_id"]
        names += ["consignee_id", "treatment_code", "treatment_rank"]
        if self.is_dangerous:
            names += ["slip_number", "consignee_authorisation"]
        return names

    def _check_date_shipped(self):
        if self.date_shipped and self.date_shipped > fields.Date.context_today(self):
            raise UserError(
                self.env._(
                    "%(name)s cannot have left on %(date)s, which is still to come:"
                    " ship it on the day.",
                    name=self.name,
                    date=self.date_shipped,
                )
            )

    # The consignee's answer

    def _check_acknowledged(self):
        if not self.date_received or not self.date_treated:
            raise UserError(
                self.env._(
                    "Write when the consignee received %(name)s and when it was"
                    " treated, then close it.",
                    name=self.name,
                )
            )
        dates = [self.date_shipped, self.date_received, self.date_treated]
        if [*dates, fields.Date.context_today(self)] != sorted(
            [*dates, fields.Date.context_today(self)]
        ):
            raise UserError(
                self.env._(
                    "The dates of %(name)s do not follow each other: it left, was"
                    " received, then treated, today at the latest.",
                    name=self.name,
                )
            )
        if not self.acknowledgement and not self.acknowledgement_reference:
            raise UserError(
                self.env._(
                    "Keep the proof with %(name)s: attach the consignee's"
                    " acknowledgement, or write who confirmed and how.",
                    name=self.name,
                )
            )

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.locking import lock_rows

# A machine that somebody waits for, or has, gives no part.
_MAY_GIVE = ("received", "erased", "graded")
# Not what is on its way out, nor what somebody put aside.
_NOT_USED_FROM = ("quarantine", "recycling")


class EmmausRefurbishmentPart(models.Model):
    """A part fitted on the bench; it keeps where it came from for ever."""

    _name = "emmaus.refurbishment.part"
    _description = "Part Used"
    _order = "id desc"
    _rec_name = "description"

    refurbishment_id = fields.Many2one(
        "emmaus.refurbishment",
        "Bench Work",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    device_id = fields.Many2one(
        "emmaus.device",
        "Fitted Into",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    kind = fields.Selection(
        [
            ("memory", "Memory"),
            ("disk", "Disk"),
            ("battery", "Battery"),
            ("screen", "Screen"),
            ("keyboard", "Keyboard"),
            ("charger", "Charger"),
            ("other", "Other"),
        ],
        required=True,
        readonly=True,
    )
    description = fields.Char(readonly=True)
    serial = fields.Char("Serial Number", readonly=True)
    quantity = fields.Integer(default=1, readonly=True)
    origin = fields.Selection(
        [
            ("stock", "From our stock"),
            ("bought", "Bought"),
            ("donor", "From another machine"),
        ],
        required=True,
        readonly=True,
    )
    origin_device_id = fields.Many2one(
        "emmaus.device",
        "Taken From",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    medium_id = fields.Many2one(
        "emmaus.medium", "Disk", readonly=True, ondelete="restrict"
    )
    product_id = fields.Many2one(
        "product.product", readonly=True, ondelete="restrict", index="btree_not_null"
    )
    move_ids = fields.Many2many("stock.move", string="Stock Moves", readonly=True)
    note = fields.Char("Where It Was Bought", readonly=True)
    warehouse_id = fields.Many2one(related="refurbishment_id.warehouse_id", store=True)

    _quantity_positive = models.Constraint(
        "CHECK (quantity > 0)", "At least one part is fitted."
    )

    def write(self, vals):  # pylint: disable=method-required-super
        raise UserError(
            self.env._("A part that was fitted keeps its origin: nothing is changed.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A part that was fitted keeps its origin: it is never deleted.")
        )

    def _facts(self):
        """Return what the journals tell of this part."""
        self.ensure_one()
        facts = {
            "part": dict(self._fields["kind"]._description_selection(self.env))[
                self.kind
            ],
            "description": self.description,
            "serial": self.serial or self.medium_id.serial,
            "quantity": self.quantity if self.quantity > 1 else None,
            "work": self.refurbishment_id.name,
        }
        return {key: value for key, value in facts.items() if value}


class EmmausRefurbishment(models.Model):
    _inherit = "emmaus.refurbishment"

    @api.private
    def action_fit_part(self, device, vals):
        """Fit a part into a device on the bench.

        From stock, the product is consumed there. From another machine, both journals
        tell it, its checklist has to be done again, and a disk takes its data along:
        the gate of the device closes where that disk has no proof.

        :param device: one of the devices of this bench work, in progress
        :param dict vals: `kind`, `origin`; `description`, `serial`, `quantity`;
            `product_id` (from stock), `note` (bought), `origin_device_id` and, for a
            disk, `medium_id` (from another machine)
        :return: the part
        :raise UserError: what is missing, or not to be had; nothing is written then
        """
        self.ensure_one()
        self.check_access("write")
        self._check_bench()
        vals = {**vals, "quantity": vals.get("quantity", 1)}
        donor = device.browse(vals.get("origin_device_id"))
        lock_rows(self)
        lock_rows(device | donor)
        self._check_can_fit(device, vals)
        getattr(self, f"_check_part_{vals['origin']}")(device, vals)
        vals.update(getattr(self, f"_take_part_{vals['origin']}")(device, vals))
        parts = self.env["emmaus.refurbishment.part"].sudo()
        part = parts.create(
            {**vals, "refurbishment_id": self.id, "device_id": device.id}
        ).with_env(self.env)
        self._tell_part(part)
        return part

    def _check_can_fit(self, device, vals):
        if self.state != "open":
            raise UserError(
                self.env._(
                    "%(name)s is “%(state)s”: parts are fitted while the work is in"
                    " progress.",
                    name=self.display_name,
                    state=self._state_label(self.state),
                )
            )
        if not device or device not in self.line_ids.device_id:
            raise UserError(
                self.env._(
                    "Choose the device of %(name)s that the part goes into.",
                    name=self.display_name,
                )
            )
        if vals["quantity"] < 1:
            raise UserError(
                self.env._(
                    "Say how many parts were fitted into %(name)s: at least one.",
                    name=device.display_name,
                )
            )

    def _tell_part(self, part):
        facts, device, donor = part._facts(), part.device_id, part.origin_device_id
        origins = dict(part._fields["origin"]._description_selection(self.env))
        events = self.env["emmaus.event"]
        if donor:
            events._append(donor, "part_taken", **facts, device=device.name)
            source = {"device": donor.name}
        else:
            note = part.product_id.display_name or part.note
            source = {"origin": origins[part.origin], "note": note}
        events._append(device, "part_fitted", **facts, **source)

    # Bought

    def _check_part_bought(self, device, vals):
        if not vals.get("note"):
            raise UserError(
                self.env._(
                    "Say where the part of %(name)s was bought: the shop, the invoice.",
                    name=device.display_name,
                )
            )

    def _take_part_bought(self, device, vals):
        return {"product_id": False, "origin_device_id": False, "medium_id": False}

    # From our stock

    def _check_part_stock(self, device, vals):
        product = self.env["product.product"].browse(vals.get("product_id"))
        if not product:
            raise UserError(
                self.env._(
                    "Choose the product that was taken from stock for %(name)s.",
                    name=device.display_name,
                )
            )
        if product.tracking != "none":
            raise UserError(
                self.env._(
                    "%(product)s has numbers of its own: it is a device. Say that the"
                    " part comes from another machine.",
                    product=product.display_name,
                )
            )
        if product.is_storable:
            self._check_stock_of(product, vals["quantity"])

    def _check_stock_of(self, product, quantity):
        available = sum(count for _place, count in self._places_of(product))
        if available < quantity:
            raise UserError(
                self.env._(
                    "%(site)s has %(available)g of %(product)s in stock, not"
                    " %(quantity)s: count it again, or say that it was bought.",
                    site=self.warehouse_id.name,
                    available=available,
                    product=product.display_name,
                    quantity=quantity,
                )
            )

    def _places_of(self, product):
        """Return ``[(place, free quantity)]`` at the site, its workshop first.

        Locks them: Odoo's own moves make stock negative rather than wait.
        """
        quants = self.env["stock.quant"].sudo()
        quants = quants.search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", self.warehouse_id.view_location_id.ids),
                ("location_id.usage", "=", "internal"),
                ("quantity", ">", 0),
                ("owner_id", "=", False),
                ("package_id", "=", False),
            ]
        )
        lock_rows(quants)
        zones = {place: place._nearest_zone() for place in quants.location_id}
        free = {}
        for quant in quants:
            if zones[quant.location_id] not in _NOT_USED_FROM:
                left = quant.quantity - quant.reserved_quantity
                free[quant.location_id] = free.get(quant.location_id, 0) + max(left, 0)
        return sorted(free.items(), key=lambda item: zones[item[0]] != "workshop")

    def _take_part_stock(self, device, vals):
        product = self.env["product.product"].sudo().browse(vals["product_id"])
        settled = {"origin_device_id": False, "medium_id": False, "note": False}
        if product.is_storable:
            moves = self._consume(product, vals["quantity"])
            settled["move_ids"] = [fields.Command.set(moves.ids)]
        return settled

    def _consume(self, product, quantity):
        """Move `quantity` of a product from the site to where it is used up."""
        company = self.warehouse_id.company_id
        target = product.with_company(company).property_stock_production
        moves = self.env["stock.move"].sudo()
        for place, free in self._places_of(product):
            taken = min(free, quantity)
            quantity -= taken
            if taken > 0:
                moves |= moves.create(
                    {
                        "product_id": product.id,
                        "product_uom": product.uom_id.id,
                        "product_uom_qty": taken,
                        "quantity": taken,
                        "picked": True,
                        "location_id": place.id,
                        "location_dest_id": target.id,
                        "company_id": company.id,
                        "origin": self.name,
                    }
                )
        moves._action_done()
        return moves

    # From another machine

    def _check_part_donor(self, device, vals):
        donor = device.browse(vals.get("origin_device_id"))
        if not donor or donor == device:
            raise UserError(
                self.env._(
                    "Choose the other machine that the part of %(name)s was taken"
                    " from.",
                    name=device.display_name,
                )
            )
        donor.check_access("write")
        if donor.state not in _MAY_GIVE:
            raise UserError(
                self.env._(
                    "%(donor)s is “%(state)s”: no part is taken out of it. Choose a"
                    " machine that waits for work.",
                    donor=donor.display_name,
                    state=donor._state_label(donor.state),
                )
            )
        if donor not in self.line_ids.device_id:
            donor._check_free_for_work()
        if vals["kind"] == "disk":
            self._check_disk(donor, vals)

    def _check_disk(self, donor, vals):
        media = donor.sudo().medium_ids.filtered("is_present")
        if donor.category_id.internal_storage:
            raise UserError(
                self.env._(
                    "The storage of %(donor)s is built in: it is not taken out.",
                    donor=donor.display_name,
                )
            )
        if media and vals.get("medium_id") not in media.ids:
            raise UserError(
                self.env._(
                    "Say which disk was taken out of %(donor)s: choose it in the list.",
                    donor=donor.display_name,
                )
            )

    def _take_part_donor(self, device, vals):
        donor = device.browse(vals["origin_device_id"])
        donor._close_checks()
        settled = {"product_id": False, "note": False, "medium_id": False}
        if vals["kind"] == "disk":
            medium = self._disk_taken(vals)
            medium._fit_into(device)
            settled["medium_id"] = medium.id
        return settled

    def _disk_taken(self, vals):
        """Return the medium that changes machines; one nobody knew has no proof."""
        media = self.env["emmaus.medium"].sudo()
        if vals.get("medium_id"):
            return media.browse(vals["medium_id"])
        known = media._known_by_serial([vals.get("serial")])
        return media.union(*known.values())[:1] or media.create(
            {"serial": vals.get("serial"), "model": vals.get("description")}
        )

from odoo import models
from odoo.tools.translate import LazyTranslate

from ..tools.codes import normalize_code
from ..tools.importing import act as outcome
from ..tools.importing.codes import ec_parts
from ..tools.importing.device_file import heading
from ..tools.importing.text import plain

_lt = LazyTranslate(__name__)

# The last states of a device here: it is in somebody else's hands.
_GONE = ("delivered", "sold", "recycled")
_OVER = ("closed", "cancelled")
# What stands before a text that has no field of its own, in the device's comment.
_PIECES = {
    "observations": _lt("Observations"),
    "comment": _lt("Comment"),
    "refurbishment_comment": _lt("Refurbishing"),
    "expense_nature": _lt("Expense"),
    "total_cost": _lt("Cost"),
    "url": _lt("Page"),
    "sale_date": _lt("Sale date"),
    "audit_date": _lt("Audit date"),
    "other_code": _lt("Other identifier"),
    "bogus_serial": _lt("Serial number shown"),
    "grade": _lt("Category in the file"),
    "status": _lt("Status in the file"),
    "disk1_type": _lt("Disk 1"),
    "disk2_type": _lt("Disk 2"),
    "battery": _lt("Battery"),
    "cosmetic": _lt("Cosmetic grade in the file"),
}


def _refurbisher_word(act):
    """Whose line this is: named by a column, or by the origin of the device."""
    return act.line.refurbisher or act.line.facts.get("origin")


class EmmausImport(models.Model):
    """Planning the lines of device files: which device, which site, what changes."""

    _inherit = "emmaus.import"

    def _plan_devices(self, acts, recognised):
        """Settle what each line does; reads in a fixed number of queries."""
        refurbishers = self._refurbishers(acts, heading(recognised))
        finder = self._device_finder(acts)
        seen = {}
        categories = self._categories()
        labels = self._labels()
        sites = self._sites()
        brands = self.env["emmaus.brand"]._match_all(
            act.line.brand for act in acts if act.line.brand
        )
        for act in acts:
            if act.line.ignored or act.notes.refused:
                continue
            refurbisher = refurbishers.get(_refurbisher_word(act), refurbishers[None])
            device = finder(act, refurbisher)
            if act.notes.refused or self._plan_double(
                act, device, refurbisher, seen, labels
            ):
                continue
            self._plan_brand(act, brands.get(act.line.brand), device)
            if device:
                self._plan_change(act, device, categories, labels)
            else:
                self._plan_creation(act, refurbisher, categories, sites)
        self._check_collections(acts)

    # What changes

    def _plan_brand(self, act, match, device):
        """A brand is proposed, not forced: a likeness waits for a person."""
        if not match:
            return
        text = act.line.brand
        brand = {"brand_text": text, "brand_id": match["brand"].id}
        if match["brand"]:
            changes = match["brand"] != device.brand_id
        elif match["candidates"]:
            act.brand_candidate_id = match["candidates"][0].id
            names = ", ".join(match["candidates"].mapped("name"))
            act.notes.warn("brand_close", text=text, names=names)
            del brand["brand_id"]
            changes = not device.brand_id and device.brand_text != text
        else:
            act.notes.tell("brand_new", text=text)
            changes = True
        if changes:
            act.vals.update(brand)

    def _plan_change(self, act, device, categories, labels):
        """Known device: write what the file says, never what it leaves out."""
        line = act.line
        act.record_id = device.id
        vals = act.vals | self._differences(device, line.facts)
        comment = self._comment(line, device.comment)
        if comment:
            vals["comment"] = comment
        known = {(code.kind, code.normalized) for code in device.identifier_ids}
        act.identifiers = [
            (kind, text)
            for kind, text in self._line_codes(line)
            if not self._known_as(known, kind, normalize_code(text))
        ]
        act.vals = vals
        category = categories.get(line.category)
        if category and category != device.category_id and line.category:
            act.notes.warn(
                "category_beside",
                name=device.name,
                known=device.category_id.name,
                category=category.name,
            )
        self._describe_changes(act, device, labels)

    def _differences(self, device, values):
        """Return the values that differ from the device's own."""
        different = {}
        for name, value in values.items():
            old = device[name]
            if device._fields[name].type == "float":
                value = round(value, 2)
                old = round(old, 2)
            if value != old:
                different[name] = value
        return different

    def _describe_changes(self, act, device, labels):
        for name, new in act.vals.items():
            if name != "brand_id":
                act.changes.append((name, labels[name], device[name], new))
        act.changes += [
            (kind, labels[kind], "", text) for kind, text in act.identifiers
        ]
        if not act.changes:
            return
        text = "; ".join(
            f"{label}: {old} → {new}" if old else f"{label}: {new}"
            for _name, label, old, new in act.changes
        )
        if device.state in _GONE:
            act.notes.refuse(
                "left_stock",
                name=device.name,
                state=device._state_label(device.state),
                changes=text,
            )
        else:
            act.notes.tell("changes", changes=text)

    def _labels(self):
        """Return ``{field or kind of code: its name for a person}``."""
        fields = self.env["emmaus.device"].fields_get(attributes=["string"])
        kinds = self.env["emmaus.device.identifier"]._fields["kind"]
        return {
            **{name: field["string"] for name, field in fields.items()},
            **dict(kinds._description_selection(self.env)),
        }

    def _comment(self, line, comment):
        """Return the comment with what it lacks, or None when it lacks nothing."""
        pieces = [
            f"{self.env._(_PIECES[kind])}: {text}"
            for kind, text in line.pieces
            if text not in (comment or "")
        ]
        return "\n".join(filter(None, [comment, *pieces])) if pieces else None

    # A device nobody knows yet

    def _plan_creation(self, act, refurbisher, categories, sites):
        line = act.line
        if line.status_only:
            return act.notes.refuse("unknown_device", code=line.code)
        category = categories.get(line.category) or self.category_id
        if not category:
            return act.notes.refuse("no_category")
        if category.tracking != "serial":
            return act.notes.refuse("category_quantity", category=category.name)
        act.state = outcome.CREATED
        act.site_id = self._site_of(act, sites)
        act.lot = "" if self.collection_id else line.lot
        act.identifiers = self._line_codes(line)
        act.vals.update(line.facts, category_id=category.id)
        comment = self._comment(line, "")
        if comment:
            act.vals["comment"] = comment
        if refurbisher:
            act.vals["refurbisher_id"] = refurbisher.id
        return None

    def _site_of(self, act, sites):
        """The collection's site, else the one the line's codes name, else ours."""
        site = (
            self.collection_id.warehouse_id
            or sites.get(ec_parts(act.line.ec)[0])
            or sites.get(act.line.stock)
            or self.warehouse_id
            or self._default_warehouse()
        )
        if not site:
            act.notes.refuse("no_site")
        elif not self._may_work_at(site):
            act.notes.refuse("not_your_site", site=site.name)
        return site.id

    def _may_work_at(self, site):
        user = self.env.user
        everywhere = self.env.su or user.has_group("emmaus_connect.group_coordinator")
        return everywhere or site in user.emmaus_site_ids

    def _sites(self):
        sites = self.env["stock.warehouse"].search([("is_emmaus_site", "=", True)])
        by_code = {site.code: site for site in sites}
        by_stock = {site.tectech_stock_code: site for site in sites}
        return {**by_stock, **by_code, None: self.env["stock.warehouse"]}

    def _categories(self):
        categories = self.env["emmaus.device.category"]
        categories = categories.search([])  # a dozen  # pylint: disable=no-search-all
        return {category.code: category for category in categories}

    def _refurbishers(self, acts, above):
        """Return ``{word of the file: partner}``; of the whole file under `None`."""
        partners = self.env["res.partner"].search([("is_refurbisher", "=", True)])
        known = {plain(partner.name): partner for partner in partners}
        known |= {plain(p.refurbisher_code): p for p in partners if p.refurbisher_code}
        words = {_refurbisher_word(act) for act in acts if not act.line.ignored}
        found = {word: known[plain(word)] for word in words if plain(word) in known}
        own = known.get(plain(above.get("refurbisher")), partners.browse())
        return {**found, None: self.refurbisher_id or own}

    def _heading_remarks(self, recognised):
        """What the block above the titles says, as remarks for a person."""
        above = heading(recognised)
        remarks = [
            (name, {"text": above[name]})
            for name in ("donation", "date")
            if name in above
        ]
        word = above.get("refurbisher")
        if word and not self.refurbisher_id and not self._refurbishers([], above)[None]:
            remarks.append(("refurbisher_unknown", {"text": word}))
        return remarks

    # Collections

    def _check_collections(self, acts):
        """Refuse new devices for a collection that is over."""
        known = self._known_collections(acts)
        for act in acts:
            if act.state != outcome.CREATED or act.notes.refused:
                continue
            collection = self.collection_id or known.get((act.lot, act.site_id))
            if collection and collection.state in _OVER:
                act.notes.refuse(
                    "collection_over",
                    name=collection.display_name,
                    state=collection._state_label(collection.state),
                )

    def _known_collections(self, acts):
        lots = {act.lot for act in acts if act.lot}
        collections = self.env["emmaus.collection"].search(
            [("reference", "in", list(lots)), ("state", "!=", "cancelled")]
        )
        return {(one.reference, one.warehouse_id.id): one for one in collections}

    def _collections_by_lot(self, acts):
        """Return ``{(lot, site id): collection}``, opening those that are missing.

        Lines without a lot share one collection a site, named like the file.
        """
        known = self._known_collections(acts)
        wanted = {(act.lot, act.site_id): act for act in acts}
        missing = [key for key in wanted if key not in known]
        opened = self.env["emmaus.collection"].create(
            [
                self._prepare_collection_vals(lot, site_id, wanted[lot, site_id])
                for lot, site_id in missing
            ]
        )
        return {**known, **dict(zip(missing, opened, strict=True))}, opened

    def _prepare_collection_vals(self, lot, site_id, act):
        return {
            "reference": lot or False,
            "warehouse_id": site_id,
            "donor_id": self.donor_id.id,
            "refurbisher_id": act.vals.get("refurbisher_id"),
            "note": False if lot else self.env._("From %(name)s", name=self.file_name),
        }

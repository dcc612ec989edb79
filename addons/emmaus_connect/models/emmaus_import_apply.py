from collections import defaultdict

from odoo import fields, models

from ..tools.codes import normalize_code
from ..tools.importing import act as outcome

# A person's own words may name somebody, and nothing leaves the journal again.
_FREE_TEXT = {"comment", "external_state_comment", "origin"}


def _batches(items, size):
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _group_by(items, key):
    groups = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return groups


class EmmausImport(models.Model):
    """Writing what was planned, set by set."""

    _inherit = "emmaus.import"
    _batch = 2000

    def _execute_devices(self, acts):
        """Create and change devices; the caller's transaction is the only one."""
        self._create_brands(acts)
        created = [act for act in acts if act.state == outcome.CREATED]
        changed = [
            act for act in acts if act.state == outcome.CHANGED and act.record_id
        ]
        total = len(created) + len(changed)
        done = 0
        opened = self.env["emmaus.collection"]
        if created and not self.collection_id:
            by_lot, opened = self._collections_by_lot(created)
        else:
            by_lot = {}
        for batch in _batches(created, self._batch):
            self._create_batch(batch, by_lot)
            done += len(batch)
            self._report_progress(done, total)
        for batch in _batches(changed, self._batch):
            self._change_batch(batch)
            done += len(batch)
            self._report_progress(done, total)
        opened.action_announce()
        for act in acts:
            if act.same_as:
                act.record_id = act.same_as.record_id

    def _create_brands(self, acts):
        """A brand nobody knows is a new brand; one that looks like another waits."""
        texts = {}
        for act in acts:
            if self._brings_brand(act):
                texts.setdefault(normalize_code(act.line.brand), act.line.brand)
        brands = self.env["emmaus.brand"].create(
            [{"name": text} for code, text in texts.items() if code]
        )
        made = {normalize_code(brand.name): brand.id for brand in brands}
        for act in acts:
            if self._brings_brand(act):
                act.vals["brand_id"] = made.get(normalize_code(act.line.brand), False)

    def _brings_brand(self, act):
        """`brand_id` is there, and empty, for a brand that nobody knows yet."""
        good = act.state in (outcome.CREATED, outcome.CHANGED)
        return good and act.vals.get("brand_id", True) is False

    def _create_batch(self, batch, by_lot):
        vals_list = []
        for act in batch:
            collection = self.collection_id or by_lot[act.lot, act.site_id]
            identifiers = {"imei": act.line.imeis}
            for kind, text in act.identifiers:
                if kind != "imei":
                    identifiers[kind] = text
            vals_list.append(
                {**act.vals, "collection_id": collection.id, "identifiers": identifiers}
            )
        devices = self.env["emmaus.device"]._create_bulk(vals_list)
        for act, device in zip(batch, devices, strict=True):
            act.record_id = device.id

    def _change_batch(self, batch):
        """Write equal changes together, add the new codes, tell the journal."""
        device_model = self.env["emmaus.device"].with_context(tracking_disable=True)
        groups = _group_by(batch, lambda act: repr(sorted(act.vals.items())))
        for acts in groups.values():
            if acts[0].vals:
                device_model.browse([act.record_id for act in acts]).write(acts[0].vals)
        devices = device_model.browse([act.record_id for act in batch])
        devices._insert_identifiers(
            [
                (act.record_id, kind, text)
                for act in batch
                for kind, text in act.identifiers
            ]
        )
        self.env["emmaus.event"]._append(
            devices,
            "imported",
            occurred_at=fields.Datetime.now(),
            per_record={
                act.record_id: {
                    name: "…" if name in _FREE_TEXT else str(new)
                    for name, _label, _old, new in act.changes
                }
                for act in batch
            },
            file=self.file_name,
        )

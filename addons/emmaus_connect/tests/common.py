"""Roles and milestones of the line, for the tests of the core."""

from base64 import b64encode
from contextlib import contextmanager
from itertools import count

from odoo.exceptions import UserError
from odoo.fields import Command
from odoo.service.model import call_kw
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

ROLES = {
    "volunteer": "emmaus_connect.group_volunteer",
    "technician": "emmaus_connect.group_technician",
    "logistics": "emmaus_connect.group_logistics",
    "coordinator": "emmaus_connect.group_coordinator",
    "administrator": "emmaus_connect.group_administrator",
    "auditor": "emmaus_connect.group_auditor",
    "portal": "base.group_portal",
}
_SERIALS = count(1)
# What a refusal must leave as it was.
WATCHED_TABLES = (
    "emmaus_audit",
    "emmaus_collection",
    "emmaus_collection_line",
    "emmaus_device",
    "emmaus_device_identifier",
    "emmaus_device_merge",
    "emmaus_erasure",
    "emmaus_event",
    "emmaus_grading",
    "emmaus_grading_rule",
    "emmaus_medium",
    "emmaus_qr_token",
    "emmaus_waste_shipment",
    "emmaus_waste_shipment_line",
    "stock_lot",
    "stock_move_line",
    "stock_picking",
    "stock_quant",
)


class EmmausCase(TransactionCase):
    """Two sites, a user for each role, and the story up to each milestone."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, tracking_disable=True))
        cls.north = cls._new_site("Nord", "TNO")
        cls.south = cls._new_site("Sud", "TSU")
        cls.laptop = cls.env.ref("emmaus_connect.device_category_laptop")
        cls.desktop = cls.env.ref("emmaus_connect.device_category_desktop")
        cls.screen = cls.env.ref("emmaus_connect.device_category_screen")
        cls.charger = cls.env.ref("emmaus_connect.device_category_charger")
        cls.users = {role: cls._new_user(role) for role in ROLES}
        cls.users["public"] = cls.env.ref("base.public_user")
        cls.donor = cls._new_donor("Banque du Nord", "private")

    @classmethod
    def _new_site(cls, name, code):
        vals = {"name": name, "code": code, "is_emmaus_site": True}
        return cls.env["stock.warehouse"].create(vals)

    @classmethod
    def _new_user(cls, role, site=None, login=None):
        sites = site or cls.north
        return new_test_user(
            cls.env,
            login or f"test_{role}",
            ROLES[role],
            context={"no_reset_password": True},
            lang="en_US",
            emmaus_site_ids=[Command.set(sites.ids)],
        )

    @classmethod
    def _new_donor(cls, name, sector):
        vals = {"name": name, "is_donor": True, "donor_sector": sector}
        return cls.env["res.partner"].create(vals)

    # Milestones of a collection; `goods` is {category: announced quantity}

    def _draft_collection(self, goods=None, site=None, **vals):
        lines = [
            Command.create({"category_id": category.id, "announced_qty": quantity})
            for category, quantity in (goods or {}).items()
        ]
        return self.env["emmaus.collection"].create(
            {
                "warehouse_id": (site or self.north).id,
                "donor_id": self.donor.id,
                "line_ids": lines,
                **vals,
            }
        )

    def _announced_collection(self, goods=None, **vals):
        collection = self._draft_collection(goods or {self.laptop: 2}, **vals)
        collection.action_announce()
        return collection

    def _collected_collection(self, goods=None, **vals):
        collection = self._announced_collection(goods, **vals)
        collection.action_collect()
        return collection

    def _counted_collection(self, goods=None, **vals):
        collection = self._collected_collection(goods, **vals)
        collection.action_count_as_announced()
        return collection

    def _received_collection(self, goods=None, **vals):
        collection = self._counted_collection(goods, **vals)
        collection.action_receive()
        return collection

    # Milestones of a device

    def _announced_device(self, site=None, category=None, collection=None, **vals):
        """A device known by name in a collection that is in our hands."""
        category = category or self.laptop
        collection = collection or self._collected_collection(
            {category: 1}, site=site or self.north
        )
        return self.env["emmaus.device"]._create_bulk(
            [{"category_id": category.id, "collection_id": collection.id, **vals}]
        )

    def _received_device(self, **vals):
        device = self._announced_device(**vals)
        device.action_receive()
        return device

    def _audit(self, device, *media, **specs):
        """An audit that lists `media`, given as `_disk` gives them; one by default."""
        audits = self.env["emmaus.audit"]
        return audits.ingest_by_hand(device, media or [self._disk()], "test", **specs)

    def _disk(self, serial=None, kind="SSD", size_gb=256.0):
        serial = serial or f"TEST{next(_SERIALS):08}"
        return {"kind": kind, "serial": serial, "size_gb": size_gb, "model": "Disk"}

    def _prove(self, device):
        """Erase each medium of a device that has no proof yet, with a report."""
        media = device.medium_ids.filtered(lambda m: m.is_present and not m.is_proven)
        for medium in media:
            erasure = self.env["emmaus.erasure"].create(
                {
                    "medium_id": medium.id,
                    "method": "sanitize_block",
                    "tool": "test",
                    "report": b64encode(f"erased {medium.id}".encode()),
                }
            )
            erasure.action_start()
            erasure.action_pass()

    def _erased_device(self, **vals):
        device = self._received_device(**vals)
        if device.category_id.internal_storage:
            device.action_record_reset(account_lock_removed=True)
        elif device.data_bearing:
            self._audit(device)
            self._prove(device)
        return device

    def _graded_device(self, **vals):
        device = self._erased_device(**vals)
        device._move_to("graded")
        return device

    def _ready_device(self, **vals):
        device = self._graded_device(**vals)
        device._move_to("ready")
        return device

    # As somebody

    def _as(self, records, role):
        """`records` with the rights of a role, or of a user, and a cold cache."""
        user = self.users[role] if isinstance(role, str) else role
        self.env.flush_all()
        self.env.invalidate_all()
        return records.with_user(user)

    def _rpc(self, role, model, method, *args, **kwargs):
        """Call a method as the web client does."""
        return call_kw(self._as(self.env[model], role), method, list(args), kwargs)

    # What is there

    def _events(self, record):
        """Names of the events of a record, oldest first."""
        self.env["emmaus.event"].invalidate_model()
        domain = [("res_model", "=", record._name), ("res_id", "=", record.id)]
        return self.env["emmaus.event"].search(domain, order="sequence").mapped("name")

    def _broken(self):
        """Broken links of the whole journal."""
        return self.env["emmaus.event"]._verify_chains()["broken"]

    def _row(self, record):
        """The row of a record as the database holds it."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "SELECT * FROM %s WHERE id = %s",
                SQL.identifier(record._table),
                record.id,
            )
        )
        return self.env.cr.dictfetchone()

    def _counts(self):
        self.env.flush_all()
        counts = {}
        for table in WATCHED_TABLES:
            self.env.cr.execute(SQL("SELECT COUNT(*) FROM %s", SQL.identifier(table)))
            counts[table] = self.env.cr.fetchone()[0]
        return counts

    @contextmanager
    def assertRefused(self, sentence, *watched, error=UserError, undone=False):
        """The block is refused with `sentence`; rows and counts stay as they were.

        :param watched: records whose rows may not change
        :param undone: what was written before the refusal is rolled back, as a
            request does; without it the refusal has to come before any effect
        """
        rows = [self._row(record) for records in watched for record in records]
        counts = self._counts()
        if undone:
            with self.assertRaises(error) as refusal:
                yield
            message = str(refusal.exception)
        else:
            try:
                yield
            except error as exception:
                message = str(exception)
            else:
                self.fail(f"Nothing refused; expected: {sentence}")
        self.assertIn(sentence, message)
        self.env.invalidate_all()
        again = [self._row(record) for records in watched for record in records]
        self.assertEqual(again, rows)
        self.assertEqual(self._counts(), counts)

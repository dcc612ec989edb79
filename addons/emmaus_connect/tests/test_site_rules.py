"""Each site sees its own; who coordinates or audits sees all."""

from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from .common import EmmausCase

LOCAL = ("volunteer", "technician", "logistics")
EVERYWHERE = ("coordinator", "administrator", "auditor")


@tagged("-at_install", "post_install")
class TestSiteRules(EmmausCase):
    def setUp(self):
        super().setUp()
        self.mine = self._received_device(identifiers={"serial": "MINE-1"})
        self.theirs = self._received_device(
            site=self.south, identifiers={"serial": "THEIRS-1"}
        )
        self.merge = self._announced_device(site=self.south).action_merge_into(
            self.theirs
        )

    def _theirs(self):
        """One record of each model that belongs to the other site."""
        return (
            self.theirs,
            self.theirs.identifier_ids[0],
            self.theirs.event_ids[0],
            self.theirs.collection_id,
            self.theirs.collection_id.line_ids,
            self.merge,
        )

    def test_records_of_another_site_are_not_read(self):
        for record in self._theirs():
            for role in LOCAL:
                with self.subTest(model=record._name, role=role):
                    view = self._as(record, role)
                    self.assertFalse(view.search([("id", "=", record.id)]))
                    with self.assertRaises(AccessError):
                        view.read(["display_name"])

    def test_records_of_every_site_are_read_by_those_who_see_all(self):
        for record in self._theirs():
            for role in EVERYWHERE:
                with self.subTest(model=record._name, role=role):
                    self.assertTrue(self._as(record, role).read(["display_name"]))

    def test_own_records_are_read(self):
        records = (
            self.mine,
            self.mine.identifier_ids[0],
            self.mine.event_ids[0],
            self.mine.collection_id,
            self.mine.collection_id.line_ids,
        )
        for record in records:
            for role in LOCAL:
                with self.subTest(model=record._name, role=role):
                    self.assertTrue(self._as(record, role).read(["display_name"]))

    def test_nothing_of_another_site_is_written(self):
        for record, vals in (
            (self.theirs, {"model": "stolen"}),
            (self.theirs.collection_id, {"note": "stolen"}),
            (self.theirs.collection_id.line_ids, {"note": "stolen"}),
            (self.theirs.identifier_ids[-1], {"value": "STOLEN"}),
        ):
            for role in LOCAL:
                with (
                    self.subTest(model=record._name, role=role),
                    self.assertRefused("", record, error=AccessError),
                ):
                    self._as(record, role).write(vals)

    def test_nothing_is_created_at_another_site(self):
        vals = {"warehouse_id": self.south.id}
        with self.assertRefused("", error=AccessError, undone=True):
            self._as(self.env["emmaus.collection"], "logistics").create(vals)
        vals = {
            "category_id": self.laptop.id,
            "collection_id": self.theirs.collection_id.id,
        }
        with self.assertRefused("", error=AccessError, undone=True):
            self._as(self.env["emmaus.device"], "logistics").create(vals)

    def test_nothing_is_given_to_another_site(self):
        collection = self._draft_collection()
        with self.assertRefused("", collection, error=AccessError, undone=True):
            self._as(collection, "logistics").warehouse_id = self.south

    def test_identifier_is_not_moved_to_another_site_s_device(self):
        serial = self.mine.identifier_ids.filtered(lambda i: i.kind == "serial")
        with self.assertRefused("A number stays with its device", serial):
            self._as(serial, "logistics").device_id = self.theirs

    def test_counts_and_groups_follow_the_rules(self):
        for role, expected in (("volunteer", 1), ("auditor", 2)):
            devices = self._as(self.env["emmaus.device"], role)
            both = (self.mine | self.theirs).ids
            [(count,)] = devices._read_group([("id", "in", both)], [], ["__count"])
            with self.subTest(role=role):
                self.assertEqual(count, expected)

    def test_journal_on_the_device_follows_the_rules(self):
        moved = self.mine
        self._as(moved, "coordinator").action_place(self.south._zone("intake"))
        there = self._new_user("volunteer", self.south, "volunteer_south")
        names = self._as(moved, there).event_ids.mapped("name")
        self.assertEqual(names, ["placed"])
        with self.assertRaises(AccessError):
            self._as(moved, "volunteer").read(["name"])

    def test_device_is_seen_where_it_stands(self):
        self.assertEqual(self.mine.warehouse_id, self.north)
        self._as(self.mine, "coordinator").action_place(self.south._zone("workshop"))
        self.assertEqual(self.mine.warehouse_id, self.south)
        self.assertEqual(self.mine.collection_id.warehouse_id, self.north)

    def test_person_of_two_sites_sees_both(self):
        user = self._new_user("volunteer", self.north | self.south, "two_sites")
        devices = self.mine | self.theirs
        self.assertEqual(self._as(devices, user).mapped("name"), devices.mapped("name"))

    def test_person_of_no_site_sees_nothing(self):
        user = self._new_user("logistics", login="no_site")
        user.emmaus_site_ids = [Command.clear()]
        for record in (self.mine, self.mine.collection_id, self.mine.event_ids[0]):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                self._as(record, user).read(["display_name"])

    def test_several_sites_are_proposed_to_nobody(self):
        user = self._new_user("logistics", self.north | self.south, "undecided")
        collections = self.env["emmaus.collection"].with_user(user)
        self.assertFalse(collections.default_get(["warehouse_id"])["warehouse_id"])

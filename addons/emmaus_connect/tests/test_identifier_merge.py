"""Two records of one device become one, and can be parted again."""

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import EmmausCase


@tagged("-at_install", "post_install")
class TestMerge(EmmausCase):
    def setUp(self):
        super().setUp()
        self.kept = self._received_device(identifiers={"serial": "REAL-1"})
        self.double = self._announced_device(
            name="DBL-1", identifiers={"imei": "490154203237518", "serial": "REAL1"}
        )
        self.find = self.env["emmaus.device"].find_by_code

    def _merge(self, double=None, kept=None, role="coordinator"):
        double = self._as(double or self.double, role)
        return double.action_merge_into((kept or self.kept).with_env(double.env))

    def test_numbers_of_the_double_answer_for_the_one_kept(self):
        label = self.double._ensure_qr_tokens()[self.double.id]
        self._merge()
        for text in ("490154203237518", "real1", "DBL-1", label, self.kept.name):
            with self.subTest(text=text):
                self.assertEqual(self.find(text), self.kept)

    def test_double_is_archived_and_says_where_to_look(self):
        self._merge()
        self.assertFalse(self.double.active)
        self.assertEqual(self.double.merged_into_id, self.kept)
        self.assertEqual(self.double.state, "announced")
        self.assertEqual(self._events(self.double)[-1], "merged_into")
        self.assertEqual(self._events(self.kept)[-1], "merged")
        self.assertEqual(self.kept.event_ids[0].facts, {"doubles": ["DBL-1"]})

    def test_double_is_no_longer_expected(self):
        self._merge()
        self.assertFalse(self.double.collection_id._expected_devices())

    def test_undone_merge_leaves_all_as_before(self):
        before = self.double.identifier_ids.mapped("value")
        merge = self._merge()
        self._as(merge, "coordinator").action_undo()
        self.assertTrue(self.double.active and not self.double.merged_into_id)
        self.assertEqual(self.double.identifier_ids.mapped("value"), before)
        self.assertEqual(self.kept.serial_number, "REAL-1")
        self.assertEqual(self.find("490154203237518"), self.double)
        self.assertEqual(self.find("real-1"), self.kept | self.double)
        self.assertFalse(self._broken())

    def test_undoing_twice_changes_nothing_more(self):
        merge = self._merge()
        merge.action_undo()
        counts = self._counts()
        merge.action_undo()
        self.assertEqual(self._counts(), counts)

    def test_merge_after_merge_is_followed_to_the_end(self):
        third = self._announced_device(name="DBL-2")
        first = self._merge(third, self.double)
        self._merge()
        self.assertEqual(self.find("DBL-2"), self.kept)
        first.action_undo()
        self.assertEqual(self.find("DBL-2"), third)
        self.assertEqual(self.find("DBL-1"), self.kept)

    def test_merges_undone_in_any_order_give_each_its_numbers(self):
        a, b, c = (
            self._announced_device(identifiers={"serial": f"CHAIN-{letter}"})
            for letter in "ABC"
        )
        first, second = a.action_merge_into(b), b.action_merge_into(c)
        first.action_undo()
        second.action_undo()
        for letter, device in zip("ABC", (a, b, c), strict=True):
            self.assertEqual(self.find(f"CHAIN-{letter}"), device)

    def test_two_things_in_stock_are_not_one(self):
        other = self._received_device()
        with self.assertRefused("so it exists by itself", other, self.kept):
            self._merge(other)

    def test_with_itself_or_a_double_is_refused(self):
        with self.assertRefused("choose two different devices", self.kept):
            self._merge(self.kept)
        self._merge()
        third = self._announced_device()
        with self.assertRefused("choose two different devices", self.double):
            self._merge()
        with self.assertRefused("choose two different devices", third, self.double):
            self._merge(third, self.double)

    def test_several_at_once_or_none(self):
        third, stocked = self._announced_device(), self._received_device()
        with self.assertRefused(stocked.name, third, stocked, undone=True):
            self._merge(third | stocked)
        merges = self._merge(third | self.double)
        self.assertEqual(merges.kept_id, self.kept)
        self.assertEqual(len(merges), 2)

    def test_merging_is_for_coordinators(self):
        for role in ("volunteer", "technician", "logistics", "auditor"):
            with (
                self.subTest(role=role),
                self.assertRefused(
                    "merged by coordinators", self.double, self.kept, error=AccessError
                ),
            ):
                self._merge(role=role)
        merge = self._merge()
        for role in ("volunteer", "technician", "logistics", "auditor"):
            with (
                self.subTest(role=role),
                self.assertRefused(
                    "merged by coordinators", self.double, self.kept, error=AccessError
                ),
            ):
                self._as(merge, role).action_undo()

    def test_double_is_found_only_by_who_sees_the_one_kept(self):
        foreign = self._received_device(site=self.south)
        self._merge(self.double, foreign)
        find = self._as(self.env["emmaus.device"], "volunteer").find_by_code
        self.assertFalse(find("DBL-1"))
        self.assertEqual(self.find("DBL-1"), foreign)

from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tools.safe_eval import safe_eval

from .common import EmmausCase

SECTIONS = {
    "volunteer": ["volunteer"],
    "technician": ["technician", "volunteer"],
    "logistics": ["logistics", "volunteer"],
    "coordinator": ["coordinator", "logistics", "technician", "volunteer"],
    "administrator": [
        "coordinator",
        "logistics",
        "technician",
        "volunteer",
        "administrator",
    ],
    "auditor": ["auditor"],
}


class HomeCase(EmmausCase):
    def _home(self, role):
        return self._as(self.env["emmaus.home"], role).get_home()

    def _tiles(self, role):
        return {
            tile["key"]: tile
            for section in self._home(role)["sections"]
            for tile in section["tiles"]
        }

    def _count(self, role, key):
        return self._tiles(role)[key]["count"]


class TestHomeTiles(HomeCase):
    def test_each_role_sees_its_sections(self):
        for role, expected in SECTIONS.items():
            with self.subTest(role=role):
                keys = [section["key"] for section in self._home(role)["sections"]]
                self.assertEqual(keys, expected)

    def test_volunteer_puts_away_what_came_to_the_site(self):
        devices = self._received_device(category=self.screen)
        devices |= self._received_device()
        self._received_device(site=self.south)
        self.assertEqual(self._count("volunteer", "to_place"), 2)
        devices[0].action_place(self.north._zone("quarantine"))
        self.assertEqual(self._count("volunteer", "to_place"), 1)
        self.assertEqual(self._count("volunteer", "quarantine"), 1)

    def test_technician_erases_then_works(self):
        first, second = self._received_device(), self._received_device()
        first.action_place(self.north._zone("to_erase"))
        second.action_place(self.north._zone("workshop"))
        tiles = self._tiles("technician")
        self.assertEqual(tiles["to_erase"]["count"], 1)
        self.assertEqual(tiles["workshop"]["count"], 1)

    def test_logistics_follows_the_collections(self):
        self._announced_collection()
        for days in (1, -1):
            collection = self._announced_collection()
            collection.date_scheduled = fields.Datetime.now() + timedelta(days=days)
            collection.action_schedule()
        self._collected_collection()
        self._received_collection({self.laptop: 3})
        self._collected_collection(site=self.south)
        tiles = self._tiles("logistics")
        counts = {
            key: tiles[key]["count"]
            for key in (
                "to_schedule",
                "next_days",
                "late_pickup",
                "to_receive",
                "to_close",
                "without_label",
            )
        }
        self.assertEqual(
            counts,
            {
                "to_schedule": 1,
                "next_days": 1,
                "late_pickup": 1,
                "to_receive": 1,
                "to_close": 1,
                "without_label": 3,
            },
        )

    def test_a_printed_label_is_no_longer_to_print(self):
        device = self._received_device()
        self.assertEqual(self._count("logistics", "without_label"), 1)
        device._ensure_qr_tokens()
        self.assertEqual(self._count("logistics", "without_label"), 0)

    def test_coordinator_sees_what_is_odd(self):
        before = self._tiles("coordinator")
        collection = self._collected_collection({self.laptop: 4})
        collection.line_ids.counted_qty = 3
        collection.action_receive()
        twin = {"identifiers": {"serial": "TWIN-0042"}}
        self._received_device(**twin)
        self._announced_device(**twin)
        self._announced_device().action_mark_missing()
        self.env["emmaus.agreement"].create(
            {
                "name": "Convention",
                "partner_id": self.donor.id,
                "date_start": fields.Date.today() - timedelta(days=300),
                "date_end": fields.Date.today() + timedelta(days=59),
            }
        )
        after = self._tiles("coordinator")
        for key in ("unexplained", "duplicates", "missing", "agreements"):
            with self.subTest(tile=key):
                self.assertEqual(after[key]["count"], before[key]["count"] + 1)

    def test_bogus_numbers_make_no_doubles(self):
        before = self._count("coordinator", "duplicates")
        for _unit in range(2):
            self._announced_device(identifiers={"serial": "System Serial Number"})
        self.assertEqual(self._count("coordinator", "duplicates"), before)

    def test_journal_health(self):
        self.env["ir.config_parameter"].set_param(
            "emmaus_connect.journal_verified", False
        )
        self.assertIs(self._count("administrator", "journal_health"), False)
        self._announced_device()
        self.env["emmaus.event"]._verify_chains()
        tile = self._tiles("administrator")["journal_health"]
        self.assertEqual((tile["count"], tile["tone"]), (0, "watch"))

    def test_a_person_without_site_is_told_so(self):
        user = self.users["volunteer"]
        self.assertFalse(self._home("volunteer")["notice"])
        user.emmaus_site_ids = False
        self.assertIn("No site is given to you yet", self._home("volunteer")["notice"])
        self.users["auditor"].emmaus_site_ids = False
        self.assertFalse(self._home("auditor")["notice"])

    def test_portal_has_no_home(self):
        with self.assertRaises(AccessError):
            self._rpc("portal", "emmaus.home", "get_home")

    def test_a_tile_opens_exactly_what_it_counts(self):
        self._received_device()
        self._announced_device(identifiers={"serial": "TWIN-0042"})
        self._announced_device(identifiers={"serial": "twin 0042"})
        self._collected_collection({self.laptop: 1})
        for role in SECTIONS:
            for key, tile in self._tiles(role).items():
                if key == "journal_health":
                    continue
                with self.subTest(role=role, tile=key):
                    self.assertEqual(self._behind(role, tile), tile["count"])

    def test_the_cards_a_tile_opens_on_a_phone_are_of_its_records(self):
        for role in SECTIONS:
            for key, tile in self._tiles(role).items():
                action = self.env.ref(tile["action"])
                if action._name != "ir.actions.act_window":
                    continue
                with self.subTest(role=role, tile=key):
                    model = self.env[action.res_model].with_context(**tile["context"])
                    view = self.env["ir.ui.view"].browse(
                        model.get_view(view_type="kanban")["id"]
                    )
                    self.assertIn(view.model, (action.res_model, False))

    def _behind(self, role, tile):
        """Count what the filters of a tile show in the list it opens."""
        action = self.env.ref(tile["action"])
        model = self._as(self.env[action.res_model], role)
        view = model.get_view(action.search_view_id.id or False, "search")
        filters = {
            node.get("name"): node.get("domain")
            for node in etree.fromstring(view["arch"]).iter("filter")
        }
        names = [
            name.removeprefix("search_default_")
            for name in tile["context"]
            if name.startswith("search_default_")
        ]
        domain = fields.Domain.AND(
            safe_eval(filters[name], {"uid": model.env.uid}) for name in names
        )
        return model.search_count(domain)


class TestHomeCode(HomeCase):
    def _open(self, role, text):
        return self._rpc(role, "emmaus.home", "open_code", text)

    def test_one_device_opens(self):
        device = self._received_device(identifiers={"serial": "5CG-71 22"})
        for text in (device.name.lower(), " 5cg7122 ", "5CG 7122"):
            with self.subTest(text=text):
                action = self._open("volunteer", text)["action"]
                opened = (action["res_model"], action["res_id"])
                self.assertEqual(opened, ("emmaus.device", device.id))

    def test_several_devices_make_a_list(self):
        devices = self._received_device(identifiers={"serial": "TWIN-0042"})
        devices |= self._announced_device(identifiers={"serial": "TWIN-0042"})
        action = self._open("volunteer", "twin0042")["action"]
        self.assertEqual(action["domain"], [("id", "in", devices.ids)])

    def test_the_first_characters_make_a_list(self):
        device = self._received_device(identifiers={"serial": "QWERTZ-998877"})
        action = self._open("volunteer", "qwertz-99")["action"]
        found = self.env["emmaus.device"].search(action["domain"])
        self.assertEqual(found, device)
        self.assertEqual(action["mobile_view_mode"], "kanban")

    def test_label_of_a_place_and_of_a_box(self):
        zone = self.north._zone("to_erase")
        package = self.env["stock.package"].create({"name": "BOX-TNO-1"})
        tokens = package._ensure_qr_tokens()
        for text, record in (
            (zone.barcode, zone),
            ("box-tno-1", package),
            (f"https://here.example/emmaus/q/{tokens[package.id]}", package),
        ):
            with self.subTest(text=text):
                action = self._open("volunteer", text)["action"]
                opened = (action["res_model"], action["res_id"])
                self.assertEqual(opened, (record._name, record.id))

    def test_unknown_code(self):
        found = self._open("volunteer", "ZZ-404")
        self.assertEqual(
            found,
            {
                "message": "Nothing of your sites answers to ZZ-404. Check the"
                " characters, or try another of its numbers."
            },
        )

    def test_device_of_another_site_stays_hidden(self):
        device = self._received_device(site=self.south)
        self.assertIn("message", self._open("volunteer", device.name))
        self.assertIn("action", self._open("coordinator", device.name))

    def test_blank_and_replaced_labels_say_so(self):
        blank = self.env["emmaus.qr.token"]._generate_blank(1)
        self.assertIn("blank", self._open("volunteer", blank.token)["message"])
        device = self._received_device()
        former = device._ensure_qr_tokens()[device.id]
        device._renew_qr_tokens()
        self.assertIn("replaced", self._open("volunteer", former)["message"])

    def test_nothing_typed(self):
        self.assertIn("message", self._open("volunteer", "  "))


class TestHomeSpeed(HomeCase):
    def test_queries_of_the_home(self):
        for role, most in (("volunteer", 6), ("logistics", 11), ("administrator", 24)):
            with self.subTest(role=role):
                home = self._as(self.env["emmaus.home"], role)
                home.get_home()
                self.env.invalidate_all()
                with self.assertQueryCount(most):
                    home.get_home()

    def test_lists_ask_as_much_for_many_as_for_few(self):
        for action in ("emmaus_device_action", "emmaus_collection_action"):
            action = self.env.ref(f"emmaus_connect.{action}")
            with self.subTest(model=action.res_model):
                self._received_collection({self.laptop: 2})
                few = self._queries_of_list(action)
                for _unit in range(3):
                    self._received_collection({self.laptop: 9})
                self.assertLessEqual(self._queries_of_list(action), few)

    def _queries_of_list(self, action):
        model = self._as(self.env[action.res_model], "logistics")
        arch = etree.fromstring(model.get_view(False, "list")["arch"])
        names = {node.get("name") for node in arch.iter("field")}
        specification = {
            name: {"fields": {"display_name": {}}}
            if model._fields[name].type == "many2one"
            else {}
            for name in names
        }
        model.web_search_read([], specification, limit=80)
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        model.web_search_read([], specification, limit=80)
        return self.cr.sql_log_count - before

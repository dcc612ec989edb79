from ..tools.importing.materiel import MATERIEL_FIELDS
from .api_case import ApiCase


class MaterielCase(ApiCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        vals = {"warehouse_id": cls.north.id, "donor_id": cls.donor.id}
        cls.lot = cls.env["emmaus.collection"].create({**vals, "reference": "L-7"})

    def _new(self, number, **values):
        """What a tool sends of a device that nobody knows yet."""
        return {
            "typeMateriel": "ORDINATEUR_PORTABLE",
            "idMaterielReconditionneur": f"EM_{number}",
            "numeroSerie": f"PF1ABC{number}",
            "statut": "EN_COURS_DE_TRAITEMENT",
            "idStock": "S-7001",
            "idLot": "L-7",
            **values,
        }

    def _device(self, code):
        device = self.env["emmaus.device"].find_by_code(code)
        device.ensure_one()
        return device

    def _refused(self, answer):
        """The only refused entry of an answer, as (field, sentence)."""
        [refused] = answer["refused"]
        return refused["field"], refused["error"]


class TestMaterielCreation(MaterielCase):
    def test_all_fields_land_on_a_new_device(self):
        answer = self.put(
            self._new(
                1,
                idEsn="tnopc26 0417",
                IMEI1="356938035643809",
                model="Latitude 5490",
                marque="dell",
                processeur="Intel Core i5-8350U",
                typeDisqueDur1="SSD",
                tailleDisqueDur1=256,
                typeDisqueDur2="HDD",
                tailleDisqueDur2=1000.2,
                RAM=8,
                categorie="B",
                lecteurDVD=False,
                webcam=True,
                commentaire="Charnière dure",
                systemeExploitation="Linux",
            )
        )
        [created] = answer["created"]
        device = self.env["emmaus.device"].browse(created["id"])
        self.assertEqual((created["line"], answer["total"]), (1, 1))
        self.assertEqual((answer["updated"], answer["refused"]), ([], []))
        self.assertEqual(device.category_id, self.laptop)
        self.assertEqual(device.collection_id, self.lot)
        self.assertEqual((device.warehouse_id, device.state), (self.north, "announced"))
        self.assertEqual(device.external_state, "EN_COURS_DE_TRAITEMENT")
        self.assertEqual(device.brand_id.name, "DELL")
        self.assertEqual((device.disk1_type, device.disk1_gb), ("SSD", 256))
        self.assertEqual((device.disk2_type, device.disk2_gb), ("HDD", 1000.2))
        self.assertEqual((device.ram_gib, device.declared_grade), (8, "b"))
        self.assertEqual((device.has_dvd, device.has_webcam), ("no", "yes"))
        self.assertIn("Charnière dure", device.comment)
        for code in ("EM_1", "PF1ABC1", "356938035643809"):
            self.assertEqual(self._device(code), device)
        [told] = answer["data"]
        self.assertEqual(tuple(told), MATERIEL_FIELDS_IN_ORDER)
        self.assertEqual(told["idStock"], "S-7001")
        self.assertEqual(told["idLot"], "L-7")
        self.assertEqual(told["statut"]["libelle"], "En cours de traitement")

    def test_same_call_again_changes_nothing(self):
        self.put(self._new(1), self._new(2))
        before = self._counts()
        answer = self.put(self._new(1), self._new(2))
        self.assertEqual([one["changed"] for one in answer["updated"]], [False, False])
        self.assertEqual(self._counts(), before)

    def test_unknown_lot_is_a_new_collection_of_the_site(self):
        self.put(self._new(1, idLot="L-8"), self._new(2, idLot="L-8"))
        collection = self._device("EM_1").collection_id
        self.assertEqual(collection.reference, "L-8")
        self.assertEqual(collection, self._device("EM_2").collection_id)

    def test_what_a_new_device_needs(self):
        for values, field, sentence in (
            ({"idLot": None}, "idMaterielReconditionneur", "send its idLot too"),
            ({"typeMateriel": None}, "typeMateriel", "send its typeMateriel"),
            ({"idStock": "S-9999"}, "idStock", "No site has the stock number S-9999"),
            ({"idStock": "S-7002"}, "idStock", "Sud, where you do not work"),
        ):
            before = self._counts()
            with self.subTest(values=values):
                answer = self.put(self._new(1, **values), status=422)
                refused = self._refused(answer)
                self.assertEqual(refused[0], field)
                self.assertIn(sentence, refused[1])
                self.assertEqual(self._counts(), before)

    def test_something_must_name_the_device(self):
        nameless = self._new(1, idMaterielReconditionneur=" ", numeroSerie=None)
        answer = self.put(nameless, status=422)
        self.assertIn("Nothing names the device", self._refused(answer)[1])
        bogus = {**nameless, "numeroSerie": "To Be Filled By O.E.M."}
        answer = self.put(bogus, status=422)
        self.assertIn("many machines share", self._refused(answer)[1])

    def test_placeholder_serial_names_nothing(self):
        self.put(self._new(1, numeroSerie="Default string"))
        self.put(self._new(2, numeroSerie="Default string"))
        self.assertNotEqual(self._device("EM_1"), self._device("EM_2"))
        path = "/materiel?numeroSerie=Default string"
        self.assertEqual(self.get(path), {"total": 0, "data": []})

    def test_brand_nobody_knows_is_kept_as_written(self):
        brands = self.env["emmaus.brand"].search_count([])
        answer = self.put(self._new(1, marque="Qwertz & Fils"))
        [warning] = answer["warnings"]
        self.assertEqual((warning["line"], warning["field"]), (1, "marque"))
        self.assertIn("Qwertz & Fils", warning["warning"])
        device = self._device("EM_1")
        self.assertEqual(
            (device.brand_id.name, device.brand_text), (False, "Qwertz & Fils")
        )
        self.assertEqual(self.env["emmaus.brand"].search_count([]), brands)
        answer = self.put(self._new(1, marque="Qwertz & Fils"))
        self.assertFalse(answer["updated"][0]["changed"])

    def test_journal_names_the_call_and_the_caller(self):
        self.put(self._new(1))
        self.put({"idMaterielReconditionneur": "EM_1", "RAM": 16}, role="technician")
        event = self._device("EM_1").event_ids.sorted("sequence")[-1]
        self.assertEqual(event.user_id, self.users["technician"])
        self.assertIn("PUT /emmaus/api/materiel", str(event.facts))
        self.assertFalse(self._broken())


class TestMaterielChange(MaterielCase):
    def setUp(self):
        super().setUp()
        self.device = self._received_device(
            identifiers={"refurbisher": "EM_1", "serial": "PF1ABC1"},
            os="Linux Mint 21.3 Virginia",
            comment="Observations: rayures\n\nSecond avis",
            external_state="A_TRAITER",
        )

    def test_found_by_each_code_and_by_id(self):
        for number, code in enumerate(
            (
                {"id": self.device.id},
                {"id": str(self.device.id)},
                {"idEsn": self.device.name.lower()},
                {"idMaterielReconditionneur": "em-1"},
                {"numeroSerie": "pf1 abc1"},
            ),
            start=1,
        ):
            with self.subTest(code=code):
                answer = self.put({**code, "RAM": number})
                expected = {"line": 1, "id": self.device.id, "name": self.device.name}
                self.assertEqual(answer["updated"], [{**expected, "changed": True}])
                self.assertEqual(self.device.ram_gib, number)

    def test_status_is_noted_and_moves_nothing(self):
        self.put({"id": self.device.id, "statut": "DISTRIBUE"})
        self.assertEqual(self.device.state, "received")
        self.assertEqual(self.device.external_state, "DISTRIBUE")
        told = self.get(f"/materiel/{self.device.id}")
        self.assertEqual(told["statut"], {"code": "DISTRIBUE", "libelle": "Distribué"})

    def test_our_own_state_is_told_once_it_says_something(self):
        self.device.external_state = "A_TRAITER"
        ready = self._ready_device(external_state="A_TRAITER")
        told = self.get(f"/materiel/{ready.id}")
        self.assertEqual(told["statut"]["code"], "PRET_A_DISTRIBUER")

    def test_what_we_told_comes_back_without_effect(self):
        told = self.get(f"/materiel/{self.device.id}")
        row = self._row(self.device)
        answer = self.put(told)
        self.assertFalse(answer["updated"][0]["changed"])
        self.assertEqual(self._row(self.device), row)
        warnings = [one["warning"] for one in answer["warnings"]]
        expected = ["createdAt, updatedAt", "idStock"]
        self.assertEqual(
            warnings, [f"Left out, for no call sets it: {name}." for name in expected]
        )
        self.assertEqual(self.device.os, "Linux Mint 21.3 Virginia")

    def test_empty_values_erase_nothing(self):
        empty = dict.fromkeys(MATERIEL_FIELDS)
        row = self._row(self.device)
        answer = self.put({**empty, "model": "", "id": self.device.id})
        self.assertFalse(answer["updated"][0]["changed"])
        self.assertEqual(self._row(self.device), row)

    def test_fields_nobody_sets_are_left_out_with_a_warning(self):
        answer = self.put(
            {
                "id": self.device.id,
                "idStock": "S-7002",
                "createdAt": "2020-01-01",
                "reconditionneur": "Autre",
                "couleur": "rouge",
            }
        )
        warnings = " ".join(one["warning"] for one in answer["warnings"])
        self.assertIn("idStock", warnings)
        self.assertIn("createdAt, reconditionneur", warnings)
        self.assertIn("couleur", warnings)
        self.assertEqual(self.device.warehouse_id, self.north)
        self.assertFalse(self.device.refurbisher_id)

    def test_several_devices_are_named(self):
        other = self._received_device(identifiers={"serial": "PF1ABC1"})
        answer = self.put({"numeroSerie": "PF1ABC1", "RAM": 8}, status=422)
        field, sentence = self._refused(answer)
        self.assertEqual(field, "numeroSerie")
        self.assertIn(self.device.name, sentence)
        self.assertIn(other.name, sentence)
        self.assertFalse((self.device | other).filtered("ram_gib"))

    def test_id_and_code_of_two_devices(self):
        other = self._received_device(identifiers={"serial": "OTHER1"})
        item = {"id": self.device.id, "numeroSerie": "OTHER1", "RAM": 8}
        field, sentence = self._refused(self.put(item, status=422))
        self.assertEqual(field, "numeroSerie")
        self.assertIn(other.name, sentence)
        item = {"id": self.device.id, "idMaterielReconditionneur": "EM_2", "RAM": 8}
        field, sentence = self._refused(self.put(item, status=422))
        self.assertEqual(field, "idMaterielReconditionneur")
        self.assertIn("has another number than EM_2", sentence)
        self.assertFalse((self.device | other).filtered("ram_gib"))

    def test_unknown_id(self):
        answer = self.put({"id": 2**31 - 1, "RAM": 8}, status=422)
        field, sentence = self._refused(answer)
        self.assertEqual(field, "id")
        self.assertIn("No device that you see has the id 2147483647", sentence)

    def test_delivered_device_changes_no_more(self):
        self.device._by_act().state = "delivered"
        answer = self.put({"id": self.device.id, "RAM": 8}, status=422)
        self.assertIn("a file no longer changes it", self._refused(answer)[1])


MATERIEL_FIELDS_IN_ORDER = (
    "id", "statut", "typeMateriel", "numeroSerie", "IMEI1", "IMEI2",
    "idMaterielReconditionneur", "idEsn", "model", "marque", "processeur",
    "typeDisqueDur1", "tailleDisqueDur1", "typeDisqueDur2", "tailleDisqueDur2", "RAM",
    "categorie", "lecteurDVD", "webcam", "commentaire", "idLot", "systemeExploitation",
    "idStock", "idGroupe", "createdAt", "updatedAt", "reconditionneur",
)  # fmt: skip

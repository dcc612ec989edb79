import json
from unittest.mock import patch

from odoo.exceptions import UserError

from .test_api_materiel import MaterielCase


class TestMaterielRefusals(MaterielCase):
    def test_good_lines_are_done_and_bad_ones_told(self):
        answer = self.put(
            self._new(1),
            self._new(2, categorie="E"),
            "not an object",
            self._new(3, RAM="8 Go"),
            self._new(4),
            status=207,
        )
        self.assertEqual(answer["total"], 5)
        self.assertEqual([one["line"] for one in answer["created"]], [1, 5])
        self.assertEqual(
            [(one["line"], one["field"]) for one in answer["refused"]],
            [(2, "categorie"), (3, None), (4, "RAM")],
        )
        self.assertEqual(len(answer["data"]), 2)
        self.assertTrue(self._device("EM_4"))
        self.assertFalse(self.env["emmaus.device"].find_by_code("EM_2"))

    def test_types_and_lists_are_strict(self):
        for field, value, sentence in (
            ("RAM", "8", "RAM takes a number that is not negative, or null."),
            ("RAM", True, "RAM takes a number"),
            ("RAM", -1, "RAM takes a number"),
            ("tailleDisqueDur1", "256 Go", "tailleDisqueDur1 takes a number"),
            ("webcam", "OUI", "webcam takes true or false"),
            ("webcam", 1, "webcam takes true or false"),
            ("numeroSerie", 123, "numeroSerie takes a text"),
            ("model", ["x"], "model takes a text"),
            ("model", "x" * 256, "model is longer than 255 characters"),
            ("model", "a\0b", "holds a character that is no text"),
            ("model", "a\ud800b", "holds a character that is no text"),
            ("id", 1.5, "id takes the whole number of a device here"),
            ("id", "M-2015", "id takes the whole number"),
            ("typeMateriel", "Portable", "send one of ORDINATEUR_FIXE"),
            ("statut", "Prêt", "send one of A_TRAITER"),
            ("statut", {"libelle": "Prêt"}, "statut takes a text"),
            ("systemeExploitation", "BeOS", "send one of Android"),
            ("categorie", "premium", "send one of PREMIUM"),
        ):
            before = self._counts()
            with self.subTest(field=field, value=value):
                answer = self.put(self._new(1, **{field: value}), status=422)
                refused = self._refused(answer)
                self.assertEqual(refused[0], field)
                self.assertIn(sentence, refused[1])
                self.assertEqual(self._counts(), before)

    def test_doubts_of_the_reader_name_the_field(self):
        answer = self.put(self._new(1, IMEI1="356938035643808"))
        [warning] = answer["warnings"]
        self.assertEqual(warning["field"], "IMEI1")
        self.assertIn("IMEI1: the check digit", warning["warning"])

    def test_two_entries_of_one_device_that_differ(self):
        answer = self.put(self._new(1), self._new(1, RAM=8), status=207)
        field, sentence = self._refused(answer)
        self.assertEqual(field, "idMaterielReconditionneur")
        self.assertIn("already in entry 1", sentence)

    def test_line_that_fails_while_written_fails_alone(self):
        devices = type(self.env["emmaus.device"])
        create = devices._create_bulk
        sentence = "EM_3 has no place.\nDetails."

        def refuse_the_third(records, vals_list):
            for vals in vals_list:
                if vals["identifiers"]["refurbisher"] == "EM_3":
                    raise UserError(sentence)
            return create(records, vals_list)

        with patch.object(devices, "_create_bulk", refuse_the_third):
            answer = self.put(*(self._new(number) for number in range(6)), status=207)
        self.assertEqual(self._refused(answer), (None, "EM_3 has no place."))
        lines = [one["line"] for one in answer["created"]]
        self.assertEqual(lines, [1, 2, 3, 5, 6])
        for number in (0, 1, 2, 4, 5):
            self._device(f"EM_{number}")

    def test_bodies_that_cannot_be_read(self):
        headers = {"Content-Type": "application/json"}
        for content, status, sentence in (
            (b'[{"id": 1},\n {"id" 2}]', 400, "line 2, column 8"),
            (b"", 400, "line 1, column 1"),
            (b'{"id": 1}', 400, "Send an array"),
            (b"[]", 400, "Send an array"),
            (b'[{"RAM": NaN}]', 400, "number without end"),
            (b"[" * 100_000, 400, "nested too deep"),
            (b'[{"model": "\xe9"}]', 400, "not in UTF-8: see its byte 13"),
            (b"[" + b"1," * 5000 + b"1]", 413, "more than 5000 entries"),
            (b" " * (5 * 1024 * 1024 + 1), 413, "too long"),
        ):
            with self.subTest(content=content[:30]):
                response = self.call("PUT", "/materiel", data=content, headers=headers)
                self.assertError(response, status, sentence)

    def test_other_content_is_not_taken(self):
        for kind in ("application/x-www-form-urlencoded", "text/csv", "text/plain"):
            headers = {"Content-Type": kind}
            with self.subTest(kind=kind):
                response = self.call("PUT", "/materiel", data="a=1", headers=headers)
                self.assertError(response, 415, "application/json")

    def test_infinite_number_is_refused(self):
        response = self.call(
            "PUT",
            "/materiel",
            data=json.dumps([self._new(1)]).replace('"L-7"', '"L-7", "RAM": 1e999'),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(response.status_code, 422)
        self.assertIn("RAM takes a number", response.text)


class TestMaterielRights(MaterielCase):
    def test_volunteer_changes_nothing(self):
        device = self._received_device(identifiers={"serial": "PF1ABC1"})
        before = self._counts()
        answer = self.put(
            {"numeroSerie": "PF1ABC1", "RAM": 8},
            self._new(2),
            role="volunteer",
            status=422,
        )
        sentences = [one["error"] for one in answer["refused"]]
        self.assertIn("PF1ABC1 would change, and your role", sentences[0])
        self.assertIn("EM_2 is not known here, and your role", sentences[1])
        self.assertEqual(self._counts(), before)
        self.assertFalse(device.ram_gib)

    def test_technician_changes_and_creates_nothing(self):
        device = self._received_device(identifiers={"serial": "PF1ABC1"})
        answer = self.put(
            {"numeroSerie": "PF1ABC1", "RAM": 8},
            self._new(2),
            role="technician",
            status=207,
        )
        self.assertEqual(device.ram_gib, 8)
        self.assertEqual(answer["refused"][0]["line"], 2)
        self.assertFalse(self.env["emmaus.device"].find_by_code("EM_2"))

    def test_device_of_another_site(self):
        device = self._received_device(site=self.south, identifiers={"serial": "SUD1"})
        for item, sentence in (
            ({"numeroSerie": "SUD1", "RAM": 8}, "SUD1 is a device of Sud"),
            ({"id": device.id, "RAM": 8}, "No device that you see has the id"),
            (self._new(1, numeroSerie="SUD1"), "EM_1 is a device of Sud"),
        ):
            with self.subTest(item=item):
                answer = self.put(item, status=422)
                self.assertIn(sentence, self._refused(answer)[1])
        self.assertFalse(device.ram_gib)
        self.assertEqual(self.get("/materiel?numeroSerie=SUD1")["total"], 0)
        response = self.call("GET", f"/materiel/{device.id}")
        self.assertError(response, 404, "No device that you see")
        for role in ("coordinator", "auditor"):
            found = self.get("/materiel?numeroSerie=SUD1", role)
            self.assertEqual(found["data"][0]["id"], device.id)


class TestMaterielReading(MaterielCase):
    def test_found_by_each_code(self):
        device = self._received_device(
            identifiers={"refurbisher": "EM_1", "serial": "PF1ABC1"}
        )
        for query in (
            f"idEsn={device.name}",
            f"idEsn={device.name.lower().replace('-', ' ')}",
            "idMaterielReconditionneur=em 1",
            "numeroSerie=PF1ABC1",
            "numeroSerie=PF1ABC1&idMaterielReconditionneur=EM_1",
        ):
            with self.subTest(query=query):
                answer = self.get(f"/materiel?{query}", "volunteer")
                self.assertEqual(answer["total"], 1)
                self.assertEqual(answer["data"], [device._materiel()[0]])
        self.assertEqual(self.get("/materiel?idEsn=PF1ABC1")["total"], 0)
        answer = self.get("/materiel?numeroSerie=PF1ABC1&idEsn=AUTRE")
        self.assertEqual(answer, {"total": 0, "data": []})

    def test_pages(self):
        devices = self.env["emmaus.device"].browse(
            self._received_device(identifiers={"serial": "SAME1"}).id for _n in range(5)
        )
        for page, limit, ids in (
            (1, 2, devices[:2].ids),
            (2, 2, devices[2:4].ids),
            (3, 2, devices[4:].ids),
            (4, 2, []),
            (1, 100, devices.ids),
        ):
            path = f"/materiel?numeroSerie=SAME1&page={page}&limit={limit}"
            with self.subTest(path=path):
                answer = self.get(path)
                self.assertEqual(answer["total"], 5)
                self.assertEqual([one["id"] for one in answer["data"]], ids)

    def test_questions_that_make_no_sense(self):
        for query, sentence in (
            ("", "one of idEsn, idMaterielReconditionneur, numeroSerie"),
            ("?model=x", "Say what to look for"),
            ("?idEsn=%20", "Say what to look for"),
            ("?idEsn=A1&page=0", "page is a whole number from 1"),
            ("?idEsn=A1&page=x", "page is a whole number"),
            ("?idEsn=A1&page=99999999999", "page is a whole number"),
            ("?idEsn=A1&limit=101", "limit is a whole number from 1 to 100"),
        ):
            with self.subTest(query=query):
                response = self.call("GET", f"/materiel{query}")
                self.assertError(response, 400, sentence)

    def test_id_nobody_has(self):
        for number in (0, -1, 2**31, 10**30):
            with self.subTest(number=number):
                response = self.call("GET", f"/materiel/{number}")
                self.assertError(response, 404, "No device that you see")

    def test_number_of_queries_does_not_grow(self):
        for number in range(30):
            self._received_device(identifiers={"serial": f"MANY{number % 2}"})
        self.env.invalidate_all()
        found = self.env["emmaus.device"].find_by_code("MANY0")
        found.invalidate_recordset()
        with self.assertQueryCount(15):
            self.assertEqual(len(found._materiel()), 15)

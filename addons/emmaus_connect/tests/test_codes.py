"""Any code, in any case and spacing, finds what it means and nothing else."""

import string

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from ..tools.codes import (
    TOKEN_ALPHABET,
    TOKEN_LENGTH,
    TOKEN_PATH,
    format_token,
    is_bogus_serial,
    new_token,
    new_tokens,
    normalize_code,
    parse_token,
)
from .common import EmmausCase

SIGNS = " -_./:\t"
tokens = st.builds(new_token)
quick = settings(max_examples=200, deadline=None)


@tagged("-at_install", "post_install")
class TestCodeTools(BaseCase):
    @quick
    @given(st.text())
    def test_normalized_codes_hold_capitals_and_digits_only(self, text):
        code = normalize_code(text)
        self.assertLessEqual(set(code), set(string.ascii_uppercase + string.digits))
        self.assertEqual(normalize_code(code), code)

    @quick
    @given(st.text(string.ascii_letters + string.digits), st.data())
    def test_case_and_signs_between_do_not_matter(self, code, data):
        written = "".join(
            data.draw(st.sampled_from((char.lower(), char.upper())))
            + data.draw(st.text(SIGNS, max_size=2))
            for char in code
        )
        self.assertEqual(normalize_code(written), normalize_code(code))

    def test_accents_and_wide_characters_are_read_as_plain_ones(self):
        self.assertEqual(normalize_code("éÉ-ＡＢ１"), "EEAB1")
        for nothing in (None, "", False, " - "):
            self.assertEqual(normalize_code(nothing), "")

    def test_tokens_are_of_the_alphabet_and_differ(self):
        made = new_tokens(2000)
        self.assertEqual(len(set(made)), 2000)
        for token in made:
            self.assertEqual(len(token), TOKEN_LENGTH)
            self.assertLessEqual(set(token), set(TOKEN_ALPHABET))

    @quick
    @given(tokens, st.data())
    def test_token_is_read_as_printed_typed_or_scanned(self, token, data):
        typed = data.draw(
            st.sampled_from(
                (
                    token,
                    token.lower(),
                    format_token(token),
                    format_token(token).replace("-", " "),
                    f"  {token}\n",
                    token.replace("0", "O").replace("1", "I"),
                    token.replace("0", "o").replace("1", "l"),
                    f"https://emmaus.example{TOKEN_PATH}{token}",
                    f"http://x{TOKEN_PATH.upper()}{token.lower()}?utm=1#top",
                )
            )
        )
        self.assertEqual(parse_token(typed), token)

    @quick
    @given(tokens, st.integers(0, TOKEN_LENGTH - 1), st.sampled_from(TOKEN_ALPHABET))
    def test_one_wrong_character_is_no_token(self, token, position, other):
        assume(token[position] != other)
        self.assertIsNone(parse_token(token[:position] + other + token[position + 1 :]))

    @quick
    @given(tokens, st.integers(0, TOKEN_LENGTH - 2))
    def test_two_neighbours_swapped_are_no_token(self, token, at):
        assume(token[at] != token[at + 1])
        swapped = token[:at] + token[at + 1] + token[at] + token[at + 2 :]
        self.assertIsNone(parse_token(swapped))

    @quick
    @given(st.text() | st.binary() | st.integers() | st.none() | st.floats())
    def test_anything_else_is_no_token_and_no_error(self, anything):
        parsed = parse_token(anything)
        self.assertTrue(parsed is None or len(parsed) == TOKEN_LENGTH)

    def test_serial_numbers_that_name_no_machine(self):
        for text in (
            "",
            "0000",
            "xxxxxx",
            "To be filled by O.E.M.",
            "System Serial Number",
        ):
            self.assertTrue(is_bogus_serial(text), text)
        for text in ("PF0X12AB", "5CG1234XYZ"):
            self.assertFalse(is_bogus_serial(text), text)


@tagged("-at_install", "post_install")
class TestFindByCode(EmmausCase):
    def setUp(self):
        super().setUp()
        self.device = self._announced_device(
            name="TNOPC26-7001",
            identifiers={
                "serial": "PF-0X 12.ab",
                "refurbisher": "L48-0012",
                "imei": "49-015420-323751-8",
                "mac": "00:1A:2B:3C:4D:5E",
            },
        )
        self.find = self.env["emmaus.device"].find_by_code

    def test_by_each_number_as_people_write_it(self):
        for text in (
            "TNOPC26-7001",
            "tnopc26 7001",
            " TNO PC26.7001 ",
            "pf0x12ab",
            "PF 0X 12 AB",
            "l480012",
            "490154203237518",
            "001A2B3C4D5E",
            "00-1a-2b-3c-4d-5e",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.find(text), self.device)

    def test_by_label(self):
        token = self.device._ensure_qr_tokens()[self.device.id]
        for text in (
            token,
            token.lower(),
            format_token(token),
            self.device.qr_url,
            f"{TOKEN_PATH}{token}?x=1",
        ):
            with self.subTest(text=text):
                self.assertEqual(self.find(text), self.device)

    def test_nothing_for_what_is_no_code(self):
        for text in ("", " ", "-", None, False, "7001", "TNOPC26-70", "%", "_", "é", 0):
            with self.subTest(text=text):
                self.assertFalse(self.find(text))

    def test_all_hits(self):
        twin = self._announced_device(identifiers={"serial": "pf0x12AB"})
        same_text = self._announced_device(identifiers={"other": "PF0X12AB"})
        self.assertEqual(self.find("pf0x12ab"), self.device | twin | same_text)

    def test_many_at_once_in_a_bounded_number_of_queries(self):
        others = self.env["emmaus.device"].concat(
            *(
                self._announced_device(identifiers={"serial": f"MANY-{n}"})
                for n in range(4)
            )
        )
        texts = [f"many {n}" for n in range(4)] + ["unknown"]
        self.env.flush_all()
        with self.assertQueryCount(4):
            found = self.env["emmaus.device"]._find_by_codes(texts)
        self.assertEqual([found[text] for text in texts[:4]], list(others))
        self.assertFalse(found["unknown"])

    def test_label_of_another_thing_finds_no_device(self):
        collection = self.device.collection_id
        token = collection._ensure_qr_tokens()[collection.id]
        self.assertFalse(self.find(token))
        self.assertEqual(self.env["emmaus.qr.token"]._resolve(token), collection)

    def test_other_sites_are_not_found(self):
        foreign = self._announced_device(
            site=self.south, identifiers={"serial": "PF0X12AB"}
        )
        token = foreign._ensure_qr_tokens()[foreign.id]
        for role in ("volunteer", "technician", "logistics"):
            find = self._as(self.env["emmaus.device"], role).find_by_code
            with self.subTest(role=role):
                self.assertEqual(find("pf0x12ab").ids, self.device.ids)
                self.assertFalse(find(token))
                self.assertFalse(find(foreign.name))
        for role in ("coordinator", "auditor"):
            find = self._as(self.env["emmaus.device"], role).find_by_code
            self.assertEqual(find(token).ids, foreign.ids)

    def test_found_with_the_caller_s_rights(self):
        token = self.device._ensure_qr_tokens()[self.device.id]
        found = self._as(self.env["emmaus.device"], "volunteer").find_by_code(token)
        self.assertFalse(found.env.su)
        with self.assertRaises(AccessError):
            found.write({"model": "stolen"})
        resolved = self._as(self.env["emmaus.qr.token"], "volunteer")._resolve(token)
        self.assertFalse(resolved.env.su)

    def test_strangers_find_nothing(self):
        for role in ("portal", "public"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._rpc(role, "emmaus.device", "find_by_code", "TNOPC26-7001")

    def test_search_box_takes_the_beginning_of_a_code(self):
        search = self.env["emmaus.device"].search
        for text in ("tnopc26 70", "PF0X", "490154", "pf0x12ab"):
            with self.subTest(text=text):
                self.assertEqual(search([("code", "ilike", text)]), self.device)
        self.assertFalse(search([("code", "ilike", "%7001")]))
        self.assertFalse(search([("code", "ilike", "---")]))
        self.assertEqual(search([("code", "=", "tnopc267001")]), self.device)
        self.assertFalse(search([("code", "=", "tnopc26700")]))


@tagged("-at_install", "post_install")
class TestQrToken(EmmausCase):
    def _blank(self, count=1):
        return self.env["emmaus.qr.token"]._generate_blank(count, roll="R-TEST")

    def test_each_thing_has_one_label_in_use(self):
        device = self._announced_device()
        package = self.env["stock.package"].create({"name": "BOX-T9"})
        for record in (
            device,
            device.collection_id,
            package,
            self.north._zone("intake"),
        ):
            token = record._ensure_qr_tokens()[record.id]
            self.assertEqual(record._ensure_qr_tokens(), {record.id: token})
            self.assertEqual(self.env["emmaus.qr.token"]._resolve(token), record)
            self.assertEqual(record.qr_token, format_token(token))

    def test_renewed_label_revokes_the_old_one(self):
        device = self._announced_device()
        old = device._ensure_qr_tokens()[device.id]
        new = device._renew_qr_tokens()[device.id]
        resolve = self.env["emmaus.qr.token"]._resolve
        self.assertNotEqual(new, old)
        self.assertFalse(resolve(old))
        self.assertEqual(resolve(new), device)
        self.assertEqual(self.env["emmaus.qr.token"]._parse(old).state, "revoked")

    def test_blank_label_is_stuck_and_revokes_the_former(self):
        device = self._announced_device()
        former = device._ensure_qr_tokens()[device.id]
        blank = self._blank()
        device._link_qr_token(f"https://x{TOKEN_PATH}{blank.token}")
        self.assertEqual(device.qr_token, format_token(blank.token))
        self.assertFalse(self.env["emmaus.device"].find_by_code(former))
        self.assertEqual(self.env["emmaus.device"].find_by_code(blank.token), device)

    def test_label_in_use_revoked_or_unknown_is_not_stuck(self):
        device, other = self._announced_device(), self._announced_device()
        mine = device._ensure_qr_tokens()[device.id]
        taken = other._ensure_qr_tokens()[other.id]
        revoked = self._blank()
        revoked._revoke()
        for text, sentence in (
            (taken, f"already stuck on {other.display_name}"),
            (revoked.token, "was replaced: throw it away"),
            (new_token(), "is not one of our labels"),
            ("garbage", "garbage is not one of our labels"),
            ("", "is not one of our labels"),
        ):
            with self.subTest(text=text), self.assertRefused(sentence, device, other):
                device._link_qr_token(text)
        self.assertEqual(device._ensure_qr_tokens()[device.id], mine)

    def test_volunteer_does_not_stick_or_renew(self):
        device = self._announced_device()
        blank = self._blank()
        with self.assertRefused("", blank, device, error=AccessError):
            self._as(device, "volunteer")._link_qr_token(blank.token)
        with self.assertRefused("", device, error=AccessError):
            self._as(device, "volunteer")._renew_qr_tokens()

    def test_registry_is_not_written_by_hand(self):
        blank = self._blank()
        for role in ("volunteer", "administrator", "auditor"):
            for call in (
                lambda code: code.write({"state": "active"}),
                lambda code: code.unlink(),
                lambda code: code.copy(),
                lambda code: code.create({"token": new_token(), "state": "blank"}),
            ):
                with (
                    self.subTest(role=role),
                    self.assertRefused("", blank, error=AccessError),
                ):
                    call(self._as(blank, role))

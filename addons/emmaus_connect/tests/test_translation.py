import re
from collections import Counter, defaultdict
from pathlib import Path
from unittest.mock import patch

import polib

from odoo.tests.common import TransactionCase, tagged
from odoo.tools.translate import TranslationModuleReader

import odoo.addons

ADDONS = Path(__file__).parents[2]
SUITE = sorted(folder.parent.name for folder in ADDONS.glob("*/i18n"))
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w+(?::\w+)?\}|</?[a-z][^>]*>")
# Words too, which a screen reader says.
SPOKEN = re.compile(r'title="[^"]*"')
# Straight apostrophe; ordinary space where French wants one that does not break.
LOOSE = re.compile(r"'|« | [»:;?!]| %(?![(\w])")


def _files():
    return [path for addon in SUITE for path in ADDONS.glob(f"{addon}/i18n/*.po")]


def _template(addon):
    return polib.pofile(str(ADDONS / addon / "i18n" / f"{addon}.pot"))


class TestTranslationFiles(TransactionCase):
    """Each file of translations is complete and safe to format."""

    def test_every_addon_speaks_french(self):
        languages = {(path.parts[-3], path.stem) for path in _files()}
        self.assertEqual(languages, {(addon, "fr") for addon in SUITE})

    def test_nothing_is_left_to_translate(self):
        for path in _files():
            entries = polib.pofile(str(path))
            with self.subTest(addon=path.parts[-3], language=path.stem):
                self.assertEqual([e.msgid for e in entries.untranslated_entries()], [])
                self.assertEqual([e.msgid for e in entries.fuzzy_entries()], [])
                self.assertEqual([e.msgid for e in entries.obsolete_entries()], [])

    def test_placeholders_and_tags_are_kept(self):
        for entry in self._entries():
            with self.subTest(source=entry.msgid):
                self.assertEqual(self._kept(entry.msgstr), self._kept(entry.msgid))

    def test_french_typography(self):
        texts = [re.sub("<[^>]*>", "", entry.msgstr) for entry in self._entries()]
        self.assertEqual([text for text in texts if LOOSE.search(text)], [])

    def _kept(self, text):
        return Counter(PLACEHOLDER.findall(SPOKEN.sub("", text)))

    def _entries(self):
        return [entry for path in _files() for entry in polib.pofile(str(path))]


@tagged("post_install", "-at_install")
class TestTranslationTemplates(TransactionCase):
    """The templates hold what the running code and database say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Our own sources only: walking all of Odoo's takes most of a minute.
        with patch.object(odoo.addons, "__path__", [str(ADDONS)]):
            reader = TranslationModuleReader(cls.env.cr, modules=SUITE)
        # A text is translated where the file says it stands, and nowhere else.
        cls.sources = defaultdict(set)
        for addon, kind, name, xmlid, source, *_rest in reader:
            place = f"code:{name}" if kind == "code" else f"{kind}:{name}:{xmlid}"
            if not cls._is_inherited_field(name, xmlid):
                cls.sources[addon].add((source, place))

    @classmethod
    def _is_inherited_field(cls, name, xmlid):
        """Tell a label that another addon wrote; which there are varies."""
        if not name.startswith("ir.model.fields,"):
            return False
        record = cls.env.ref(xmlid, raise_if_not_found=False)
        field = record and cls.env[record.model]._fields.get(record.name)
        return not field or not set(field._modules) & set(SUITE)

    def test_templates_are_up_to_date(self):
        for addon in SUITE:
            known = {
                (entry.msgid, place)
                for entry in _template(addon)
                for place, _line in entry.occurrences
            }
            with self.subTest(addon=addon):
                self.assertEqual(
                    sorted(self.sources[addon] - known),
                    [],
                    "Run `./emmaus i18n`, then translate what is new.",
                )

    def test_translations_follow_the_templates(self):
        for path in _files():
            addon = path.parts[-3]
            with self.subTest(addon=addon, language=path.stem):
                self.assertEqual(
                    {(e.msgid, *e.occurrences) for e in polib.pofile(str(path))},
                    {(e.msgid, *e.occurrences) for e in _template(addon)},
                )

    def test_the_reader_sees_each_kind_of_text(self):
        """Guards the comparison itself: Python, JavaScript, QWeb, view, label."""
        texts = {text for text, _place in self.sources["emmaus_connect"]}
        for text in ("Choose the pick-up day of %(name)s first.", "Find", "Found it?"):
            self.assertIn(text, texts)


class TestZoneNames(TransactionCase):
    """A place has one name for everybody: it is given in the reader's language."""

    def test_zones_of_a_new_site_are_named_in_french(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        site = self.env["stock.warehouse"].with_context(lang="fr_FR")
        site = site.create({"name": "Essai", "code": "ZZ", "is_emmaus_site": True})
        names = {zone: site._zone(zone).name for zone in ("intake", "to_erase")}
        self.assertEqual(names, {"intake": "Arrivée", "to_erase": "À effacer"})

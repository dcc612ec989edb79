"""The guide for volunteers: what it quotes is on the screen, what it shows is there."""

import re
from pathlib import Path

import polib
import pytest

import odoo.addons.base
import odoo.addons.stock
import odoo.addons.web

ROOT = Path(__file__).parents[1]
GUIDE = ROOT / "docs" / "guide_fr"
PAGES = sorted(GUIDE.glob("*.md"))
LINK = re.compile(r"\]\(([^)#]+)|src=\"([^\"]+)\"")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.S)
NOT_A_LABEL = {"en gras", "Emmaüs Connect"}


def _plain(text):
    return " ".join(text.replace("’", "'").split()).casefold()


@pytest.fixture(scope="module")
def words_on_screen():
    """Every French text of ours and of the parts of Odoo that people meet."""
    folders = [ROOT / "addons" / "emmaus_connect"]
    for addon in (odoo.addons.base, odoo.addons.stock, odoo.addons.web):
        folders += [Path(path) for path in addon.__path__]
    files = [folder / "i18n" / "fr.po" for folder in folders]
    return {
        _plain(entry.msgstr)
        for file in files
        if file.exists()
        for entry in polib.pofile(str(file))
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_words_in_bold_are_written_so_on_the_screen(page, words_on_screen):
    quoted = {_plain(word) for word in BOLD.findall(page.read_text("utf-8"))}
    unknown = quoted - words_on_screen - {_plain(word) for word in NOT_A_LABEL}
    assert not unknown, f"{page.name} quotes what no screen says: {unknown}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_pictures_lead_somewhere(page):
    for groups in LINK.findall(page.read_text("utf-8")):
        target = GUIDE / "".join(groups)
        assert target.exists(), f"{page.name} points to nothing: {target.name}"


def test_pictures_are_used_and_light():
    pictures = set((GUIDE / "images").glob("*.png"))
    text = "".join(page.read_text("utf-8") for page in PAGES)
    assert not {picture.name for picture in pictures if picture.name not in text}
    assert all(picture.stat().st_size < 150_000 for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 4_000_000

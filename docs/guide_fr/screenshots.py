"""Take the pictures of this guide again, from the demo of a running `./emmaus run`.

    .venv/bin/python docs/guide_fr/screenshots.py [http://127.0.0.1:8069] [chapter]

It imports and receives what the demo leaves to do, so start from a fresh one
(`./emmaus reset`). The packages come with `./emmaus test`; Chromium from Debian.
"""

import json
import sys
from pathlib import Path

import pypdfium2
from chromium import Browser
from leaving import CHAPTERS as LEAVING
from PIL import Image
from workshop import CHAPTERS as WORKSHOP

HERE = Path(__file__).parent
IMAGES = HERE / "images"
FILES = HERE.parents[1] / "addons/emmaus_connect/demo/files"
SCREEN = (1366, 800)
PHONE = (360, 760)


class Guide:
    """The demo as one of its people sees it."""

    def __init__(self, address):
        self.address = address.rstrip("/")
        self.browser = Browser()
        self.browser.size(*SCREEN)

    def __getattr__(self, name):
        return getattr(self.browser, name)

    def sign_in(self, login):
        self.browser.close()  # nothing of the person before waits in the new one
        self.browser = Browser()
        self.browser.size(*SCREEN)
        self.go("/web/login")
        self.write("input#login", login)
        self.write("input#password", login)
        self.click(".oe_login_form button[type=submit]")
        self.see(".o_main_navbar")

    def go(self, path):
        self.browser.open(self.address + path)

    def go_home(self):
        self.go("/odoo/action-emmaus_connect.emmaus_home_action")
        self.see(".o_emmaus_home")

    def on_phone(self):
        self.browser.size(*PHONE, phone=True)

    def shot(self, name):
        self.picture(IMAGES / f"{name}.png")
        print(name)

    def paper(self, name, address, part=3):
        """The top of a document as a picture: no viewer runs without a screen."""
        numbers = self.run(
            f"fetch({address}).then((a) => a.arrayBuffer())"
            ".then((buffer) => [...new Uint8Array(buffer)])"
        )
        page = pypdfium2.PdfDocument(bytes(numbers))[0]
        picture = page.render(scale=1.2).to_pil()
        picture = picture.crop((0, 0, picture.width, picture.height // part))
        picture.quantize(32, dither=Image.Dither.NONE).save(
            IMAGES / f"{name}.png", optimize=True
        )
        print(name)

    def button(self, name):
        self.click(f".o_statusbar_buttons button[name={name}]")

    def stage(self, value):
        self.see(f".o_statusbar_status [data-value={value}].o_arrow_button_current")

    def call(self, model, method, *arguments, **named):
        """Ask the server as the person who is signed in."""
        request = {"model": model, "method": method, "args": arguments}
        body = json.dumps({"params": {**request, "kwargs": named}})
        answer = self.run(
            f"fetch('/web/dataset/call_kw', {{method: 'POST', body: {json.dumps(body)},"
            " headers: {'Content-Type': 'application/json'}}).then((a) => a.json())"
        )
        if "error" in answer:
            raise SystemExit(answer["error"]["data"]["message"])
        return answer.get("result")

    def find(self, model, *domain):
        ids = self.call(model, "search", list(domain), limit=1)
        return ids[0]

    def find_value(self, model, name, *domain):
        return self.call(model, "search_read", list(domain), [name], limit=1)[0][name]

    def gear(self, action):
        """Open an entry of the gear menu, called as the person's language says."""
        body = json.dumps({"params": {"action_id": f"emmaus_connect.{action}"}})
        name = self.run(
            f"fetch('/web/action/load', {{method: 'POST', body: {json.dumps(body)},"
            " headers: {'Content-Type': 'application/json'}})"
            ".then((a) => a.json()).then((a) => a.result.name)"
        )
        self.click(".o_cp_action_menus button:has(.fa-cog)")
        self.click(".o-dropdown-item", name)


def first_steps(guide):
    guide.go("/web/login")
    guide.see("input#login")
    guide.shot("01-connexion")
    for login in ("logistique", "technicien", "coordination", "audit", "benevole"):
        guide.sign_in(login)
        guide.go_home()
        guide.shot(f"01-accueil-{login}")
    guide.on_phone()
    guide.shot("01-accueil-telephone")


def import_a_file(guide):
    guide.sign_in("logistique")
    guide.go("/odoo/emmaus-imports/new")
    guide.see(".o_form_view")
    guide.shot("02-nouveau")
    guide.choose_file(
        ".o_field_widget[name=file] input.o_input_file",
        FILES / "ordinateurs_reconditionneur.xlsx",
    )
    guide.button("action_dry_run")
    guide.stage("checked")
    guide.shot("02-controle")
    guide.run_when(".o_field_widget[name=line_ids]", "one.scrollIntoView()")
    guide.shot("02-lignes")
    guide.button("action_apply")
    guide.stage("applied")
    guide.run_when(".o_content", "one.scrollTo(0, 0)")
    guide.shot("02-applique")
    guide.go("/odoo/emmaus-imports")
    guide.see(".o_list_view .o_data_row")
    guide.shot("02-liste")


def receive_a_collection(guide):
    guide.sign_in("logistique")
    guide.go("/odoo/collections")
    guide.see(".o_list_view .o_data_row")
    guide.shot("03-collectes")
    collection = guide.find("emmaus.collection", ["reference", "=", "L-0148"])
    guide.go(f"/odoo/collections/{collection}")
    guide.stage("announced")
    guide.shot("03-annoncee")
    guide.button("action_collect")
    guide.stage("collected")
    guide.button("action_receive")
    guide.see(".modal footer button")
    guide.shot("03-compter-dabord")
    guide.click(".modal footer button")
    guide.button("action_count_as_announced")
    guide.see("td[name=counted_qty]", "3")
    guide.shot("03-comptee")
    guide.button("action_receive")
    guide.stage("received")
    guide.shot("03-recue")
    guide.click(".oe_stat_button[name=action_view_devices]")
    guide.see(".o_list_view .o_data_row")
    guide.shot("03-appareils")


def print_labels(guide):
    guide.sign_in("logistique")
    collection = guide.find("emmaus.collection", ["reference", "=", "L-0148"])
    guide.go(f"/odoo/collections/{collection}")
    guide.stage("received")
    guide.gear("emmaus_label_print_action_collection")
    guide.see(".modal button[name=action_print]")
    guide.shot("04-imprimer")
    guide.run(
        "odoo.loader.modules.get('@web/core/browser/browser').browser.open ="
        " (url) => { window.labels = url; return window; }"
    )
    guide.click(".modal button[name=action_print]")
    guide.wait("!!window.labels")
    guide.paper("04-feuille", "window.labels")
    guide.click('[data-menu-xmlid="emmaus_connect.menu_emmaus_labels"]')
    guide.click('[data-menu-xmlid="emmaus_connect.menu_emmaus_labels_blank"]')
    guide.see(".modal .o_field_widget[name=blank_count]")
    guide.shot("04-vierges")
    device = guide.find("emmaus.device", ["collection_id", "=", collection])
    url = guide.call("emmaus.device", "read", [device], ["qr_url"])[0]["qr_url"]
    guide.forget()
    guide.on_phone()
    guide.go("/emmaus/q/" + url.rpartition("/")[2])
    guide.see("main, body")
    guide.shot("04-carte-publique")


def find_a_device(guide):
    guide.sign_in("benevole")
    guide.go_home()
    guide.write(".o_emmaus_code input", "cz c8231 vqp")
    guide.shot("05-chercher")
    guide.click(".o_emmaus_code button[type=submit]")
    guide.click(".nav-link[name=journal]")
    guide.see(".o_form_view .o_field_widget[name=event_ids]")
    guide.shot("05-fiche")
    guide.click(".nav-link[name=identifiers]")
    guide.see(".o_field_widget[name=identifier_ids] .o_data_row")
    guide.shot("05-numeros")
    guide.go_home()
    guide.write(".o_emmaus_code input", "XYZ 000")
    guide.click(".o_emmaus_code button[type=submit]")
    guide.see(".o_emmaus_home .alert-warning")
    guide.shot("05-introuvable")
    guide.go("/odoo/devices")
    guide.see(".o_list_view .o_data_row")
    guide.shot("05-liste")
    guide.on_phone()
    device = guide.call("emmaus.device", "find_by_code", "CZC8231VQP")
    guide.go(f"/odoo/devices/{device[0]}")
    guide.see(".o_form_view")
    guide.shot("05-telephone")


def put_away(guide):
    guide.sign_in("benevole")
    guide.go_home()
    guide.shot("06-accueil")
    guide.click("[data-tile=to_place]")
    guide.see(".o_list_view .o_data_row")
    for row in (1, 2, 3):
        guide.click(f".o_data_row:nth-child({row}) .o_list_record_selector input")
    guide.see(".o_control_panel .o_list_selection_box, .o_selection_container")
    guide.shot("06-choisir")
    guide.gear("emmaus_device_place_action")
    guide.see(".modal button[name=action_place]")
    guide.click(".modal .o_field_widget[name=zone] input[data-value=to_erase]")
    guide.shot("06-ranger")
    guide.click(".modal button[name=action_place]")
    guide.see(".o_notification")
    guide.shot("06-range")
    device = guide.find("emmaus.device", ["state", "=", "received"])
    guide.on_phone()
    guide.go(f"/odoo/devices/{device}")
    guide.see(".o_form_view")
    guide.shot("06-telephone")


def administer(guide):
    guide.sign_in("administration")
    for path, name in (
        ("/odoo/sites", "07-sites"),
        ("/odoo/action-emmaus_connect.emmaus_device_category_action", "07-categories"),
    ):
        guide.go(path)
        guide.see(".o_list_view .o_data_row")
        guide.shot(name)
    guide.go(f"/odoo/sites/{guide.find('stock.warehouse', ['code', '=', 'GR'])}")
    guide.click(".nav-link[name=emmaus_zones]")
    guide.shot("07-site")
    guide.go_home()
    guide.click('[data-menu-xmlid="emmaus_connect.menu_emmaus_reporting"]')
    guide.click('[data-menu-xmlid="emmaus_connect.menu_emmaus_event_verify"]')
    guide.see(".o_notification, .modal")
    guide.shot("07-journal-verifie")
    guide.go("/odoo/action-emmaus_connect.emmaus_event_action")
    guide.see(".o_list_view .o_data_row")
    guide.shot("07-journal")
    guide.sign_in("admin")
    guide.go("/odoo/emmaus-users")
    guide.see(".o_list_view .o_data_row")
    guide.shot("07-personnes")
    user = guide.find("res.users", ["login", "=", "benevole"])
    guide.go(f"/odoo/emmaus-users/{user}")
    guide.run_when(".o_field_widget[name=emmaus_site_ids]", "one.scrollIntoView(false)")
    guide.shot("07-personne")


CHAPTERS = {
    "01": first_steps,
    "02": import_a_file,
    "03": receive_a_collection,
    "04": print_labels,
    "05": find_a_device,
    "06": put_away,
    "07": administer,
    **WORKSHOP,
    **LEAVING,
}


def main(address="http://127.0.0.1:8069", *chapters):
    IMAGES.mkdir(exist_ok=True)
    guide = Guide(address)
    try:
        for number in chapters or CHAPTERS:
            CHAPTERS[number](guide)
    finally:
        guide.close()


if __name__ == "__main__":
    main(*sys.argv[1:])

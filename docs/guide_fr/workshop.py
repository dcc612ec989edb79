"""The chapters of the bench: audits, erasure, grades. See screenshots.py."""

import tempfile
from datetime import datetime, timedelta
from pathlib import Path

DEMO = Path(__file__).parents[2] / "addons/emmaus_connect/demo/files/workshop"
# Invented figures: no table of marks comes with the suite.
MARKS = "name;cpumark\nIntel Core i5-8265U @ 1.60GHz;6000\n"
MARKS += "Intel Core i5-8350U @ 1.70GHz;6200\nIntel Core i5-6300U @ 2.40GHz;3200\n"


def _file(name, content):
    folder = Path(tempfile.gettempdir(), "emmaus_guide")
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(content, "utf-8")
    return path


def _device(guide, number):
    return guide.call("emmaus.device", "find_by_code", number)[0]


def _serial(guide, number):
    return guide.find_value(
        "emmaus.device.identifier",
        "value",
        ["device_id", "=", _device(guide, number)],
        ["kind", "=", "serial"],
    )


def _audit_of(guide, number):
    """An audit of a ThinkPad of the demo, named after its label."""
    text = (DEMO / "thinkpad_l390.json").read_text("utf-8")
    text = text.replace("PFL9R346P", _serial(guide, number))
    return _file(f"{number}.json", text.replace("S3TWNX0M304518", "S3TWNX0M998877"))


def _report(guide, number):
    """The log of nwipe for the disk of a Latitude, an hour ago."""
    text = (DEMO / "nwipe_thinkpad.log").read_text("utf-8")
    when = datetime.now() - timedelta(hours=1)
    for old, new in (
        ("@DAY@", when.strftime("%Y/%m/%d")),
        ("@HOUR@", when.strftime("%H")),
        ("S3TWNX0M304518", "50026B7784D1A2C9"),
        ("PFL9R346P", _serial(guide, number)),
        ("256060514304", "240057409536"),
        ("SAMSUNG MZ7LN256HAJQ", "KINGSTON SA400S37240G"),
        ("SAMSUNG MZ7LN256H", "KINGSTON SA400S37"),
        ("256 GB", "240 GB"),
    ):
        text = text.replace(old, new)
    return _file("nwipe_latitude_5490.log", text)


def _send(guide, *files):
    guide.go("/odoo/send-audits")
    guide.choose_file(".o_emmaus_files input[type=file]", *files)
    guide.see("button[name=action_send]")


def audit(guide):
    guide.sign_in("benevole")
    _send(
        guide,
        _audit_of(guide, "GRPC26-0005"),
        DEMO / "wrong_label.json",
        _file("notes.txt", "Portable du collège, écran rayé\n"),
    )
    guide.shot("08-envoyer")
    guide.button("action_send")
    guide.see(".o_data_row")
    guide.shot("08-resultat")
    guide.on_phone()
    guide.go("/odoo/send-audits")
    guide.see(".o_form_view")
    guide.shot("08-telephone")
    guide.sign_in("technicien")
    done = guide.find("emmaus.audit", ["file_name", "=", "GRPC26-0005.json"])
    guide.go(f"/odoo/audits/{done}")
    guide.see(".o_form_view")
    guide.shot("08-lu")
    doubt = guide.find("emmaus.audit", ["state", "=", "to_decide"])
    guide.go(f"/odoo/audits/{doubt}")
    guide.see("button[name=action_take_audit]")
    guide.shot("08-decider")
    _on_tab(guide, "GRPC26-0002", "proof")
    guide.click(".tab-pane.active button", "Relevé à la main")
    guide.see(".modal button[name=action_record]")
    guide.shot("08-a-la-main")
    guide.sign_in("administration")
    guide.go("/odoo/processor-marks")
    guide.click(".o_control_panel button, .o_list_buttons button", "Importer une table")
    guide.choose_file(
        ".modal .o_field_widget[name=file] input", _file("indices.csv", MARKS)
    )
    guide.click(".modal button[name=action_check]")
    guide.see(".modal button[name=action_apply]")
    guide.shot("08-indices")
    guide.click(".modal button[name=action_apply]")
    guide.see(".modal footer button")


def erase(guide):
    guide.sign_in("technicien")
    _send(guide, _report(guide, "GRPC26-0003"))
    guide.button("action_send")
    guide.see(".o_data_row")
    guide.shot("09-rapport")
    _on_tab(guide, "GRPC26-0003", "proof")
    guide.see(".o_field_widget[name=erasure_ids] .o_data_row")
    guide.run_when(".nav-link[name=proof]", "one.scrollIntoView()")
    guide.shot("09-preuve")
    failed = guide.find("emmaus.erasure", ["state", "=", "failed"])
    guide.go(f"/odoo/erasures/{failed}")
    guide.see("button[name=action_retry]")
    guide.shot("09-echec")
    _on_tab(guide, "GRPC26-0004", "proof")
    guide.click(".tab-pane.active button", "Disque détruit")
    guide.write(
        ".modal .o_field_widget[name=how] :is(input, textarea)",
        "Retiré, percé quatre fois, plateaux brisés",
    )
    guide.write(".modal .o_field_widget[name=by_whom] input", "Théo Vissac")
    guide.shot("09-detruit")
    guide.click(".modal button[name=action_record]")
    guide.see(".alert-success")
    _closed_gate(guide)
    _certificate(guide)
    guide.sign_in("coordination")
    guide.on_phone()
    _on_tab(guide, "MASM26-0001", "proof")
    guide.click(".tab-pane.active button", "Réinitialisation")
    guide.see(".modal button[name=action_record]")
    guide.click(".modal .o_field_widget[name=account_lock_removed] input")
    guide.shot("09-reinitialiser")
    guide.click(".modal button[name=action_record]")
    guide.see(".alert-success")


def _closed_gate(guide):
    guide.go(f"/odoo/devices/{_device(guide, 'GRPC26-0002')}")
    guide.click(".o_statusbar_buttons button", "Ranger")
    guide.click(".modal .o_field_widget[name=zone] input[data-value=ready]")
    guide.click(".modal button[name=action_place]")
    guide.see(".modal", "GRPC26")
    guide.shot("09-porte")


def _certificate(guide):
    guide.go(f"/odoo/devices/{_device(guide, 'GRPC26-0001')}")
    guide.see("button[name=action_print_erasure_certificate]")
    guide.run(
        "odoo.loader.modules.get('@web/core/browser/browser').browser.open ="
        " (url) => { window.paper = url; return window; }"
    )
    guide.click("button[name=action_print_erasure_certificate]")
    guide.wait("!!window.paper")
    guide.paper("09-certificat", "window.paper")


def grade(guide):
    guide.sign_in("technicien")
    device = _device(guide, "GRPC26-0003")
    guide.call("emmaus.device", "action_resolve_cpu_mark", [device])
    _on_tab(guide, "GRPC26-0003", "proof")
    guide.click(".o_statusbar_buttons button", "Cotation")
    guide.click(".modal .o_field_widget[name=windows_10] input")
    guide.see(".modal .o_field_widget[name=preview_category]", "B")
    guide.shot("10-pourquoi")
    guide.write(".modal .o_field_widget[name=cosmetic] input", "-1")
    guide.write(
        ".modal .o_field_widget[name=reason] textarea",
        "Coque rayée, deux touches usées",
    )
    guide.shot("10-ajuster")
    guide.click(".modal button[name=action_grade]")
    guide.stage("graded")
    guide.click(".nav-link[name=grade]")
    guide.run_when(".nav-link[name=grade]", "one.scrollIntoView()")
    guide.shot("10-cote")
    guide.button("action_make_ready")
    guide.stage("ready")
    guide.sign_in("administration")
    guide.go("/odoo/grading-rules")
    guide.see(".o_list_view .o_data_row")
    guide.shot("10-regles")
    rule = guide.find("emmaus.grading.rule", ["state", "=", "shadow"])
    guide.go(f"/odoo/grading-rules/{rule}")
    guide.click(".o_statusbar_buttons button", "Rendre officiel")
    guide.click(".modal button[name=action_preview]")
    guide.see(".modal button[name=action_apply]")
    guide.shot("10-apercu")


def _on_tab(guide, number, tab):
    guide.go(f"/odoo/devices/{_device(guide, number)}")
    guide.click(f".nav-link[name={tab}]")


CHAPTERS = {"08": audit, "09": erase, "10": grade}

"""Labels of devices: our PDF and ZPL beside Odoo's own lot labels.

Ours is the whole way: the wizard makes the tokens, reads the devices and draws. Vanilla
is `stock.action_report_lot_label` (QWeb, then wkhtmltopdf; its bar codes are one-line
Code 128, ours are QR codes) and `stock.label_lot_template` for ZPL. The floor of a PDF
is the encoding of its QR codes alone; ZPL has none, the printer encodes.

`--quick` makes Odoo's large PDF once instead of three times (20 s each).
"""

import shutil
from contextlib import contextmanager
from functools import partial
from threading import Thread

from werkzeug.serving import make_server

from odoo import http

from odoo.addons.emmaus_connect.tools.labels.qr import encode

from bench.report import median_of as median
from bench.report import row

COUNTS = (24, 500)
PDF = "stock.action_report_lot_label"
ZPL = "stock.label_lot_template"


def run(env, args):
    devices = make_devices(env, max(COUNTS))
    env.cr.commit()
    if not shutil.which("wkhtmltopdf"):
        print("wkhtmltopdf is not installed (apt-get install wkhtmltopdf): no vanilla.")
        return measure(env, devices, lambda count: 0)
    with style_sheets(env):
        print_vanilla(env, devices[:1])  # makes the style sheets, once
        env.cr.commit()
        return measure(
            env, devices, lambda count: 1 if count > 100 and "--quick" in args else 3
        )


@contextmanager
def style_sheets(env):
    """Odoo's web server for as long as wkhtmltopdf asks it for style sheets."""
    server = make_server("127.0.0.1", 0, http.root, threaded=True)
    Thread(target=server.serve_forever, daemon=True).start()
    env["ir.config_parameter"].set_param(
        "report.url", f"http://127.0.0.1:{server.server_port}"
    )
    env.cr.commit()
    try:
        yield
    finally:
        server.shutdown()


def measure(env, devices, vanilla_turns):
    rows = []
    for count in COUNTS:
        some, turns = devices[:count], vanilla_turns(count)
        rows += [
            row(
                f"{count} labels, PDF",
                ours_s=median_of(5, print_ours, env, some, "a4_3x8"),
                vanilla_s=median_of(turns, print_vanilla, env, some),
                floor_s=median_of(5, encode_only, some),
                vanilla_turns=turns,
                ours_kb=len(print_ours(env, some, "a4_3x8")) // 1024,
            ),
            row(
                f"{count} labels, ZPL",
                ours_s=median_of(5, print_ours, env, some, "roll_62x40", "zpl203"),
                vanilla_s=median_of(3, print_vanilla_zpl, env, some),
                vanilla_turns=3,
            ),
        ]
    return rows


def median_of(turns, job, *args):
    return turns and median(turns, partial(job, *args)) or None


def make_devices(env, count):
    site = env["stock.warehouse"].search([("is_emmaus_site", "=", True)], limit=1)
    laptop = env.ref("emmaus_connect.device_category_laptop")
    donor = env["res.partner"].create(
        {"name": "Bench", "is_donor": True, "donor_sector": "private"}
    )
    collection = env["emmaus.collection"].create(
        {"donor_id": donor.id, "warehouse_id": site.id}
    )
    return env["emmaus.device"]._create_bulk(
        [
            {
                "category_id": laptop.id,
                "collection_id": collection.id,
                "brand_id": env["emmaus.brand"].search([], limit=1).id,
                "model": "ThinkPad T480s",
                "identifiers": {"serial": f"BENCHLABEL{number:05}"},
            }
            for number in range(count)
        ]
    )


def start_afresh(env):
    env.cr.rollback()
    env.invalidate_all()


def print_ours(env, devices, paper, output="pdf"):
    start_afresh(env)
    wizard = env["emmaus.label.print"].with_context(
        active_model=devices._name, active_ids=devices.ids
    )
    wizard = wizard.create({"label_format": paper, "output": output})
    wizard.action_print()
    return wizard._render_document()[2]


def print_vanilla(env, devices):
    start_afresh(env)
    report = env["ir.actions.report"].with_context(force_report_rendering=True)
    return report._render_qweb_pdf(PDF, devices.lot_id.ids)[0]


def print_vanilla_zpl(env, devices):
    start_afresh(env)
    return env["ir.actions.report"]._render_qweb_text(ZPL, devices.lot_id.ids)[0]


def encode_only(devices):
    address = "http://localhost:8069/emmaus/q/"
    return list(encode(f"{address}{device.id:013}" for device in devices))

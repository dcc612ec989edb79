"""The chapters of repair and waste; see screenshots.py."""


def _open(guide, number):
    device = guide.call("emmaus.device", "find_by_code", number)[0]
    guide.go(f"/odoo/devices/{device}")
    guide.see(".o_form_view")


def repair(guide):
    guide.sign_in("benevole")
    guide.on_phone()
    _open(guide, "GRPC26-0003")
    guide.click(".o_statusbar_buttons button:has(.fa-ellipsis-v, .oi-ellipsis-v)")
    guide.click(".o-dropdown--menu button", "Liste de contrôle")
    guide.see(".modal .o_emmaus_checklist_item")
    guide.shot("11-liste")
    guide.click(".modal .o_emmaus_checklist button.btn-success")
    guide.click(".modal button[name=action_save]")
    guide.wait("!document.querySelector('.modal')")
    guide.sign_in("technicien")
    _open(guide, "GRPC26-0003")
    guide.click(".nav-link[name=checklist]")
    guide.run_when(".nav-link[name=checklist]", "one.scrollIntoView()")
    guide.shot("11-reconditionne")
    _batch(guide)
    _bench(guide)


def _batch(guide):
    guide.sign_in("logistique")
    partner = guide.find("res.partner", ["refurbisher_code", "=", "ATL"])
    site = guide.find("stock.warehouse", ["code", "=", "GR"])
    values = {"kind": "batch", "partner_id": partner, "warehouse_id": site}
    batch = guide.call("emmaus.refurbishment", "create", [values])[0]
    guide.go(f"/odoo/refurbisher-batches/{batch}")
    codes = "GRPC26-0006\nGRPC26-0007\nGRPC26-0011"
    guide.write(".o_field_widget[name=codes] textarea", codes)
    guide.press("Tab")
    guide.see("button[name=action_add_codes]")
    guide.shot("11-lot")
    guide.click("button[name=action_add_codes]")
    guide.see(".o_field_widget[name=line_ids] .o_data_row")
    guide.button("action_send")
    guide.stage("open")
    guide.button("action_open_return")
    guide.click(".modal .o_field_widget[name=result] input[data-value=refused]")
    guide.write(".modal .o_field_widget[name=codes] textarea", "GRPC26-0006")
    guide.shot("11-retour")
    guide.click(".modal footer button[special=cancel]")
    for number, result in (("GRPC26-0006", "refused"), ("GRPC26-0007", "accepted")):
        _take_back(guide, batch, number, result)
    guide.go(f"/odoo/refurbisher-batches/{batch}")
    guide.see(".o_field_widget[name=nonconformity_rate]")
    guide.shot("11-revenu")


def _take_back(guide, batch, number, result):
    values = {"refurbishment_id": batch, "codes": number, "result": result}
    if result == "refused":
        values["reason"] = "not_working"
    wizard = guide.call("emmaus.refurbishment.return", "create", [values])
    guide.call("emmaus.refurbishment.return", "action_return", wizard)


def _bench(guide):
    guide.sign_in("technicien")
    _open(guide, "GRPC26-0005")
    guide.button("action_new_bench")
    guide.button("action_start")
    guide.stage("open")
    guide.button("action_open_fit")
    guide.click(".modal .o_field_widget[name=kind] .badge, .modal span", "Mémoire")
    guide.write(".modal .o_field_widget[name=description] input", "DDR4 8 Go")
    guide.click(".modal .o_field_widget[name=origin] input[data-value=donor]")
    guide.write(".modal .o_field_widget[name=donor_code] input", "GRPC26-0004")
    guide.press("Tab")
    guide.shot("11-piece")
    guide.click(".modal button[name=action_fit]")
    guide.see(".o_form_view:not(.modal *)")


def waste(guide):
    guide.sign_in("coordination")
    common = {"is_company": True, "is_waste_operator": True}
    carrier = {"name": "Transports Valverte", "waste_carrier_receipt": "38-000"}
    consignee = {"name": "Tri du Val", "waste_authorisation": "AP 38-000"}
    operators = [{**carrier, **common}, {**consignee, **common}]
    guide.call("res.partner", "create", operators)
    guide.sign_in("technicien")
    _open(guide, "GRPC26-0004")
    guide.click(".o_statusbar_buttons button", "Recycler")
    guide.click(".modal .o_field_widget[name=reason] input[data-value=parts_taken]")
    guide.click(".modal .o_field_widget[name=new_package] input")
    guide.shot("12-recycler")
    guide.click(".modal button[name=action_recycle]")
    guide.stage("recycled")
    guide.sign_in("logistique")
    guide.go("/odoo/waste-to-ship")
    guide.see(".o_list_view .o_data_row")
    guide.shot("12-dechets")
    shipment = guide.call("emmaus.waste.shipment", "create", [_shipment(guide)])[0]
    guide.go(f"/odoo/waste-shipments/{shipment}")
    guide.button("action_load_zone")
    guide.see(".o_field_widget[name=device_ids] .o_data_row")
    guide.shot("12-expedition")
    guide.button("action_ship")
    guide.click(".modal footer .btn-primary")
    guide.stage("shipped")
    guide.shot("12-partie")
    guide.click('[data-menu-xmlid="emmaus_connect.menu_emmaus_waste"]')
    guide.click('[data-menu-xmlid="emmaus_connect.menu_emmaus_waste_register"]')
    guide.see(".modal button[name=action_export]")
    guide.shot("12-registre")


def _shipment(guide):
    """A load for operators that do not exist."""
    carrier = guide.find("res.partner", ["name", "=", "Transports Valverte"])
    consignee = guide.find("res.partner", ["name", "=", "Tri du Val"])
    code = guide.find("emmaus.waste.code", ["code", "=", "16 02 13*"])
    return {
        "warehouse_id": guide.find("stock.warehouse", ["code", "=", "GR"]),
        "waste_code_id": code,
        "weight_kg": 2.1,
        "carrier_id": carrier,
        "consignee_id": consignee,
        "slip_number": "BSD-00000000-EXEMPLE",
        "treatment_code": "R4",
    }


CHAPTERS = {"11": repair, "12": waste}

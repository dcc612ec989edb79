"""One device, two shipments, two people at once: it leaves once."""

from committed import (
    broken_links,
    committed,
    errors,
    make_collection,
    make_site,
    race,
)

from odoo.exceptions import UserError
from odoo.fields import Command

ROUNDS = 3


def _waste(env, site, shipments=2):
    """A recycled screen, and shipments that lack nothing but their load."""
    collection = make_collection(env, site, {"screen": 1})
    collection.action_receive()
    device = collection.device_ids
    device.action_recycle("Broken")
    operator = env["res.partner"].create({"name": "Op", "is_waste_operator": True})
    vals = {
        "warehouse_id": site.id,
        "waste_code_id": env.ref("emmaus_connect.waste_code_160214").id,
        "weight_kg": 5,
        "carrier_id": operator.id,
        "consignee_id": operator.id,
        "treatment_code": "R4",
    }
    loads = env["emmaus.waste.shipment"].create([vals] * shipments)
    return device.id, loads.ids


def _load(shipment_id, device_id):
    def act(env):
        env["emmaus.waste.shipment"].browse(shipment_id).action_load([device_id])

    return act


def test_device_put_on_two_shipments_at_once_is_on_one():
    for _round in range(ROUNDS):
        with committed() as env:
            device_id, shipment_ids = _waste(env, make_site(env))
        workers = race(*(_load(number, device_id) for number in shipment_ids))
        [refused] = errors(workers)
        assert isinstance(refused, UserError)
        assert "a device leaves once" in str(refused)
        with committed() as env:
            device = env["emmaus.device"].browse(device_id)
            shipments = env["emmaus.waste.shipment"].browse(shipment_ids)
            assert device.waste_shipment_id in shipments
            assert sum(shipments.mapped("device_count")) == 1
            assert not broken_links(env, device, shipments)


def test_shipment_sent_twice_at_once_leaves_once():
    with committed() as env:
        device_id, [shipment_id] = _waste(env, make_site(env), shipments=1)
        _load(shipment_id, device_id)(env)

    def ship(env):
        env["emmaus.waste.shipment"].browse(shipment_id).action_ship()

    [refused] = errors(race(ship, ship))
    assert "cannot go from “Shipped” to “Shipped”" in str(refused)
    with committed() as env:
        shipment = env["emmaus.waste.shipment"].browse(shipment_id)
        assert len(shipment.picking_ids) == 1
        assert len(shipment.line_ids) == 1
        assert not broken_links(env, shipment, shipment.device_ids)


def test_load_and_departure_at_once():
    """What comes too late is refused, never left behind in the register."""
    with committed() as env:
        site = make_site(env)
        device_id, [shipment_id] = _waste(env, site, shipments=1)
        line = {"category_id": env.ref("emmaus_connect.device_category_charger").id}
        shipment = env["emmaus.waste.shipment"].browse(shipment_id)
        shipment.line_ids = [Command.create({**line, "quantity": 2})]

    def ship(env):
        env["emmaus.waste.shipment"].browse(shipment_id).action_ship()

    race(ship, _load(shipment_id, device_id))
    with committed() as env:
        shipment = env["emmaus.waste.shipment"].browse(shipment_id)
        device = env["emmaus.device"].browse(device_id)
        assert shipment.state == "shipped"
        on_board = device.waste_shipment_id == shipment
        gone = device.lot_id.location_id.usage == "customer"
        counted = bool(shipment.line_ids.filtered("is_devices"))
        assert on_board == gone == counted


def test_line_and_departure_at_once():
    with committed() as env:
        device_id, [shipment_id] = _waste(env, make_site(env), shipments=1)
        _load(shipment_id, device_id)(env)
        charger_id = env.ref("emmaus_connect.device_category_charger").id

    def ship(env):
        env["emmaus.waste.shipment"].browse(shipment_id).action_ship()

    def add_line(env):
        env["emmaus.waste.shipment.line"].create(
            {"shipment_id": shipment_id, "category_id": charger_id}
        )

    race(ship, add_line)
    with committed() as env:
        shipment = env["emmaus.waste.shipment"].browse(shipment_id)
        assert shipment.state == "shipped"
        assert round(sum(shipment.line_ids.mapped("share_kg")), 3) == 5
        assert all(shipment.line_ids.mapped("share_kg"))

"""Two workers at the same moment, with devices that are worked on."""

import pytest
from committed import (
    broken_links,
    committed,
    errors,
    make_collection,
    make_site,
    make_user,
    race,
)

from odoo.exceptions import UserError
from odoo.fields import Command


@pytest.fixture
def place():
    """Ids of a new site, its technician and a refurbisher under contract."""
    with committed() as env:
        site = make_site(env)
        partner = env["res.partner"].create(
            {
                "name": f"Refurbisher {site.code}",
                "is_refurbisher": True,
                "processor_contract_until": "2099-12-31",
            }
        )
        user = make_user(env, site, "technician")
        return {"site": site.id, "partner": partner.id, "user": user.id}


def _devices(place, count):
    with committed() as env:
        site = env["stock.warehouse"].browse(place["site"])
        collection = make_collection(env, site, {"laptop": count})
        collection.action_receive()
        return collection.device_ids.ids


def _work(place, kind, device_ids):
    with committed() as env:
        vals = {
            "kind": kind,
            "warehouse_id": place["site"],
            "partner_id": place["partner"] if kind == "batch" else False,
            "line_ids": [Command.create({"device_id": each}) for each in device_ids],
        }
        return env["emmaus.refurbishment"].create(vals).id


def _act(work_id, method):
    return lambda env: getattr(env["emmaus.refurbishment"].browse(work_id), method)()


@pytest.mark.parametrize(
    "kind, method", [("batch", "action_send"), ("bench", "action_start")]
)
def test_device_taken_by_two_at_once_is_in_one_work(place, kind, method):
    first, shared, last = _devices(place, 3)
    one = _work(place, "batch", [first, shared])
    two = _work(place, kind, [shared, last])

    workers = race(_act(one, "action_send"), _act(two, method), user_id=place["user"])

    [error] = errors(workers)
    assert isinstance(error, UserError)
    assert ", which is “" in str(error)
    with committed() as env:
        works = env["emmaus.refurbishment"].browse([one, two])
        assert sorted(works.mapped("state")) == ["draft", "open"]
        lines = works.line_ids.filtered("is_open")
        assert lines.refurbishment_id == works.filtered(lambda w: w.state == "open")
        devices = env["emmaus.device"].browse([first, shared, last])
        assert len(lines.filtered(lambda line: line.device_id.id == shared)) == 1
        assert not broken_links(env, works, devices)


def test_first_use_of_a_refurbisher_by_two_makes_one_place(place):
    one, two = _devices(place, 2)
    works = [_work(place, "batch", [one]), _work(place, "batch", [two])]

    workers = race(
        *(_act(work, "action_send") for work in works), user_id=place["user"]
    )

    assert not errors(workers)
    with committed() as env:
        devices = env["emmaus.device"].browse([one, two])
        assert len(devices.location_id) == 1
        assert devices.location_id.refurbisher_id.id == place["partner"]


def test_batch_taken_back_twice_at_once_is_taken_back_once(place):
    work = _work(place, "batch", _devices(place, 3))
    with committed() as env:
        env["emmaus.refurbishment"].browse(work).action_send()

    def take_back(env):
        batch = env["emmaus.refurbishment"].browse(work)
        batch.action_return(batch.line_ids, "accepted")

    [error] = errors(race(take_back, take_back, user_id=place["user"]))

    assert isinstance(error, UserError)
    with committed() as env:
        batch = env["emmaus.refurbishment"].browse(work)
        assert batch.state == "done"
        told = batch.line_ids.device_id.event_ids.filtered(
            lambda event: event.name == "returned_from_refurbisher"
        )
        assert len(told) == 3
        assert not broken_links(env, batch, batch.line_ids.device_id)


def test_last_part_in_stock_is_fitted_once(place):
    benches = [_work(place, "bench", [device]) for device in _devices(place, 2)]
    with committed() as env:
        env["emmaus.refurbishment"].browse(benches).action_start()
        product = env["product.product"].create(
            {"name": "Battery", "is_storable": True}
        )
        workshop = env["stock.warehouse"].browse(place["site"])._zone("workshop")
        quants = env["stock.quant"]
        quants._update_available_quantity(product, workshop, 1)
        product_id = product.id

    def fit(bench_id):
        def act(env):
            bench = env["emmaus.refurbishment"].browse(bench_id)
            bench.action_fit_part(
                bench.line_ids.device_id,
                {"kind": "battery", "origin": "stock", "product_id": product_id},
            )

        return act

    [error] = errors(race(*map(fit, benches), user_id=place["user"]))

    assert "has 0 of Battery in stock, not 1" in str(error)
    with committed() as env:
        domain = [("product_id", "=", product_id)]
        domain.append(("location_id.usage", "=", "internal"))
        assert sum(env["stock.quant"].search(domain).mapped("quantity")) == 0
        assert not env["stock.quant"].search([*domain, ("quantity", "<", 0)])
        parts = env["emmaus.refurbishment.part"].search(
            [("product_id", "=", product_id)]
        )
        assert len(parts) == 1


def test_item_checked_by_two_at_once_has_one_answer(place):
    [device_id] = _devices(place, 1)

    def check(result):
        def act(env):
            device = env["emmaus.device"].browse(device_id)
            device.action_check({device._checklist_items()[0]: result})

        return act

    workers = race(check("ok"), check("faulty"), user_id=place["user"])

    assert not errors(workers)
    with committed() as env:
        device = env["emmaus.device"].browse(device_id)
        assert len(device.check_ids) == 1
        assert not broken_links(env, device)

"""Two workers at the same moment: each thing happens exactly once, in real commits."""

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


@pytest.fixture
def site_id():
    with committed() as env:
        return make_site(env).id


def _collection(site_id, **goods):
    with committed() as env:
        site = env["stock.warehouse"].browse(site_id)
        return make_collection(env, site, goods).id


def _devices(site_id, count):
    """Ids of devices received at the site."""
    collection_id = _collection(site_id, laptop=count)
    with committed() as env:
        collection = env["emmaus.collection"].browse(collection_id)
        collection.action_receive()
        return collection.device_ids.ids


def _announced(site_id, count):
    with committed() as env:
        collection = env["emmaus.collection"].browse(_collection(site_id, laptop=0))
        laptop = env.ref("emmaus_connect.device_category_laptop")
        vals = {"category_id": laptop.id, "collection_id": collection.id}
        devices = env["emmaus.device"]._create_bulk([vals] * count)
        return devices.ids


def _held(env, **criteria):
    domain = [(name, "=", value) for name, value in criteria.items()]
    quants = env["stock.quant"].search(
        [*domain, ("location_id.usage", "=", "internal")]
    )
    return sum(quants.mapped("quantity"))


@pytest.mark.parametrize(
    "goods", [{"laptop": 5, "charger": 3}, {"laptop": 4}, {"charger": 7}]
)
def test_collection_received_twice_at_once_is_received_once(site_id, goods):
    collection_id = _collection(site_id, **goods)
    with committed() as env:
        site = env["stock.warehouse"].browse(site_id)
        user_id = make_user(env, site, "coordinator").id

    def receive(env):
        env["emmaus.collection"].browse(collection_id).action_receive()

    workers = race(receive, receive, user_id=user_id)

    [error] = errors(workers)
    assert isinstance(error, UserError)
    assert "cannot go from “Received” to “Received”" in str(error)
    assert max(worker.tries for worker in workers) == 2, "they did not meet"
    with committed() as env:
        collection = env["emmaus.collection"].browse(collection_id)
        devices = collection.device_ids
        assert collection.state == "received"
        assert len(devices) == goods.get("laptop", 0)
        assert set(devices.mapped("event_count")) <= {2}
        assert len(set(devices.mapped("name"))) == len(devices)
        for device in devices:
            assert _held(env, lot_id=device.lot_id.id) == 1
        charger = env.ref("emmaus_connect.product_charger")
        intake = collection.warehouse_id._zone("intake")
        held = _held(env, product_id=charger.id, location_id=intake.id)
        assert held == goods.get("charger", 0)
        assert not broken_links(env, collection, devices)


def test_numbers_given_at_once_are_given_once(site_id):
    """Both kinds of PC share the series."""
    collection_id = _collection(site_id, laptop=0)

    def create(code):
        def act(env):
            category = env.ref(f"emmaus_connect.device_category_{code}")
            vals = {"category_id": category.id, "collection_id": collection_id}
            return env["emmaus.device"]._create_bulk([vals] * 25).mapped("name")

        return act

    workers = race(create("laptop"), create("desktop"), create("laptop"))

    assert not errors(workers)
    names = [name for worker in workers for name in worker.result]
    assert len(set(names)) == 75
    assert sorted(int(name.rpartition("-")[2]) for name in names) == list(range(1, 76))


def test_same_number_typed_at_once_is_one_device(site_id):
    collection_id = _collection(site_id, laptop=0)
    name = f"FILE-{site_id}"

    def create(env):
        laptop = env.ref("emmaus_connect.device_category_laptop")
        vals = {"category_id": laptop.id, "collection_id": collection_id}
        return env["emmaus.device"].create({**vals, "name": name}).id

    workers = race(create, create)

    [error] = errors(workers)
    assert isinstance(error, UserError)
    assert "already" in str(error) or "just recorded" in str(error)
    with committed() as env:
        assert len(env["emmaus.device"].find_by_code(name)) == 1


def test_blank_label_is_stuck_on_one_thing(site_id):
    first, second = _devices(site_id, 2)
    with committed() as env:
        token = env["emmaus.qr.token"]._generate_blank(1).token

    def stick(device_id):
        return lambda env: env["emmaus.device"].browse(device_id)._link_qr_token(token)

    [error] = errors(race(stick(first), stick(second)))

    assert isinstance(error, UserError)
    assert "is already stuck on" in str(error)
    with committed() as env:
        assert env["emmaus.device"].find_by_code(token).id in (first, second)


def test_label_made_at_once_is_the_same(site_id):
    device_id = _devices(site_id, 1)[0]

    def make(env):
        return env["emmaus.device"].browse(device_id)._ensure_qr_tokens()[device_id]

    workers = race(make, make)

    assert not errors(workers)
    assert len({worker.result for worker in workers}) == 1


def test_merged_into_each_other_at_once_one_stays(site_id):
    first, second = _announced(site_id, 2)

    def merge(double, kept):
        def act(env):
            devices = env["emmaus.device"]
            devices.browse(double).action_merge_into(devices.browse(kept))

        return act

    [error] = errors(race(merge(first, second), merge(second, first)))

    assert "choose two different devices" in str(error)
    with committed() as env:
        both = env["emmaus.device"].browse([first, second])
        assert sorted(both.mapped("active")) == [False, True]
        assert not broken_links(env, both)


def test_merged_into_two_at_once_has_one_answer(site_id):
    double, first, second = _announced(site_id, 3)

    def merge(kept):
        def act(env):
            devices = env["emmaus.device"]
            devices.browse(double).action_merge_into(devices.browse(kept))

        return act

    [error] = errors(race(merge(first), merge(second)))

    assert "choose two different devices" in str(error)
    with committed() as env:
        merges = env["emmaus.device.merge"].search([("double_id", "=", double)])
        assert len(merges) == 1
        assert merges.double_id.merged_into_id == merges.kept_id


def test_merge_of_the_one_kept_meanwhile_keeps_every_number_findable(site_id):
    first, second, third = _announced(site_id, 3)
    with committed() as env:
        device = env["emmaus.device"].browse(first)
        device.identifier_ids = [(0, 0, {"kind": "serial", "value": f"RACE{first}"})]
        name = device.name

    def merge(double, kept):
        def act(env):
            devices = env["emmaus.device"]
            devices.browse(double).action_merge_into(devices.browse(kept))

        return act

    refused = errors(race(merge(first, second), merge(second, third)))

    with committed() as env:
        find = env["emmaus.device"].find_by_code
        kept = env["emmaus.device"].browse(first)._kept()
        assert kept.id == (second if refused else third) or kept.id == first
        assert find(name) == find(f"RACE{first}") == kept


def test_device_placed_twice_at_once_is_in_one_place(site_id):
    device_id = _devices(site_id, 1)[0]

    def place(kind):
        def act(env):
            site = env["stock.warehouse"].browse(site_id)
            env["emmaus.device"].browse(device_id).action_place(site._zone(kind))

        return act

    workers = race(place("workshop"), place("to_erase"))

    assert not errors(workers)
    with committed() as env:
        device = env["emmaus.device"].browse(device_id)
        assert _held(env, lot_id=device.lot_id.id) == 1
        assert device.zone in ("workshop", "to_erase")
        assert device.event_count == 4
        assert not broken_links(env, device)


def test_chains_do_not_fork_under_four_workers(site_id):
    ids = _devices(site_id, 20)

    def tell(env):
        devices = env["emmaus.device"].browse(ids)
        env["emmaus.event"]._append(devices, "seen")

    workers = race(tell, tell, tell, tell)

    told = 4 - len(errors(workers))
    assert told >= 2, errors(workers)
    with committed() as env:
        devices = env["emmaus.device"].browse(ids)
        assert set(devices.mapped("event_count")) == {2 + told}
        assert not broken_links(env, devices)


def test_received_and_cancelled_at_once_is_one_of_them(site_id):
    collection_id = _collection(site_id, laptop=3)

    def receive(env):
        env["emmaus.collection"].browse(collection_id).action_receive()

    def cancel(env):
        env["emmaus.collection"].browse(collection_id).action_cancel()

    [error] = errors(race(receive, cancel))

    assert isinstance(error, UserError)
    with committed() as env:
        collection = env["emmaus.collection"].browse(collection_id)
        assert collection.state in ("received", "cancelled")
        expected = 3 if collection.state == "received" else 0
        assert len(collection.device_ids) == expected
        assert not broken_links(env, collection, collection.device_ids)

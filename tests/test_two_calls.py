"""Two workers get the same call of a tool at the same moment: one effect."""

from functools import partial
from itertools import count

import pytest
from committed import committed, errors, make_collection, make_site, make_user, race

from odoo.exceptions import UserError

numbers = count(1)


@pytest.fixture
def ground():
    """A user, and what a tool sends of a device that nobody knows yet."""
    with committed() as env:
        site = make_site(env)
        site.tectech_stock_code = f"S-{site.code}"
        user = make_user(env, site, "logistics")
        make_collection(env, site, {"laptop": 1}).reference = f"L-{site.code}"
        item = {
            "typeMateriel": "ORDINATEUR_PORTABLE",
            "idStock": site.tectech_stock_code,
            "idLot": f"L-{site.code}",
            "numeroSerie": f"{site.code}X{next(numbers)}",
        }
        return user.id, item


def _put(env, item, key, sha256="0"):
    def act():
        answer = env["emmaus.materiel"]._put([item])
        return 201, repr(answer)

    calls = env["emmaus.api.call"]
    return calls._once(key, "PUT /emmaus/api/materiel", sha256, act)


def test_same_call_at_once_is_done_once(ground):
    user_id, item = ground
    put = partial(_put, item=item, key="one")

    workers = race(put, put, put, user_id=user_id)

    assert not errors(workers)
    assert max(worker.tries for worker in workers) > 1, "they did not meet"
    answers = {worker.result[:2] for worker in workers}
    assert len(answers) == 1
    assert sorted(worker.result[2] for worker in workers) == [False, True, True]
    with committed() as env:
        device = env["emmaus.device"].find_by_code(item["numeroSerie"])
        assert device.event_count == 1
        assert len(device) == 1


def test_same_key_for_two_calls_at_once_refuses_one(ground):
    user_id, item = ground
    other = {**item, "numeroSerie": f"{item['numeroSerie']}B"}

    workers = race(
        partial(_put, item=item, key="two", sha256="a"),
        partial(_put, item=other, key="two", sha256="b"),
        user_id=user_id,
    )

    [error] = errors(workers)
    assert isinstance(error, UserError)
    assert "was used for another call" in str(error)
    with committed() as env:
        devices = env["emmaus.device"]
        codes = (item["numeroSerie"], other["numeroSerie"])
        assert sum(len(devices.find_by_code(code)) for code in codes) == 1


def test_same_device_in_two_calls_at_once_is_one_device(ground):
    user_id, item = ground

    workers = race(
        partial(_put, item=item, key="first"),
        partial(_put, item={**item, "RAM": 8}, key="second"),
        user_id=user_id,
    )

    assert not errors(workers)
    with committed() as env:
        device = env["emmaus.device"].find_by_code(item["numeroSerie"])
        assert len(device) == 1

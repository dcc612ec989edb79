"""kill -9 in the middle of a large receipt, of an import: all of it, or nothing.

`EMMAUS_TEST_SIZE=4000` plays the real size; the default is quicker.
"""

import base64
import os
import random
import time

import pytest
from committed import broken_links, committed, make_collection, make_site
from killable import Office

from odoo.tests.common import get_db_name
from odoo.tools import config

SIZE = int(os.environ.get("EMMAUS_TEST_SIZE", "400"))
# At what part of the time that the whole takes.
MOMENTS = (0.1, 0.3, 0.5, 0.7, 0.9)


@pytest.fixture(scope="module")
def office():
    office = Office(config["config"], get_db_name())
    yield office
    office.close()


def kill_in_the_middle(office, model, res_id, method, whole, check):
    """Kill the act at several moments; returns how often it left nothing behind.

    :param whole: seconds that such an act takes when nobody kills it
    :param check: called after each kill; tells whether the act was done, and fails
        on anything between all and nothing
    """
    undone = 0
    for moment in MOMENTS:
        process_id = office.begin(model, res_id, method)
        office.kill(process_id, whole * (moment + random.uniform(-0.09, 0.09)))
        wait_for_the_backend()
        if check():
            break
        undone += 1
    return undone


def wait_for_the_backend():
    """PostgreSQL notices that its client is gone at its next word."""
    deadline = time.monotonic() + 60
    query = """
        SELECT COUNT(*) FROM pg_stat_activity
         WHERE datname = current_database() AND backend_type = 'client backend'
           AND xact_start IS NOT NULL AND pid != pg_backend_pid()
    """
    while time.monotonic() < deadline:
        with committed() as env:
            env.cr.execute(query)
            if env.cr.fetchone() == (0,):
                return
        time.sleep(0.05)
    raise AssertionError("a transaction of a killed process is still open")


def test_receipt_is_all_or_nothing(office):
    with committed() as env:
        site = make_site(env)
        goods = {"laptop": SIZE, "charger": SIZE // 10}
        rehearsal = make_collection(env, site, goods).id
        real = make_collection(env, site, goods).id
        site_id = site.id
    office.begin("emmaus.collection", rehearsal, "action_receive")
    whole = office.finish()

    def is_received():
        with committed() as env:
            return _check_receipt(env, real, rehearsal, site_id)

    undone = kill_in_the_middle(
        office, "emmaus.collection", real, "action_receive", whole, is_received
    )

    assert undone, "every kill came too late"
    if not is_received():
        office.begin("emmaus.collection", real, "action_receive")
        assert office.finish(), "the next try works"
    assert is_received()
    print(f"{SIZE} devices in {whole:.1f} s; {undone} kills left nothing behind")


def _check_receipt(env, collection_id, rehearsal_id, site_id):
    """All or nothing, in every table; returns whether it is all."""
    collection = env["emmaus.collection"].browse(collection_id)
    rehearsal = env["emmaus.collection"].browse(rehearsal_id)
    site = env["stock.warehouse"].browse(site_id)
    is_received = collection.state == "received"
    times = 2 if is_received else 1
    at_site = [("warehouse_id", "=", site.id)]
    intake = [("location_id", "=", site._zone("intake").id)]
    devices = env["emmaus.device"].search(at_site)
    quants = env["stock.quant"].search(intake)
    pickings = env["stock.picking"].search(
        [("picking_type_id", "=", site.in_type_id.id)]
    )
    assert collection.state in ("collected", "received")
    assert len(devices) == SIZE * times
    assert len(devices.lot_id) == len(set(devices.mapped("name"))) == SIZE * times
    assert len(quants.lot_id) == SIZE * times
    assert sum(quants.mapped("quantity")) == (SIZE + SIZE // 10) * times
    assert set(pickings.mapped("state")) == {"done"}
    assert len(pickings) == 2 * times
    numbers = env["emmaus.device.identifier"].search_count(
        [("device_id", "in", devices.ids)]
    )
    assert numbers == SIZE * times
    expected = ["announced", "collected", *(["received"] * is_received)]
    events = env["emmaus.event"].search(
        [("res_model", "=", "emmaus.collection"), ("res_id", "=", collection.id)],
        order="sequence",
    )
    assert events.mapped("name") == expected
    assert not broken_links(env, collection, rehearsal, devices)
    return is_received


def test_import_is_all_or_nothing(office):
    from odoo.addons.emmaus_connect.models.emmaus_import import BACKGROUND_LINES

    size = min(SIZE, BACKGROUND_LINES)  # a longer one is the same act, in a job
    with committed() as env:
        site = make_site(env)
        rehearsal, real = (_send(env, site, lot, size) for lot in ("REHEARSAL", "REAL"))
        site_id = site.id
    office.begin("emmaus.import", rehearsal, "action_apply")
    whole = office.finish()

    def is_applied():
        with committed() as env:
            return _check_import(env, real, site_id, size)

    undone = kill_in_the_middle(
        office, "emmaus.import", real, "action_apply", whole, is_applied
    )

    assert undone, "every kill came too late"
    if not is_applied():
        office.begin("emmaus.import", real, "action_apply")
        assert office.finish(), "the next try works"
    assert is_applied()


def _send(env, site, lot, size):
    """A checked BOLC file of `size` devices."""
    from odoo.addons.emmaus_connect.tests.import_files import bolc_file

    lines = (
        {
            "refurbisher_code": f"{lot}-{site.code}-{number}",
            "type": "UC",
            "model": "M",
        }
        for number in range(size)
    )
    record = env["emmaus.import"].create(
        {
            "file": base64.b64encode(bolc_file(*lines)),
            "file_name": f"{lot}.csv",
            "warehouse_id": site.id,
        }
    )
    record.action_dry_run()
    assert record.state == "checked", record.message
    return record.id


def _check_import(env, import_id, site_id, size):
    record = env["emmaus.import"].browse(import_id)
    is_applied = record.state == "applied"
    devices = env["emmaus.device"].search([("warehouse_id", "=", site_id)])
    assert record.state in ("checked", "applied")
    assert len(devices) == size * (2 if is_applied else 1)
    assert set(devices.mapped("state")) == {"announced"}
    assert not broken_links(env, devices, devices.collection_id)
    return is_applied

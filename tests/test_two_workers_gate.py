"""The gate with two workers at the same moment, in real commits."""

from base64 import b64encode
from uuid import uuid4

import pytest
from committed import broken_links, committed, errors, make_collection, make_site, race

from odoo.exceptions import UserError

DISK = {"kind": "SSD", "serial": "RACE-1", "size_gb": 256.0, "model": "Disk"}


@pytest.fixture
def site_id():
    with committed() as env:
        return make_site(env).id


def _device(site_id, serial):
    """Id of a received device whose one disk, `serial`, an audit listed."""
    with committed() as env:
        site = env["stock.warehouse"].browse(site_id)
        collection = make_collection(env, site, {"laptop": 1})
        collection.action_receive()
        device = collection.device_ids
        env["emmaus.audit"].ingest_by_hand(device, [{**DISK, "serial": serial}], "x")
        return device.id


def _prove(env, device_id):
    device = env["emmaus.device"].browse(device_id)
    for medium in device.medium_ids.filtered(lambda m: not m.is_proven):
        erasure = env["emmaus.erasure"].create(
            {
                "medium_id": medium.id,
                "method": "ata_erase",
                "report": b64encode(uuid4().bytes),
            }
        )
        erasure.action_start()
        erasure.action_pass()


@pytest.mark.parametrize("turn", range(3))
def test_disk_found_while_the_device_leaves(site_id, turn):
    """Whoever comes first: no device leaves after the disk is known."""
    serial = f"RACE-{site_id}-{turn}"
    device_id = _device(site_id, serial)
    with committed() as env:
        _prove(env, device_id)

    def leave(env):
        site = env["stock.warehouse"].browse(site_id)
        device = env["emmaus.device"].browse(device_id)
        device.action_place(site._zone("quarantine"))

    def find_disk(env):
        device = env["emmaus.device"].browse(device_id)
        disks = [{**DISK, "serial": serial}, {**DISK, "serial": f"{serial}-NEW"}]
        env["emmaus.audit"].ingest_by_hand(device, disks, "a second disk")

    workers = race(leave, find_disk)

    with committed() as env:
        device = env["emmaus.device"].browse(device_id)
        names = device.event_ids.sorted("sequence").mapped("name")
        assert device.erasure_state == "open"
        if device.zone == "quarantine":
            assert not errors(workers)
            assert names.index("placed") < len(names) - names[::-1].index("audited")
            assert "gate_closed_again" in names
        else:
            [error] = errors(workers)
            assert isinstance(error, UserError)
            assert f"{serial}-NEW" in str(error)
            assert "placed" not in names
        assert not broken_links(env, device)
    assert max(worker.tries for worker in workers) == 2, "they did not meet"


def test_same_file_sent_twice_at_once_is_one_audit(site_id):
    content = b'{"id": "pc", "class": "system", "product": "%d"' % site_id

    def send(env):
        return env["emmaus.audit"].ingest("race.json", content).id

    workers = race(send, send)

    assert not errors(workers)
    assert len({worker.result for worker in workers}) == 1


def test_same_report_sent_twice_at_once_is_one_proof(site_id):
    from odoo.addons.emmaus_connect.tests.erasure_files import Disk, log

    serial = f"RACE-LOG-{site_id}"
    content = log(Disk(serial=serial))

    def send(env):
        return env["emmaus.erasure"].ingest("nwipe.log", content).ids

    workers = race(send, send)

    assert not errors(workers)
    assert workers[0].result == workers[1].result
    with committed() as env:
        medium = env["emmaus.medium"].search([("serial", "=", serial)])
        assert len(medium) == 1
        assert medium.erasure_ids.mapped("state") == ["passed"]


def test_two_proofs_of_one_disk_at_once_erase_the_device_once(site_id):
    device_id = _device(site_id, f"RACE-2-{site_id}")

    def prove(env):
        _prove(env, device_id)

    workers = race(prove, prove)

    with committed() as env:
        device = env["emmaus.device"].browse(device_id)
        names = device.event_ids.mapped("name")
        assert (device.state, device.erasure_state) == ("erased", "proven")
        assert names.count("erased") == 1
        assert not broken_links(env, device)
    assert not errors(workers)

"""kill -9 while audits and a report of erasure are read: all of them, or none."""

import json
import os

import pytest
from committed import broken_links, committed, make_collection, make_site
from killable import Office
from test_kill_receipt import kill_in_the_middle

from odoo.tests.common import get_db_name
from odoo.tools import config

SIZE = int(os.environ.get("EMMAUS_TEST_SIZE", "400")) // 20


@pytest.fixture(scope="module")
def office():
    office = Office(config["config"], get_db_name())
    yield office
    office.close()


def _send(env, site, batch):
    """A page of files, not read yet: as many laptops, and the log of their disks."""
    from odoo.addons.emmaus_connect.tests.erasure_files import Disk, log
    from odoo.addons.emmaus_connect.tests.test_audit import lshw

    names = [f"KILL{batch}{site.id:05}{number:04}" for number in range(SIZE)]
    files = [
        (f"{name}.json", lshw(serial=f"SN{name}", disks=((name, 500107862016),)))
        for name in names
    ]
    disks = [
        Disk(path=f"/dev/sd{number}", serial=name) for number, name in enumerate(names)
    ]
    files.append((f"{batch}.log", log(*disks)))
    collection = make_collection(env, site, {"laptop": 0})
    page = env["emmaus.audit.send"].create({"collection_id": collection.id})
    page.file_ids = env["ir.attachment"].create(
        [
            {
                "name": name,
                "raw": content,
                "res_model": page._name,
                "res_id": page.id,
            }
            for name, content in files
        ]
    )
    return page.id


def test_files_are_read_all_or_none(office):
    with committed() as env:
        site = make_site(env)
        rehearsal, real = _send(env, site, "A"), _send(env, site, "B")
        site_id = site.id
    office.begin("emmaus.audit.send", rehearsal, "action_send")
    whole = office.finish()
    assert whole, "the files are read when nobody kills"

    def is_read():
        with committed() as env:
            return _check(env, site_id)

    undone = kill_in_the_middle(
        office, "emmaus.audit.send", real, "action_send", whole, is_read
    )

    assert undone, "every kill came too late"
    if not is_read():
        office.begin("emmaus.audit.send", real, "action_send")
        assert office.finish(), "the next try works"
    assert is_read()
    print(json.dumps({"files": SIZE + 1, "seconds": round(whole, 1), "kills": undone}))


def _check(env, site_id):
    """All or nothing, in every table; returns whether it is all."""
    devices = env["emmaus.device"].search([("warehouse_id", "=", site_id)])
    times = len(devices) // SIZE
    assert len(devices) == SIZE * times and times in (1, 2)
    audits = env["emmaus.audit"].search([("device_id", "in", devices.ids)])
    assert len(audits) == SIZE * times
    assert all(audit.raw for audit in audits)
    assert set(devices.mapped("state")) == {"erased"}
    assert set(devices.mapped("erasure_state")) == {"proven"}
    erasures = env["emmaus.erasure"].search([("device_id", "in", devices.ids)])
    assert len(erasures) == len(devices.medium_ids) == SIZE * times
    for batch in ("A", "B")[times:]:
        name = f"KILL{batch}{site_id:05}"
        assert not env["emmaus.audit"].search_count([("file_name", "like", name)])
        assert not env["emmaus.medium"].search_count([("serial", "like", name)])
    assert not broken_links(env, devices, erasures)
    return times == 2

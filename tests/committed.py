"""Work in transactions that really commit, for what one transaction cannot show.

What is committed stays: the journal cannot be taken back. It belongs to sites of its
own, and the database of a test run is thrown away (`./emmaus test`).
"""

import random
import string
import threading
from contextlib import contextmanager, suppress
from functools import partial
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.fields import Command
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests.common import get_db_name
from odoo.tools import mute_logger

PATIENCE = 60  # seconds; far more than two workers need


@contextmanager
def committed(user_id=SUPERUSER_ID):
    """Give an environment whose transaction is committed at the end of the block."""
    with Registry(get_db_name()).cursor() as cr:
        env = api.Environment(cr, user_id, {"tracking_disable": True})
        yield env
        env.flush_all()


def make_site(env):
    """A site that no other test and no former run knows."""
    code = "W" + "".join(random.choices(string.ascii_uppercase, k=4))
    vals = {"name": f"Site {code}", "code": code, "is_emmaus_site": True}
    return env["stock.warehouse"].create(vals)


def make_user(env, site, role):
    login = f"{role}_{site.code}_{random.randrange(10**6)}"
    return env["res.users"].create(
        {
            "name": login,
            "login": login,
            "lang": "en_US",
            "group_ids": [Command.set(env.ref(f"emmaus_connect.group_{role}").ids)],
            "emmaus_site_ids": [Command.set(site.ids)],
        }
    )


def make_collection(env, site, goods):
    """A counted collection; `goods` is {category code: quantity}."""
    category = env["emmaus.device.category"]
    lines = [
        Command.create(
            {
                "category_id": category.search([("code", "=", code)]).id,
                "announced_qty": quantity,
                "counted_qty": quantity,
            }
        )
        for code, quantity in goods.items()
    ]
    donor = env["res.partner"].create(
        {"name": f"Donor {site.code}", "is_donor": True, "donor_sector": "private"}
    )
    vals = {"warehouse_id": site.id, "donor_id": donor.id, "line_ids": lines}
    collection = env["emmaus.collection"].create(vals)
    collection.action_announce()
    collection.action_collect()
    return collection


def broken_links(env, *records):
    """Broken links of the journal about `records`."""
    ours = {(record._name, record.id) for many in records for record in many}
    broken = env["emmaus.event"]._verify_chains()["broken"]
    return [link for link in broken if (link["res_model"], link["res_id"]) in ours]


class Worker(threading.Thread):
    """Plays one request as Odoo's server does: again after a serialization failure."""

    def __init__(self, act, user_id, start_line):
        super().__init__(daemon=True)
        self.act, self.user_id, self.start_line = act, user_id, start_line
        self.tries, self.result, self.error = 0, None, None

    def run(self):
        try:
            with Registry(get_db_name()).cursor() as cr:
                env = api.Environment(cr, self.user_id, {"tracking_disable": True})
                self.result = retrying(partial(self._try, env), env)
        except Exception as error:
            self.error = error

    def _try(self, env):
        self.tries += 1
        env.cr.execute("SELECT 1")  # the transaction sees the database as it is now
        if self.tries == 1:
            with suppress(threading.BrokenBarrierError):
                self.start_line.wait(PATIENCE)
        result = self.act(env)
        env.flush_all()
        return result


def race(*acts, user_id=SUPERUSER_ID):
    """Play `acts` (functions of an environment) at once; return the workers.

    Each has taken its view of the database before any of them begins to write.
    """
    start_line = threading.Barrier(len(acts))
    workers = [Worker(act, user_id, start_line) for act in acts]
    with (
        mute_logger("odoo.sql_db", "odoo.service.model"),
        patch("odoo.service.model.random.uniform", lambda low, high: 0.05),
    ):
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(PATIENCE)
            assert not worker.is_alive(), "two workers wait for each other"
    return workers


def errors(workers):
    return [worker.error for worker in workers if worker.error]

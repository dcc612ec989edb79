"""What came with audits and proofs of erasure, for a database that had devices before.

Devices that were called erased or ready without a proof are to erase again: the gate
asks the proofs from now on.
"""

from odoo import SUPERUSER_ID, api

BUILT_IN = (
    "tablet",
    "smartphone",
    "basic_phone",
    "hotspot",
    "printer",
    "multifunction_printer",
)


def migrate(cr, version):
    env = api.Environment(cr, SUPERUSER_ID, {})
    categories = env["emmaus.device.category"].with_context(active_test=False)
    categories.search([("code", "in", BUILT_IN)]).internal_storage = True
    devices = env["emmaus.device"].with_context(active_test=False)
    devices.search([("state", "!=", "announced")])._refresh_erasure_state()

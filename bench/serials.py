"""Goods, ways and floor shared by the measures of receipt, delivery and transfer.

Each turn works on its own serial numbers, on a fresh cursor, and commits. What a turn
needs beforehand is made in advance and not measured.
"""

import io
import statistics
import time
from itertools import count

from odoo.fields import Command
from odoo.tools import SQL

from bench.report import fresh_cursor, row

# Best way found without our addon: everything in one call, no tracking of changes.
QUIET = {"tracking_disable": True, "mail_create_nolog": True, "mail_notrack": True}
numbers = count(int(time.time()))


class Ground:
    """A product of its own and the usual places of the first warehouse."""

    def __init__(self, env):
        product = env["product.product"].create(
            {"name": "Bench", "is_storable": True, "tracking": "serial"}
        )
        warehouse = env["stock.warehouse"].search([], limit=1, order="id")
        shelf = env["stock.location"].create(
            {"name": "Bench", "location_id": warehouse.lot_stock_id.id}
        )
        env.cr.commit()
        self.env = env
        self.product_id = product.id
        self.warehouse_id = warehouse.id
        self.stock_id = warehouse.lot_stock_id.id
        self.shelf_id = shelf.id

    def type_of(self, env, name):
        return env["stock.warehouse"].browse(self.warehouse_id)[name]

    def names(self, size):
        turn = next(numbers)
        return [f"BENCH-{turn}-{number}" for number in range(size)]

    def items(self, names, **more):
        return [{"product_id": self.product_id, "lot_name": n, **more} for n in names]

    def in_stock(self, size, packed=False):
        """Ids of new serials in stock, and of the pallet that holds them."""
        env = fresh_cursor(self.env)
        pallet = env["stock.package"]
        if packed:
            pallet = pallet.create({"name": f"BENCH-{next(numbers)}"})
        items = self.items(self.names(size), result_package_id=pallet.id or None)
        picking = env["stock.picking"]._serial_bulk_receive(
            self.type_of(env, "in_type_id"), items
        )
        ids = picking.move_line_ids.lot_id.ids
        env.cr.commit()
        env.cr.close()
        return ids, pallet.id


def measure(ground, case, turns, prepare, **ways):
    """One row: the medians of ``ours``, ``best`` and what else there is to compare.

    :param prepare: function whose result each way gets as second argument
    :param ways: functions ``(env, prepared)`` that return the done transfer
    """
    seconds, queries, pickings = {}, {}, {}
    for _turn in range(turns):
        # Turn by turn, so that a busy minute of the machine hits every way.
        for name, way, context in _variants(ways):
            took, queries[name], pickings[name] = _time(ground, way, prepare(), context)
            seconds.setdefault(name, []).append(took)
    medians = {name: statistics.median(values) for name, values in seconds.items()}
    floors = [copy_floor(ground, pickings["ours"]) for _turn in range(turns)]
    naive = {k: round(v, 4) for k, v in medians.items() if k not in ("ours", "best")}
    return row(
        case,
        ours_s=medians["ours"],
        vanilla_s=medians["best"],
        floor_s=statistics.median(floors),
        **naive,
        queries=queries["ours"],
        vanilla_queries=queries["best"],
    )


def _variants(ways):
    """Ours and the best of Odoo alike without tracking; ours with it as well."""
    for name, way in ways.items():
        yield name, way, QUIET if name in ("ours", "best") else {}
    yield "ours_tracked", ways["ours"], {}


def _time(ground, way, prepared, context):
    env = fresh_cursor(ground.env)
    env = env(context={**env.context, **context})
    env["stock.picking"].browse()  # what any request has loaded already
    env.user.has_group("stock.group_stock_user")
    before, start = env.cr.sql_log_count, time.perf_counter()
    picking = way(env, prepared)
    env.cr.commit()
    took, queries = time.perf_counter() - start, env.cr.sql_log_count - before
    assert picking.state == "done" if picking else True
    picking_id = picking.id
    env.cr.close()
    return took, queries, picking_id


def add_lines(env, picking, lines):
    env["stock.move.line"].create(
        [{"picking_id": picking.id, "quantity": 1, "picked": True, **v} for v in lines]
    )


def validate(picking):
    picking.with_context(skip_backorder=True, skip_sms=True).button_validate()
    return picking


def quick_picking(env, picking, lines):
    """The quickest way found with Odoo alone: one move that holds its lines.

    Lines added to the transfer itself look for their move one by one, which takes
    longer with each line.
    """
    ends = {
        "location_id": picking.location_id.id,
        "location_dest_id": picking.location_dest_id.id,
    }
    picked = [{"quantity": 1, "picked": True, **ends, **values} for values in lines]
    picking.move_ids = [
        Command.create(
            {
                "product_id": lines[0]["product_id"],
                "product_uom_qty": len(lines),
                "move_line_ids": [Command.create(values) for values in picked],
                **ends,
            }
        )
    ]
    picking.move_ids.picked = True
    picking.with_context(skip_sms=True)._action_done()
    return picking


# Floor

FLOOR_QUERIES = {
    "stock_lot": "id IN (SELECT lot_id FROM stock_move_line WHERE picking_id = %s)",
    "stock_picking": "id = %s",
    "stock_move": "picking_id = %s",
    "stock_move_line": "picking_id = %s",
    "stock_quant": (
        "lot_id IN (SELECT lot_id FROM stock_move_line WHERE picking_id = %s)"
    ),
}


def copy_floor(ground, picking_id):
    """Seconds to COPY the rows of a done transfer into their own tables and commit.

    The rows are taken out and put back as they were, in one transaction. A receipt
    writes its lots as well; a delivery or a transfer writes them too, for each lot
    tells where it is.
    """
    env = fresh_cursor(ground.env)
    cr = env.cr
    cr.execute("SET LOCAL session_replication_role = replica")  # to take rows out
    data = {table: _copy_out(cr, table, picking_id) for table in FLOOR_QUERIES}
    for table in reversed(list(FLOOR_QUERIES)):
        if table != "stock_move_line":
            _delete(cr, table, picking_id)
    _delete(cr, "stock_move_line", picking_id)
    cr.execute("SET LOCAL session_replication_role = origin")
    start = time.perf_counter()
    for table, text in data.items():
        cr.copy_expert(f"COPY {table} FROM STDIN", io.StringIO(text))
    cr.commit()
    seconds = time.perf_counter() - start
    cr.close()
    return seconds


def _where(cr, table, picking_id):
    return cr.mogrify(FLOOR_QUERIES[table], (picking_id,)).decode()


def _copy_out(cr, table, picking_id):
    output = io.StringIO()
    where = _where(cr, table, picking_id)
    cr.copy_expert(f"COPY (SELECT * FROM {table} WHERE {where}) TO STDOUT", output)
    return output.getvalue()


def _delete(cr, table, picking_id):
    where = SQL(FLOOR_QUERIES[table], picking_id)
    cr.execute(SQL("DELETE FROM %s WHERE %s", SQL.identifier(table), where))

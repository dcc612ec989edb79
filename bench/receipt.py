"""Receipt of new serial numbers: ours beside Odoo's own ways.

- `lines`: all lines added to the transfer at once, with names, then *Validate*;
- vanilla: the quickest way found with Odoo alone: lots in one call, then one move that
  holds its lines, without tracking;
- `scans`: one line after the other, as a scanner adds them (1,000 only, one turn, with
  `--full`);
- `ours_tracked`: ours, with the tracking of changes that vanilla goes without here.

Floor: COPY of the same rows.
"""

import time

from bench.report import fresh_cursor
from bench.serials import Ground, add_lines, measure, quick_picking, validate

SIZES = (1_000, 4_000)


def run(env, args):
    """Rows for the sizes given in ``args``, by default 1,000 and 4,000."""
    ground = Ground(env)
    sizes = [int(word) for word in args if word.isdigit()] or SIZES
    rows = []
    for size in sizes:
        ways = {"ours": ours(ground), "best": best(ground)}
        if size <= 1_000 or "--full" in args:
            ways["lines"] = lines(ground)
        rows.append(
            measure(
                ground, f"receive {size:,}", 3, lambda n=size: ground.names(n), **ways
            )
        )
    if "--full" in args:
        rows[0]["scans"] = scans(ground, 1_000)
    return rows


def ours(ground):
    def receive(env, names):
        return env["stock.picking"]._serial_bulk_receive(
            ground.type_of(env, "in_type_id"), ground.items(names)
        )

    return receive


def best(ground):
    def receive(env, names):
        lots = env["stock.lot"].create(
            [{"name": name, "product_id": ground.product_id} for name in names]
        )
        picking = new_picking(ground, env)
        values = {"product_id": ground.product_id}
        lines = [{"lot_id": lot_id, **values} for lot_id in lots._ids]
        return quick_picking(env, picking, lines)

    return receive


def lines(ground):
    def receive(env, names):
        picking = new_picking(ground, env)
        add_lines(env, picking, ground.items(names))
        return validate(picking)

    return receive


def scans(ground, size):
    env = fresh_cursor(ground.env)
    start = time.perf_counter()
    picking = new_picking(ground, env)
    for item in ground.items(ground.names(size)):
        add_lines(env, picking, [item])
        env.cr.commit()
    validate(picking)
    env.cr.commit()
    env.cr.close()
    return time.perf_counter() - start


def new_picking(ground, env):
    picking_type = ground.type_of(env, "in_type_id")
    return env["stock.picking"].create({"picking_type_id": picking_type.id})

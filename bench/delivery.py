"""Delivery of named serial numbers: ours beside Odoo's own ways.

- `scans`: one line after the other on an open transfer, then *Validate*;
- vanilla: the quickest way found with Odoo alone: one move that holds its lines, no
  tracking;
- `ours_tracked`: ours, with the tracking of changes that vanilla goes without here.

Floor: COPY of the same rows.
"""

from bench.serials import Ground, add_lines, measure, quick_picking, validate

SIZES = (24, 500)


def run(env, args):
    """Rows for the sizes given in ``args``, by default 24 and 500."""
    ground = Ground(env)
    sizes = [int(word) for word in args if word.isdigit()] or SIZES
    ways = {"ours": ours(ground), "best": best(ground), "scans": scans(ground)}
    return [
        measure(
            ground,
            f"deliver {size:,}",
            5 if size < 100 else 3,
            lambda n=size: ground.in_stock(n)[0],
            **ways,
        )
        for size in sizes
    ]


def ours(ground):
    def deliver(env, lot_ids):
        return env["stock.picking"]._serial_bulk_deliver(
            ground.type_of(env, "out_type_id"), env["stock.lot"].browse(lot_ids)
        )

    return deliver


def best(ground):
    def deliver(env, lot_ids):
        picking = new_picking(ground, env)
        return quick_picking(env, picking, lines_of(ground, lot_ids))

    return deliver


def scans(ground):
    def deliver(env, lot_ids):
        picking = new_picking(ground, env)
        for line in lines_of(ground, lot_ids):
            add_lines(env, picking, [line])
            env.cr.commit()
        return validate(picking)

    return deliver


def lines_of(ground, lot_ids):
    return [{"product_id": ground.product_id, "lot_id": lot_id} for lot_id in lot_ids]


def new_picking(ground, env):
    picking_type = ground.type_of(env, "out_type_id")
    return env["stock.picking"].create({"picking_type_id": picking_type.id})

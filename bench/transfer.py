"""Move of 50 serial numbers to a shelf, loose and on a pallet: ours beside Odoo's.

- loose, vanilla: one move that holds its lines, no tracking;
- pallet, vanilla: *Move* of the whole package (the quickest way); `entire_pack`: the
  package added to a transfer;
- `ours_tracked`: ours, with the tracking of changes that the others go without.

Floor: COPY of the same rows.
"""

from bench.serials import Ground, measure, quick_picking, validate

SIZE = 50


def run(env, args):
    """Two rows: 50 loose devices, one pallet of 50."""
    ground = Ground(env)
    return [
        measure(
            ground,
            f"move {SIZE} loose",
            5,
            lambda: ground.in_stock(SIZE),
            ours=ours(ground),
            best=lines(ground),
        ),
        measure(
            ground,
            f"move a pallet of {SIZE}",
            5,
            lambda: ground.in_stock(SIZE, packed=True),
            ours=ours(ground),
            best=relocate(ground),
            entire_pack=entire_pack(ground),
        ),
    ]


def ours(ground):
    def move(env, prepared):
        lot_ids, pallet_id = prepared
        return env["stock.picking"]._serial_bulk_transfer(
            ground.type_of(env, "int_type_id"),
            env["stock.lot"].browse(lot_ids),
            env["stock.location"].browse(ground.shelf_id),
            result_package=env["stock.package"].browse(pallet_id),
        )

    return move


def lines(ground):
    def move(env, prepared):
        picking = new_picking(ground, env)
        values = {"product_id": ground.product_id}
        lines = [{"lot_id": lot_id, **values} for lot_id in prepared[0]]
        return quick_picking(env, picking, lines)

    return move


def relocate(ground):
    def move(env, prepared):
        env["stock.package"].browse(prepared[1]).location_id = ground.shelf_id
        return env["stock.picking"]

    return move


def entire_pack(ground):
    def move(env, prepared):
        picking = new_picking(ground, env)
        picking.action_add_entire_packs([prepared[1]])
        return validate(picking)

    return move


def new_picking(ground, env):
    return env["stock.picking"].create(
        {
            "picking_type_id": ground.type_of(env, "int_type_id").id,
            "location_id": ground.stock_id,
            "location_dest_id": ground.shelf_id,
        }
    )

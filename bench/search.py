"""Finding a device by any of its codes, at 1,000 and at 1,000,000 devices.

Ours is `emmaus.device.find_by_code`; vanilla is Odoo's own way to find a serial number,
the quick search of `stock.lot`; the floor is one indexed query of the same table.
"""

import random
import sys
import time
from statistics import median

from odoo.tools import SQL

SIZES = (1_000, 1_000_000)
CALLS = 200

# As `_create_bulk` writes them: a lot, its device, an EC number and a serial number.
FILL = """
    WITH lots AS (
        INSERT INTO stock_lot (name, product_id, company_id, create_date)
        SELECT 'GRPC26-' || to_char(n, 'FM0000000'), %(product)s, NULL, now()
          FROM generate_series(%(first)s, %(last)s) AS n
        RETURNING id, name
    ), devices AS (
        INSERT INTO emmaus_device (lot_id, state, active, category_id, warehouse_id)
        SELECT id, 'received', true, %(category)s, %(site)s FROM lots
        RETURNING id, lot_id
    ), tokens AS (
        INSERT INTO emmaus_qr_token (token, state, res_model, res_id)
        SELECT substr(lpad(upper(to_hex(device.id)), 13, '0'), 1, 13), 'active',
               'emmaus.device', device.id
          FROM devices AS device
    )
    INSERT INTO emmaus_device_identifier (device_id, kind, value, normalized)
    SELECT device.id, kind, value, regexp_replace(upper(value), '[^A-Z0-9]', '', 'g')
      FROM devices AS device
      JOIN lots ON lots.id = device.lot_id
     CROSS JOIN LATERAL (
        VALUES ('ec', lots.name),
               ('serial', 'SN ' || upper(substr(md5(lots.name), 1, 12)))
     ) AS code(kind, value)
"""


def run(env, args):
    sizes = SIZES if "--small" not in args else (1_000, 20_000)
    rows = []
    filled = 0
    for size in sizes:
        fill(env, filled + 1, size)
        filled = size
        rows += measure(env, size)
    for case in {row["kind"] for row in rows}:
        few, many = (row for row in rows if row["kind"] == case)
        many["growth"] = round(many["ours_s"] / few["ours_s"], 2)
    return rows


def fill(env, first, last):
    laptop = env.ref("emmaus_connect.device_category_laptop")
    site = env["stock.warehouse"].search([("is_emmaus_site", "=", True)], limit=1)
    for start in range(first, last + 1, 100_000):
        env.cr.execute(
            SQL(
                FILL,
                product=laptop.product_id.id,
                category=laptop.id,
                site=site.id,
                first=start,
                last=min(start + 99_999, last),
            )
        )
        env.cr.commit()
        print(f"  {min(start + 99_999, last):,} devices", file=sys.stderr)
    env.cr._cnx.autocommit = True
    env.cr.execute("VACUUM ANALYZE")
    env.cr._cnx.autocommit = False
    env.invalidate_all()


def measure(env, size):
    """Return one row for each kind of code, medians over the same random devices."""
    chance = random.Random(size)
    numbers = [f"GRPC26-{chance.randint(1, size):07}" for _ in range(CALLS)]
    serials = [serial_of(env, number) for number in numbers]
    typed = {
        "EC number": [number.lower().replace("-", " ") for number in numbers],
        "serial number": [f" {code[:7]} {code[7:]} " for code in serials],
        "unknown code": [f"ZZ{chance.randint(10**6, 10**7)}" for _ in range(CALLS)],
    }
    rows = []
    for kind, texts in typed.items():
        vanilla_texts = numbers if kind == "EC number" else texts
        ours = timed(env, texts, env["emmaus.device"].find_by_code)
        vanilla = timed(env, vanilla_texts, env["stock.lot"].name_search)
        floor = timed(env, texts, lambda text: indexed_query(env, text))
        row = {"kind": kind, "case": f"{kind}, {size:,} devices", "ours_s": ours}
        row |= {"vanilla_s": vanilla, "floor_s": floor, "ratio": vanilla / ours}
        rows.append(row)
    return rows


def timed(env, texts, find):
    for text in texts[:20]:
        find(text)
    seconds = []
    for text in texts:
        env.invalidate_all()
        start = time.perf_counter()
        find(text)
        seconds.append(time.perf_counter() - start)
    return median(seconds)


def serial_of(env, number):
    env.cr.execute("SELECT 'SN ' || upper(substr(md5(%s), 1, 12))", [number])
    return env.cr.fetchone()[0]


def indexed_query(env, text):
    code = "".join(char for char in text.upper() if char.isalnum())
    env.cr.execute(
        "SELECT device_id FROM emmaus_device_identifier WHERE normalized = %s", [code]
    )
    return env.cr.fetchall()

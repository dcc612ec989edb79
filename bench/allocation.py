"""A fair share-out as large as a national campaign, beside the LP bound of the same.

1,813 real places where the test data is beside the repository (drawn at random
otherwise), 8 hubs, 5 categories, 4 grades, 16,000 devices, 9,000 request lines in three
priority classes. Odoo has nothing to compare with: seconds, memory, and for each class
the share of the worst-served structure beside the bound that fractions of devices could
reach. The share-out is made twice, and the two compared.

`--quick`: a tenth of it.
"""

import resource
import time
from pathlib import Path

from odoo.addons.emmaus_connect.tools.allocation import check, share_out

from bench.allocation_instance import generate
from bench.report import row

PLACES = Path("../shared/data/structures/lieux_mediation_scrubbed.csv")


def run(env, args):
    part = 10 if "--quick" in args else 1
    size = {"structures": 1813, "lines": 9000, "devices": 16000}
    size = {name: number // part for name, number in size.items()}
    places = Path(__file__).parent.parent / PLACES
    instance = generate(1, **size, path=places)
    start = time.perf_counter()
    proposal = share_out(instance, 1)
    seconds = time.perf_counter() - start
    broken = check(instance, proposal)
    if broken:
        raise AssertionError(broken[0])
    figures = {
        f"class_{number}": f"{float(c.max_min):.4f} / {float(c.lp_bound):.4f}"
        for number, c in enumerate(proposal.classes, 1)
    }
    return [
        row(
            f"share out {size['devices']:,} devices, {size['lines']:,} lines",
            ours_s=seconds,
            memory_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
            given=proposal.total_units,
            km_per_device=round(proposal.distance_km / proposal.total_units, 1),
            same_twice=share_out(instance, 1) == proposal,
            **figures,
        )
    ]

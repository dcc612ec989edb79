"""A seeded instance over the real places, as large as a national campaign."""

import csv
import math
import random
from pathlib import Path

from odoo.addons.emmaus_connect.tools.allocation import Instance, Need, Supply

CATEGORIES = {
    "laptop": 0.38,
    "smartphone": 0.27,
    "desktop": 0.17,
    "tablet": 0.1,
    "screen": 0.08,
}
GRADES = ("A", "B", "C", "D")
HUBS = {  # town: latitude, longitude
    "Angers": (47.47, -0.55),
    "Bordeaux": (44.84, -0.58),
    "Grenoble": (45.19, 5.72),
    "Lille": (50.63, 3.06),
    "Lyon": (45.76, 4.84),
    "Marseille": (43.30, 5.37),
    "Paris": (48.86, 2.35),
    "Strasbourg": (48.58, 7.75),
}


def kilometres(here, there):
    """Great-circle distance times 1.3, the usual detour of French roads."""
    (lat1, lon1), (lat2, lon2) = (map(math.radians, place) for place in (here, there))
    h = (
        math.sin((lat2 - lat1) / 2) ** 2
        + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    )
    return round(1.3 * 2 * 6371 * math.asin(math.sqrt(min(h, 1))), 1)


def read_places(path, count, rng):
    """Return `count` (latitude, longitude), drawn at random when no file is there."""
    places = []
    if path and Path(path).exists():
        with open(path, encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                try:
                    places.append((float(row["latitude"]), float(row["longitude"])))
                except (TypeError, ValueError):
                    continue
    while len(places) < count:
        places.append((rng.uniform(43, 50), rng.uniform(-2, 7)))
    return places[:count]


def generate(
    seed=1,
    structures=1813,
    lines=9000,
    devices=16000,
    path=None,
    reach_km=None,
    scale=1.0,
    one_class=False,
):
    """Return an Instance; `reach_km` limits each line to the hubs that near."""
    rng = random.Random(seed)
    places = read_places(path, structures, rng)
    cells = [(h, c, g) for h in HUBS for c in CATEGORIES for g in GRADES]
    weights = [
        CATEGORIES[c] * rng.uniform(0.4, 1.6) * {"A": 1, "B": 3, "C": 3, "D": 1}[g]
        for _h, c, g in cells
    ]
    counts = dict.fromkeys(cells, 0)
    for cell in rng.choices(cells, weights, k=devices):
        counts[cell] += 1
    supplies = tuple(Supply(*cell, count) for cell, count in counts.items())
    classes = [1 if one_class else rng.choices((1, 2, 3), (1, 3, 6))[0] for _ in places]
    sizes = [rng.choices((1, 3, 8, 20), (4, 5, 3, 1))[0] * scale for _ in places]
    quotas, needs = {}, []
    for number in range(lines):
        at = number if number < structures else rng.randrange(structures)
        needs.append(
            _need(rng, number, at, places[at], classes[at], sizes[at], quotas, reach_km)
        )
    return Instance(supplies, tuple(needs), GRADES)


def _need(rng, number, at, place, priority_class, size, quotas, reach_km):
    category = rng.choices(list(CATEGORIES), list(CATEGORIES.values()))[0]
    quantity = 1 + int(rng.expovariate(1 / size))
    km = {hub: kilometres(place, town) for hub, town in HUBS.items()}
    near = {h: d for h, d in km.items() if reach_km is None or d <= reach_km}
    if not near:
        near = dict([min(km.items(), key=lambda item: item[1])])
    key = (at, category)
    if key not in quotas:
        quotas[key] = rng.choice((None, 2, 5, 10, 30))
    return Need(
        id=f"L{number:05d}",
        structure=f"S{at:04d}",
        priority_class=priority_class,
        category=category,
        minimum_grade=rng.choices(GRADES, (1, 3, 5, 3))[0],
        quantity=quantity,
        hubs=near,
        already_served=rng.randrange(quantity) if rng.random() < 0.1 else 0,
        period="2026",
        quota_left=quotas[key],
        excluded=rng.random() < 0.005,
    )

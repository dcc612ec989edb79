"""Measures and their report: what every file of this folder uses."""

import json
import statistics
import time

from odoo import api

KEYS = ("case", "ours_s", "vanilla_s", "floor_s", "ratio")


def median_of(n, func):
    """Median of the seconds that `n` calls of `func()` take."""
    return statistics.median(_seconds(func) for _turn in range(n))


def _seconds(func):
    start = time.perf_counter()
    func()
    return time.perf_counter() - start


def row(case, ours_s=None, vanilla_s=None, floor_s=None, **extra):
    """One line of a report: seconds, or None where not measured.

    `ratio` is vanilla / ours: how many times faster ours is.
    """
    ratio = round(vanilla_s / ours_s, 2) if ours_s and vanilla_s else None
    measures = (case, *map(_rounded, (ours_s, vanilla_s, floor_s)), ratio)
    return {**dict(zip(KEYS, measures, strict=True)), **extra}


def _rounded(seconds):
    return None if seconds is None else round(seconds, 5)


def fresh_cursor(env):
    """An Environment on a new cursor of the same database; close `env.cr` after use."""
    return api.Environment(env.registry.cursor(), env.uid, dict(env.context))


def print_table(name, rows):
    """Print the rows of a bench; extra keys come after the usual columns."""
    extra = [key for line in rows for key in line if key not in KEYS]
    header = [*KEYS, *dict.fromkeys(extra)]
    cells = [[_shown(line.get(key)) for key in header] for line in rows]
    widths = [max(map(len, column)) for column in zip(header, *cells, strict=True)]
    print(f"\n{name}")
    for line in (header, ["-" * width for width in widths], *cells):
        padded = [c.ljust(w) for c, w in zip(line, widths, strict=True)]
        print("  ".join(padded).rstrip())


def _shown(value):
    if isinstance(value, float):
        return f"{value:.4g}"
    return "-" if value is None else str(value)


def write_json(path, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(rows, indent=2, ensure_ascii=False) + "\n")

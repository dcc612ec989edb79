"""What the user reads: steps with times, and failures in one sentence."""

import sys
import time
from contextlib import contextmanager


class Failure(Exception):
    """One clear sentence: what is wrong and what to do. Shown without a traceback."""


def say(text=""):
    # Standard error, so that `./emmaus shell` and `psql` leave standard output clean.
    print(text, file=sys.stderr, flush=True)


@contextmanager
def step(title):
    """Announce a piece of work and print how long it took."""
    live = sys.stderr.isatty()
    if live:
        print(f"  {title} ...", end="", file=sys.stderr, flush=True)
    start = time.monotonic()
    try:
        yield
    except BaseException:
        if live:
            print(file=sys.stderr)
        raise
    seconds = time.monotonic() - start
    lead = "\r" if live else ""
    print(f"{lead}  {title:<58} {seconds:6.1f} s", file=sys.stderr, flush=True)


def table(rows, header):
    """Rows of strings as aligned text, header underlined.

    >>> print(table([("a", "bc")], ("x", "y")))
    x  y
    -  --
    a  bc
    """
    widths = [max(map(len, column)) for column in zip(header, *rows, strict=True)]
    lines = [header, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )

"""`./emmaus COMMAND`: reads the command line and calls the module of the same name."""

import importlib
import signal
import sys
from pathlib import Path

COMMANDS = {
    "run": "start the suite with its demo story [--port N] [--no-browser] [-- OPTIONS]",
    "test": "run the tests [--with MODULE] [pytest arguments]",
    "bench": "measure against vanilla Odoo: bench NAME [arguments]",
    "doctor": "look at everything the commands need, say what to do",
    "shell": "Python with `env`; reads a script from standard input",
    "psql": "SQL on the database of `run` [psql arguments]",
    "lint": "every check of .pre-commit-config.yaml [pre-commit arguments]",
    "i18n": "write the .pot files, update fr.po [addons]",
    "lock": "remake requirements/lock.txt from the .in files",
    "stop": "stop what a killed command left running",
    "reset": "delete the database and files of `run` [--all: the whole .data too]",
}


def usage():
    lines = [f"  ./emmaus {name:<7} {text}" for name, text in COMMANDS.items()]
    return "\n".join(["usage:", *lines])


def main(arguments):
    """Run one command; returns the exit code."""
    from emmaus.console import Failure, say

    # A shell starts background jobs with SIGINT ignored: Ctrl-C must always work.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, _terminated)
    name, *rest = arguments or ["help"]
    if name not in COMMANDS:
        print(usage())
        return 0 if name in ("help", "-h", "--help") else 2
    try:
        return importlib.import_module(f"emmaus.{name}").main(rest) or 0
    except Failure as failure:
        say(f"emmaus: {failure}")
        return 1
    except KeyboardInterrupt:
        say("Stopped.")
        return 130
    except OSError as error:
        if error.errno not in DISK_ERRORS:
            raise
        say(
            f"emmaus: {DISK_ERRORS[error.errno]} ({error.filename or 'no file named'})."
        )
        return 1


DISK_ERRORS = {
    28: "the disk is full: free some room and run the same command again",
    30: "the disk is read-only: move .data with EMMAUS_DATA and the cache with "
    "EMMAUS_CACHE",
    122: "the disk quota is used up: free some room and run the same command again",
}


def _terminated(_signal, _frame):
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    sys.exit(main(sys.argv[1:]))

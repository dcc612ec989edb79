"""Runs Odoo's command line in the suite's environment: launch.py ARGUMENTS.

Started with `python -I`, so that neither the current folder nor the user's packages get
in. When ./emmaus is killed, Odoo is told to stop by the kernel.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1

if __name__ == "__main__":
    if os.environ.get("EMMAUS_PARENT"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(os.environ["EMMAUS_PARENT"]):
            sys.exit(1)
    from odoo.cli.command import main

    sys.argv[0] = "odoo"
    main()

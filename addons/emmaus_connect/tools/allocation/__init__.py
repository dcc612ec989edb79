"""Fair allocation: max-min on the share of need, then total, then distance.

Pure Python over HiGHS; knows nothing of Odoo. Start at `share_out`.
"""

from .check import check
from .instance import Instance, InstanceError, Need, Supply
from .reasons import SENTENCES, Outcome
from .share_out import Proposal, Share, share_out
from .solver import SolverError

__all__ = [
    "SENTENCES",
    "Instance",
    "InstanceError",
    "Need",
    "Outcome",
    "Proposal",
    "Share",
    "SolverError",
    "Supply",
    "check",
    "share_out",
]

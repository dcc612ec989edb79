"""Words of the waste law: annexes I and II of directive 2008/98/EC."""

TREATMENTS = [
    ("R1", "R1 Use as a fuel"),
    ("R2", "R2 Recovery of solvents"),
    ("R3", "R3 Recycling of plastics and other organic matter"),
    ("R4", "R4 Recycling of metals"),
    ("R5", "R5 Recycling of glass and other inorganic matter"),
    ("R6", "R6 Regeneration of acids or bases"),
    ("R7", "R7 Recovery of what captures pollution"),
    ("R8", "R8 Recovery of catalysts"),
    ("R9", "R9 Refining of used oil"),
    ("R10", "R10 Spreading that benefits the land"),
    ("R11", "R11 Use of what R1 to R10 leave"),
    ("R12", "R12 Sorting or dismantling before R1 to R11"),
    ("R13", "R13 Storage before R1 to R12"),
    ("D1", "D1 Landfill"),
    ("D2", "D2 Biodegradation on land"),
    ("D3", "D3 Deep injection"),
    ("D4", "D4 Lagooning"),
    ("D5", "D5 Specially engineered landfill"),
    ("D6", "D6 Release into water"),
    ("D7", "D7 Release into the sea"),
    ("D8", "D8 Biological treatment before disposal"),
    ("D9", "D9 Physical or chemical treatment before disposal"),
    ("D10", "D10 Incineration on land"),
    ("D11", "D11 Incineration at sea"),
    ("D12", "D12 Permanent storage"),
    ("D13", "D13 Blending before disposal"),
    ("D14", "D14 Repackaging before disposal"),
    ("D15", "D15 Storage before disposal"),
]
# From the best to the worst, as article L. 541-1 of the Code de l'environnement.
HIERARCHY = [
    ("reuse", "Preparation for reuse"),
    ("recycling", "Recycling"),
    ("recovery", "Other recovery, energy included"),
    ("disposal", "Disposal"),
]
_OTHER_RECOVERY = ("R1", "R7", "R8", "R10", "R11")


def treatment_rank(code):
    """Return the kind of treatment that a code stands for.

    :param code: such as ``R4``; None and ``R12``, ``R13`` (only a step on the way)
        leave it open
    :return: a key of `HIERARCHY`, or False
    """
    if not code or code in ("R12", "R13"):
        return False
    if code.startswith("D"):
        return "disposal"
    return "recovery" if code in _OTHER_RECOVERY else "recycling"

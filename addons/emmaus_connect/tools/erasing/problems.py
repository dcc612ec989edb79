"""The one exception of the readers; the model words its codes."""

MAX_DISKS = 1_000  # in one file; nwipe itself takes fewer


class ErasureReportError(ValueError):
    """A file that is no report of an erasure that we can read.

    `code` tells why, `values` what the sentence about it needs and `place` where:
    ``line 12``, ``page 2``, or nothing for the file as a whole.
    """

    def __init__(self, code, /, place=None, **values):
        self.code = code
        self.place = place
        self.values = values
        parts = [f"{name} {value}" for name, value in values.items()]
        told = ", ".join([*([place] if place else []), *parts])
        super().__init__(f"{code} ({told})" if told else code)

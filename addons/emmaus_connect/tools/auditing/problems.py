"""The one exception of the readers; the model words its codes."""


class AuditError(ValueError):
    """A file that cannot be read.

    `code` tells why and `values` where: ``member`` (file inside a zip), ``line``,
    ``column``, ``key``, beside what the sentence about the code needs.
    """

    def __init__(self, code, /, **values):
        self.code = code
        self.values = values
        places = ", ".join(f"{name} {value}" for name, value in values.items())
        super().__init__(f"{code} ({places})" if places else code)

    def inside(self, member):
        """Return the same error, told of a file inside a zip."""
        return AuditError(self.code, **{**self.values, "member": member})

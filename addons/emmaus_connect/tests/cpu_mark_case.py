from base64 import b64encode


class CpuMarkMixin:
    """A mark table of the test's own; one that was there is put aside."""

    @classmethod
    def _only_table(cls, data, name="marks.csv"):
        cls.env["emmaus.cpu.mark"].search([]).unlink()
        cls._import_marks(data, name)

    @property
    def marks(self):
        return self.env["emmaus.cpu.mark"]

    @classmethod
    def _wizard(cls, data, name="marks.csv"):
        return cls.env["emmaus.cpu.mark.import"].create(
            {"file": b64encode(data), "file_name": name}
        )

    @classmethod
    def _import_marks(cls, data, name="marks.csv"):
        wizard = cls._wizard(data, name)
        wizard.action_apply()
        return wizard

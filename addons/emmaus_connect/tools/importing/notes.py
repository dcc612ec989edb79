"""What a reader has to say: sentences are chosen and translated by the model."""

from typing import NamedTuple

INFO, WARNING, ERROR = "info", "warning", "error"


class FileProblem(Exception):
    """The file as a whole cannot be read; `code` and `params` tell why."""

    def __init__(self, code, /, **params):
        super().__init__(code)
        self.code = code
        self.params = params


class Note(NamedTuple):
    """One remark about one line."""

    level: str
    code: str
    params: dict


class Notes(list):
    """The remarks about one line, in the order they were made."""

    def tell(self, code, /, **params):
        self.append(Note(INFO, code, params))

    def warn(self, code, /, **params):
        self.append(Note(WARNING, code, params))

    def refuse(self, code, /, **params):
        self.append(Note(ERROR, code, params))

    @property
    def refused(self):
        return any(note.level == ERROR for note in self)

    @property
    def warned(self):
        return any(note.level == WARNING for note in self)


class Read(NamedTuple):
    """A cell understood: its value, or a doubt (`code`) and perhaps a proposal."""

    value: object = None
    code: str | None = None
    proposal: object = None

"""What an import means to do with one line: the dry run shows it, apply does it."""

from dataclasses import dataclass, field

from .notes import ERROR, INFO, WARNING

CREATED, CHANGED, UNCHANGED = "created", "changed", "unchanged"
REFUSED, IGNORED = "refused", "ignored"


@dataclass
class Act:
    """One line and its outcome.

    `record_id` is the device or partner found, or made; `vals` what is written on it;
    `identifiers` ``(kind, value)`` it gains; `changes` ``(field, old, new)`` as a
    person reads them; `same_as` another act about the same thing.
    """

    line: object
    state: str = ""
    record_id: int = 0
    vals: dict = field(default_factory=dict)
    identifiers: list = field(default_factory=list)
    changes: list = field(default_factory=list)
    site_id: int = 0
    lot: str = ""
    brand_candidate_id: int = 0
    same_as: object = None

    @property
    def notes(self):
        return self.line.notes

    def settle(self):
        """Choose the state from what was found out; return the act."""
        if self.notes.refused:
            self.state = REFUSED
        elif self.line.ignored:
            self.state = IGNORED
        elif self.state != CREATED:
            self.state = CHANGED if self.vals or self.identifiers else UNCHANGED
        return self

    @property
    def main_note(self):
        """The remark that lines are grouped by."""
        for level in (ERROR, WARNING, INFO):
            for note in self.notes:
                if note.level == level:
                    return note
        return None

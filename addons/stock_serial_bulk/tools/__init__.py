from .checked import BulkRun, CheckedMoves
from .overrides import foreign_override, serial_bulk_aware
from .plan import SerialLine
from .rows import announce_created, insert_rows, unknown_dependents, update_rows

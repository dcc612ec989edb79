"""Proof, carried in the context, that serial moves were already checked."""

KEY = "serial_moves_checked"


class CheckedMoves:
    """Set of ``(lot_id, location_id, location_dest_id)`` already accepted.

    An instance of this class cannot be forged through RPC, where a context only
    holds JSON values.

    :param moves: the accepted moves
    :param bulk_line_ids: move lines that the set-based path may finish
    """

    def __init__(self, moves=(), bulk_line_ids=()):
        self.moves = frozenset(moves)
        self.bulk_line_ids = frozenset(bulk_line_ids)
        self.bulk_move_ids = set()

    @classmethod
    def of(cls, env):
        checked = env.context.get(KEY)
        return checked if isinstance(checked, cls) else None

    def put_on(self, records):
        return records.with_context(**{KEY: self})

    def union(self, moves):
        checked = CheckedMoves(self.moves.union(moves), self.bulk_line_ids)
        checked.bulk_move_ids = self.bulk_move_ids
        return checked

"""Proof, carried in the context, that serial moves were already checked."""

from odoo import fields

KEY = "serial_moves_checked"


class CheckedMoves:
    """What ``_check_serial_moves`` accepted, and what may be finished by sets.

    An instance of this class cannot be forged through RPC, where a context only
    holds JSON values.
    """

    def __init__(self, moves=(), bulk=None):
        """
        :param moves: the accepted ``(lot_id, location_id, location_dest_id)``
        :param bulk: ``BulkRun`` of lines that the set-based path may finish
        """
        self.moves = frozenset(moves)
        self.bulk = bulk

    @classmethod
    def of(cls, env):
        checked = env.context.get(KEY)
        return checked if isinstance(checked, cls) else cls._NONE

    def put_on(self, records):
        return records.with_context(**{KEY: self})

    def covers(self, lines):
        return bool(self.bulk) and self.bulk.line_ids.issuperset(lines._ids)

    def covers_moves(self, moves):
        if not self.bulk or not moves:
            return False
        return self.bulk.done_move_ids.issuperset(moves._ids)


CheckedMoves._NONE = CheckedMoves()


class BulkRun:
    """Lines of one call of the set-based path and the date that they share."""

    def __init__(self, now=None):
        self.now = now or fields.Datetime.now()
        self.line_ids = frozenset()
        self.done_move_ids = set()
        self.new_lot_count = 0
        self.is_early = False  # the lines were inserted as done

"""The flow network of one instance, as columns and rows of a linear programme.

unit of a structure ─▶ structure ─▶ quota ─▶ line ─▶ (hub, category, least grade)
─▶ (hub, category, grade). Lines nest in quotas and quotas in structures, so every
matrix here is a network matrix: bounds are whole, hence so are all vertices.
"""

from collections import defaultdict
from fractions import Fraction

import numpy as np


class Network:
    """Columns `unit_*`, `arc_*`, `grade_*` and rows with bounds, in one order."""

    def __init__(self, instance):
        self.instance = instance
        self.rank = {grade: i for i, grade in enumerate(instance.grades)}
        self.stock = {
            (s.hub, s.category, s.grade): s.count for s in instance.supplies if s.count
        }
        self.lower, self.upper = [], []
        self.row_lower, self.row_upper = [], []
        self._entries = ([], [], [])  # rows, columns, values
        self._prepare_capacities()
        self._add_lines()
        self._add_structures()
        self._add_grades()

    # What each line may take, alone --------------------------------------------
    def _prepare_capacities(self):
        groups = defaultdict(list)
        self.capacity, self.reachable, self.quota = {}, {}, {}
        for need in self.instance.needs:
            self.reachable[need.id] = self._reachable(need)
            room = min(need.remaining, self.reachable[need.id])
            self.capacity[need.id] = room if need.pinned is None else 0
            groups[need.quota_key].append(need)
        for key, needs in groups.items():
            if needs[0].quota_left is None:
                continue
            # pinned units come off the quota first: people decided them
            left = needs[0].quota_left - sum(need.pinned or 0 for need in needs)
            self.quota[key] = left
            for need in needs:
                self.capacity[need.id] = min(self.capacity[need.id], left)
        self._group_quotas(groups)

    def _group_quotas(self, groups):
        """Keep the quotas that may bind: {key: {priority class: needs}}."""
        self.binding = {}
        for key, left in self.quota.items():
            needs = [need for need in groups[key] if self.capacity[need.id]]
            if sum(self.capacity[need.id] for need in needs) > left:
                by_class = self.binding[key] = defaultdict(list)
                for need in needs:
                    by_class[need.priority_class].append(need)
        self.quota_open = {key: self.quota[key] for key in self.binding}

    def accepted(self, need):
        """Return the grades that suit a need, from its least to the best."""
        least = self.rank[need.minimum_grade]
        return self.instance.grades[least::-1]

    def _reachable(self, need):
        return sum(
            self.stock.get((hub, need.category, grade), 0)
            for hub in need.hubs
            for grade in self.accepted(need)
        )

    # Columns and rows -----------------------------------------------------------
    def _row(self, lower, upper):
        self.row_lower.append(lower)
        self.row_upper.append(upper)
        return len(self.row_lower) - 1

    def _column(self, upper, *entries):
        self.lower.append(0)
        self.upper.append(upper)
        column = len(self.lower) - 1
        for row, value in entries:
            self._entries[0].append(row)
            self._entries[1].append(column)
            self._entries[2].append(value)
        return column

    def _add_lines(self):
        self.arcs = []  # (column, need, hub)
        self.line_row, self.quota_row, self.agent_row, self.node_row = {}, {}, {}, {}
        rows_of_quota = {}
        for key, by_class in self.binding.items():
            for priority_class, needs in by_class.items():
                row = self._row(0, self.quota[key])
                self.quota_row[key, priority_class] = row
                rows_of_quota.update((need.id, row) for need in needs)
        for need in self.instance.needs:
            units = need.pinned or self.capacity[need.id]
            if units:
                self._add_line(need, units, rows_of_quota.get(need.id))

    def _add_line(self, need, units, quota_row):
        row = self.line_row[need.id] = self._row(0, units)
        entries = [(row, 1)]
        if not need.pinned:
            if need.agent not in self.agent_row:
                self.agent_row[need.agent] = self._row(0, 0)
            entries.append((self.agent_row[need.agent], -1))
        if quota_row is not None:
            entries.append((quota_row, 1))
        for hub in sorted(need.hubs):
            node = (hub, need.category, need.minimum_grade)
            held = sum(self.stock.get((*node[:2], g), 0) for g in self.accepted(need))
            if not held:
                continue
            if node not in self.node_row:
                self.node_row[node] = self._row(0, 0)
            end = (self.node_row[node], 1)
            column = self._column(min(units, held), *entries, end)
            self.arcs.append((column, need, hub))

    def _add_structures(self):
        """One column per unit: the share before it orders who comes first."""
        self.base, self.wanted = defaultdict(int), defaultdict(int)
        room = defaultdict(lambda: defaultdict(int))
        for need in self.instance.needs:
            if need.excluded:
                continue
            self.base[need.agent] += min(need.already_served, need.quantity)
            self.base[need.agent] += need.pinned or 0
            self.wanted[need.agent] += need.quantity
            room[need.agent][need.quota_key] += self.capacity[need.id]
        self.room = {agent: self._within_quotas(room[agent]) for agent in sorted(room)}
        self.units = []  # (column, agent, units held before this one)
        for agent, units in self.room.items():
            for unit in range(units):
                column = self._column(1, (self.agent_row[agent], 1))
                self.units.append((column, agent, self.base[agent] + unit))

    def _within_quotas(self, groups):
        return sum(
            min(units, self.quota.get(key, units)) for key, units in groups.items()
        )

    def narrow_room(self, priority_class, upper):
        """Count the units still possible once more urgent classes are settled.

        `upper` bounds the columns: an arc shut at zero feeds nobody any more.
        """
        open_units = defaultdict(int)
        for column, need, _hub in self.arcs:
            if need.priority_class == priority_class and not need.pinned:
                open_units[need.id] += int(upper[column])
        room = defaultdict(lambda: defaultdict(int))
        for need in self.instance.needs:
            units = min(open_units[need.id], self.capacity[need.id])
            room[need.agent][need.quota_key] += units
        for agent in self.room:
            if agent[0] == priority_class:
                self.room[agent] = self._within_quotas(room[agent])

    def _add_grades(self):
        self.grade_arcs = []  # (column, node, grade)
        supply_row = {key: self._row(0, count) for key, count in self.stock.items()}
        for node, row in self.node_row.items():
            least = self.rank[node[2]]
            for grade in self.instance.grades[least::-1]:
                supply = supply_row.get((node[0], node[1], grade))
                if supply is not None:
                    column = self._column(self.row_upper[supply], (row, -1))
                    self._entries[0].append(supply)
                    self._entries[1].append(column)
                    self._entries[2].append(1)
                    self.grade_arcs.append((column, node, grade))

    def matrix(self):
        """Return (start, index, value), column by column, as HiGHS wants it."""
        rows, columns, values = (np.array(part, dtype=int) for part in self._entries)
        order = np.lexsort((rows, columns))
        counts = np.bincount(columns, minlength=len(self.lower))
        start = np.concatenate(([0], np.cumsum(counts)))
        return start, rows[order], values[order].astype(float)

    # Costs: one whole number per column -------------------------------------------
    def urgency(self, priority_class):
        """Weigh each unit by its rank, the lowest share before it first.

        Equal shares: the structure that rises higher with one unit comes first,
        which is what compares sorted shares one after the other. Only the order
        of the weights matters (greedy property of a polymatroid), so ranks do
        and no huge coefficient is needed.
        """
        keys = {}
        for column, (urgency, structure), held in self.units:
            if urgency == priority_class:
                wanted = self.wanted[urgency, structure]
                keys[column] = (Fraction(held, wanted), wanted)
        order = {key: i for i, key in enumerate(sorted(set(keys.values())))}
        cost = np.zeros(len(self.lower))
        for column, key in keys.items():
            cost[column] = order[key] - len(order)
        return cost

    def distance(self):
        cost = np.zeros(len(self.lower))
        for column, need, hub in self.arcs:
            cost[column] = round(need.hubs[hub] * 10)  # hundreds of metres
        return cost

    def waste(self):
        """Count the steps of grade above the least grade accepted."""
        cost = np.zeros(len(self.lower))
        for column, node, grade in self.grade_arcs:
            cost[column] = self.rank[node[2]] - self.rank[grade]
        return cost

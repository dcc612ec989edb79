"""What fractions of devices would allow: the yardstick of the whole-unit result."""

import math
from collections import defaultdict

import highspy
import numpy as np


def max_min_bound(network, priority_class, gained):
    """Return the best level that fractional devices could reach in a class.

    The level is the largest x such that every structure of the class holds the
    share x, or all that its own lines, quotas and stock can ever give it.
    More urgent classes keep their totals `gained` {agent: units}; less urgent
    ones get nothing. No share-out in whole units has a higher `max_min`.
    """
    programme = _Relaxed(network, priority_class, gained)
    caps = programme.caps
    ceilings = sorted({cap for cap in caps.values() if cap < 1})
    low, high = 0, len(ceilings)  # ceilings[:low] are known to be reachable
    while low < high:
        middle = (low + high + 1) // 2
        if programme.reaches(ceilings[middle - 1]):
            low = middle
        else:
            high = middle - 1
    return programme.best_level(ceilings[low - 1] if low else 0.0)


def is_best_level(network, priority_class, gained, level):
    """Tell whether a second programme finds no whole-unit level above `level`.

    Each structure is asked for the fewest units that put it above the level (or
    all it can ever have). Floors are whole, so no fraction means no whole unit.
    """
    programme = _Relaxed(network, priority_class, gained)
    if all(cap <= level for cap in programme.caps.values()):
        return True
    for agent, row in programme.row_of.items():
        wanted, base = network.wanted[agent], network.base[agent]
        above = math.floor(level * wanted + 1e-9) + 1 - base
        floor = max(min(above, network.room[agent]), 0)
        programme.solver.changeRowBounds(row, floor, highspy.kHighsInf)
    return not programme.feasible()


class _Relaxed:
    def __init__(self, network, priority_class, gained):
        self.network = network
        self.rows, self.columns, self.entries = [], [], []
        self.agents = [
            agent
            for agent, wanted in network.wanted.items()
            if agent[0] == priority_class and wanted
        ]
        self.caps = {
            agent: (network.base[agent] + network.room[agent]) / network.wanted[agent]
            for agent in self.agents
        }
        self._build(priority_class, gained)

    def _row(self, lower, upper):
        self.rows.append((lower, upper))
        return len(self.rows) - 1

    def _column(self, lower, upper, *entries):
        self.columns.append((lower, upper))
        column = len(self.columns) - 1
        self.entries.extend((row, column, value) for row, value in entries)
        return column

    def _build(self, priority_class, gained):
        infinity = highspy.kHighsInf
        network = self.network
        self.level = self._column(0, 0)
        self.row_of = {agent: self._row(0, infinity) for agent in self.agents}
        totals = dict(self.row_of)
        for agent in network.wanted:
            if agent[0] < priority_class:
                totals[agent] = self._row(gained[agent], gained[agent])
        quotas = {key: self._row(0, network.quota[key]) for key in network.binding}
        self.kinds = defaultdict(lambda: self._row(0, 0))
        for need in network.instance.needs:
            self._add_line(need, totals, quotas)
        self._add_supplies()
        self._load()

    def _add_line(self, need, totals, quotas):
        units = need.pinned or self.network.capacity[need.id]
        if not units or (not need.pinned and need.agent not in totals):
            return
        kind = (need.category, need.minimum_grade, tuple(sorted(need.hubs)))
        ends = [(self.kinds[kind], 1)]
        if not need.pinned:
            ends.append((totals[need.agent], 1))
            if need.quota_key in quotas:
                ends.append((quotas[need.quota_key], 1))
        self._column(units if need.pinned else 0, units, *ends)

    def _add_supplies(self):
        network = self.network
        supplies = {key: self._row(0, count) for key, count in network.stock.items()}
        for (category, least, hubs), row in self.kinds.items():
            for hub in hubs:
                for grade in network.instance.grades[network.rank[least] :: -1]:
                    supply = supplies.get((hub, category, grade))
                    if supply is not None:
                        ends = (row, -1), (supply, 1)
                        self._column(0, highspy.kHighsInf, *ends)

    def _load(self):
        entries = np.array(self.entries, dtype=int).reshape(-1, 3)
        rows, columns, values = entries.T
        order = np.lexsort((rows, columns))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.columns), len(self.rows)
        cost = np.zeros(len(self.columns))
        cost[self.level] = -1
        model.col_cost_ = cost
        bounds = np.array(self.columns, dtype=float)
        model.col_lower_, model.col_upper_ = bounds[:, 0], bounds[:, 1]
        limits = np.array(self.rows, dtype=float).reshape(-1, 2)
        model.row_lower_, model.row_upper_ = limits[:, 0], limits[:, 1]
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        counts = np.bincount(columns, minlength=len(self.columns))
        model.a_matrix_.start_ = np.concatenate(([0], np.cumsum(counts)))
        model.a_matrix_.index_ = rows[order]
        model.a_matrix_.value_ = values[order].astype(float)
        self.solver = highspy.Highs()
        self.solver.setOptionValue("output_flag", False)
        self.solver.setOptionValue("threads", 1)
        self.solver.passModel(model)

    def _floor(self, agent, level):
        needed = min(level, self.caps[agent]) * self.network.wanted[agent]
        # a hair less: a ceiling is a quotient, its product may round above
        return needed - self.network.base[agent] - 1e-9

    def reaches(self, level):
        """Tell whether all structures can hold `level` or their own ceiling."""
        for agent, row in self.row_of.items():
            floor = self._floor(agent, level)
            self.solver.changeRowBounds(row, floor, highspy.kHighsInf)
        return self.feasible()

    def feasible(self):
        self.solver.run()
        return self.solver.getModelStatus() == highspy.HighsModelStatus.kOptimal

    def best_level(self, reached):
        """Raise the level above `reached` for those below their own ceiling."""
        free = [a for a in self.agents if self.caps[a] > reached]
        if not free:
            return 1.0
        self.reaches(reached)
        for agent in free:
            row = self.row_of[agent]
            floor = -self.network.base[agent]
            self.solver.changeRowBounds(row, floor, highspy.kHighsInf)
            self.solver.changeCoeff(row, self.level, -self.network.wanted[agent])
        self.solver.changeColBounds(self.level, 0, min(self.caps[a] for a in free))
        self.solver.run()
        return max(round(self.solver.getSolution().col_value[self.level], 6), 0.0)

"""One linear programme, several objectives in order, solved by HiGHS."""

import highspy
import numpy as np

NAME = f"HiGHS {highspy.Highs().version()} (simplex, one thread)"


class SolverError(RuntimeError):
    """HiGHS did not end with an optimal solution."""


class OrderedProgramme:
    """Minimise objectives one after the other over a network matrix.

    After each objective, `settle()` keeps exactly its optimal solutions: by
    complementary slackness they are those where every column and row with a
    non-zero dual stays at its bound. Costs are whole and the matrix is totally
    unimodular, so duals are whole too and 0.5 separates zero from the rest.
    """

    def __init__(self, network, seed=0):
        self.lower = np.array(network.lower, dtype=float)
        self.upper = np.array(network.upper, dtype=float)
        self.row_lower = np.array(network.row_lower, dtype=float)
        self.row_upper = np.array(network.row_upper, dtype=float)
        self.solver = highspy.Highs()
        for option, value in {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": seed % 2147483647,
            "solver": "simplex",
        }.items():
            self.solver.setOptionValue(option, value)
        self.solver.passModel(self._model(network))

    def _model(self, network):
        start, index, value = network.matrix()
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(self.lower), len(self.row_lower)
        model.col_cost_ = np.zeros(len(self.lower))
        model.col_lower_, model.col_upper_ = self.lower, self.upper
        model.row_lower_, model.row_upper_ = self.row_lower, self.row_upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_ = start
        model.a_matrix_.index_ = index
        model.a_matrix_.value_ = value
        return model

    def minimise(self, cost):
        """Return the whole-number value of each column at the optimum."""
        count = len(self.lower)
        if not count:
            return np.zeros(0, dtype=int)
        self.solver.changeColsCost(count, np.arange(count, dtype=np.int32), cost)
        self.solver.run()
        status = self.solver.getModelStatus()
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(self.solver.modelStatusToString(status))
        self.solution = self.solver.getSolution()
        values = np.array(self.solution.col_value)
        whole = np.rint(values)
        if np.abs(values - whole).max() > 1e-5:
            raise SolverError("A vertex of the network is not whole.")
        self.values = whole.astype(int)
        return self.values

    def settle(self):
        """Keep only the solutions as good as the last one."""
        if not len(self.lower):
            return
        tight = np.abs(np.array(self.solution.col_dual)) > 0.5
        self.lower[tight] = self.upper[tight] = self.values[tight]
        self._push_columns(np.flatnonzero(tight))
        rows = np.abs(np.array(self.solution.row_dual)) > 0.5
        activity = np.rint(np.array(self.solution.row_value))
        self.row_lower[rows] = self.row_upper[rows] = activity[rows]
        self._push_rows(np.flatnonzero(rows))

    def activity(self, row):
        return round(self.solution.row_value[row])

    def bound_row(self, row, lower, upper):
        self.row_lower[row], self.row_upper[row] = lower, upper
        self.solver.changeRowBounds(row, lower, upper)

    def _push_columns(self, index):
        index = index.astype(np.int32)
        bounds = (self.lower[index], self.upper[index])
        self.solver.changeColsBounds(len(index), index, *bounds)

    def _push_rows(self, index):
        index = index.astype(np.int32)
        bounds = (self.row_lower[index], self.row_upper[index])
        self.solver.changeRowsBounds(len(index), index, *bounds)

"""Statistics under their standard names, for arrays of numbers; each is written once, here."""

import math
from typing import NamedTuple

import numpy as np

from rotationxl.days import Values
from rotationxl.errors import NoDataError


class Regression(NamedTuple):
    """Ordinary least squares with an intercept: for each regressor, the intercept last."""

    beta: list[float]
    t: list[float]
    r2: float

    def statistic(self, name: str, place: int = 0) -> float:
        """Return beta or t of the regressor at a place, or r2; a perfect fit has no t."""
        if name == "r2":
            return self.r2
        found = (self.beta if name == "beta" else self.t)[place]
        if not math.isfinite(found):
            raise NoDataError("The regression explains every move in full: a perfect fit has no t.")
        return found


def regress(y: Values, *regressors: Values) -> Regression:
    """Return coefficients, their t-statistics and R squared of y on one or more regressors.

    No data when there are too few observations, a side does not vary or a regressor adds nothing.
    """
    x = np.array(regressors)
    count, free = len(y), len(y) - len(x) - 1
    mean_x, mean_y = x.mean(axis=1), float(y.mean())
    dx, dy = x - mean_x[:, None], y - mean_y
    square = dx @ dx.T
    total = float(dy @ dy)
    if free < 1:
        raise NoDataError(f"A regression needs {len(x) + 2} observations or more, not {count}.")
    if is_flat(y) or any(map(is_flat, regressors)) or (len(x) > 1 and _is_singular(square)):
        raise NoDataError("One of the sides does not vary, so there is no regression.")
    inverse = np.linalg.inv(square) if len(x) > 1 else 1 / square
    beta = inverse @ (dx @ dy)
    residual = dy - beta @ dx
    left = float(residual @ residual)
    variance = (left if left > _PERFECT * total else 0) / free  # a perfect fit has no finite t
    spread = np.append(np.diag(inverse), 1 / count + mean_x @ inverse @ mean_x)
    coefficient = np.append(beta, mean_y - beta @ mean_x)
    with np.errstate(divide="ignore", invalid="ignore"):
        t = coefficient / np.sqrt(variance * spread)
    return Regression(coefficient.tolist(), t.tolist(), 1 - left / total)


_FLAT = 1e-12  # of a return or a change of a yield: floats alone make steady ones differ by less
_PERFECT = 1e-24  # of the variation: what is left unexplained by less is rounding
_COLLINEAR = 1e-12  # of the product of the variances: beyond it two regressors are the same


def is_flat(value: Values) -> bool:
    """Tell whether returns or changes vary by rounding alone."""
    return bool(np.ptp(value) < _FLAT)


def _is_singular(square: np.ndarray) -> bool:
    return bool(np.linalg.det(square) <= _COLLINEAR * np.diag(square).prod())


def correlation(x: Values, y: Values) -> float:
    """Return Pearson's correlation, -1 to 1; no data when one of the two does not vary."""
    dx, dy = x - x.mean(), y - y.mean()
    if is_flat(x) or is_flat(y):
        raise NoDataError("One of the sides does not vary, so there is no correlation.")
    scale = float(dx @ dx) * float(dy @ dy)
    # Rounding may lead past the ends.
    return max(-1.0, min(1.0, float(dx @ dy / np.sqrt(scale))))


def spearman(x: Values, y: Values) -> float:
    """Return Spearman's rank correlation; tied values get their mean rank."""
    return correlation(mean_ranks(x), mean_ranks(y))


def mean_ranks(value: Values) -> Values:
    """Return the ranks from the smallest, 1, up; tied values get their mean rank."""
    below = (value[None, :] < value[:, None]).sum(axis=1)
    same = (value[None, :] == value[:, None]).sum(axis=1)
    result: Values = below + (same + 1) / 2
    return result


def rank_of_last(value: Values, order: str) -> int:
    """Return the rank of the last value: 1 is the largest (high), smallest (low), or widest (abs).

    Ties share the best rank.
    """
    keys = {"high": value, "low": -value, "abs": np.abs(value)}[order]
    return 1 + int((keys > keys[-1]).sum())


def percentile_rank(value: float, among: Values) -> float:
    """Return the share of others below a value, plus half the share equal to it."""
    below, equal = np.count_nonzero(among < value), np.count_nonzero(among == value)
    return float(below + equal / 2) / len(among)


def deviation(value: Values) -> float:
    """Return the sample's standard deviation (ddof 1); 0 for what varies by rounding alone."""
    return float(_deviations(value[None, :])[0])


def z_score(value: float, among: Values) -> float:
    """Return how many standard deviations (ddof 1) a value lies from the mean of others."""
    spread = deviation(among)
    if spread == 0:
        raise NoDataError("The values it is compared with do not vary.")
    return (value - float(among.mean())) / spread


def rolling_z(value: Values, count: int) -> Values:
    """Return each value's z-score among the last `count` up to it, itself included (ddof 1)."""
    windows = np.lib.stride_tricks.sliding_window_view(value, count)
    spread = _deviations(windows)
    if not spread.all():
        raise NoDataError(f"The values of {count} weeks or months do not vary.")
    result: Values = (windows[:, -1] - windows.mean(axis=1)) / spread
    return result


def _deviations(rows: Values) -> Values:
    count = rows.shape[1]
    if count < 2:  # noqa: PLR2004 (one value has no spread)
        raise NoDataError("A standard deviation needs two values or more.")
    found = rows.std(axis=1, ddof=1)
    rounding = np.abs(rows).max(axis=1) * count**0.5 * 1e-15
    result: Values = np.where(found > rounding, found, 0.0)
    return result

"""Random numbers that are the same on every machine, and how rough each time was.

Only the raw bits of PCG64 are used, which numpy promises never to change; its normal
distribution is not promised, and goes through the platform's mathematics library.
"""

from zlib import crc32

import numpy as np

from rotationxl import days
from rotationxl.days import Days, Values

_SEED = 20000103
_PIECES = 8
_SPREAD = 65536 * (_PIECES / 12) ** 0.5
_TAILS = (0.45, 1.55)
_TAIL_SIZE = ((_TAILS[0] ** 2 + _TAILS[0] * _TAILS[1] + _TAILS[1] ** 2) / 3) ** 0.5

_ROUGHNESS = (
    *(("2000-01-03", 1.2), ("2001-09-17", 1.6), ("2002-09-03", 1.7), ("2003-09-02", 0.9)),
    *(("2005-01-03", 0.65), ("2007-02-01", 0.65), ("2008-06-02", 1.3), ("2008-10-15", 3.2)),
    *(("2009-04-01", 1.9), ("2010-01-04", 1.0), ("2011-09-01", 1.4), ("2012-06-01", 0.85)),
    *(("2014-06-02", 0.65), ("2015-09-01", 1.0), ("2017-06-01", 0.5), ("2018-12-03", 1.0)),
    *(("2020-01-31", 0.8), ("2020-03-16", 3.6), ("2020-06-15", 1.3), ("2021-06-01", 0.75)),
    *(("2022-06-01", 1.3), ("2023-06-01", 0.75), ("2024-12-02", 0.75), ("2025-04-07", 1.9)),
    *(("2025-06-02", 0.8), ("2026-01-08", 0.75)),
)


def noise(name: str, size: int) -> Values:
    """Return draws with mean 0, deviation 1 and somewhat fat tails, always the same for a name."""
    bits = np.random.PCG64([_SEED, crc32(name.encode())]).random_raw(3 * size)
    pieces = bits[: 2 * size].view(np.uint16).reshape(size, _PIECES).astype(np.int64)
    normal = (pieces.sum(axis=1) - _PIECES * 32767.5) / _SPREAD
    uniform = (bits[2 * size :] >> np.uint64(40)).astype(np.float64) / 2**24
    low, high = _TAILS
    return np.asarray(normal * (low + (high - low) * uniform) / _TAIL_SIZE, dtype=np.float64)


def tied(draws: Values) -> Values:
    """Return the draws less their mean.

    Their sum ends where it began: a fund keeps to its index over decades, however rough its days.
    """
    return np.asarray(draws - np.cumsum(draws)[-1] / len(draws), dtype=np.float64)


def smooth(draws: Values, window: int) -> Values:
    """Return the trailing mean of up to `window` draws."""
    sums = np.concatenate([[0.0], np.cumsum(draws)])
    last = np.arange(1, len(sums))
    first = np.maximum(last - window, 0)
    return np.asarray((sums[last] - sums[first]) / (last - first), dtype=np.float64)


def roughness(axis: Days) -> Values:
    """Return by what each day's usual volatility is multiplied; the long-run mean is near 1."""
    at = [days.from_ymd(*map(int, date.split("-"))) for date, _ in _ROUGHNESS]
    return np.interp(axis, at, [size for _, size in _ROUGHNESS])

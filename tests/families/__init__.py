"""Independent answers for every function, and wrong input: one file a family.

Nothing here uses the package's own arithmetic: prices become pandas Series with real dates, and
each answer is worked out the slow, obvious way or by another library.
"""

from importlib import import_module
from pkgutil import iter_modules

from families.raw import Bad, Oracles

ORACLES: Oracles = {}
BAD: list[Bad] = []
for _module in iter_modules(__path__):
    _family = import_module(f"{__name__}.{_module.name}")
    ORACLES |= getattr(_family, "ORACLES", {})
    BAD += getattr(_family, "BAD", [])

# mypy: disable-error-code="attr-defined,arg-type,misc,index,unused-ignore"
# (the stubs of pandas know no slices by date)
"""Independent answers for the family `provenance`."""

from families.raw import Oracles, serial

ORACLES: Oracles = {
    "DATA_AS_OF": [('=DATA_AS_OF("QQQ")', lambda r: serial(r.close("QQQ").index[-1])),
                   ('=DATA_AS_OF("ICSA")', lambda r: serial(r.macro("ICSA").index[-1]))],
    "DATA_NOTE": [],
    "DATA_SOURCES": [],
    "DATA_BANNER": [],
    "SNAPSHOT_ID": [],
    "EXPLAIN": [('=EXPLAIN("PE_SHOCK",25,50)', lambda _: "ok")],
}  # fmt: skip

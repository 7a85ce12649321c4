"""Tables as pandas DataFrames."""

import pandas as pd

from rotationxl.cells import CellError
from rotationxl.registry import Table


def to_frame(table: Table) -> pd.DataFrame:
    """Return a table's rows; date columns are datetimes, missing values NaN or NaT."""
    rows = [[None if isinstance(cell, CellError) else cell for cell in row] for row in table.rows]
    frame = pd.DataFrame(rows, columns=list(table.columns))
    for name in table.dates:
        frame[name] = pd.to_datetime(frame[name], unit="D", origin="1899-12-30")
    return frame

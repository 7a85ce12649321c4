"""What several test modules share."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from simulated import Market, made


@pytest.fixture(scope="session")
def market() -> Market:
    return made()

"""What users get wrong shows #VALUE! for a bad argument and #N/A for no data, with the reason."""

import pytest

from families import BAD
from families.raw import Bad
from rotationxl.errors import RotationError
from rotationxl.market.evaluate import Market


def formula(case: Bad) -> str:
    name, *values = case[0]
    return f"{name}({', '.join(map(str, values))})"


@pytest.mark.parametrize("case", BAD, ids=formula)
def test_bad_input_shows_its_kind_of_error_and_says_why(case: Bad, sample: Market) -> None:
    call, shown, reason = case
    with pytest.raises(RotationError) as caught:
        sample.answer(*call)
    assert caught.value.cell == shown
    assert reason in str(caught.value)

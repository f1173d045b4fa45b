"""Cold, warm and hot."""

import pytest

from leaddesk.domain.records import Temperature
from leaddesk.domain.temperature import temperature


@pytest.mark.parametrize(
    ("inbound", "meetings", "expected"),
    [
        (0, 0, Temperature.COLD),
        (1, 0, Temperature.WARM),
        (0, 1, Temperature.WARM),
        (0, 3, Temperature.WARM),
        (1, 1, Temperature.HOT),
        (2, 0, Temperature.HOT),
    ],
)
def test_the_dialogue_tells_the_temperature(inbound: int, meetings: int, expected: Temperature) -> None:
    assert temperature(None, inbound, meetings) == (expected, False)


@pytest.mark.parametrize("by_hand", list(Temperature))
def test_what_a_person_set_wins_and_shows(by_hand: Temperature) -> None:
    assert temperature(by_hand, 5, 5) == (by_hand, True)
    assert temperature(by_hand, 0, 0) == (by_hand, True)

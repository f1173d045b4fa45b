"""How warm a lead or deal is."""

from leaddesk.domain.records import Temperature


def temperature(by_hand: Temperature | None, inbound: int, meetings: int) -> tuple[Temperature, bool]:
    """The temperature, and whether a person set it.

    What a person set wins. Otherwise the dialogue tells: one-way (only we write) is cold: no interest shown.
    They answered once, or came to a meeting, is warm: interest shown. They answered, and met us or answered
    again, is hot: a two-way dialogue that goes on, the nearest thing to clear intent that can be counted.

    `inbound` counts what they said to us apart from meetings, `meetings` the meetings in either direction.
    """
    if by_hand is not None:
        return by_hand, True
    if inbound >= 1 and inbound + meetings >= 2:
        return Temperature.HOT, False
    if inbound or meetings:
        return Temperature.WARM, False
    return Temperature.COLD, False

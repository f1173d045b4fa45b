"""Cards of a board with 10,000 deals, moved with a real mouse; where they went is read by another process."""

import contextlib
import random
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from real_screen import PATIENCE, Screen

pytestmark = pytest.mark.screen

SMALL = "1280x720"
STAGES = ("Qualified", "Contacted", "Demo", "Proposal", "Negotiation", "Stage 6", "Stage 7", "Stage 8")
DRAGS = 40  # of the long form
_PART = 26  # pixels: a part of a card

Crowded = Callable[..., Screen]
State = dict[str, Any]


def order(screen: Screen, column: int) -> list[int]:
    """The open deals of a stage from top to bottom, as they stand in the file."""
    with contextlib.closing(sqlite3.connect(f"file:{screen.database}?mode=ro", uri=True)) as file:
        rows = file.execute(
            "SELECT deal.id FROM deal JOIN stage ON stage.id = deal.stage_id"
            " WHERE stage.name = ? AND deal.status = 'open' AND deal.deleted_at IS NULL"
            " ORDER BY deal.position, deal.id",
            (STAGES[column],),
        )
        return [number for (number,) in rows]


def put(ids: Sequence[int], held: Sequence[int], above: int | None) -> list[int]:
    """The order in which `held` stand together above a card; None: at the end."""
    kept = [number for number in ids if number not in held]
    row = len(kept) if above is None else kept.index(above)
    return [*kept[:row], *held, *kept[row:]]


def saved(screen: Screen, column: int, expected: list[int]) -> None:
    """Wait until a stage has exactly these deals in the file."""
    deadline = time.monotonic() + PATIENCE
    while (found := order(screen, column)) != expected:
        assert time.monotonic() < deadline, (set(found) ^ set(expected), _first_other(found, expected))
        time.sleep(0.05)


def _first_other(found: list[int], expected: list[int]) -> tuple[int, ...]:
    return tuple(row for row, pair in enumerate(zip(found, expected, strict=False)) if pair[0] != pair[1])[:3]


def ready(screen: Screen) -> State:
    return screen.settled(lambda state: state["columns"] and not state["dragging"] and not state["unsaved"])


class Hand:
    """A mouse that holds cards."""

    def __init__(self, screen: Screen, card: int) -> None:
        """Take up a card that is seen, with those that are chosen with it."""
        self._screen = screen
        self.at = screen.spot(card)
        screen.press(*self.at)
        self.to(self.at[0] + 16, self.at[1] + 10)

    def to(self, x: int, y: int) -> None:
        way = max(abs(x - self.at[0]), abs(y - self.at[1]))
        self._screen.drag_to(self.at, (x, y), min(3 + way // 30, 20))
        self.at = (x, y)

    def above(self, column: int, card: int) -> None:
        """Hold it where the gap opens above a card that is seen: first to its height, then on as the gap goes."""
        _, x, y = next(seen for seen in self._screen.state()["columns"][column] if seen[0] == card)
        self.to(self.at[0], y - _PART)
        self.to(x, y - _PART)
        for step in (_PART, _PART, _PART, -5 * _PART, -_PART, -_PART):
            if self._screen.state()["room"] == [column, card]:
                return
            self.to(x, self.at[1] + step)
        raise AssertionError(f"no gap there: {self._screen.state()['room']}")

    def let_go(self) -> None:
        self._screen.release()

    def onto(self, name: str) -> None:
        """Drop it on one of the places at the foot."""
        bar = self._screen.until(lambda state: len(state["bar"]) == 3)["bar"]
        self.to(*next(spot for place, spot in bar.items() if place.startswith(name)))
        self.let_go()


def test_a_card_goes_exactly_where_the_gap_is(crowded: Crowded) -> None:
    screen = crowded(6)
    seen = ready(screen)["columns"]
    card, below = seen[0][2][0], seen[2][3][0]
    source, target = order(screen, 0), order(screen, 2)
    assert len(source) > 2000
    hand = Hand(screen, card)
    hand.above(2, below)
    screen.picture("board-gap")
    hand.let_go()
    saved(screen, 2, put(target, [card], below))
    saved(screen, 0, [number for number in source if number != card])
    moved = screen.read("show", str(card))
    assert (moved["stage"], moved["status"], moved["probability"]) == ("Demo", "open", 45)
    assert [number for number, _, _ in ready(screen)["columns"][2]][2:5] == [target[2], card, below]

    inside = order(screen, 0)
    hand = Hand(screen, inside[1])
    hand.above(0, inside[5])
    hand.let_go()
    saved(screen, 0, put(inside, [inside[1]], inside[5]))
    assert ready(screen)["stages"][0][3:6] == [inside[4], inside[1], inside[5]]


def test_three_chosen_cards_go_together_and_esc_leaves_all_as_it_was(crowded: Crowded) -> None:
    screen = crowded(6)
    seen = ready(screen)["columns"]
    chosen = [seen[1][row][0] for row in (0, 2, 4)]
    source, target = order(screen, 1), order(screen, 3)
    screen.click(*screen.spot(chosen[0]))
    screen.keys("Escape")  # the pane
    screen.mouse("keydown", "ctrl")
    for card in chosen[1:]:
        screen.click(*screen.spot(card))
    screen.mouse("keyup", "ctrl")
    screen.until(lambda state: state["chosen"] == chosen and state["deal"] is None)

    operations = len(screen.read("history"))
    hand = Hand(screen, chosen[1])
    hand.above(3, target[2])
    screen.picture("board-three")
    screen.keys("Escape")
    screen.until(lambda state: not state["dragging"])
    hand.let_go()
    assert ready(screen)["chosen"] == chosen
    assert (order(screen, 1), order(screen, 3)) == (source, target)
    assert len(screen.read("history")) == operations

    hand = Hand(screen, chosen[1])
    hand.above(3, target[2])
    hand.let_go()
    saved(screen, 3, put(target, chosen, target[2]))
    saved(screen, 1, [number for number in source if number not in chosen])
    assert ready(screen)["chosen"] == chosen
    assert len(screen.read("history")) == operations + 1


def test_cards_are_dropped_on_won_and_on_lost_with_a_reason(crowded: Crowded) -> None:
    screen = crowded(6)
    before = order(screen, 0)
    ready(screen)
    won, lost = before[1], before[3]
    Hand(screen, won).onto("Won")
    saved(screen, 0, [number for number in before if number != won])
    assert screen.read("show", str(won))["status"] == "won"

    ready(screen)
    Hand(screen, lost).onto("Lost")
    [[asked, choices]] = screen.settled(lambda state: state["dialogs"])["dialogs"]
    assert asked.startswith("Why was this deal lost?")
    assert lost in order(screen, 0)
    screen.click(*choices["Chose a competitor"])
    screen.click(*choices["Mark as lost"])
    saved(screen, 0, [number for number in before if number not in (won, lost)])
    told = screen.read("show", str(lost))
    assert (told["status"], told["reason"]) == ("lost", "Chose a competitor")


def test_the_board_scrolls_under_a_card_that_is_held_at_its_edges(crowded: Crowded) -> None:
    screen = crowded(8, size=SMALL)
    state = ready(screen)
    assert state["columns"][7] == []  # it is not seen
    _, top, right, bottom = state["area"]
    card = state["columns"][0][1][0]
    target = order(screen, 7)
    hand = Hand(screen, card)
    hand.to(right - 6, (top + bottom) // 2)
    screen.until(lambda state: state["columns"][7])
    state = still(screen)
    hand.to(state["heads"][7][0], state["bar"]["Won"][1] - 60)
    screen.until(lambda state: state["columns"][7] and state["columns"][7][0][0] not in target[:20])
    screen.picture("board-scrolled")
    hand.to(hand.at[0], (top + bottom) // 2)
    below = still(screen)["columns"][7][2][0]
    assert target.index(below) > 20
    hand.above(7, below)
    hand.let_go()
    saved(screen, 7, put(target, [card], below))


def still(screen: Screen) -> State:
    """The state when nothing scrolls any longer."""
    return screen.settled(lambda state: state["dragging"])


def test_a_folded_column_takes_a_card_on_top_and_opens_for_one_that_waits(crowded: Crowded) -> None:
    screen = crowded(6)
    state = ready(screen)
    screen.click(*state["tools"]["Fold Demo"])
    screen.until(lambda state: state["strips"])
    before = order(screen, 2)
    ids = [number for number, _, _ in ready(screen)["columns"][0]]
    hand = Hand(screen, ids[0])
    hand.to(*screen.over(2))
    hand.let_go()
    saved(screen, 2, [ids[0], *before])

    ready(screen)
    hand = Hand(screen, ids[2])
    hand.to(*screen.over(2))
    screen.settled(lambda state: len(state["columns"][2]) > 4)
    hand.above(2, before[2])
    hand.let_go()
    saved(screen, 2, put([ids[0], *before], [ids[2]], before[2]))
    assert screen.read("show", str(ids[2]))["stage"] == "Demo"


@pytest.mark.slow
def test_many_drags_from_anywhere_to_anywhere(crowded: Crowded) -> None:
    screen = crowded(6)
    rng = random.Random(11)
    for _ in range(DRAGS):
        seen = ready(screen)["columns"]
        source, target = (rng.choice([at for at, cards in enumerate(seen) if cards]) for _ in range(2))
        screen.mouse("mousemove", *seen[source][1][1:], "click", "--repeat", rng.randrange(1, 15), "--delay", 5, 5)
        card = rng.choice(ready(screen)["columns"][source])[0]
        hand = Hand(screen, card)
        hand.to(*rng.choice(seen[target])[1:])
        room = still(screen)["room"]  # at the edge the board has scrolled, and another column is under the card
        column, below = room or (source, card)
        there = order(screen, column)
        hand.let_go()
        saved(screen, column, put(there, [card], below) if room else there)
    assert screen.read("check") == {"clean": True, "problems": []}
    assert "Traceback" not in screen.output

"""The main job with a real mouse on a real screen, read back by another process."""

import pytest
from real_screen import Screen

pytestmark = pytest.mark.screen


def test_a_card_is_dragged_to_another_stage_and_onto_won_and_both_come_back(screen: Screen) -> None:
    before = screen.settled(lambda state: state["columns"])
    first, second = before["columns"][1][0], before["columns"][1][1]
    target = before["columns"][2][1]
    screen.picture("1-before")

    screen.press(first[1], first[2])
    screen.drag_to((first[1], first[2]), (target[1], target[2]))
    screen.picture("2-during")
    screen.release()
    screen.until(lambda state: first[0] in [card[0] for card in state["columns"][2]])
    screen.picture("3-after")
    moved = screen.read("show", str(first[0]))
    assert (moved["stage"], moved["probability"]) == ("Demo", 45)

    card = next(card for card in screen.state()["columns"][1] if card[0] == second[0])
    screen.press(card[1], card[2])
    screen.drag_to((card[1], card[2]), (card[1] + 60, card[2] + 40))
    bar = screen.until(lambda state: len(state["bar"]) == 3)["bar"]
    won = next(spot for name, spot in bar.items() if "Won" in name)
    screen.drag_to((card[1] + 60, card[2] + 40), (won[0], won[1]))
    screen.picture("4-onto-won")
    screen.release()
    screen.until(lambda state: second[0] not in [card[0] for card in state["columns"][1]])
    screen.picture("5-won")
    assert screen.read("show", str(second[0]))["status"] == "won"

    screen.keys("ctrl+z")
    screen.until(lambda state: second[0] in [card[0] for card in state["columns"][1]])
    screen.keys("ctrl+z")
    screen.until(lambda state: first[0] in [card[0] for card in state["columns"][1]])
    screen.picture("6-both-back")
    for card in (first, second):
        back = screen.read("show", str(card[0]))
        assert (back["stage"], back["status"]) == ("Contacted", "open")
    assert [card[0] for card in screen.state()["columns"][1]] == [card[0] for card in before["columns"][1]]


def test_a_kill_while_typing_a_note_costs_nothing(screen: Screen) -> None:
    card = screen.settled(lambda state: state["columns"])["columns"][2][0]
    screen.click(card[1], card[2])
    note = screen.settled(lambda state: state["note"])["note"]
    screen.click(note[0], note[1])
    screen.type("They want the scanner pricing before Tues")
    screen.until(lambda state: state["note"][2].endswith("Tues"))
    screen.picture("7-typing")
    screen.keys("space")  # a moment in which the draft is kept
    operations = len(screen.read("history"))
    screen.kill()

    assert screen.read("check") == {"clean": True, "problems": []}
    assert len(screen.read("history")) == operations
    screen.start()
    screen.click(card[1], card[2])
    note = screen.settled(lambda state: state["note"] and state["note"][2])["note"]
    screen.picture("8-typed-again-there")
    assert note[2].strip() == "They want the scanner pricing before Tues"

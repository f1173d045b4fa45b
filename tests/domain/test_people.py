"""Initials, colours and the forms in which names are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaddesk.domain.people import colour_for, company_key, fold, initials
from leaddesk.domain.records import USER_COLOURS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Jonas Beck", "JB"),
        ("Maria del Ruiz", "MR"),
        ("R. Shah", "RS"),
        ("sam", "SA"),
        ("X", "X"),
        ("  eva   lind ", "EL"),
        ("E\u0301mile Zola", "ÉZ"),
        ("Łukasz Żak", "ŁŻ"),
        ("ßeta Omega", "SO"),
        ("田中 太郎", "田太"),
        ("(Ida) Hale", "IH"),
        ("Ann-Kathrin", "AN"),
        ("", "?"),
        ("—", "?"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


@given(st.text())
def test_initials_are_one_or_two_letters_for_any_name(name: str) -> None:
    assert 1 <= len(initials(name)) <= 2


def test_a_person_keeps_one_colour() -> None:
    assert [colour_for(index) for index in range(len(USER_COLOURS))] == list(USER_COLOURS)
    assert colour_for(len(USER_COLOURS)) == USER_COLOURS[0]
    assert colour_for("Sam Keller") == colour_for("sam keller") in USER_COLOURS
    assert len({colour_for(name) for name in ("Sam", "Maria", "Jonas", "Eva", "Priya", "Ken")}) > 2
    assert colour_for("\ud800") in USER_COLOURS


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("KESTREL", "kestrel"),
        ("Malmö", "malmo"),
        ("Straße", "strasse"),
        ("İzmir", "izmir"),
        ("e\u0301", "e"),
        ("ﬁne", "fine"),
        ("", ""),
    ],
)
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@given(st.text())
def test_folding_ignores_capitals_and_is_done_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold(text.casefold()) == fold(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Kestrel AG", "KESTREL A.G."),
        ("Bergmann Pumpen GmbH & Co. KG", "Bergmann Pumpen"),
        ("Hale & Sons", "Hale and Sons Ltd."),
        ("Café Otto, Inc.", "cafe otto"),
        ("Zielony Dom Sp. z o.o.", "Zielony Dom"),
        ("Delta-Haven B.V.", "Delta Haven"),
        ("O'Neill S.A.", "ONeill"),
        ("Lumo Oy", "LUMO"),
    ],
)
def test_the_same_company_is_recognised(one: str, other: str) -> None:
    assert company_key(one) == company_key(other) != ""


@pytest.mark.parametrize(("one", "other"), [("Orbis Labs", "Orbis"), ("AB Rail", "Rail"), ("Kestrel", "Kestrel Air")])
def test_other_companies_stay_apart(one: str, other: str) -> None:
    assert company_key(one) != company_key(other)


def test_a_name_of_legal_forms_keeps_a_word() -> None:
    assert company_key("AG") == "ag"
    assert company_key("Co. Ltd") == "co"
    assert company_key(" - ") == ""

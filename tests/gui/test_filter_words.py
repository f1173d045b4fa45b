"""What conditions are called, what there is to choose, and what may follow while one is typed."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from pytestqt.modeltest import ModelTester

from leaddesk.domain.errors import Invalid
from leaddesk.domain.filter_text import filter_text, read_filter
from leaddesk.domain.filter_tree import Condition, Field
from leaddesk.domain.views import FilterChoices
from leaddesk.gui.models.choices_model import Choice, ChoicesModel
from leaddesk.gui.models.filter_choices import FIELDS, choices_of
from leaddesk.gui.models.filter_completion import proposals
from leaddesk.gui.models.filter_parts import FilterParts, read_parts, same_filter
from leaddesk.gui.models.filter_words import part_words, typed_test
from leaddesk.services import views
from leaddesk.services.workspace import Workspace

TODAY = date(2026, 11, 21)


@pytest.fixture
def known(demo_workspace: Workspace) -> FilterChoices:
    return views.filter_choices(demo_workspace)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ('owner:me,none,"Maria Ruiz"', "Owner: Me, Nobody, Maria Ruiz"),
        ("temperature:hot,warm", "Temperature: Hot, Warm"),
        ("status:won", "Status: Won"),
        ("next:none,overdue,today,planned", "Next step: None planned, Overdue, Today, Later"),
        ("tag:none,vip", "Tag: No tag, vip"),
        ("stage:none", "Stage: None"),
        ("company:none", "Company: No company"),
        ("value>5000", "Value: over €5,000"),
        ("value>=99.5", "Value: from €99.50"),
        ("value<5k", "Value: under €5,000"),
        ("value<=5k", "Value: up to €5,000"),
        ("value:1k..5k", "Value: €1,000 to €5,000"),
        ("value=700", "Value: €700"),
        ("value:none", "Value: No value"),
        ("closes:overdue,none", "Closes: Overdue, No date"),
        ("closes:this-month,2026-12-24", "Closes: this month, 24 Dec"),
        ("closes:30d", "Closes: next 30 days"),
        ("closes:2026-12", "Closes: December 2026"),
        ("closes<today", "Closes: before today"),
        ("closes<=2026-12-24", "Closes: until 24 Dec"),
        ("created>2026-01-31", "Created: after 31 Jan"),
        ("closes:today..2027-01-31", "Closes: today to 31 Jan 2027"),
        ("closes:10d..30d", "Closes: 10d..30d"),
        ("closes>30d", "Closes: >30d"),
        ("closes:6m", "Closes: 6m"),
        ("created:7d", "Created: last 7 days"),
        ("created>90d", "Created: over 90 days ago"),
        ("created<90d", "Created: under 90 days ago"),
        ("created:yesterday", "Created: yesterday"),
        ("idle>14", "Idle: over 14 days"),
        ("idle:1..7", "Idle: 1 day to 7 days"),
        ("idle:none", "Idle: Not idle"),
        ("kestrel", "Text: kestrel"),
        ("-tag:vip", "-tag:vip"),
        ("(tag:a or -tag:b) owner:me", "(tag:a or -tag:b) owner:me"),
    ],
)
def test_a_part_is_said_in_words(typed: str, words: str) -> None:
    assert part_words(read_filter(typed), "EUR", TODAY) == words


@pytest.mark.parametrize("field", FIELDS)
def test_what_can_be_chosen_is_a_filter_and_has_a_name(field: Field, known: FilterChoices) -> None:
    choices = choices_of(field, known, "EUR", TODAY)
    for choice in choices:
        condition = Condition(field, (choice.test,))
        assert read_filter(filter_text(condition)) == condition
        assert choice.label
    assert len({choice.label for choice in choices}) == len(choices)


def test_people_tags_and_stages_are_offered(demo_workspace: Workspace) -> None:
    known = views.filter_choices(demo_workspace)
    assert [choice.label for choice in choices_of(Field.OWNER, known, "EUR", TODAY)] == [
        "Me",
        "Nobody",
        "Jonas Dahl",
        "Maria Ruiz",
        "Sam Keller",
    ]
    stages = [choice.label for choice in choices_of(Field.STAGE, known, "EUR", TODAY)]
    assert stages[:5] == ["Qualified", "Contacted", "Demo", "Proposal", "Negotiation"]
    assert choices_of(Field.OWNER, None, "EUR", TODAY) == []


def test_a_typed_value_is_one() -> None:
    assert typed_test(Field.STAGE, "Demo") == "Demo"
    for text in ("Demo,Proposal", "Demo Proposal", ")"):
        with pytest.raises(Invalid):
            typed_test(Field.STAGE, text)


class TestParts:
    def test_a_filter_is_taken_apart_and_put_together(self) -> None:
        for text in ("", "owner:me", "owner:me value>5000 (tag:a or tag:b)", "owner:me or value>5000 or -tag:x"):
            parts = read_parts(text)
            assert parts.text == text
            assert parts.any_holds is (" or -" in text)
        assert FilterParts(read_parts("owner:me value>5000").parts, any_holds=True).text == "owner:me or value>5000"

    def test_the_order_of_parts_makes_no_difference(self) -> None:
        assert same_filter("owner:me value>5000", "value>5000  owner:me")
        assert same_filter("", "")
        assert not same_filter("owner:me value>5000", "owner:me or value>5000")
        assert not same_filter("owner:me", "owner:me value>5000")


class TestProposals:
    def typed(self, before: str, known: FilterChoices | None = None) -> list[str]:
        return [proposal.typed for proposal in proposals(before, known, "EUR", TODAY)]

    def test_names_of_fields(self) -> None:
        assert self.typed("va") == ["value>"]
        assert self.typed("owner:me -(st") == ["stage:", "status:"]
        assert self.typed("kestrel ")[:3] == ["text:", "owner:", "tag:"]
        assert self.typed("kestrel9") == []

    def test_what_a_field_may_be(self, known: FilterChoices) -> None:
        assert self.typed("owner:ma", known) == ['"Maria Ruiz"']
        assert self.typed('owner:"Maria R', known) == ['"Maria Ruiz"']
        assert self.typed("owner:me, ru", known) == ['"Maria Ruiz"']
        assert self.typed('owner:"Sam Keller",m', known) == ["me", '"Maria Ruiz"']
        assert self.typed("closes:this") == ["this-week", "this-month", "this-quarter"]
        assert self.typed("idle>") == ["7", "14", "30"]
        assert self.typed("idle:") == [">7", ">14", ">30", "none"]
        assert self.typed("nothing:x") == []

    def test_it_knows_what_it_replaces(self, known: FilterChoices) -> None:
        (found,) = proposals("tag:x owner:ma", known, "EUR", TODAY)
        assert (found.start, found.words) == (len("tag:x owner:"), "Maria Ruiz")


class TestChoices:
    CHOICES = (Choice("Maria Ruiz", "Maria Ruiz", ("MR",)), Choice("Jörg Berg", "Jörg Berg"), Choice("x", "Xaver"))

    def model(self) -> ChoicesModel:
        model = ChoicesModel()
        model.show_choices(self.CHOICES)
        return model

    def ticked(self, model: ChoicesModel) -> list[str]:
        rows = [model.index(row) for row in range(model.rowCount())]
        return [str(row.data()) for row in rows if row.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked]

    def test_it_keeps_the_rules_of_models(self, qtmodeltester: ModelTester) -> None:
        model = self.model()
        model.show_tests(["mr"])
        qtmodeltester.check(model)
        assert model.rowCount(model.index(0)) == 0

    def test_a_tick_is_told_and_taken_off_again(self) -> None:
        model = self.model()
        told: list[object] = []
        model.ticked.connect(told.append)
        state = Qt.ItemDataRole.CheckStateRole
        assert model.setData(model.index(2), Qt.CheckState.Checked, state)
        assert model.setData(model.index(2), Qt.CheckState.Checked, state)  # as it is
        assert self.ticked(model) == ["Xaver"]
        assert model.setData(model.index(2), Qt.CheckState.Unchecked.value, state)
        assert told == [("x",), ()]
        assert not model.setData(model.index(0), "Else", Qt.ItemDataRole.EditRole)

    def test_however_somebody_is_called_the_row_is_ticked(self) -> None:
        model = self.model()
        model.show_tests(["mr", "jorg berg"])
        assert self.ticked(model) == ["Maria Ruiz", "Jörg Berg"]
        model.toggle(0)
        assert model.tests == ("jorg berg",)

    def test_it_is_narrowed_by_the_beginnings_of_words(self) -> None:
        model = self.model()
        for text, rows in (("ber", 1), ("MARIA R", 1), ("a", 0), ("", 3)):
            model.narrow(text)
            assert model.rowCount() == rows

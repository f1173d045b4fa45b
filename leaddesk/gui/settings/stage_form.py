"""Everything that is agreed on for one stage, edited in place."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from leaddesk.domain.records import Kind, Pipeline
from leaddesk.domain.stage_rules import REQUIRABLE, required_fields
from leaddesk.domain.summaries import StageRow
from leaddesk.gui.desk import Desk
from leaddesk.gui.settings.checks_field import ChecksField
from leaddesk.gui.settings.stage_words import colour_choices, counts_text, swatch
from leaddesk.gui.texts import tr
from leaddesk.gui.widgets.conflict_dialog import field_label
from leaddesk.gui.widgets.field_form import FieldForm
from leaddesk.gui.widgets.inline_field import InlineField, LineField
from leaddesk.gui.widgets.inline_kinds import ChoiceField, PercentField, TextField


class StageForm(QWidget):
    """Each field is saved by itself, and says what is wrong or what somebody else changed.

    The name of the stage's pipeline stands on top.
    """

    outdated = Signal()  # the stage is not what was read

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pipeline = LineField(desk, Kind.PIPELINE, "name", tr("Pipeline"))
        self.name = LineField(desk, Kind.STAGE, "name", tr("Stage"))
        self.probability = PercentField(desk, Kind.STAGE, "probability", tr("Probability"))
        self.idle = LineField(desk, Kind.STAGE, "idle_days", tr("Idle after (days)"), hint=tr("never"))
        self.colour = ChoiceField(desk, Kind.STAGE, "colour", tr("Colour"))
        self.criteria = TextField(desk, Kind.STAGE, "criteria", tr("What must be true here"))
        self.required = ChecksField(
            desk, Kind.STAGE, "required", tr("Required"), [(name, field_label(name)) for name in REQUIRABLE]
        )
        self.counts = _muted("")
        self._offer_colours()
        form = FieldForm()
        for field in self._fields():
            form.add(field.editor.accessibleName(), field)
            field.outdated.connect(self.outdated)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(form)
        column.addWidget(
            _muted(
                tr(
                    "The probability is for deals that come here from now on. After so many days without activity or"
                    " a planned step a deal is idle. What is required is asked for when a deal comes here."
                )
            )
        )
        column.addWidget(self.counts)
        column.addStretch(1)

    def show_pipeline(self, pipeline: Pipeline) -> None:
        self.pipeline.show_value(pipeline.id, pipeline.name, pipeline.version)

    def show_stage(self, row: StageRow) -> None:
        """Show a stage as it was read; what is typed and not saved stays."""
        stage = row.stage
        self.name.show_value(stage.id, stage.name, stage.version)
        self.probability.show_percent(stage.id, stage.probability, stage.version)
        self.idle.show_value(stage.id, str(stage.idle_days or ""), stage.version)
        self.colour.show_value(stage.id, stage.colour or "", stage.version)
        self.criteria.show_value(stage.id, stage.criteria or "", stage.version)
        self.required.show_value(stage.id, ",".join(required_fields(stage)), stage.version)
        self.counts.setText(tr("In this stage: {deals}").format(deals=counts_text(row.counts)))

    def edit_name(self) -> None:
        """Put the keyboard into the stage's name, its text selected."""
        _edit(self.name)

    def edit_pipeline_name(self) -> None:
        """The same with the pipeline's."""
        _edit(self.pipeline)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._offer_colours()

    def _fields(self) -> tuple[InlineField, ...]:
        return self.pipeline, self.name, self.probability, self.idle, self.colour, self.criteria, self.required

    def _offer_colours(self) -> None:
        self.colour.set_options([(value, name, swatch(value)) for value, name in colour_choices()])


def _edit(field: LineField) -> None:
    field.line.setFocus(Qt.FocusReason.OtherFocusReason)
    field.line.selectAll()


def _muted(text: str) -> QLabel:
    label = QLabel(text)
    label.setProperty("role", "muted")
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setMinimumWidth(1)
    return label

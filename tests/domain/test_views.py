"""What a view remembers comes back as it was, and nonsense does no harm."""

import pytest

from leaddesk.domain.views import CardPart, FaceKind, ViewOptions, options_from

OTHER = ViewOptions(
    face=FaceKind.LIST,
    pipeline_id=7,
    shown=frozenset({CardPart.VALUE, CardPart.TAGS}),
    compact=True,
    fold_empty=True,
    folded=frozenset({3, 1}),
    columns=("title", "value"),
    sort="value",
    descending=True,
    group="owner",
)


@pytest.mark.parametrize("options", [ViewOptions(), OTHER, ViewOptions(shown=frozenset())])
def test_options_come_back_as_they_were(options: ViewOptions) -> None:
    assert options_from(options.as_json()) == options


def test_only_what_differs_is_kept() -> None:
    assert ViewOptions().as_json() == "{}"
    assert ViewOptions(compact=True).as_json() == '{"compact": true}'


@pytest.mark.parametrize(
    "text",
    ["", "[]", "7", "{", '{"face": "globe"}', '{"compact": "yes"}', '{"shown": ["price"]}', '{"columns": [1]}', "null"],
)
def test_what_is_not_understood_is_as_in_a_new_view(text: str) -> None:
    assert options_from(text) == ViewOptions()

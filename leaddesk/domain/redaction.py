"""Taking words out of texts: those of a person who wants to be forgotten."""

import json
import re
from collections.abc import Iterable

_SHORTEST = 3  # letters; less is found in every second word


class Redaction:
    """Replaces each of some texts, wherever it stands as whole words, upper and lower case alike.

    `texts` are what is taken out; those of less than three characters are not looked for.
    """

    def __init__(self, texts: Iterable[str], instead: str) -> None:
        self.texts = frozenset(text for text in map(str.strip, texts) if len(text) >= _SHORTEST)
        self._instead = instead
        self._pattern = _pattern(self.texts)
        self._in_json = _pattern(self.texts | {json.dumps(text, ensure_ascii=False)[1:-1] for text in self.texts})

    def __call__(self, text: str) -> str:
        """The text without any of them."""
        return self._pattern.sub(self._instead, text) if self.texts else text

    def may_change(self, text: str) -> bool:
        """Whether a text, or JSON in which texts stand, holds any of them."""
        return bool(self.texts) and self._in_json.search(text) is not None


def _pattern(texts: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(texts, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)", re.IGNORECASE)

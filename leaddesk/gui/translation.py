"""The words of the window in the person's language."""

import re

from PySide6.QtCore import QCoreApplication


def tr(text: str, n: int | None = None) -> str:
    """The text in the person's language.

    With `n`, %n becomes that number. The English text has its plural in brackets: "%n deal(s)", or in full
    "%n (company|companies)".
    """
    if n is None:
        return QCoreApplication.translate("leaddesk", text)
    said = QCoreApplication.translate("leaddesk", text, None, n)
    said = said.replace("(s)", "(|s)")
    return re.sub(r"\(([^()|]*)\|([^()|]*)\)", r"\1" if n == 1 else r"\2", said)

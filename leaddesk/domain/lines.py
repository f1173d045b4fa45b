"""Texts of which each line is an entry: the products and competitors of a deal, its files."""

import re
from pathlib import PurePosixPath, PureWindowsPath

_ADDRESS = re.compile(r"(?:https?|ftp)://\S|mailto:\S|www\.\S", re.IGNORECASE)
_DRIVE_OR_SHARE = re.compile(r"[A-Za-z]:[\\/]|\\\\")


def split_lines(text: str | None) -> list[str]:
    """The entries, without the blanks around them and without empty lines."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


def is_address(link: str) -> bool:
    """Whether a link leads into the web or to a mailbox; if not, it is a path."""
    return _ADDRESS.match(link) is not None


def link_name(link: str) -> str:
    """What a link is called where there is little room: a file's name, an address without its beginning."""
    if is_address(link):
        return re.sub(r"^(?:(?:https?|ftp)://(?:www\.)?|mailto:)|/$", "", link, flags=re.IGNORECASE)
    path = PureWindowsPath(link) if _DRIVE_OR_SHARE.match(link) else PurePosixPath(link)
    return path.name or link

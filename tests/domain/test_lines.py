"""Texts of which each line is an entry."""

import pytest

from leaddesk.domain.lines import is_address, link_name, split_lines


def test_lines_are_trimmed_and_empty_ones_dropped() -> None:
    assert split_lines("  Scanner \n\n \r\nDock\n") == ["Scanner", "Dock"]
    assert split_lines("") == split_lines(None) == []


@pytest.mark.parametrize(
    ("link", "address", "name"),
    [
        ("https://www.kestrel.example/offer/", True, "kestrel.example/offer"),
        ("HTTP://kestrel.example", True, "kestrel.example"),
        ("www.kestrel.example", True, "www.kestrel.example"),
        ("mailto:eva@lind.example", True, "eva@lind.example"),
        ("/files/eva/Offers/Pilot 2.pdf", False, "Pilot 2.pdf"),
        (r"C:\Offers\Pilot 2.pdf", False, "Pilot 2.pdf"),
        (r"\\server\sales\Pilot.pdf", False, "Pilot.pdf"),
        ("C:/", False, "C:/"),
        ("/", False, "/"),
        ("javascript:alert(1)", False, "javascript:alert(1)"),
        ("ms-settings:about", False, "ms-settings:about"),
    ],
)
def test_a_link_is_an_address_or_a_path(link: str, address: bool, name: str) -> None:
    assert is_address(link) is address
    assert link_name(link) == name

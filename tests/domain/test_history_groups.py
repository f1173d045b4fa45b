"""Every operation is found in exactly one group."""

import pytest

from leaddesk.domain.history import GROUPS, Group, group_of
from leaddesk.domain.operations import Operation


def test_each_operation_belongs_to_one_group() -> None:
    assert sorted(operation for group in GROUPS.values() for operation in group) == sorted(Operation)
    assert all(GROUPS.values())


@pytest.mark.parametrize(
    ("operation", "group"),
    [
        (Operation.MOVE_DEAL, Group.DEALS),
        (Operation.EDIT_CONTACT, Group.CONTACTS),
        (Operation.ERASE, Group.CONTACTS),
        (Operation.ADD_COMPANY, Group.COMPANIES),
        (Operation.DELETE_LEAD, Group.LEADS),
        (Operation.SNOOZE_FOLLOWUP, Group.FOLLOWUPS),
        (Operation.LOG_ACTIVITY, Group.DIALOGUE),
        (Operation.IMPORT, Group.IMPORTS),
        (Operation.REDO, Group.UNDO),
        (Operation.TAG, Group.OTHER),
        (Operation.SET_UP, Group.OTHER),
    ],
)
def test_groups(operation: Operation, group: Group) -> None:
    assert group_of(operation) is group

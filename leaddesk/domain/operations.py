"""Every kind of operation that the journal knows, and its sentence for a person.

The sentences are templates over the operation's parameters, so that a window can translate them.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum


class Operation(StrEnum):
    ADD_USER = "add_user"
    EDIT_USER = "edit_user"
    ADD_COMPANY = "add_company"
    EDIT_COMPANY = "edit_company"
    DELETE_COMPANY = "delete_company"
    ADD_CONTACT = "add_contact"
    EDIT_CONTACT = "edit_contact"
    DELETE_CONTACT = "delete_contact"
    ERASE = "erase_contact"
    ADD_LEAD = "add_lead"
    EDIT_LEAD = "edit_lead"
    DELETE_LEAD = "delete_lead"
    ADD_DEAL = "add_deal"
    EDIT_DEAL = "edit_deal"
    MOVE_DEAL = "move_deal"
    REORDER_DEAL = "reorder_deal"
    WIN_DEAL = "win_deal"
    LOSE_DEAL = "lose_deal"
    REOPEN_DEAL = "reopen_deal"
    DELETE_DEAL = "delete_deal"
    EXPECT_DEAL = "expect_deal"
    EDIT_DEALS = "edit_deals"
    EXPECT_DEALS = "expect_deals"
    MOVE_DEALS = "move_deals"
    REORDER_DEALS = "reorder_deals"
    WIN_DEALS = "win_deals"
    LOSE_DEALS = "lose_deals"
    REOPEN_DEALS = "reopen_deals"
    DELETE_DEALS = "delete_deals"
    TAG_DEALS = "tag_deals"
    INVOLVE = "involve_in_deal"
    EDIT_ROLE = "edit_role_in_deal"
    MAIN_CONTACT = "make_main_contact_of_deal"
    TAKE_OUT = "take_out_of_deal"
    LOG_ACTIVITY = "log_activity"
    EDIT_ACTIVITY = "edit_activity"
    DELETE_ACTIVITY = "delete_activity"
    PIN_ACTIVITY = "pin_activity"
    UNPIN_ACTIVITY = "unpin_activity"
    PLAN_FOLLOWUP = "plan_followup"
    EDIT_FOLLOWUP = "edit_followup"
    SNOOZE_FOLLOWUP = "snooze_followup"
    COMPLETE_FOLLOWUP = "complete_followup"
    DELETE_FOLLOWUP = "delete_followup"
    TAG = "tag"
    ADD_PIPELINE = "add_pipeline"
    EDIT_PIPELINE = "edit_pipeline"
    REORDER_PIPELINE = "reorder_pipeline"
    DELETE_PIPELINE = "delete_pipeline"
    ADD_STAGE = "add_stage"
    EDIT_STAGE = "edit_stage"
    REORDER_STAGE = "reorder_stage"
    DELETE_STAGE = "delete_stage"
    MERGE_STAGE = "merge_stage"
    SAVE_VIEW = "save_view"
    EDIT_VIEW = "edit_view"
    REORDER_VIEW = "reorder_view"
    SHARE_VIEW = "share_view"
    UNSHARE_VIEW = "unshare_view"
    DELETE_VIEW = "delete_view"
    BRING_BACK = "bring_back"
    BRING_BACK_AND_CHANGE = "bring_back_and_change"
    SETTING = "setting"
    SET_UP = "set_up"
    FILL_DEMO = "fill_demo"
    IMPORT = "import"
    RESTORE = "restore"
    UNDO = "undo"
    REDO = "redo"


TEMPLATES: Mapping[Operation, str] = {
    Operation.ADD_USER: "Added {title} as a user",
    Operation.EDIT_USER: "Changed user {title}",
    Operation.ADD_COMPANY: "Added company “{title}”",
    Operation.EDIT_COMPANY: "Changed {fields} of “{title}”",
    Operation.DELETE_COMPANY: "Deleted company “{title}”",
    Operation.ADD_CONTACT: "Added contact “{title}”",
    Operation.EDIT_CONTACT: "Changed {fields} of “{title}”",
    Operation.DELETE_CONTACT: "Deleted contact “{title}”",
    Operation.ERASE: "Erased a contact's personal data",
    Operation.ADD_LEAD: "Added lead “{title}”",
    Operation.EDIT_LEAD: "Changed {fields} of “{title}”",
    Operation.DELETE_LEAD: "Deleted lead “{title}”",
    Operation.ADD_DEAL: "Added deal “{title}”",
    Operation.EDIT_DEAL: "Changed {fields} of “{title}”",
    Operation.MOVE_DEAL: "Moved “{title}” to {stage}",
    Operation.REORDER_DEAL: "Moved “{title}” within {stage}",
    Operation.WIN_DEAL: "Won “{title}”",
    Operation.LOSE_DEAL: "Lost “{title}”: {reason}",
    Operation.REOPEN_DEAL: "Reopened “{title}” in {stage}",
    Operation.DELETE_DEAL: "Deleted deal “{title}”",
    Operation.EXPECT_DEAL: "Changed when “{title}” is expected to close",
    Operation.EDIT_DEALS: "Changed {fields} of {count} deals",
    Operation.EXPECT_DEALS: "Changed when {count} deals are expected to close",
    Operation.MOVE_DEALS: "Moved {count} deals to {stage}",
    Operation.REORDER_DEALS: "Moved {count} deals within {stage}",
    Operation.WIN_DEALS: "Won {count} deals",
    Operation.LOSE_DEALS: "Lost {count} deals: {reason}",
    Operation.REOPEN_DEALS: "Reopened {count} deals",
    Operation.DELETE_DEALS: "Deleted {count} deals",
    Operation.TAG_DEALS: "Tagged {count} deals: {tags}",
    Operation.INVOLVE: "Added {title} to the people of “{deal}”",
    Operation.EDIT_ROLE: "Changed the role of {title} in “{deal}”",
    Operation.MAIN_CONTACT: "Made {title} the main contact of “{deal}”",
    Operation.TAKE_OUT: "Took {title} out of “{deal}”",
    Operation.LOG_ACTIVITY: "Logged {kind} with “{title}”",
    Operation.EDIT_ACTIVITY: "Changed {kind} of “{title}”",
    Operation.DELETE_ACTIVITY: "Deleted {kind} of “{title}”",
    Operation.PIN_ACTIVITY: "Pinned {kind} of “{title}”",
    Operation.UNPIN_ACTIVITY: "Unpinned {kind} of “{title}”",
    Operation.PLAN_FOLLOWUP: "Planned “{title}”",
    Operation.EDIT_FOLLOWUP: "Changed {fields} of “{title}”",
    Operation.SNOOZE_FOLLOWUP: "Snoozed “{title}” to {until}",
    Operation.COMPLETE_FOLLOWUP: "Done: “{title}”",
    Operation.DELETE_FOLLOWUP: "Deleted follow-up “{title}”",
    Operation.TAG: "Tagged “{title}”: {tags}",
    Operation.ADD_PIPELINE: "Added pipeline “{title}”",
    Operation.EDIT_PIPELINE: "Changed {fields} of pipeline “{title}”",
    Operation.REORDER_PIPELINE: "Moved pipeline “{title}”",
    Operation.DELETE_PIPELINE: "Deleted pipeline “{title}”",
    Operation.ADD_STAGE: "Added stage “{title}”",
    Operation.EDIT_STAGE: "Changed {fields} of stage “{title}”",
    Operation.REORDER_STAGE: "Moved stage “{title}”",
    Operation.DELETE_STAGE: "Deleted stage “{title}”",
    Operation.MERGE_STAGE: "Merged stage “{title}” into {stage}",
    Operation.SAVE_VIEW: "Saved view “{title}”",
    Operation.EDIT_VIEW: "Changed {fields} of view “{title}”",
    Operation.REORDER_VIEW: "Moved view “{title}”",
    Operation.SHARE_VIEW: "Shared view “{title}” with everybody",
    Operation.UNSHARE_VIEW: "Kept view “{title}” for oneself",
    Operation.DELETE_VIEW: "Deleted view “{title}”",
    Operation.BRING_BACK: "Brought back “{title}”",
    Operation.BRING_BACK_AND_CHANGE: "Brought back “{title}”. {deed}",
    Operation.SETTING: "Changed the setting “{title}”",
    Operation.SET_UP: "Made this database",
    Operation.FILL_DEMO: "Filled in an invented business",
    Operation.IMPORT: "Imported {rows} rows of {title}",
    Operation.RESTORE: "Restored the backup of {when}",
    Operation.UNDO: "Undid: {title}",
    Operation.REDO: "Redid: {title}",
}
# Where some of many could not be done: `left_out` says which and why.
_LEFT_OUT = "{sentence}; left out: {left_out}"

# After these the person is offered Undo: something went away or to another place, or many changed at once.
DESTRUCTIVE = frozenset(
    {
        Operation.DELETE_COMPANY,
        Operation.DELETE_CONTACT,
        Operation.DELETE_LEAD,
        Operation.DELETE_DEAL,
        Operation.TAKE_OUT,
        Operation.DELETE_ACTIVITY,
        Operation.DELETE_FOLLOWUP,
        Operation.MOVE_DEAL,
        Operation.REORDER_DEAL,
        Operation.WIN_DEAL,
        Operation.LOSE_DEAL,
        Operation.REOPEN_DEAL,
        Operation.EXPECT_DEAL,
        Operation.EDIT_DEALS,
        Operation.EXPECT_DEALS,
        Operation.MOVE_DEALS,
        Operation.REORDER_DEALS,
        Operation.WIN_DEALS,
        Operation.LOSE_DEALS,
        Operation.REOPEN_DEALS,
        Operation.DELETE_DEALS,
        Operation.TAG_DEALS,
        Operation.SNOOZE_FOLLOWUP,
        Operation.COMPLETE_FOLLOWUP,
        Operation.REORDER_PIPELINE,
        Operation.DELETE_PIPELINE,
        Operation.REORDER_STAGE,
        Operation.DELETE_STAGE,
        Operation.MERGE_STAGE,
        Operation.REORDER_VIEW,
        Operation.UNSHARE_VIEW,
        Operation.DELETE_VIEW,
        Operation.IMPORT,
    }
)

# Not to be undone: without them there is no database to work in.
FOUNDING = frozenset({Operation.SET_UP, Operation.FILL_DEMO})
# Nor these: what is erased is not kept anywhere, and a restore is undone by another restore.
FINAL = FOUNDING | {Operation.ERASE, Operation.RESTORE}


class _Blank(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return ""


def describe(kind: Operation, params: Mapping[str, object], translate: Callable[[str], str] = str) -> str:
    """The operation's sentence, for example: Moved “Warehouse pilot” to Demo."""
    sentence = translate(TEMPLATES[kind]).format_map(_Blank(params))
    left_out = params.get("left_out")
    return translate(_LEFT_OUT).format(sentence=sentence, left_out=left_out) if left_out else sentence

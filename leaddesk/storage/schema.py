"""What a file of ours is recognised by."""

from leaddesk.domain.records import Kind

SCHEMA_VERSION = 3
APPLICATION_ID = 0x4C454144  # "LEAD"
TABLE_NAMES = ("meta", *(kind.value for kind in Kind), "operation", "row_change")

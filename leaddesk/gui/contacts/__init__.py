"""The contacts: table and pane."""

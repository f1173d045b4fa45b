"""The pipeline: the board of open deals and the pane of the one that is open."""

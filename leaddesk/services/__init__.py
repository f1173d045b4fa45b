"""One function for each thing that a person can do; the window and the command line both call these."""

"""The command line: the window's twin, with the same services and no Qt."""

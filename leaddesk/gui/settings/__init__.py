"""The settings: of the team, and of this machine."""

"""The day's work: what is due, what was missed, what needs a next step."""

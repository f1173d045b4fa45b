"""What is shown before anything is open: how to begin, and who one is."""

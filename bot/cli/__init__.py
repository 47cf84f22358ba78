"""The command line: its commands (`main`), what they show on a terminal (`console`), what is missing (`doctor`)."""

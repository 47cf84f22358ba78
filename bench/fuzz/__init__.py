"""Everything that reads what others wrote, but the readers of documents, under fuzzing: `python -m bench.fuzz`."""

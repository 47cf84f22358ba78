"""From the folder into the store: what there is to do (`indexer`), how it is done (`run`, `ingest`), and when (`watcher`)."""

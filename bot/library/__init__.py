"""The library: articles cut into passages (`chunking`), stored and found again (`store`), in step with `corpus/` (`indexing`)."""

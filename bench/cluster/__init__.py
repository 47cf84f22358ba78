"""Several pages and workers on one machine, with readers, and what is killed on the way: `python -m bench.cluster`."""

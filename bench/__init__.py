"""Measurements, each a command: `python -m bench` for answers, `python -m bench.NAME` for the rest."""

"""Articles that speak to the model, in both languages, and how far what they want gets: `python -m bench.hostile`."""

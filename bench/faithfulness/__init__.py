"""What the check of sentences is measured and trained on: claims whose truth is known, and the entailment model that learns."""

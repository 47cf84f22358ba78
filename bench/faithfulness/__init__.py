"""What the check of sentences is measured and trained on: claims whose truth is known, and the reader that learns from them."""

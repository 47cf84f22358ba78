"""Models: their files, and the two things that they do. `embeddings` finds what a text means, `llm` writes."""

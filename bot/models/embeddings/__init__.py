"""Vectors: of texts (`embedder`), with both languages around one centre (`alignment`), and word by word (`late_interaction`).

`encoder` does all of that to a passage or a question at once.
"""

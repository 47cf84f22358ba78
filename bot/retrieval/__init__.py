"""From a question to its evidence: what is asked (`question`, `followups`, `definitions`), what fits it (`retriever`), and
whether that is enough (`sufficiency`).
"""

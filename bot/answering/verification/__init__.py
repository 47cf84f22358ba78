"""What is believed of an answer: each finished sentence is compared with the evidence, and its mark and [n] come from that."""

from bot.answering.verification.checker import Checker, PreparedEvidence, SourceSentence, Verdict

__all__ = ["Checker", "PreparedEvidence", "SourceSentence", "Verdict"]

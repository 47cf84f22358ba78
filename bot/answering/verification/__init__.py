"""What is believed of an answer: each finished sentence is compared with the evidence, and its mark and [n] come from that."""

from bot.answering.verification.checker import FaithfulnessChecker
from bot.answering.verification.sources import PreparedEvidence, SourceSentence
from bot.answering.verification.support import SupportVerdict

__all__ = ["FaithfulnessChecker", "PreparedEvidence", "SourceSentence", "SupportVerdict"]

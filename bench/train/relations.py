"""What is asked of the embedding model: find texts in the other language as it does in the same one, and lose nothing there."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from bench.train.upper_layers import Encoded, late_scores
from bot.bilingual import Language

_SHARP, _SHARP_LATE = 20.0, 0.5  # of cosines, and of late scores, which are standard deviations already
_LATE = 0.5  # how much being found by tokens counts beside being found by the whole
_HELD, _HELD_LATE = 120.0, 0.1  # of the squares by which similarities within a language moved
_TAUGHT, _TAUGHT_LATE = 40.0, 0.05  # of the squares between similarities across the languages and the same within them
_ALIKE = (
    0.9  # two passages nearer to each other than this, before, say the same: neither is wrong for the other's question
)
Background = dict[tuple[Language, Language], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Loss:
    """The parts of a loss: how ill passages are found by vectors and by tokens, how far relations within a language moved.

    And how far those across the languages are from what the same texts are to each other within one (`taught`).
    """

    dense: Tensor
    late: Tensor
    held: Tensor
    taught: Tensor

    @property
    def whole(self) -> Tensor:
        """The sum that is learned from."""
        return self.dense + _LATE * self.late + self.held + self.taught


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the first questions and passages of a batch are to each other within a language, by the model as it was.

    Shape (questions, passages), the mean of Korean among Korean and English among English; the rest of the batch is not in it.
    """

    dense: Tensor
    late: Tensor

    @classmethod
    def from_languages(cls, encoded: Sequence[tuple[Encoded, Encoded]], background: Background) -> "Lesson":
        """Return the mean over languages; each has its questions and passages."""
        dense = [question.vectors @ passage.vectors.T for question, passage in encoded]
        late = [late_scores(question, passage, background) for question, passage in encoded]
        return cls(torch.stack(dense).mean(0), torch.stack(late).mean(0))


def measure(
    asked: tuple[Encoded, Encoded], passages: tuple[Encoded, Encoded], lesson: Lesson, background: Background
) -> Loss:
    """Return the loss of questions and their passages, each as they are encoded now and as they were before.

    The first questions, those of `lesson`, are in the other language than their passages, and are to find them among the passages
    in that language, and those to find them: were texts in their own among the wrong ones, they would learn to avoid it. The rest
    have passages in their own language: they only hold what is within a language.
    """
    (question, question_before), (passage, passage_before) = asked, passages
    crossing = len(lesson.dense)
    dense, late = question.vectors @ passage.vectors.T, late_scores(question, passage, background)
    with torch.no_grad():
        late_before = late_scores(question_before, passage_before, background)
        alike = passage_before.vectors @ passage_before.vectors.T > _ALIKE
    alike.fill_diagonal_(False)
    excused = alike | _same(question, passage)
    held = _moved(dense, question_before.vectors @ passage_before.vectors.T, question, passage)
    for now, before in ((passage, passage_before), (question, question_before)):
        held = held + _moved(now.vectors @ now.vectors.T, before.vectors @ before.vectors.T, now, now) / 2
    moved_late = _moved(late, late_before, question, passage)
    across = ~_same(question, passage)[:crossing, :crossing]
    taught = (dense[:crossing, :crossing] - lesson.dense).square()[across].mean()
    taught_late = (late[:crossing, :crossing] - lesson.late).square()[across].mean()
    return Loss(
        _lost(dense * _SHARP, crossing, excused),
        _lost(late * _SHARP_LATE, crossing, excused),
        _HELD * held + _HELD_LATE * moved_late,
        _TAUGHT * taught + _TAUGHT_LATE * taught_late,
    )


def _lost(logits: Tensor, crossing: int, excused: Tensor) -> Tensor:
    """Return the cross entropy of finding each crossing question's passage, and each of those passages' question."""
    logits = logits.masked_fill(excused, -1e4)
    right = torch.arange(crossing)
    forth = torch.nn.functional.cross_entropy(logits[:crossing], right)
    back = torch.nn.functional.cross_entropy(logits.T[:crossing], right)
    return (forth + back) / 2


def _moved(now: Tensor, before: Tensor, one: Encoded, other: Encoded) -> Tensor:
    """Return the mean square by which similarities of texts in one language moved."""
    return (now - before).square()[_same(one, other)].mean()


def _same(one: Encoded, other: Encoded) -> Tensor:
    """Return which texts of the one and the other are in one language, shape (texts of one, texts of other)."""
    return torch.tensor([[a == b for b in other.languages] for a in one.languages])

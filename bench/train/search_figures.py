"""The figures that a training of the embedding model is steered by: belebele_dev's questions, in all pairs of languages."""

import json
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from bench.train.search_texts import LANGUAGES
from bench.train.upper_layers import ReadTexts, UpperLayers, late_scores
from bot.bilingual import Language
from bot.models.embeddings.alignment import Role
from bot.retrieval.question import read_question


class SearchFigures:
    """Questions and passages in both languages, read by the lower layers once."""

    def __init__(self, model: UpperLayers, evaluation: Path, questions: int) -> None:
        self._model = model
        passages = {language: _read(evaluation / f"belebele_dev_{language}.passages.jsonl") for language in LANGUAGES}
        cases = {language: _read(evaluation / f"belebele_dev_{language}_{language}.jsonl") for language in LANGUAGES}
        order = [row["pair_id"] for row in passages["ko"]]
        self._right: list[int] = []
        self._read: dict[tuple[Language, Role], ReadTexts] = {}
        for language in LANGUAGES:
            texts = {row["pair_id"]: row["text"] for row in passages[language]}
            chosen = sorted(cases[language], key=lambda row: row["pair_id"])
            every = -(-len(chosen) // questions)
            chosen = chosen[::every]
            asked = [read_question(row["question"]).subject for row in chosen]
            self._right = [order.index(row["pair_id"].rpartition("-")[0]) for row in chosen]
            self._read[language, "query"] = model.read(asked, [language] * len(asked), "query")
            self._read[language, "passage"] = model.read(
                [texts[name] for name in order], [language] * len(order), "passage"
            )

    def measure(self, layers: nn.ModuleList, *, late: bool) -> dict[str, list[float]]:
        """Return "dense" and, if asked for, "late" figures in percent.

        nDCG@10 of Korean about Korean, English about English, Korean about English, English about Korean; then, both languages
        together, the share of Korean and of English questions that have the other language's copy among the first ten.
        """
        with torch.no_grad():
            encoded = {key: self._model.encode(texts, layers) for key, texts in self._read.items()}
            scores: dict[str, dict[tuple[Language, Language], Tensor]] = {"dense": {}, "late": {}}
            for asked in LANGUAGES:
                for language in LANGUAGES:
                    one, other = encoded[asked, "query"], encoded[language, "passage"]
                    scores["dense"][asked, language] = one.vectors @ other.vectors.T
                    if late:
                        scores["late"][asked, language] = late_scores(one, other, self._model.background)
        return {name: self._six(found) for name, found in scores.items() if found}

    def _six(self, scores: dict[tuple[Language, Language], Tensor]) -> list[float]:
        pairs: list[tuple[Language, Language]] = [("ko", "ko"), ("en", "en"), ("ko", "en"), ("en", "ko")]
        right = torch.tensor(self._right)
        found = []
        for pair in pairs:
            ranks = _ranks(scores[pair], scores[pair], right)
            found.append(torch.where(ranks < 10, 1 / torch.log2(ranks + 2.0), 0.0).mean())
        crossings: list[tuple[Language, Language]] = [("ko", "en"), ("en", "ko")]
        for asked, other in crossings:
            both = torch.cat([scores[asked, asked], scores[asked, other]], dim=1)
            found.append((_ranks(both, scores[asked, other], right) < 10).float().mean())
        return [round(100 * float(figure), 1) for figure in found]


def _ranks(scores: Tensor, of: Tensor, right: Tensor) -> Tensor:
    """Return how many of `scores` (questions, texts) are above that of the right text in `of`."""
    return (scores > of.gather(1, right[:, None])).sum(1)


def _read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]

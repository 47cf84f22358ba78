"""Measure what tells that an article does not say what is asked: `python -m bench.whether [FOLDER ...] [--every N]`.

The folders are those of `python -m bench.explain`: by default `bench/requests`, `bench/unseen_requests`, and `bench/near_misses`,
half of whose requests their article nearly answers. Each is asked of its article alone, as far as it takes to know what the
reader of sentences finds of an answer and what the model reads. Left out are gists, what is about an article as a whole, and what
is not judged. Printed are, for facts and for explanations of which the reader is not sure, the area under the curve of either and
of both together, and how many are refused. More than half an hour on two cores.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.explain import home_with, requests_by_article
from bench.refusal import auc
from bot.answering.answerability import answerability, is_fitted, least_answerability, weigh_found
from bot.answering.ask_options import AS_USUAL
from bot.answering.context import choose_excerpts, choose_likeliest, choose_shown
from bot.answering.explanation_writer import EXPLAINED, EXPLAINED_MARGIN
from bot.answering.selection.sentence_odds import SURELY_READ
from bot.cli.main import prepare_process
from bot.retrieval.evidence import Evidence
from bot.retrieval.followups import Request, understand
from bot.service.haeseol import Haeseol
from bot.text.aliases import TermPair

FOLDERS = [Path(__file__).parent / name for name in ("requests", "unseen_requests", "near_misses")]


@dataclass(frozen=True, slots=True)
class Read:
    """What is known of a request before it is answered: what the reader found, by how much the model is certain enough, and both.

    The last is 0 where an answer is just believed.
    """

    is_fact: bool
    answered: bool
    found: float
    certain: float
    together: float

    @property
    def is_refused(self) -> bool:
        """Whether it is refused; where the reader is sure, the model is not asked."""
        return self.found < SURELY_READ and self.together < 0


def main(arguments: list[str] | None = None) -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.whether", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path, default=FOLDERS)
    parser.add_argument("--every", type=int, default=1, help="ask of each article only one request in so many")
    parser.add_argument("--model", default="qwen2.5-coder-1.5b")
    options = parser.parse_args(arguments)
    prepare_process(os.environ)
    read = [
        each
        for folder in options.folders
        for articles, lines in requests_by_article(folder)
        if len(articles) == 1
        for each in _read_all(articles, lines[:: options.every], options.model)
    ]
    describe("facts", [each for each in read if each.is_fact])
    describe("explanations", [each for each in read if not each.is_fact and each.found < SURELY_READ])
    return 0


def describe(name: str, read: Sequence[Read]) -> None:
    """Print what tells those that are answered from the others, where there are both."""
    answered, others = ([each for each in read if each.answered is wanted] for wanted in (True, False))
    print(f"{name}: {len(answered)} answered, {len(others)} not")
    for score in ("found", "certain", "together") if answered and others else ():
        area = auc([getattr(each, score) for each in answered], [getattr(each, score) for each in others])
        print(f"  area under the curve, {score:9} {area:.3f}")
    wrong, right = (sum(each.is_refused for each in own) for own in (answered, others))
    print(f"  refused: {wrong} of {len(answered)} wrongly, {right} of {len(others)} rightly")


def _read_all(articles: Sequence[Path], lines: Sequence[str], model: str) -> Iterator[Read]:
    with home_with(articles, model) as settings, Haeseol.open(settings) as service:
        service.load()
        for line in lines:
            row = json.loads(line)
            if (read := _read(service, understand(row["question"], "auto"), row["answerable"])) is not None:
                yield read


def _read(service: Haeseol, request: Request, answered: bool) -> Read | None:
    """Return what is known of a request, None where that is not judged."""
    evidence: Evidence | None
    is_fact = request.kind not in EXPLAINED and len(request.parts) == 1
    if is_fact:
        evidence = service._retriever.find_evidence(request.question, request.language, AS_USUAL.passages, of_one=True)
        reading = service.explanations.read_whole(request, AS_USUAL)
        found, whole = reading.found, reading.evidence
        excerpts = choose_excerpts(evidence) if whole is None else choose_likeliest(whole, _terms(service, whole))
    else:
        explanation = service.explanations.choose(request, AS_USUAL)
        evidence = None if explanation is None else explanation.evidence
        found = None if explanation is None else explanation.found
        excerpts = []
        if explanation is not None:
            terms = _terms(service, explanation.evidence)
            excerpts = choose_shown(explanation.evidence, explanation.sentences, terms)
    if request.kind == "advice" or evidence is None or found is None or (is_fact and not evidence.sufficient):
        return None
    pair = request.language, evidence.passages[0].language
    model = service._active_model.require()
    certain = answerability(model, request.standalone_question, excerpts, pair) - least_answerability(model, pair)
    together = (
        certain + (weigh_found(found, pair) if is_fitted(model) else 0.0) + (0.0 if is_fact else EXPLAINED_MARGIN)
    )
    return Read(is_fact, answered, found, certain, together)


def _terms(service: Haeseol, evidence: Evidence) -> list[TermPair]:
    return service._retriever.find_terms(evidence.passages)


if __name__ == "__main__":
    sys.exit(main())

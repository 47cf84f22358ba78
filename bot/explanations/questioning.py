"""Questions that an article answers, in either language: written by the model or made from patterns, and tried before they
are offered. A question is kept only where asking it finds the very sentence that it was made from."""

import re
from collections.abc import Iterator

from bot.answers import Evidence
from bot.errors import QuestionError
from bot.excerpts import choose_excerpts
from bot.explanations.explanation import Explanation, Item, Source, SuggestedQuestion, SuggestedQuestions
from bot.language import has_hangul
from bot.llm import AnsweringModel
from bot.prompts import NO, YES, ask_for_question, ask_whether
from bot.questions import read_question
from bot.records import ArticleText
from bot.refusal import reads_answer
from bot.retrieval import Searcher
from bot.wording import keeps_language
from bot.words import Bilingual, Language

MOST = 5
# How many sentences are tried for them: each costs the model some seconds.
TRIED = 8
QUESTION_TOKENS = 60
LONGEST = 120
# The sentence that a question was made from is among so many that fit it best.
AMONG = 3

_TERM = Bilingual(ko="{term}의 뜻은 무엇인가요?", en="What does {term} mean?")
_NAME = Bilingual(ko="{name}에 대해 어떤 내용이 나오나요?", en="What is said about {name}?")
_DATE = Bilingual(ko="{date}에는 무슨 일이 있었나요?", en="What happened in {date}?")
_DAY = re.compile(r"\b[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4}$")


class Questioner:
    """Makes questions about articles of one library and tries them there."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    def from_patterns(self, explanation: Explanation, article: ArticleText, language: Language) -> SuggestedQuestions:
        """Return up to `MOST` questions about the article's terms, names and dates; no model is asked."""
        kept: list[SuggestedQuestion] = []
        for text, source in _patterns(explanation, article.language, language):
            if self._finds(text, language, article.id, source) is not None:
                kept.append(SuggestedQuestion(text, source, None))
            if len(kept) == MOST:
                break
        return SuggestedQuestions(language, tuple(kept), None)

    def from_model(
        self, explanation: Explanation, article: ArticleText, language: Language, model: AnsweringModel
    ) -> SuggestedQuestions:
        """Return up to `MOST` questions that `model` wrote and would answer, then of those there are. Raises ModelAway."""
        kept: list[SuggestedQuestion] = []
        for source in _sources(explanation):
            pieces = model.stream(
                ask_for_question(article.text[source.start : source.end], language), max_tokens=QUESTION_TOKENS
            )
            text = "".join(piece.text for piece in pieces if not piece.thinking).strip().partition("\n")[0]
            if not _reads_well(text, language, article) or any(one.text == text for one in kept):
                continue
            evidence = self._finds(text, language, article.id, source)
            if evidence is not None and _would_answer(evidence, language, model):
                kept.append(SuggestedQuestion(text, source, model.name))
            if len(kept) == MOST:
                break
        before = explanation.questions_in(language)
        for one in before.questions if before is not None and len(kept) < MOST else ():
            evidence = self._finds(one.text, language, article.id, one.source)
            if len(kept) < MOST and evidence is not None and _would_answer(evidence, language, model):
                kept.append(one)
        return SuggestedQuestions(language, tuple(kept), model.name)

    def _finds(self, text: str, language: Language, article_id: str, source: Source) -> Evidence | None:
        """Return the evidence for a question where the sentence at `source` is among the best of it, else None."""
        try:
            question = read_question(text)
        except QuestionError:
            return None
        evidence = self._searcher.find_evidence(question, language, article_id=article_id)
        sentences = [sentence for passage in evidence.passages for sentence in passage.sentences]
        best = sorted(sentences, key=lambda sentence: -sentence.score)[:AMONG]
        there = any(sentence.start < source.end and source.start < sentence.end for sentence in best)
        return evidence if there and evidence.sufficient else None


def _sources(explanation: Explanation) -> list[Source]:
    """Return the sentences that are worth a question: the key points, then those that explain a term."""
    items = (*explanation.key_points, *explanation.terms)
    return list(dict.fromkeys(item.source for item in items))[:TRIED]


def _reads_well(text: str, language: Language, article: ArticleText) -> bool:
    return text.endswith("?") and len(text) <= LONGEST and keeps_language(text, language, article.text)


def _would_answer(evidence: Evidence, language: Language, model: AnsweringModel) -> bool:
    whether = ask_whether(evidence.question, choose_excerpts(evidence), language)
    odds = model.odds(whether, YES.in_(language), NO.in_(language))
    return reads_answer(model.name, language, evidence.passages[0].language, odds, evidence.nearest)


def _patterns(explanation: Explanation, written: Language, language: Language) -> Iterator[tuple[str, Source]]:
    """Yield what could be asked, the surest first, with the sentence that should answer it."""
    for item in explanation.terms:
        term = _spelled(item, language)
        if term:
            yield _TERM.in_(language).format(term=term), item.source
    if written == language:
        for item in explanation.timeline:
            date = _DATE.in_(language).format(date=item.label)
            yield date.replace("in ", "on ", 1) if _DAY.search(item.label) else date, item.source
    for item in (*explanation.organisations, *explanation.people):
        name = _spelled(item, language)
        if name:
            yield _NAME.in_(language).format(name=name), item.source


def _spelled(item: Item, language: Language) -> str:
    """Return how `language` spells what an item is about, as far as the item says; "" where it does not."""
    spellings = (item.label, *item.other.split(" · "))
    return next((each for each in spellings if each and (language == "ko") == has_hangul(each)), "")

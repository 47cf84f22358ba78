"""Questions that an article answers, in either language: written by the model or made from patterns, and tried before they
are offered. A question is kept only where asking it finds the very sentence that it was made from."""

import re
from collections.abc import Callable, Iterator

from bot.answering.answerability import holds_answer
from bot.answering.context import choose_excerpts
from bot.answering.postprocessing import keeps_language
from bot.bilingual import Bilingual, Language
from bot.errors import QuestionError
from bot.insights.guides.glossary import is_defined
from bot.insights.guides.guide import Guide, Item, Source, SuggestedQuestion, SuggestedQuestions
from bot.library.scope import Scope
from bot.library.store.stored_article import ArticleText
from bot.models.llm.chat_model import AnsweringModel
from bot.models.llm.prompts import ask_for_question
from bot.retrieval.evidence import Evidence
from bot.retrieval.question import read_question
from bot.retrieval.retriever import Retriever
from bot.text.keywords import extract_terms
from bot.text.language import has_hangul

MOST = 5
# How many sentences are tried for them: each costs the model some seconds.
TRIED = 8
QUESTION_TOKENS = 60
LONGEST = 120
# The sentence that a question was made from is among so many that fit it best.
AMONG = 3

_TERM = Bilingual(ko="{term}의 뜻은 무엇인가요?", en="What is {term}?")
_NAME = Bilingual(ko="{name}에 대해 어떤 내용이 나오나요?", en="What is said about {name}?")
_DATE = Bilingual(ko="{date}에는 무슨 일이 있었나요?", en="What happened in {date}?")
# What a question of ours looks like: it asks for something, and no yes or no answers it.
_ASKS = {
    "ko": re.compile(
        r"(?:무엇|누구|누가|언제|어디|어떤|어떻게|얼마|몇|어느|왜|이유|까닭).*(?:까요|나요|가요|지요|니까)\?$"
    ),
    "en": re.compile(
        r"^(?:(?:In|On|At|For|To|From|By) )?(?:what|who|whose|when|where|which|how|why)\b.*\?$", re.IGNORECASE
    ),
}
_ASKING = re.compile("무엇|누구|누가|언제|어디|얼마|이유|까닭|many|much|kinds?|names?|called")
# A reason is asked for only where the sentence gives one.
_WHY = re.compile(r"왜|이유|까닭|\bwhy\b|\breason\b", re.IGNORECASE)
_BECAUSE = re.compile(
    r"때문|이유|까닭|위해|려고|니까|\b(?:because|since|so|why|reason|due to|in order to)\b", re.IGNORECASE
)
_DAY = re.compile(r"\b[A-Z][a-z]+ [0-9]{1,2}, [0-9]{4}$")


# Whether what is asked in a language of a scope is read there, None where nothing reads it or it may be.
IsTold = Callable[[str, Language, Scope], bool | None]


class Questioner:
    """Makes questions about articles of one library and tries them there. What `is_told` denies is not offered."""

    def __init__(self, retriever: Retriever, is_told: IsTold) -> None:
        self._retriever = retriever
        self._is_told = is_told

    def from_patterns(
        self, explanation: Guide, article: ArticleText, language: Language, look_up: Callable[[], None]
    ) -> SuggestedQuestions:
        """Return up to `MOST` questions about the article's terms, names and dates; no model is asked.

        `look_up` is called before each search and may raise Preempted.
        """
        kept: list[SuggestedQuestion] = []
        for text, source in _patterns(explanation, article, language):
            look_up()
            if self._finds(text, language, article.id, source) is None:
                continue
            look_up()
            if self._is_told(text, language, Scope.of_article(article.id)) is not False:
                kept.append(SuggestedQuestion(text, source, None))
            if len(kept) == MOST:
                break
        return SuggestedQuestions(language, tuple(kept), None)

    def from_model(
        self, explanation: Guide, article: ArticleText, language: Language, model: AnsweringModel
    ) -> SuggestedQuestions:
        """Return up to `MOST` questions that `model` wrote and would answer, then of those there are. Raises ModelUnavailable."""
        kept: list[SuggestedQuestion] = []
        for source in _sources(explanation):
            pieces = model.stream(
                ask_for_question(article.text[source.start : source.end], language), max_tokens=QUESTION_TOKENS
            )
            text = "".join(piece.text for piece in pieces if not piece.thinking).strip().partition("\n")[0]
            sentence = article.text[source.start : source.end]
            if not _reads_well(text, language, sentence, article.language) or any(one.text == text for one in kept):
                continue
            evidence = self._finds(text, language, article.id, source)
            if evidence is not None and self._is_answered(text, language, evidence, model):
                kept.append(SuggestedQuestion(text, source, model.name))
            if len(kept) == MOST:
                break
        before = explanation.questions_in(language)
        for one in before.questions if before is not None and len(kept) < MOST else ():
            evidence = self._finds(one.text, language, article.id, one.source)
            if len(kept) < MOST and evidence is not None and self._is_answered(one.text, language, evidence, model):
                kept.append(one)
        return SuggestedQuestions(language, tuple(kept), model.name)

    def _finds(self, text: str, language: Language, article_id: str, source: Source) -> Evidence | None:
        """Return the evidence for a question where the sentence at `source` is among the best of it, else None."""
        try:
            question = read_question(text)
        except QuestionError:
            return None
        evidence = self._retriever.find_evidence(question, language, scope=Scope.of_article(article_id))
        sentences = [sentence for passage in evidence.passages for sentence in passage.sentences]
        best = sorted(sentences, key=lambda sentence: -sentence.score)[:AMONG]
        there = any(sentence.start < source.end and source.start < sentence.end for sentence in best)
        return evidence if there and evidence.sufficient else None

    def _is_answered(self, text: str, language: Language, evidence: Evidence, model: AnsweringModel) -> bool:
        """Return whether asking would be answered, which the model says where the reading does not."""
        told = self._is_told(text, language, Scope.of_article(evidence.passages[0].article_id))
        return _would_answer(evidence, language, model) if told is None else told


def _sources(explanation: Guide) -> list[Source]:
    """Return the sentences that are worth a question: the key points, then those that explain a term."""
    items = (*explanation.key_points, *explanation.terms)
    return list(dict.fromkeys(item.source for item in items))[:TRIED]


def _reads_well(text: str, language: Language, sentence: str, written: Language) -> bool:
    if len(text) > LONGEST or not _ASKS[language].search(text) or not keeps_language(text, language, sentence):
        return False
    if language == written and not _is_of(text, sentence):
        return False
    return not _WHY.search(text) or _BECAUSE.search(sentence) is not None


def _is_of(question: str, sentence: str) -> bool:
    """Return whether a question says nothing that its sentence does not: a small model asks for more than there is, or misspells.

    Words are the same where they begin alike: "use" and "uses".
    """
    said = extract_terms(sentence)
    asked = [term for term in extract_terms(question) if not _ASKING.fullmatch(term)]
    return bool(asked) and all(any(one[:4] == term[:4] for one in said) for term in asked)


def _would_answer(evidence: Evidence, language: Language, model: AnsweringModel) -> bool:
    source = evidence.passages[0].language
    pair = language, source
    return holds_answer(model, evidence.question, choose_excerpts(evidence), pair)


def _patterns(explanation: Guide, article: ArticleText, language: Language) -> Iterator[tuple[str, Source]]:
    """Yield what could be asked, the surest first, with the sentence that should answer it."""
    for item in explanation.terms:
        term = _spelled(item, language)
        if term and is_defined(item.label, article.text[item.source.start : item.source.end]):
            yield _TERM.in_(language).format(term=term), item.source
    if article.language == language:
        for item in explanation.timeline:
            date = _DATE.in_(language).format(date=item.label)
            yield date.replace("in ", "on ", 1) if _DAY.search(item.label) else date, item.source
    for item in (*explanation.organisations, *explanation.people):
        name = _spelled(item, language)
        if name:
            yield _NAME.in_(language).format(name=f"the {name}" if " of " in name else name), item.source


def _spelled(item: Item, language: Language) -> str:
    """Return how `language` spells what an item is about, as far as the item says; "" where it does not."""
    spellings = (item.label, *item.other.split(" · "))
    return next((each for each in spellings if each and (language == "ko") == has_hangul(each)), "")

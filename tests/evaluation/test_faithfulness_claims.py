"""The claims that the check is measured and trained on: what is written, and what is made of real sentences."""

import random
import re

import pytest

from bench.faithfulness.articles import PAIRS, claims_of, read_articles, with_particle
from bench.faithfulness.changes import change
from bot.bilingual import Language
from bot.text.language import has_hangul

HALVES = ("fitting", "calibration", "held_apart")


def test_there_are_enough_claims_and_no_article_in_two_halves() -> None:
    names = [article.name for half in HALVES for article in read_articles(half)]
    assert len(names) == len(set(names))
    count = {half: len(PAIRS) * sum(len(article.claims) for article in read_articles(half)) for half in HALVES}
    assert sum(count.values()) >= 1500
    assert count["held_apart"] >= 750


@pytest.mark.parametrize("half", HALVES)
def test_every_claim_is_filled_in_and_in_its_language(half: str) -> None:
    for article in read_articles(half):
        claims = list(claims_of(article, 0))
        assert {claim.label for claim in claims} >= {"supported", "contradicted"}
        for claim in claims:
            texts = [claim.claim, claim.title, *claim.sentences]
            assert not any(re.search(r"[{}|]", text) for text in texts), texts
            assert has_hangul(claim.claim) == (claim.language == "ko"), claim.claim
            assert all(has_hangul(text) == (claim.source_language == "ko") for text in claim.sentences), texts
            assert all(len(text) > 1 for text in texts)


def test_another_draw_is_another_article_and_the_same_one_the_same() -> None:
    article = read_articles("fitting")[0]
    first, again, other = ([claim.claim for claim in claims_of(article, draw)] for draw in (0, 0, 1))
    assert first == again != other


@pytest.mark.parametrize(
    ("word", "particle", "said"),
    [
        ("수원", "은", "수원은"),
        ("제주", "은", "제주는"),
        ("7", "이", "7이"),
        ("2", "을", "2를"),
        ("40", "으로", "40으로"),
        ("서울", "으로", "서울로"),
        ("제주", "과", "제주와"),
    ],
)
def test_particles_fit_the_end_of_a_word(word: str, particle: str, said: str) -> None:
    assert with_particle(word, particle) == said


@pytest.mark.parametrize(
    ("sentence", "language", "kind", "claim"),
    [
        ("정부는 새 공장을 지었다.", "ko", "negation", "정부는 새 공장을 짓지 않았다."),
        ("이것은 가장 긴 다리이다.", "ko", "negation", "이것은 가장 긴 다리가 아니다."),
        ("그는 회의에 참석하지 않았다.", "ko", "negation", "그는 회의에 참석했다."),
        ("정부가 회사를 도왔다.", "ko", "roles", "회사가 정부를 도왔다."),
        ("그는 공장을 지을 예정이다.", "ko", "modality", "그는 공장을 지었다."),
        ("값이 크게 올랐다.", "ko", "polite", "값이 크게 올랐"),
        ("The mill was sold in May.", "en", "negation", "The mill was not sold in May."),
        ("Yesterday Tom Brown met Anna Becker.", "en", "roles", "Yesterday Anna Becker met Tom Brown."),
        ("If it rains, the match will be cancelled.", "en", "condition", "The match will be cancelled."),
        ("Kim said that the bridge would be closed.", "en", "opinion", "The bridge would be closed."),
    ],
)
def test_changes_of_real_sentences(sentence: str, language: Language, kind: str, claim: str) -> None:
    luck = random.Random(2)
    made = [one for _ in range(12) for one in change(sentence, language, ("수원",), luck) if one.kind == kind]
    assert any(one.claim.startswith(claim) for one in made), made
    assert all(one.claim != sentence for one in made)

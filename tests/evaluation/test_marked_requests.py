"""The articles whose sentences are marked for requests, their claims and translations: what `bench/selection` promises."""

import json
from collections import Counter

import pytest

from bench.faithfulness.dense_claims import read_claims
from bench.selection import FOLDER, NumberedArticle, articles_apart, read_articles, read_translations
from bot.text.language import detect_language

ARTICLES = {article.name: article for article in read_articles()}


def test_every_request_points_at_sentences_that_are_there() -> None:
    lines = (FOLDER / "requests.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    for one in asked:
        numbers = [*one["must"], *one["may"]]
        assert all(0 < n <= len(ARTICLES[one["article"]].sentences) for n in numbers), one
        assert not set(one["must"]) & set(one["may"]), one
    counted = Counter(one["article"] for one in asked)
    assert set(counted) == set(ARTICLES)
    assert min(counted.values()) >= 22
    assert max(Counter((one["article"], one["request"]) for one in asked).values()) == 1


def test_half_of_the_claims_are_true_and_all_stand_beside_their_lines() -> None:
    lines = (FOLDER / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    written = [json.loads(line) for line in lines]
    for one in written:
        first, last = one["lines"]
        assert 1 <= first <= last <= len(ARTICLES[one["article"]].sentences), one
        assert (detect_language(one["claim"]) == one["lang"]) or one["lang"] == "en", one
    for language in ("ko", "en"):
        true = Counter(one["true"] for one in written if one["lang"] == language)
        assert abs(true[True] - true[False]) < 0.05 * true[True]
    read = list(read_claims())
    assert [one.claim for one in read if one.kind != "elsewhere"] == [one["claim"] for one in written]
    assert not any(one.true for one in read if one.kind == "elsewhere")
    by_lines = {(one["article"], one["claim"]): one["lines"] for one in written}
    for claim in read:
        first, last = by_lines[claim.article, claim.claim]
        said = ARTICLES[claim.article].sentences[first - 1 : last]
        assert all(sentence in claim.source for sentence in said) or claim.kind == "elsewhere"


def test_one_article_in_ten_is_held_apart() -> None:
    assert articles_apart() < set(ARTICLES)
    assert len(articles_apart()) == -(-len(ARTICLES) // 10)


@pytest.mark.parametrize(
    "article", [one for one in ARTICLES.values() if read_translations(one)], ids=lambda one: one.name
)
def test_a_translation_has_the_lines_of_its_article_in_the_other_language(article: NumberedArticle) -> None:
    pairs = read_translations(article)
    assert [line for line, _ in pairs] == [article.title, *article.sentences]
    told = " ".join(line for _, line in pairs)
    assert detect_language(told) == ("en" if article.language == "ko" else "ko")

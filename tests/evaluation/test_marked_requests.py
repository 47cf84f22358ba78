"""The articles whose sentences are marked for requests, and their translations: what `bench/selection` promises."""

import json
from collections import Counter

import pytest

from bench.selection import FOLDER, NumberedArticle, read_articles, read_translations
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
    assert set(counted.values()) == {22}


@pytest.mark.parametrize(
    "article", [one for one in ARTICLES.values() if read_translations(one)], ids=lambda one: one.name
)
def test_a_translation_has_the_lines_of_its_article_in_the_other_language(article: NumberedArticle) -> None:
    pairs = read_translations(article)
    assert [line for line, _ in pairs] == [article.title, *article.sentences]
    told = " ".join(line for _, line in pairs)
    assert detect_language(told) == ("en" if article.language == "ko" else "ko")

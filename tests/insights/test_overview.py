"""The overview over a real library: topics, map, stories in two languages. Only the embedder is a fake, where speed needs it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.stories import read_stories, story_article
from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.insights.overview import labels, stories, topics
from bot.insights.overview.contradiction import contradicting
from bot.insights.overview.facts import read_facts, shared_part
from bot.insights.overview.overview import Comparison, OverviewDone, StoryFound, TopicsFound
from bot.insights.overview.wording import overview_json, tell_stories, tell_topics
from bot.library.store.sqlite_library import SqliteLibrary
from bot.library.store.stored_article import ArticleText
from bot.models.embeddings.embedder import Floats, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.progress import Progress
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings
from bot.text.quantities import quantities
from tests.fakes import FakeEmbedder


def article(text: str, language: Language, title: str = "", id: str = "a") -> ArticleText:
    return ArticleText(id, 1, title, language, date(2026, 3, 12), f"{id}.txt", text)


def unit(rows: list[list[float]]) -> Floats:
    vectors = np.array(rows, dtype=np.float32).reshape(len(rows), len(rows[0]) if rows else 8)
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)


# Topics and map


def test_what_is_alike_is_one_topic_and_the_most_typical_comes_first() -> None:
    vectors = unit([[0, 1, 0], [1, 0.3, 0], [1, 0, 0], [1, -0.3, 0], [0, 0, 1]])
    assert topics.group(vectors) == [[2, 1, 3], [0], [4]]


def test_a_reader_gets_no_more_topics_than_can_be_taken_in() -> None:
    chance = np.random.default_rng(0)
    # 40 tight groups in 12 dimensions: many centres are a little alike, so that there is something to join.
    centres = chance.normal(size=(40, 12)) + 0.6
    vectors = unit((centres[np.repeat(np.arange(40), 3)] + 0.05 * chance.normal(size=(120, 12))).tolist())
    groups = topics.group(vectors)
    assert sorted(row for group in groups for row in group) == list(range(120))
    assert sum(len(group) > 1 for group in groups) <= topics.MOST_TOPICS


@given(st.integers(0, 12), st.integers(0, 5))
def test_every_article_has_one_topic_and_one_place_the_same_each_time(count: int, seed: int) -> None:
    vectors = unit(np.random.default_rng(seed).normal(size=(count, 8)).tolist())
    groups = topics.group(vectors)
    assert sorted(row for group in groups for row in group) == list(range(count))
    places = topics.lay_out(vectors, groups)
    assert places.shape == (count, 2)
    assert ((places >= 0) & (places <= 1)).all()
    assert np.array_equal(places, topics.lay_out(vectors, topics.group(vectors)))
    if count == 1:
        assert places.tolist() == [[0.5, 0.5]]


def test_like_articles_stand_near_each_other() -> None:
    vectors = unit([[1, 0, 0, 0], [1, 0.1, 0, 0], [0, 1, 0, 0], [0, 1, 0.1, 0], [0, 0, 0, 1], [0, 0, 0.1, 1]])
    places = topics.lay_out(vectors, topics.group(vectors))
    apart = [np.linalg.norm(places[i] - places[j]) for i, j in ((0, 1), (2, 3), (4, 5), (0, 2), (2, 4), (0, 4))]
    assert max(apart[:3]) < min(apart[3:])


# Names of topics


def test_a_topic_is_called_by_words_as_readers_write_them() -> None:
    quakes = [
        article("규모 6의 지진이 일어났다. 지진으로 집이 무너졌다.", "ko", "하란시 새벽 지진"),
        article("Earthquakes struck Haran. The earthquake broke the runway.", "en", "Earthquake hits Haran"),
    ]
    rates = [
        article("한국은행이 기준금리를 유지했다. 금리는 그대로다.", "ko", "기준금리 동결"),
        article("The central bank kept interest rates. Rates stay.", "en", "Central bank holds rates"),
    ]
    first, second = labels.label_topics([labels.read_words(quakes), labels.read_words(rates)])
    assert "지진" in first["ko"]
    assert {"Haran", "earthquake"} <= set(first["en"])
    assert any(word.startswith("기준금리") for word in second["ko"])
    assert len(first["en"]) <= labels.WORDS


def test_a_topic_without_articles_in_the_readers_language_takes_the_words_that_articles_give() -> None:
    english = [article("Reinforcement (강화학습) trains reasoning. Reinforcement is old.", "en", "Reinforcement")]
    (label,) = labels.label_topics([labels.read_words(english)])
    assert "강화학습" in label["ko"]


@given(st.lists(st.text(max_size=60), max_size=4), st.sampled_from(["ko", "en"]))
def test_any_text_has_a_label_or_none(texts: list[str], language: Language) -> None:
    (label,) = labels.label_topics([labels.read_words([article(text, language) for text in texts])])
    assert all(word.strip() for words in label.values() for word in words)


# Stories


def test_candidates_are_each_others_nearest() -> None:
    ko = unit([[1, 0, 0], [0, 1, 0], [0.9, 0.4, 0]])
    en = unit([[1, 0.1, 0], [0, 0, 1]])
    assert [(pair.ko, pair.en) for pair in stories.candidates(ko, en)] == [(0, 0)]
    assert stories.candidates(ko, en[:0]) == []
    assert stories.candidates(ko[:0], en) == []


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 3))
def test_blocks_change_nothing(few: int, many: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    ko, en = unit(chance.normal(size=(few, 6)).tolist()), unit(chance.normal(size=(many, 6)).tolist())
    whole = stories.candidates(ko, en)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(stories, "_BATCH", 7)
        assert stories.candidates(ko, en) == whole


def test_shared_facts_tell_one_story_from_another_on_the_same_subject() -> None:
    korean = read_facts(article("한국은행은 기준금리를 2.50%로 유지했다. 위원 7명 가운데 5명이 찬성했다.", "ko"))
    same = read_facts(article("The Bank of Korea kept its rate at 2.50 percent; five of seven members agreed.", "en"))
    other = read_facts(article("Norland's bank cut its rate to 3.75 percent. Growth will be 1.3 percent.", "en"))
    assert shared_part(korean, same) > 0.3
    assert shared_part(korean, other) < 0.1
    assert shared_part(read_facts(article("", "ko")), read_facts(article("", "en"))) == 0


# What differs


@pytest.mark.parametrize(
    ("korean", "english", "found"),
    [
        ("이 지진으로 31명이 숨졌다.", "The earthquake killed 27 people.", [("31명", "27 people")]),
        ("공사는 2028년에 끝난다.", "Construction ends in 2029.", [("2028년", "2029")]),
        ("이적료는 1,200만 유로다.", "The fee is 15 million euros.", [("1,200만 유로", "15 million euros")]),
        ("금리는 2.50%다.", "The rate is 2.50 percent.", []),
        ("약 400명이 다쳤다.", "About 430 people were injured.", []),
        ("48년 된 다리", "a 48-year-old bridge", []),
        ("삼국시대에는 수 천명이 죽었다.", "In the time of the Three Kingdoms thousands of people died.", []),
        ("420만 년 전", "4.2-3.9 million years ago", []),
        ("키는 85kg이다.", "It measures 3 metres.", []),
        ("12명과 31명", "27 people and 40 people", []),  # which stands against which would be a guess
    ],
)
def test_numbers_and_dates_that_cannot_both_be_true(korean: str, english: str, found: list[tuple[str, str]]) -> None:
    day = date(2026, 3, 12)
    ko, en = quantities(korean, "ko", day), quantities(english, "en", day)
    assert [(a.text, b.text) for a, b in contradicting(ko, en, ko, en)] == found


def test_what_the_other_article_says_elsewhere_does_not_differ() -> None:
    ko, en = quantities("31명이 숨졌다.", "ko"), quantities("27 people died.", "en")
    elsewhere = [*en, *quantities("Later 31 people were counted.", "en")]
    assert contradicting(ko, en, ko, elsewhere) == []


# All of it


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Haeseol]:
    settings = Settings(home=tmp_path, cache=tmp_path / "cache", model=NO_MODEL)
    settings.corpus.mkdir()
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    with Haeseol(
        settings, SqliteLibrary.open(settings.index, encoder.identity), encoder, cast(SentenceEmbedder, embedder)
    ) as opened:
        yield opened


def test_an_overview_of_nothing_is_empty(service: Haeseol) -> None:
    found, done = [event for event in service.overview.survey() if not isinstance(event, Progress)]
    assert found == TopicsFound((), (), 0)
    assert isinstance(done, OverviewDone) and done.stories == 0
    assert list(tell_topics(found, "en")) == ["Topics"]


def test_the_overview_is_kept_until_the_library_changes(service: Haeseol) -> None:
    service.articles.add_text("Rice grows in flooded paddies. Farmers plant it by hand.", "Rice")
    first = list(service.overview.survey())
    assert any(isinstance(event, Progress) for event in first)
    again = list(service.overview.survey())
    assert again == [event for event in first if not isinstance(event, Progress)]
    service.articles.add_text("쌀은 논에서 자란다. 농부가 손으로 심는다.", "쌀")
    changed = [event for event in service.overview.survey() if isinstance(event, TopicsFound)]
    assert changed[0].total == 2


def test_only_so_many_articles_are_taken_and_the_newest_of_them(
    service: Haeseol, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Rice", "Wheat", "Maize"):
        service.articles.add_text(f"{name} is a grain. It grows in fields.", name)
    monkeypatch.setattr("bot.insights.overview.builder.MOST_ARTICLES", 2)
    (found,) = (event for event in service.overview.survey() if isinstance(event, TopicsFound))
    shown = [*found.others, *(each for topic in found.topics for each in topic.articles)]
    assert (len(shown), found.total) == (2, 3)
    assert "left out" in list(tell_topics(found, "en"))[-1]


def test_an_article_that_goes_away_meanwhile_is_passed_over(service: Haeseol) -> None:
    service.articles.add_text("Rice grows in flooded paddies in 2013.", "Rice 2013")
    (korean,) = service.articles.add_text("Rice 2013: 쌀은 논에서 자란다. 그렇다.", "쌀 Rice 2013").added
    events = service.overview.survey()
    next(events)
    service.articles.remove(korean)
    assert isinstance(list(events)[-1], OverviewDone)


def test_comparing_with_nothing_says_so(service: Haeseol) -> None:
    with pytest.raises(ArticleMissing):
        list(service.overview.compare("none.ko", "none.en"))


@pytest.mark.models
def test_written_stories_are_found_and_compared_as_they_were_written(models: Settings, tmp_path: Path) -> None:
    rows = {row["story"]: row for row in read_stories() if row["story"] in ("korea", "norland", "plant")}
    lines = [json.dumps(story_article(row, language)) for row in rows.values() for language in ("ko", "en")]
    settings = Settings(home=tmp_path, cache=models.cache, model=NO_MODEL)
    settings.corpus.mkdir()
    (settings.corpus / "stories.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with Haeseol.open(settings) as service:
        service.articles.sync()
        events = list(service.overview.survey())
        found = {event.story.ko: event.story for event in events if isinstance(event, StoryFound)}
        # Two of them are on the same subject, which is not the same story.
        assert {(story.ko, story.en) for story in found.values()} == {(f"{name}.ko", f"{name}.en") for name in rows}
        told = [(story, _compared(service, story.ko, story.en)) for story in found.values()]
        for story, comparison in told:
            row = rows[story.ko.removesuffix(".ko")]
            for kind in ("agree", "differ"):
                pairs = {(pair.ko.text, pair.en.text) for pair in getattr(comparison, kind)}
                written = {(row["ko"]["sentences"][i], row["en"]["sentences"][j]) for i, j in row[kind]}
                assert pairs <= written
            for said in (*comparison.only_ko, *comparison.only_en, *(pair.ko for pair in comparison.agree)):
                assert service.articles.get(said.article_id, said.version).text[said.start : said.end] == said.text
        (plant,) = (comparison for story, comparison in told if story.ko == "plant.ko")
        (pair,) = plant.differ
        assert [pair.ko.text[a:b] for a, b in pair.ko.facts] == ["2028년"]
        assert [pair.en.text[a:b] for a, b in pair.en.facts] == ["2029"]
        assert plant.agree  # of the two that were written the check confirms one for certain
        assert list(service.overview.compare("plant.ko", "plant.en")) == [plant]
    topics_found = next(event for event in events if isinstance(event, TopicsFound))
    assert len(topics_found.topics) == 2
    plain = json.loads(json.dumps(overview_json(topics_found, told)))
    assert {story["ko"] for story in plain["stories"]} == set(found)
    assert "  They differ" in list(tell_stories(told, {}, "en"))


def _compared(service: Haeseol, ko: str, en: str) -> Comparison:
    (done,) = (news for news in service.overview.compare(ko, en) if isinstance(news, Comparison))
    return done

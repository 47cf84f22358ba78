"""What every library promises, wherever it is kept: `bot.library.library`, held by each that there is."""

import string
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.articles import Article, ReadingWarning, clean_tags, tag_key
from bot.articles.article_errors import ArticleMissing
from bot.bilingual import Language
from bot.errors import LibraryOfOtherModel
from bot.library.chunking import Passage, split_article
from bot.library.corpus.fingerprint import FileFingerprint
from bot.library.library import Library
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.scope_filter import from_source
from bot.library.store.stored_article import StoredFile
from bot.models.embeddings.encoder import Encoder, EncodingIdentity, PassageCode
from bot.models.embeddings.late_interaction import PassageTokens
from bot.text.sentences import Span
from tests.library.libraries import ENGLISH, KOREAN, Place, fake_encoder, nearest, put, vector

WARNED = replace(KOREAN, warnings=(ReadingWarning("equations", 2), ReadingWarning("unknown_elements", 1, "frame")))
LOOK = FileFingerprint(10, 2**62, 3, 2**63 - 1, 5)


@pytest.fixture
def encoder() -> Encoder:
    return fake_encoder()


@pytest.fixture
def library(place: Place, encoder: Encoder) -> Iterator[Library]:
    opened = place.open(encoder.identity)
    yield opened
    opened.close()


def ids_of(library: Library, found: Sequence[tuple[int, float]]) -> list[str]:
    return [passage.article_id for passage in library.passages([i for i, _ in found])]


class TestReading:
    def test_an_empty_library_has_nothing(self, library: Library, encoder: Encoder) -> None:
        assert not library.has_articles()
        assert (library.articles(), library.files(), library.stored("a"), library.cuts("a")) == ([], {}, None, [])
        assert (library.with_content("0"), library.file("a"), library.titled("a", ["a"])) == (
            None,
            StoredFile((), None),
            None,
        )
        assert (library.passages([1]), library.passage_codes("a"), library.terms("a")) == ([], {}, [])
        assert nearest(library, vector("anything", encoder), 10) == library.search_keywords(["rice"], 10) == []
        with pytest.raises(ArticleMissing):
            library.article("a")
        with pytest.raises(KeyError):
            library.passage_tokens([1])

    def test_an_article_comes_back_as_it_was(self, library: Library, encoder: Encoder) -> None:
        told = replace(KOREAN, author="김", url="https://example.org/a", tags=("AI", "경제"))
        assert put(library, told, encoder) == 1
        article = library.article("ko.md")
        assert (article.title, article.text, article.published, article.version) == (
            told.title,
            told.text,
            told.published,
            1,
        )
        assert (article.author, article.url, article.language, article.source) == ("김", told.url, "ko", "ko.md")
        (row,) = library.articles()
        assert (row.id, row.characters, row.language, row.passages) == ("ko.md", len(told.text), "ko", 1)
        assert (row.author, row.url, row.tags, row.published) == ("김", told.url, ("AI", "경제"), told.published)
        stored = library.stored("ko.md")
        assert stored is not None
        assert (stored.content_hash, stored.twin_of, stored.tags) == (told.content_hash, None, ("AI", "경제"))
        assert library.with_content(told.content_hash) == "ko.md"
        assert library.cuts("ko.md") == split_article(told)
        assert library.terms("ko.md") == [told.text.lower()]

    def test_a_long_text_and_many_tokens_come_back_whole(self, library: Library, encoder: Encoder) -> None:
        text = "\n\n".join(f"문단 {n}이다. " + "벼는 논에서 자란다. 농부들은 물을 댄다. " * 6 for n in range(300))
        article = replace(KOREAN, text=text.strip(), title="제목" * 20_000, warnings=(ReadingWarning("equations", 2),))
        passages = [Passage(0, 400, (Span(0, 200), Span(200, 400))), Passage(400, 800, (Span(400, 800),))]
        chance = np.random.default_rng(0)
        dimension, of_tokens = encoder.identity.dimension, encoder.identity.token_dimension
        codes = []
        for count in (4_000, 0):
            directions = chance.integers(-127, 128, (count, of_tokens), dtype=np.int8)
            spans = chance.integers(0, 400, (count, 2), dtype=np.int32)
            codes.append(
                PassageCode(chance.normal(size=dimension).astype(np.float32), PassageTokens(directions, spans))
            )
        library.put(article, passages, codes, ["a", "b"])
        assert (library.article("ko.md").text, library.article("ko.md").title) == (article.text, article.title)
        assert library.cuts("ko.md") == passages
        kept = library.passage_codes("ko.md")
        for passage, code in zip(passages, codes, strict=True):
            again = kept[article.text[passage.start : passage.end]].moved(passage.start)
            assert np.array_equal(again.vector, code.vector)
            assert np.array_equal(again.tokens.directions, code.tokens.directions)
            assert np.array_equal(again.tokens.spans, code.tokens.spans)

    def test_what_a_reader_wants_known_comes_back_and_may_change_alone(
        self, library: Library, encoder: Encoder
    ) -> None:
        put(library, WARNED, encoder)
        assert library.article("ko.md").warnings == WARNED.warnings
        library.put_facts(replace(WARNED, warnings=(ReadingWarning("saved_day"),), author="Kim", tags=("new",)))
        article = library.article("ko.md")
        assert (article.warnings, article.author) == ((ReadingWarning("saved_day"),), "Kim")
        ((found, _), *_) = nearest(library, vector("딥시크", encoder), 5)
        (passage,) = library.passages([found])
        assert passage.published is None
        library.put_twin(replace(WARNED, id="b.md", source="b.md"))
        assert library.remove("ko.md") == "b.md"
        assert library.article("b.md").warnings == WARNED.warnings

    def test_passages_know_the_page_that_they_were_read_from_by_machine(
        self, library: Library, encoder: Encoder
    ) -> None:
        by_machine = ReadingWarning("machine_read", 2, "3, 4", ((3, 0, 10), (4, 10_000, 10_000)))
        put(library, replace(KOREAN, warnings=(by_machine,)), encoder)
        assert library.article("ko.md").warnings == (by_machine,)
        found = library.passages([i for i, _ in nearest(library, vector("R1", encoder), 5)])
        assert {each.page for each in found if each.start < 10} == {3}

    def test_an_article_is_known_by_its_title(self, library: Library, encoder: Encoder) -> None:
        for n, title in enumerate(["Rice in spring", "Rice", 'A "quoted" title', "벼 농사", "벼 농사"]):
            put(library, replace(ENGLISH, id=f"{n}.md", source=f"{n}.md", title=title), encoder)
        assert library.titled("What does RICE IN SPRING say?", []) == "0.md"
        assert library.titled("What of rice?", []) is None
        assert library.titled("", ["QUOTED"]) == "2.md"
        assert library.titled("벼 농사 글은?", []) == "4.md"
        assert library.titled("벼 농사 글은?", [], Scope.of_article("3.md")) == "3.md"

    def test_files_name_their_articles_and_how_they_looked(self, library: Library, encoder: Encoder) -> None:
        put(library, replace(KOREAN, source="a.jsonl"), encoder)
        put(library, replace(ENGLISH, source="a.jsonl"), encoder)
        library.put_twin(replace(ENGLISH, id="b.md", source="b.md"))
        library.put_fingerprints({"a.jsonl": LOOK, "b.md": LOOK, "gone.md": LOOK})
        library.put_fingerprints({"b.md": None})
        assert library.file("b.md") == StoredFile(("b.md",), None)
        assert set(library.file("a.jsonl").ids) == {"ko.md", "en.md"}
        assert library.file("a.jsonl").look == LOOK
        assert {source: set(file.ids) for source, file in library.files().items()} == {
            "a.jsonl": {"ko.md", "en.md"},
            "b.md": {"b.md"},
        }

    def test_a_twin_stands_for_the_content_of_another(self, library: Library, encoder: Encoder) -> None:
        put(library, replace(ENGLISH, tags=("own",)), encoder)
        twin = replace(ENGLISH, id="twin.md", source="twin.md", author="Ann", tags=("twin", "b"))
        library.put_twin(twin, 4)
        stored = library.stored("twin.md")
        assert stored is not None
        assert (stored.twin_of, stored.version, stored.author, stored.tags) == ("en.md", 4, "Ann", ("b", "twin"))
        assert library.article("twin.md").id == "en.md"
        assert [row.tags for row in library.articles()] == [("b", "own", "twin")]
        before = nearest(library, vector("rice", encoder), 5)
        assert library.remove("en.md") == "twin.md"
        (row,) = library.articles()
        assert (row.id, row.version, row.author, row.tags) == ("twin.md", 4, "Ann", ("b", "twin"))
        assert library.article("twin.md").text == ENGLISH.text
        assert nearest(library, vector("rice", encoder), 5) == before
        assert ids_of(library, before) == ["twin.md"]
        assert library.remove("twin.md") is None
        assert not library.has_articles()


class TestFinding:
    def test_both_searches_find_the_passage_with_its_offsets(self, library: Library, encoder: Encoder) -> None:
        put(library, KOREAN, encoder)
        put(library, ENGLISH, encoder)
        (by_meaning, cosine), *_ = nearest(library, vector("Farmers flood the fields of rice", encoder), 5)
        (by_words, score), *_ = library.search_keywords(["flooded", "field"], 5)
        assert by_meaning == by_words
        assert 0 < cosine <= 1.0001
        assert score > 0
        (passage,) = library.passages([by_meaning])
        assert ENGLISH.text[passage.start : passage.end] == passage.text
        assert [ENGLISH.text[s.start : s.end] for s in passage.sentences] == passage.sentence_texts()
        assert library.of_language([by_meaning, 10**9], "en") == [by_meaning]
        assert library.of_language([by_meaning], "ko") == []

    def test_search_never_returns_more_than_there_is(self, library: Library, encoder: Encoder) -> None:
        put(library, ENGLISH, encoder)
        assert len(nearest(library, vector("anything", encoder), 1000)) == library.articles()[0].passages
        assert library.search_keywords([], 10) == library.search_keywords(["!", ""], 10) == []
        assert library.search_vectors(vector("anything", encoder), 0, "en") == []

    @pytest.mark.parametrize(
        "term", ['"', "NEAR(", "a OR b", "*", "rice*", "^rice", "-", "{", "'", "\\", 'a" or "b', "co-op"]
    )
    def test_any_term_is_only_a_term(self, library: Library, encoder: Encoder, term: str) -> None:
        put(library, ENGLISH, encoder)
        assert ids_of(library, library.search_keywords([term, "paddies"], 5)) == ["en.md"]

    def test_a_term_of_several_parts_is_looked_for_as_a_whole(self, library: Library, encoder: Encoder) -> None:
        put(library, replace(ENGLISH, text="It grew by 3.5 percent in the co-op."), encoder)
        put(
            library, replace(ENGLISH, id="b.md", source="b.md", text="There were 5 of 3 left, an op and a co."), encoder
        )
        assert ids_of(library, library.search_keywords(["3.5"], 5)) == ["en.md"]
        assert ids_of(library, library.search_keywords(["co-op"], 5)) == ["en.md"]

    def test_words_are_looked_for_in_one_article_alone(self, library: Library, encoder: Encoder) -> None:
        put(library, ENGLISH, encoder)
        put(library, replace(ENGLISH, id="other.md", source="other.md", text=ENGLISH.text + " Rice again."), encoder)
        found = library.search_keywords(["rice"], 9, Scope.of_article("other.md"))
        assert found == sorted(found, key=lambda pair: -pair[1])
        assert set(ids_of(library, found)) == {"other.md"}
        assert library.search_keywords(["rice"], 9, Scope.of_article("nowhere.md")) == []

    def test_an_article_points_where_its_passages_do(self, library: Library, encoder: Encoder) -> None:
        long = replace(ENGLISH, text="\n\n".join(f"Paragraph {n} tells of rice. " * 9 for n in range(5)).strip())
        put(library, long, encoder)
        put(library, KOREAN, encoder)
        mean = np.mean([code.vector for code in library.passage_codes("en.md").values()], axis=0)
        korean, nothing, english = library.article_vectors(["ko.md", "gone.md", "en.md"])
        assert np.allclose(english, mean / np.linalg.norm(mean), atol=1e-5)
        assert np.linalg.norm(korean) == pytest.approx(1, abs=1e-5)
        assert not nothing.any()
        assert library.article_vectors([]).shape == (0, encoder.identity.dimension)


class TestChanging:
    def test_a_change_replaces_and_counts(self, library: Library, encoder: Encoder) -> None:
        put(library, ENGLISH, encoder)
        before = [i for i, _ in nearest(library, vector("rice", encoder), 5)]
        changed = Article("en.md", "en.md", "Rice", "Wheat grows in dry fields.", "en", None)
        assert put(library, changed, encoder) == 2
        assert library.search_keywords(["paddies"], 5) == []
        assert [library.passages([i])[0].text for i, _ in library.search_keywords(["wheat"], 5)] == [changed.text]
        after = [i for i, _ in nearest(library, vector("wheat", encoder), 50)]
        assert len(after) == 1
        assert not set(before) & set(after)
        assert library.passages(before) == []
        with pytest.raises(KeyError):
            library.passage_tokens(before)
        assert put(library, KOREAN, encoder, version=7) == 7
        assert put(library, replace(KOREAN, text="다른 글이다."), encoder, version=3) == 8

    def test_the_same_content_is_stored_again_only_when_asked(self, library: Library, encoder: Encoder) -> None:
        put(library, ENGLISH, encoder)
        (before,) = nearest(library, vector("rice", encoder), 5)
        moved = replace(ENGLISH, source="moved.md")
        assert put(library, moved, encoder) == 1
        assert nearest(library, vector("rice", encoder), 5) == [before]
        assert library.article("en.md").source == "moved.md"
        assert put(library, moved, encoder, again=True) == 1
        (after,) = nearest(library, vector("rice", encoder), 5)
        assert after[0] != before[0]

    def test_removal_leaves_no_trace(self, library: Library, encoder: Encoder) -> None:
        put(library, KOREAN, encoder)
        put(library, ENGLISH, encoder)
        found = nearest(library, vector("rice", encoder), 1)
        library.remove("en.md")
        library.tidy(purge=True)
        assert [row.id for row in library.articles()] == ["ko.md"]
        assert library.search_keywords(["paddies"], 5) == []
        assert library.passages([found[0][0]]) == []
        with pytest.raises(ArticleMissing):
            library.remove("en.md")

    def test_a_failed_write_changes_nothing(self, library: Library, encoder: Encoder) -> None:
        put(library, ENGLISH, encoder)
        state = library.coverage()
        with pytest.raises(ValueError):
            library.put(KOREAN, split_article(KOREAN), [], ["terms"])
        (code,) = encoder.encode_passages(["text"], ["en"])
        short = PassageCode(np.ones(3, dtype=np.float32), code.tokens)
        with pytest.raises(ValueError, match="dimensions"):
            library.put(KOREAN, split_article(KOREAN), [short], ["x"])
        assert [row.id for row in library.articles()] == ["en.md"]
        assert len(nearest(library, vector("rice", encoder), 50)) == library.articles()[0].passages
        assert library.coverage() == state

    def test_tags_are_given_all_at_once(self, library: Library, encoder: Encoder) -> None:
        put(library, KOREAN, encoder)
        put(library, ENGLISH, encoder)
        library.put_twin(replace(ENGLISH, id="twin.md", source="twin.md"))
        library.put_tags({"ko.md": ["하나"], "twin.md": ["둘", "셋"], "nowhere.md": ["x"]})
        assert {row.id: row.tags for row in library.articles()} == {"ko.md": ("하나",), "en.md": ("둘", "셋")}
        chosen = {"ko.md": ["하나"], "twin.md": ["둘"], "en.md": [], "nowhere.md": ["y"]}
        assert library.differing_tags(chosen) == ["twin.md"]
        library.put_tags({})

    def test_after_any_change_it_is_another_state(self, library: Library, encoder: Encoder) -> None:
        seen = [(library.coverage(), library.written_at())]

        def note() -> None:
            state, written = library.coverage(), library.written_at()
            assert state == library.coverage()
            assert state not in [before for before, _ in seen]
            assert written >= seen[-1][1] > 0
            seen.append((state, written))

        put(library, ENGLISH, encoder)
        note()
        put(library, replace(ENGLISH, text="Wheat grows."), encoder)
        note()
        library.put_facts(replace(ENGLISH, text="Wheat grows.", author="Ann"))
        note()
        library.put_tags({"en.md": ["x"]})
        note()
        library.put_fingerprints({"en.md": LOOK})
        note()
        library.remove("en.md")
        note()
        assert hash(library.coverage()) == hash(seen[-1][0])


class TestSharing:
    def test_what_one_writes_another_sees(self, place: Place, encoder: Encoder) -> None:
        first, second = place.open(encoder.identity), place.open(encoder.identity)
        put(first, ENGLISH, encoder)
        assert nearest(second, vector("rice", encoder), 5)
        assert [row.id for row in second.articles()] == ["en.md"]
        second.remove("en.md")
        assert nearest(first, vector("rice", encoder), 5) == []
        assert first.articles() == []
        first.close()
        second.close()

    def test_those_who_open_a_new_home_at_once_make_one_library(self, place: Place, encoder: Encoder) -> None:
        opened: list[Library] = []
        threads = [threading.Thread(target=lambda: opened.append(place.open(encoder.identity))) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert len(opened) == 4
        put(opened[0], ENGLISH, encoder)
        assert all(len(library.articles()) == 1 for library in opened)
        for library in opened:
            library.close()

    def test_another_model_is_refused_until_rebuilt(self, place: Place, encoder: Encoder) -> None:
        library = place.open(encoder.identity)
        put(library, ENGLISH, encoder)
        library.close()
        other = EncodingIdentity("another", "float32", 32, 32, "none")
        with pytest.raises(LibraryOfOtherModel, match=r"haeseol index --rebuild"):
            place.open(other)
        place.empty(other)
        rebuilt = place.open(other)
        assert rebuilt.articles() == []
        rebuilt.close()
        with pytest.raises(LibraryOfOtherModel):
            place.open(encoder.identity)

    def test_beginning_again_is_seen_by_who_has_it_open(self, place: Place, encoder: Encoder) -> None:
        first = place.open(encoder.identity)
        put(first, ENGLISH, encoder)
        place.empty(encoder.identity)
        assert nearest(first, vector("rice", encoder), 5) == []
        assert first.articles() == []
        put(first, KOREAN, encoder)
        second = place.open(encoder.identity)
        assert [row.id for row in second.articles()] == ["ko.md"]
        assert nearest(second, vector("딥시크", encoder), 5) == nearest(first, vector("딥시크", encoder), 5) != []
        first.close()
        second.close()

    def test_a_reader_keeps_its_state_and_the_next_sees_the_new_one(self, library: Library, encoder: Encoder) -> None:
        put(library, ENGLISH, encoder)
        changed = Article("en.md", "en.md", "Rice", "Wheat grows in dry fields.", "en", None)
        with library.reading():
            before = nearest(library, vector("rice", encoder), 5)
            writer = threading.Thread(target=put, args=(library, changed, encoder))
            writer.start()
            writer.join()
            assert nearest(library, vector("rice", encoder), 5) == before
            assert library.article("en.md").text == ENGLISH.text
            found = [passage_id for passage_id, _ in before]
            assert len(library.passage_tokens(found)) == len(library.passages(found)) == len(found)
        assert [library.passages([i])[0].text for i, _ in nearest(library, vector("wheat", encoder), 5)] == [
            changed.text
        ]

    @pytest.mark.slow
    def test_readers_and_a_writer_at_once_never_see_a_mixture(self, library: Library, encoder: Encoder) -> None:
        texts = [" ".join(f"Sentence {i} of number {n} is here." for i in range(9)) for n in range(2)]
        articles = [Article("a.md", "a.md", "Title", text, "en", None) for text in texts]
        put(library, articles[0], encoder)
        stop = threading.Event()
        seen: list[str] = []
        faults: list[BaseException] = []

        def read() -> None:
            while not stop.is_set():
                with library.reading():
                    ids = [i for i, _ in nearest(library, vector("sentence of number", encoder), 50)]
                    words = [i for i, _ in library.search_keywords(["sentence"], 50)]
                    assert set(ids) == set(words)
                    assert len(ids) == len(library.cuts("a.md"))
                    library.passage_tokens(ids)
                    (text,) = {library.article(passage.article_id).text for passage in library.passages(ids)}
                    seen.append(text)

        def read_or_tell() -> None:
            try:
                read()
            except BaseException as error:
                faults.append(error)

        readers = [threading.Thread(target=read_or_tell) for _ in range(3)]
        for reader in readers:
            reader.start()
        for n in range(20):
            put(library, articles[n % 2], encoder)
            library.tidy(purge=n % 10 == 0)
        stop.set()
        for reader in readers:
            reader.join()
        assert faults == []
        assert set(seen) == set(texts)


# Letters that mean something in SQL, FTS5, Milvus's filters and paths.
_AWKWARD = st.text(st.sampled_from("ab가 \"'\\%_/[]{}()*-.,\n\t" + string.digits[:2]), min_size=1, max_size=8)
_TAGS = st.lists(_AWKWARD | st.sampled_from(["경제", "AI", "ai"]), max_size=3).map(clean_tags)
_HOSTS = st.sampled_from(
    ["", "https://example.org/a", "https://news.example.org", "http://[", "https://xn--3e0b707e.kr/", "x"]
)
_DAYS = st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9))
_LANGUAGES = st.sampled_from(["ko", "en"])
_SOURCES = st.lists(st.sampled_from(["a", "b", "경제", 'q"', "\\", "%"]), min_size=1, max_size=3).map("/".join)
_ARTICLES = st.lists(
    st.builds(
        Article,
        id=_AWKWARD,
        source=_SOURCES,
        title=_AWKWARD,
        text=st.sampled_from(["Rice grows.", "벼가 자란다.", 'It said "no\\yes".']),
        language=_LANGUAGES,
        published=_DAYS,
        url=_HOSTS,
        tags=_TAGS,
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda article: article.id,
)


def _scopes(articles: Sequence[Article]) -> st.SearchStrategy[Scope]:
    """Scopes of which many hold for some of the articles."""
    ids = st.lists(st.sampled_from([article.id for article in articles]) | _AWKWARD, max_size=3, unique=True)
    tags = st.sampled_from([tag for article in articles for tag in article.tags] or ["x"]) | _AWKWARD
    sources = [part for article in articles for part in (article.source, article.source.split("/")[0] + "/")]
    parts: dict[str, st.SearchStrategy[object]] = {
        "articles": ids.map(tuple),
        "tags": st.lists(tags, min_size=1, max_size=2).map(clean_tags),
        "since": _DAYS,
        "until": _DAYS,
        "language": _LANGUAGES,
        "source": st.sampled_from([*sources, "example.org", "news.example.org", "한국.kr", '"', "/"]),
    }
    # One part, two, or all at once: with all of them little is left.
    some = st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=2) | st.just(sorted(parts))
    return some.flatmap(lambda names: st.builds(Scope, **{name: parts[name] for name in names}))


def _is_within(
    articles: Mapping[str, Article], twins: Mapping[str, Sequence[Article]], article: Article, scope: Scope
) -> bool:
    """Whether an article is in a scope, by plain reading of what a scope says."""
    own = [article, *twins.get(article.id, ())]
    day = article.published
    return (
        (not scope.articles or any(each.id in scope.articles for each in own))
        and all(any(tag_key(tag) in map(tag_key, each.tags) for each in own) for tag in scope.tags)
        and (scope.since is None or (day is not None and day >= scope.since))
        and (scope.until is None or (day is not None and day <= scope.until))
        and scope.language in (None, article.language)
        and (not scope.source or from_source(article.source, article.url, scope.source))
    )


class TestScopes:
    @given(data=st.data(), drawn=_ARTICLES)
    @settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
    def test_a_scope_holds_for_what_it_says_and_for_nothing_else(
        self, library: Library, encoder: Encoder, data: st.DataObject, drawn: list[Article]
    ) -> None:
        while left := library.articles():
            library.remove(left[0].id)
        held: dict[str, Article] = {}
        twins: dict[str, list[Article]] = {}
        for article in drawn:
            holder = library.with_content(article.content_hash)
            if holder is None:
                put(library, article, encoder)
                held[article.id] = article
            else:
                library.put_twin(article)
                twins.setdefault(holder, []).append(article)
        for _ in range(4):
            scope = data.draw(_scopes(drawn))
            within = {id for id, article in held.items() if _is_within(held, twins, article, scope)}
            assert {row.id for row in library.articles(scope)} == within
            assert library.has_articles(scope) == bool(within)
            assert library.is_one_article(scope) == (len(within) == 1)
            languages: list[Language] = ["ko", "en"]
            found = [
                hit for each in languages for hit in library.search_vectors(vector("rice", encoder), 99, each, scope)
            ]
            assert set(ids_of(library, found)) == within
            words = library.search_keywords(["rice", "벼가", "said", data.draw(_AWKWARD)], 99, scope)
            assert set(ids_of(library, words)) == within
            assert library.titled(f"x {drawn[0].title} x", [drawn[-1].title], scope) in {None, *within}
        for article in drawn:
            stored = library.stored(article.id)
            assert stored is not None
            assert (stored.id, set(stored.tags)) == (article.id, set(article.tags))
        assert {each for file in library.files().values() for each in file.ids} == {article.id for article in drawn}

    def test_thousands_of_articles_may_be_named(self, library: Library, encoder: Encoder) -> None:
        put(library, ENGLISH, encoder)
        put(library, KOREAN, encoder)
        scope = Scope(articles=(*(f"{n}.md" for n in range(2_500)), "en.md"))
        assert [row.id for row in library.articles(scope)] == ["en.md"]
        assert library.is_one_article(scope)
        assert library.articles(EVERYTHING)

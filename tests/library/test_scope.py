"""Which articles are asked: tags and where they come from, every part of a scope, and that narrowing loses nothing."""

import json
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.scope import compare_scope
from bot.articles import clean_tags
from bot.articles.article_errors import ArticleMissing, TagsUnreadable
from bot.articles.metadata import parse_content
from bot.library.collection_errors import ScopeInvalid
from bot.library.corpus.chosen_tags import TAGS
from bot.library.scope import EVERYTHING, Scope
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.encoder import Encoder
from bot.progress import report_nothing
from tests.fakes import FakeEmbedder
from tests.library.test_indexing import RICE, WHEAT, Home


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    made = Home(tmp_path)
    yield made
    made.library.close()


def ids(home: Home, **parts: object) -> set[str]:
    return {row.id for row in home.library.articles(Scope.from_json(parts))}


def tags(home: Home) -> dict[str, tuple[str, ...]]:
    return {row.id: row.tags for row in home.library.articles()}


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("tags: [경제, 'AI 정책', AI 정책]", ("경제", "AI 정책")),
        ("tags: 경제, #물가", ("경제", "물가")),
        ("태그: 경제", ("경제",)),
        ('tags:\n  - 경제\n  - "rice"', ("경제", "rice")),
        ("tags:\n- 경제\n- Rice\n- rice", ("경제", "Rice")),
        ("tags: []", ()),
        ("keywords: 경제", ()),
    ],
)
def test_front_matter_names_tags(line: str, read: tuple[str, ...]) -> None:
    content = parse_content(f"---\ntitle: Rice\n{line}\nauthor: Ann\n---\n\n{RICE}")
    assert (content.tags, content.title, content.author) == (read, "Rice", "Ann")


@given(st.lists(st.text(max_size=60), max_size=30))
def test_clean_tags_stay_as_they_are(names: list[str]) -> None:
    kept = clean_tags(names)
    assert clean_tags(kept) == kept
    assert all(tag and "," not in tag and "\n" not in tag and not tag.startswith("#") for tag in kept)


def test_folders_are_the_first_tags_and_what_a_reader_chooses_outlives_the_index(home: Home, tmp_path: Path) -> None:
    home.write("경제/농업/rice.txt", RICE)
    home.write("added/wheat.md", f"---\ntags: grain\n---\n{WHEAT}")
    home.indexer.sync(report_nothing)
    assert tags(home) == {"경제/농업/rice.txt": ("경제", "농업"), "added/wheat.md": ("grain",)}
    home.indexer.retag(["경제/농업/rice.txt", "added/wheat.md"], lambda old: [*old, "Field"])
    home.indexer.retag(["경제/농업/rice.txt"], lambda old: [tag for tag in old if tag != "경제"])
    chosen = {"경제/농업/rice.txt": ("Field", "농업"), "added/wheat.md": ("Field", "grain")}
    assert tags(home) == chosen
    with pytest.raises(ArticleMissing):
        home.indexer.retag(["added/wheat.md", "nowhere.md"], lambda old: ["lost"])
    assert tags(home) == chosen
    again = Home.__new__(Home)
    again.corpus, again.embedder = home.corpus, FakeEmbedder()
    encoder = Encoder.for_embedder(again.embedder)
    again.library = SqliteLibrary.open(tmp_path / "another", encoder.identity)
    again.indexer = type(home.indexer)(home.corpus, again.library, encoder)
    again.indexer.sync(report_nothing)
    assert tags(again) == chosen
    again.library.close()


def test_tags_that_came_with_the_folder_from_elsewhere_are_taken_at_the_next_run(home: Home) -> None:
    home.write("rice.txt", RICE)
    home.settle()
    home.indexer.sync(report_nothing)
    (home.corpus / TAGS).write_text(json.dumps({"rice.txt": ["grain"], "gone.txt": ["x"]}), encoding="utf-8")
    assert home.indexer.sync(report_nothing).changed == ()
    assert tags(home) == {"rice.txt": ("grain",)}
    for broken in ("[", "[1]", '{"rice.txt": 3}', '"a"'):
        (home.corpus / TAGS).write_text(broken, encoding="utf-8")
        home.write("rice.txt", f"{RICE} {len(broken)}")
        (failure,) = home.indexer.sync(report_nothing).failed
        assert isinstance(failure.error, TagsUnreadable)
        with pytest.raises(TagsUnreadable):
            home.indexer.retag(["rice.txt"], lambda old: ["lost"])
        assert (home.corpus / TAGS).read_text(encoding="utf-8") == broken
    assert tags(home) == {"rice.txt": ("grain",)}


def test_every_part_of_a_scope_narrows(home: Home) -> None:
    home.write("grain/rice.md", f"---\ndate: 2026-01-26\nsource: https://news.example.org/rice\n---\n{RICE}")
    home.write("grain/wheat.md", f"---\ndate: 2026-02-01\nsource: https://example.com/w\n---\n{WHEAT}")
    home.write("벼.md", "---\nurl: http://[\n---\n벼는 논에서 자란다. 농부들은 논에 물을 댄다.")
    home.indexer.sync(report_nothing)
    rice, wheat, korean = "grain/rice.md", "grain/wheat.md", "벼.md"
    assert ids(home) == {rice, wheat, korean}
    assert ids(home, articles=[rice, korean, "nowhere"]) == {rice, korean}
    assert ids(home, tags=["GRAIN"]) == {rice, wheat}
    assert ids(home, tags=["grain", "nothing"]) == set()
    assert ids(home, since="2026-01-26", until="2026-01-26") == {rice}
    assert ids(home, since="2026-01-27") == {wheat}
    assert ids(home, language="ko") == {korean}
    assert ids(home, source="example.org") == {rice}
    assert ids(home, source="ample.org") == set()
    assert ids(home, source="grain") == {rice, wheat}
    assert ids(home, source="grain/rice.md") == {rice}
    assert ids(home, tags=["grain"], source="example.com", language="en") == {wheat}
    found = home.library.search_keywords(["grows"], 9, Scope(tags=("grain",), until=date(2026, 1, 31)))
    assert {passage.article_id for passage in home.library.passages([i for i, _ in found])} == {rice}


@pytest.mark.parametrize("kept", ["한국.kr", "xn--3e0b707e.kr", "XN--3E0B707E.KR", "news.한국.kr"])
@pytest.mark.parametrize("wanted", ["한국.kr", unicodedata.normalize("NFD", "한국.kr"), "xn--3e0b707e.kr", "한국。KR"])
def test_a_site_is_the_same_in_its_own_letters_and_in_those_of_addresses(home: Home, kept: str, wanted: str) -> None:
    home.write("rice.md", f"---\nurl: https://{kept}/rice\n---\n{RICE}")
    home.write("wheat.md", f"---\nurl: https://xn--/w\n---\n{WHEAT}")
    home.write("nowhere.md", f"{RICE} {WHEAT}")
    home.indexer.sync(report_nothing)
    assert ids(home, source=wanted) == {"rice.md"} == {row.id for row in home.library.articles(Scope(source=wanted))}
    assert ids(home, source="국.kr") == ids(home, source=f"www.{wanted}") == set()
    assert ids(home, source="xn--") == {"wheat.md"}


def test_an_article_is_found_by_the_tags_of_its_twin(home: Home) -> None:
    home.write("a/rice.txt", RICE)
    home.write("b/rice.txt", RICE)
    home.indexer.sync(report_nothing)
    assert tags(home) == {"a/rice.txt": ("a", "b")}
    assert ids(home, tags=["b"]) == {"a/rice.txt"}
    (home.corpus / "a/rice.txt").unlink()
    home.indexer.sync(report_nothing)
    assert tags(home) == {"b/rice.txt": ("b",)}
    assert ids(home, tags=["a"]) == set()


def test_a_search_sees_tags_as_soon_as_they_are_given(home: Home) -> None:
    home.write("rice.txt", RICE)
    home.write("wheat.txt", WHEAT)
    home.indexer.sync(report_nothing)
    scope = Scope(tags=("mine",))
    vector = Encoder.for_embedder(home.embedder).encode_question("rice", "en").vector
    assert home.library.search_vectors(vector, 9, "en", scope) == []
    home.indexer.retag(["wheat.txt"], lambda old: ["mine"])
    ((found, cosine),) = home.library.search_vectors(vector, 9, "en", scope)
    assert home.library.passages([found])[0].article_id == "wheat.txt"
    assert dict(home.library.search_vectors(vector, 9, "en"))[found] == pytest.approx(cosine)


@pytest.mark.parametrize(
    "fields",
    [
        [], "all", {"tag": "x"}, {"tags": "x"}, {"tags": [1]}, {"language": "fr"}, {"language": ["ko"]}, {"since": "soon"},
        {"since": "2026-02-01", "until": "2026-01-01"}, {"source": 3}, {"articles": {"id": 1}},
    ],
)  # fmt: skip
def test_what_is_no_scope_is_refused_by_name(fields: object) -> None:
    with pytest.raises(ScopeInvalid):
        Scope.from_json(fields)


@given(
    st.builds(
        Scope,
        articles=st.lists(st.sampled_from(["a.md", "나.md"]), unique=True).map(tuple),
        tags=st.sampled_from([(), ("경제",), ("경제", "AI")]),
        since=st.none() | st.dates(),
        language=st.sampled_from([None, "ko", "en"]),
        source=st.sampled_from(["", "example.org"]),
    )
)
def test_a_scope_comes_back_from_json(scope: Scope) -> None:
    assert Scope.from_json(json.loads(json.dumps(scope.to_json()))) == scope
    assert (scope.to_json() is None) == (scope == EVERYTHING)
    assert replace(scope, articles=("b.md",)) == scope.narrowed_to("b.md")


@pytest.mark.slow
@pytest.mark.parametrize("flat_most", [500, 10_000])
def test_inside_a_tag_is_found_what_a_library_of_that_tag_alone_finds(tmp_path: Path, flat_most: int) -> None:
    """One article in a hundred of 4,000 passages; `python -m bench.scope` does it with 100,000."""
    found = compare_scope(tmp_path, 4_000, 40, flat_most=flat_most)
    assert (found.vectors, found.words) == (1.0, 1.0)

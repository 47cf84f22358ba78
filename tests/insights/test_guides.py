"""What is read from an article without a model: the right things, each at the sentence it rests on, and how it is kept."""

import json
import sqlite3
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import read_article
from bot.bilingual import Language
from bot.errors import LibraryNotWritable
from bot.insights.guides import PARTS, Guide
from bot.insights.guides.article_reading import read_explanation
from bot.insights.guides.guide import Item, Source
from bot.insights.guides.guide_store import GuideStore
from bot.library.store.stored_article import ArticleText
from bot.text.aliases import mine_terms
from tests.places import ROOT


def article_of(text: str, language: Language = "ko", published: date | None = date(2026, 1, 26)) -> ArticleText:
    return ArticleText("a.txt", 1, "A title", language, published, "a.txt", text)


def sample(name: str) -> ArticleText:
    read = read_article(ROOT / "corpus" / name, name)
    return ArticleText(read.id, 1, read.title, read.language, read.published, name, read.text)


def labels(items: tuple[Item, ...]) -> list[str]:
    return [item.label for item in items]


SAMPLES = ["deepseek-r1.ko.md", "open-parts.en.md", "sovereign-model.ko.md"]


@pytest.mark.parametrize(
    ("name", "people", "organisations"),
    [
        ("deepseek-r1.ko.md", [], ["딥시크", "구글", "오픈AI", "스탠퍼드"]),
        (
            "open-parts.en.md",
            ["Lim Jung-hwan"],
            ["Google", "DeepSeek", "Meta", "Zhuiyi Technology", "OpenAI", "Stanford", "Motif Technologies"],
        ),
        (
            "sovereign-model.ko.md",
            ["배경훈", "임정환"],
            ["과학기술정보통신부", "구글", "메타", "쥬이이테크놀로지", "모티프테크놀로지스"],
        ),
    ],
)
def test_the_samples_name_whom_they_name(name: str, people: list[str], organisations: list[str]) -> None:
    explanation = read_explanation(sample(name))
    assert labels(explanation.people) == people
    assert labels(explanation.organisations) == organisations


def test_people_come_with_their_titles() -> None:
    people = read_explanation(sample("sovereign-model.ko.md")).people
    assert [item.other for item in people] == ["부총리", "모티프테크놀로지스 대표"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("이라크 미국 대사관 대변인은 부인했다.", "ko"),
        ("도날드 투스크 폴란드 총리가 방문했다.", "ko"),
        ("그는 정부와 시장이 점수에만 매달린다고 했다.", "ko"),
        ("한국 대표 기업은 미국 대통령을 만났다.", "ko"),
        ("The World Series, the ABC Dictionary and the Book of Isaiah, who would have thought.", "en"),
        ("Virginia Tech president spoke on Monday.", "en"),
    ],
)
def test_who_is_no_person_is_not_called_one(text: str, language: Language) -> None:
    assert read_explanation(article_of(text, language)).people == ()


@pytest.mark.parametrize(
    ("text", "language", "person"),
    [
        ("최수연 네이버 대표는 실적을 발표했다.", "ko", "최수연"),
        ("이재명 대통령은 회의를 열었다.", "ko", "이재명"),
        ("김대중 전 대통령은 초청을 받아들였다.", "ko", "김대중"),
        ("천영우 한국 대표는 합의문을 읽었다.", "ko", "천영우"),
        ("President Roh Moo-hyun spoke first.", "en", "Roh Moo-hyun"),
        ("Ann Lee, the chief executive of the firm, agreed.", "en", "Ann Lee"),
        ("He met Sen. Jack Reed of Rhode Island.", "en", "Jack Reed"),
    ],
)
def test_who_has_a_title_is_a_person(text: str, language: Language, person: str) -> None:
    assert labels(read_explanation(article_of(text, language)).people) == [person]


@pytest.mark.parametrize(
    ("text", "organisation"),
    [
        ("The European Court of Justice in Luxembourg agreed.", "European Court of Justice"),
        ("Rotary embeddings came from Zhuiyi Technology of Shenzhen.", "Zhuiyi Technology"),
        ("Kim teaches at Cornell University.", "Cornell University"),
    ],
)
def test_what_a_body_is_for_is_of_its_name_and_a_place_is_not(text: str, organisation: str) -> None:
    assert labels(read_explanation(article_of(text, "en")).organisations) == [organisation]


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        (
            "deepseek-r1.ko.md",
            {"강화학습": "Reinforcement Learning", "딥시크MoE": "DeepSeekMoE", "비전 인코더": "Vision Encoder"},
        ),
        (
            "open-parts.en.md",
            {
                "sovereign foundation-model programme": "독자 AI 파운데이션 모델 · 독파모",
                "RoPE": "Rotary Position Embedding · 회전위치임베딩",
                "SwiGLU": "an activation function from Google",
                "reinforcement learning": "강화학습",
            },
        ),
        (
            "sovereign-model.ko.md",
            {
                "독파모": "독자 AI 파운데이션 모델",
                "RoPE": "회전위치임베딩 · rotary position embedding",
                "프롬 스크래치": "From Scratch",
            },
        ),
    ],
)
def test_the_samples_explain_their_terms(name: str, terms: dict[str, str]) -> None:
    explanation = read_explanation(sample(name))
    found = {item.label: item.other for item in explanation.terms}
    assert terms.items() <= found.items()
    # People and organisations have a part of their own.
    assert not set(labels(explanation.people) + labels(explanation.organisations)) & found.keys()


def test_a_term_stands_at_the_sentence_that_defines_it() -> None:
    text = "정부는 독파모를 시작했다. 독파모는 국산 모델을 키우는 사업이다. '독자 AI 파운데이션 모델(독파모)' 예산은 늘었다."
    (term,) = (item for item in read_explanation(article_of(text)).terms if "독파모" in (item.label, item.other))
    assert text[term.source.start : term.source.end].startswith("독파모는")


@pytest.mark.parametrize(
    ("text", "pair"),
    [
        ("중국 인공지능(AI) 기업", ("인공지능", "AI")),
        ("It used reinforcement learning (강화학습) for it.", ("reinforcement learning", "강화학습")),
        ("Llama uses RoPE (Rotary Position Embedding, 회전위치임베딩).", ("RoPE", "Rotary Position Embedding")),
        ("둘째 까닭은 딥시크MoE(DeepSeekMoE)라는 구조다.", ("딥시크MoE", "DeepSeekMoE")),
    ],
)
def test_pairs_reach_as_far_as_the_term(text: str, pair: tuple[str, str]) -> None:
    assert [(one.term, one.other) for one in mine_terms(text)] == [pair]


@pytest.mark.parametrize("name", SAMPLES)
def test_key_points_are_whole_sentences_from_all_of_the_article(name: str) -> None:
    article = sample(name)
    points = read_explanation(article).key_points
    said = [article.text[point.source.start : point.source.end] for point in points]
    assert 4 <= len(said) == len(set(said))
    assert all(each[-1] in ".!?" and "##" not in each for each in said)
    assert points == tuple(sorted(points, key=lambda point: point.source.start))
    assert points[0].source.end < len(article.text) / 3 < len(article.text) * 2 / 3 < points[-1].source.end


def test_relative_dates_are_written_out_once_and_come_in_their_order() -> None:
    text = (
        "지난해 12월 30일 발표회가 열렸다. 회사는 2023년 5월 세워졌고 지난해 1월 모델을 냈다. 62만 명이 썼다. "
        "한 배를 탔다. 점수만 본다."
    )
    explanation = read_explanation(article_of(text))
    assert labels(explanation.figures) == ["2025년 12월 30일", "2023년 5월", "2025년 1월", "62만 명"]
    assert labels(explanation.timeline) == ["2023년 5월", "2025년 1월", "2025년 12월 30일"]
    assert read_explanation(article_of("2023년 5월에 섰다.")).timeline == ()


@settings(max_examples=40)
@given(
    st.lists(
        st.sampled_from(
            [
                "모티프(Motif)의 임정환 대표는 2025년 1월 말했다. ",
                "RoPE (x, y), a b. ",
                "\n\n## 머리\n\n",
                "“",
                "<b>&amp;",
                "🎉 지난달 3%. ",
                "Google said so. ",
                ") (",
            ]
        ),
        max_size=12,
    ),
    st.sampled_from(["ko", "en"]),
)
def test_whatever_the_text_every_item_names_a_sentence_of_it(parts: list[str], language: Language) -> None:
    article = article_of("".join(parts), language)
    explanation = read_explanation(article)
    for part in PARTS:
        items = getattr(explanation, part)
        assert len(items) <= 12
        for item in items:
            assert article.text[item.source.start : item.source.end].strip()
            assert part == "key_points" or item.label
    assert Guide.from_json(json.loads(json.dumps(explanation.to_json()))) == explanation


def test_of_a_book_the_beginning_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("article_reading", "article_sentences"):
        monkeypatch.setattr(f"bot.insights.guides.{module}.READ_CHARACTERS", 200)
    explanation = read_explanation(article_of("Rice grows in paddies. " * 40, "en"))
    assert explanation.read == 200
    assert explanation.key_points[-1].source.end <= 200


class TestStore:
    explanation = replace(
        read_explanation(article_of("", "en")), key_points=(Item("a word nobody else says", "", Source(1, 0, 3)),)
    )

    def test_what_is_kept_is_found_by_the_next_process(self, tmp_path: Path) -> None:
        GuideStore(tmp_path).put(self.explanation)
        assert GuideStore(tmp_path).find("a.txt") == self.explanation
        assert GuideStore(tmp_path).find("b.txt") is None

    def test_looking_makes_no_file_and_a_folder_that_cannot_be_made_is_told(self, tmp_path: Path) -> None:
        assert GuideStore(tmp_path / "index").find("a.txt") is None
        assert list(tmp_path.iterdir()) == []
        (tmp_path / "file").write_text("")
        with pytest.raises(LibraryNotWritable):
            GuideStore(tmp_path / "file" / "index").put(self.explanation)

    def test_it_is_of_one_version_and_one_text(self) -> None:
        article = article_of("", "en")
        assert self.explanation.is_of(article)
        assert not self.explanation.is_of(replace(article, version=2))
        assert not self.explanation.is_of(replace(article, text="other"))

    def test_nothing_of_a_forgotten_article_is_left_in_the_file(self, tmp_path: Path) -> None:
        store = GuideStore(tmp_path)
        store.put(self.explanation)
        assert any(b"nobody else" in path.read_bytes() for path in tmp_path.iterdir())
        store.forget(["a.txt"])
        assert store.article_ids() == set()
        assert not any(b"nobody else" in path.read_bytes() for path in tmp_path.iterdir())

    @pytest.mark.parametrize(
        "changed",
        [
            {"people": None},
            {"mood": "cheerful"},
            {"read": "1"},
            {"key_points": [{"label": "", "other": ""}]},
            {"summaries": [{"language": "fr", "sentences": [], "model": "m"}]},
        ],
    )
    def test_what_was_kept_in_another_shape_is_made_again(self, tmp_path: Path, changed: dict[str, Any]) -> None:
        store = GuideStore(tmp_path)
        store.put(self.explanation)
        told = {**self.explanation.to_json(), **changed}
        told = {name: value for name, value in told.items() if value is not None}
        with sqlite3.connect(tmp_path / "explanations.sqlite") as database:
            database.execute("UPDATE explanation SET told = ?", (json.dumps(told),))
        database.close()
        assert store.find("a.txt") is None

    def test_what_other_rules_made_or_is_damaged_is_made_again(self, tmp_path: Path) -> None:
        store = GuideStore(tmp_path)
        store.put(self.explanation)
        (path,) = tmp_path.iterdir()
        with sqlite3.connect(path) as database:
            database.execute("UPDATE explanation SET told = '{}'")
        database.close()
        assert store.find("a.txt") is None
        store.put(self.explanation)
        with sqlite3.connect(path) as database:
            database.execute("PRAGMA user_version = 99")
        database.close()
        assert store.find("a.txt") is None
        path.write_bytes(b"no database at all" * 100)
        assert store.find("a.txt") is None
        store.put(self.explanation)
        assert store.find("a.txt") == self.explanation

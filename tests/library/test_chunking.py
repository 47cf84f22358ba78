import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.articles import Article, article_from_text, read_article
from bot.articles.article_errors import ArticleEmpty
from bot.library.chunking import Passage, split_article
from bot.library.indexing import passage_text
from tests.places import measuring_data

BODY = (
    "딥시크는 외부 오픈소스를 적극 활용해 기술 주권을 확보한 드문 사례로 꼽힌다. 그 점이 나라 안팎에서 논쟁도 불렀다."
)


def article(text: str) -> Article:
    return article_from_text(text, id="a", source="a")


def texts(text: str) -> list[str]:
    made = article(text)
    return [made.text[passage.start : passage.end] for passage in split_article(made)]


def check(made: Article, passages: list[Passage]) -> None:
    """The promises of `split_article`, whatever the text."""
    at = 0
    for passage in passages:
        assert at <= passage.start < passage.end
        assert not made.text[at : passage.start].strip()
        text = made.text[passage.start : passage.end]
        assert text == text.strip()
        assert 1 <= len(passage.sentences) <= 4
        assert len(text) <= 400 or (len(passage.sentences) == 1 and len(text) <= 480)
        inside = passage.start
        for sentence in passage.sentences:
            assert inside <= sentence.start < sentence.end <= passage.end
            inside = sentence.end
        assert inside == passage.end
        at = passage.end
    assert not made.text[at:].strip()


def test_a_paragraph_is_a_passage() -> None:
    assert texts(f"{BODY}\n\n{BODY}") == [BODY, BODY]


def test_a_heading_belongs_to_what_follows() -> None:
    first, second = texts(f"{BODY}\n\n빌려 온 것과 새로 만든 것\n\n{BODY}")
    assert (first, second) == (BODY, f"빌려 온 것과 새로 만든 것\n\n{BODY}")
    made = article(f"# Title\n\n## 빌려 온 것\n{BODY}")
    (passage,) = split_article(made)
    sentence = passage.sentences[0]
    assert made.text[sentence.start : sentence.end].startswith("딥시크는 외부")
    assert len(passage.sentences) == 2


def test_headings_in_a_row_stay_together() -> None:
    assert texts(f"{BODY}\n\n# 하나\n\n## 둘\n\n{BODY}")[1] == f"# 하나\n\n## 둘\n\n{BODY}"


def test_a_heading_at_the_end_stands_alone() -> None:
    assert texts(f"{BODY}\n\n## 끝") == [BODY, "## 끝"]


def test_short_neighbours_join_within_a_section() -> None:
    assert texts("짧은 문장이다.\n\n또 하나다.\n\n셋째다.\n\n## 절\n\n넷째다.\n\n다섯째다.") == [
        "짧은 문장이다.\n\n또 하나다.\n\n셋째다.",
        "## 절\n\n넷째다.\n\n다섯째다.",
    ]


def test_items_of_a_list_join_four_by_four() -> None:
    items = [f"- 항목 {number}" for number in range(6)]
    assert texts("\n".join(items)) == ["\n".join(items[:4]), "\n".join(items[4:])]


def test_long_paragraphs_are_cut_evenly_between_sentences() -> None:
    sentence = "이 문장은 길이가 모두 같은 문장 가운데 하나로, 문단이 어떻게 나뉘는지 보려고 쓴 것이다."
    parts = texts(" ".join([sentence] * 5))
    assert sorted(part.count("것이다.") for part in parts) == [2, 3]


def test_a_long_sentence_stands_alone_and_a_monstrous_one_is_cut_at_white_space() -> None:
    long = "Word" + " word" * 87 + " end."
    assert texts(f"Short one. {long} Another short one.") == ["Short one.", long, "Another short one."]
    parts = texts("word " * 300)
    assert all(part.startswith("word") and part.endswith("word") and len(part) <= 480 for part in parts)
    assert " ".join(parts) == ("word " * 300).strip()


def test_a_heading_and_a_monstrous_sentence_fit_together() -> None:
    parts = texts("## " + "x" * 90 + "\n\n" + "word " * 200)
    assert parts[0].startswith("## ")
    assert "word" in parts[0]


def test_the_press_article() -> None:
    name = "deepseek-sovereign-ai.ko.txt"
    made = read_article(measuring_data(name) / name, "press")
    passages = split_article(made)
    check(made, passages)
    found = [made.text[passage.start : passage.end] for passage in passages]
    assert 14 <= len(found) <= 20
    assert any(part.startswith("구글·오픈AI 기술 차용했지만") and part.endswith("확보한 사례다.") for part in found)
    assert any(part.startswith("韓 AI 전략") and part.endswith("시사한다.") for part in found)


_PIECES = st.sampled_from(
    [
        "가 나 다. ",
        "딥시크가 R1을 공개했다. ",
        "DeepSeek released R1. ",
        "\n",
        "\n\n",
        "# 제목\n",
        "빌려 온 것\n\n",
        "- 항목\n",
        "word " * 60,
        "x" * 300,
        "가" * 600,
        " " * 500,
        "“그는 갔다. ",
        "e\u0301",
        "😀",
    ]
)


@given(st.lists(_PIECES, max_size=30).map("".join) | st.text(max_size=500))
@settings(max_examples=200)
def test_what_holds_for_every_text(text: str) -> None:
    try:
        made = article(text)
    except ArticleEmpty:
        return
    passages = split_article(made)
    check(made, passages)
    assert split_article(made) == passages
    decomposed = article(unicodedata.normalize("NFD", text))
    assert (decomposed.text, split_article(decomposed)) == (made.text, passages)


@pytest.mark.slow
@pytest.mark.parametrize(
    "text", ["a" * 300_000, "This is it. " * 20_000, "This is it.\n\n" * 5_000, "제목\n\n" * 5_000, "# 제목\n" * 5_000]
)
def test_large_texts(text: str) -> None:
    made = article(text)
    check(made, split_article(made))


@pytest.mark.slow
def test_an_article_that_is_a_dictionary_is_found_by_its_terms_in_time() -> None:
    words = [f"{chr(0xAC00 + 7 * n)}{chr(0xAC00 + 11 * n % 11_172)}음" for n in range(1_200)]
    lines = [f"{word}(Term{n}) 그것은 사실이다." for n, word in enumerate(words)]
    article = article_from_text("\n\n".join(lines), id="a", source="a", title="낱말")
    passages = [article.text[passage.start : passage.end] for passage in split_article(article)]
    started = time.process_time()
    found = passage_text.terms(article, passages)
    # It takes a second, and took minutes when each passage was looked through for each term.
    assert time.process_time() - started < 8
    assert "term0" in found[0].lower()

import random
import unicodedata

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.text.morphology import kiwi, split_morphemes
from bot.text.sentence_stream import SentenceStream
from bot.text.sentences import Span, ends_like_sentence, split_paragraphs, split_sentences, white_space_cut


def sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_sentences(text)]


def paragraphs(text: str) -> list[str]:
    return [text[span.start : span.end] for span in split_paragraphs(text)]


def covers(text: str, spans: list[Span]) -> bool:
    at = 0
    for span in spans:
        if not (at <= span.start < span.end) or text[at : span.start].strip():
            return False
        if text[span.start : span.end] != text[span.start : span.end].strip():
            return False
        at = span.end
    return not text[at:].strip()


# Each case is a list of sentences; joined with a space they must come apart again in the same places.
KOREAN = [
    ["딥시크가 R1을 공개했다.", "업계는 놀랐다.", "정말일까?", "그렇다!"],
    ['임 대표는 "국가대표라면 경쟁력이 필수다. 당장은 미진하다."라며 "기회를 줘야 한다"고 강조했다.', "박수가 나왔다."],
    ['그는 "그렇다. 맞다."고 말했다.', "다음 문장이다."],
    ["그는 '좋다. 가자.'라고 했다.", "모두 떠났다."],
    ["“이것은 시작이다. 끝이 아니다.”라고 그는 말했다.", "회의는 끝났다."],
    ["작곡가로 널리 존경받고 있다.", '"음악의 성인" 또는 "악성"이라고 부르기도 한다.'],
    ["지휘관은 스타크와 리드였다(훗날 두 사람 모두 장군이 된다).", "그들은 기다렸다."],
    ["금리는 3.5%다.", "매출은 1.2조 원으로 10.5% 늘었다.", "No. 1 기업이다.", "U.S. 정부가 발표했다."],
    ["비가 와요", "내일은 맑대요"],
    ["회사는 2026. 1. 26. 새 공장을 열었다.", "2027. 3. 1.부터 시행된다.", "매출은 2025. 12. 기준이다."],
    ["선박 보유량은 세계 제일이다.[1]", "모임을 했다.[2][3]", "끝났다."],
    ["가. 첫째 항목이다.", "나. 둘째 항목이다."],
    ["😀 그는 갔다.", "🇰🇷 다시 왔다.", "𝒳가 끝이다."],
    [
        "다라시는 2025. 11. 3. 마바기업과 협약을 맺었다.",
        "기계는 2025. 12. 8.까지 들여온다.",
        "잔금은 2026. 1. 7. 한 번에 낸다.",
    ],
    ["접수 기간은 '26. 3. 2.(월) ~ 4. 6.(월)이다.", "계약(2026. 3. 2.) 이후에는 바꿀 수 없다."],
    ["시행 2026. 7. 1. 법률 제20000호.", "이 법은 2026. 7. 1. 부터 시행한다."],
    ["제3조 1. 2.에 따라 지급한다.", "제2조 제1호 가. 및 나. 목은 뺀다.", "가. 나. 다. 순서로 한다."],
    ["제5조 1. 및 3. 에서 정한 바와 같다.", "개정 2020. 3. 24., 2021. 1. 5. 시행령을 따른다."],
    ["버전 2.1. 다음 판은 2.2다.", "6.25. 전쟁과 5. 18. 민주화운동을 다룬다."],
    ["점수는 98.6.", "관객은 3만 명이다.", "문의는 02-123-4567.", "누리집은 없다.", "신고는 112.", "구조는 119다."],
    ["책은 J. K. 롤링이 썼다.", "J. A. Smith가 옮겼다.", "예컨대 e.g. 사과다.", "Vol. 3 부록이다."],
    ["너는 가.", "나는 남을게."],
    ["3.1. 목적을 밝힌다.", "3.2. 범위를 정한다."],
]
ENGLISH = [
    [
        "The U.S. economy grew 3.5% in 2025, Dr. Smith of Acme Inc. said.",
        '"It was No. 1," he added.',
        "Mr. Kim agreed!",
    ],
    ["Really?", "Yes.", "No.", "What?!", "It cost $3.50."],
    ['"We will not stop. We will go on." he said.', "Then he left (see Fig. 3)."],
    ['"Why?" asked Bob.', '"Stop!" Bob said.', '"We won."', "The crowd cheered."],
    ["At 5 p.m. it ended.", "The talk ended at 6 p.m. Monday.", "The E.U. and the U.S. signed it."],
    ["I live in the U.S.", "The weather is good.", "Plan B.", "It works."],
    ["DeepSeek released R1 in Jan. 2025.", "J. K. Rowling wrote it.", "Visit https://a.b/c?d=1.", "Wait... what?"],
    ["(It was late. Very late.)", "They left."],
    ["1. First item.", "2. Second item."],
    ["1.2. Scope of the rules.", "Section 3. The President shall act.", "It says so, J. A. Smith wrote."],
    ["It was 2025.", "300 people came.", "In 2025.", "The next year came.", "We saw version 3.2.", "It was good."],
    ["It is the fifth.[1]", "It often hunts alone.[2][3]", "So they say.[citation needed]", "Right."],
    ["He ranked No. 1.", "Samsung followed, cf. para. 3 of it.", "The deal of 2026. 1. 26. was signed."],
]
FORMS = [
    "{y}. {m}. {d}.",
    "{y}.{m}.{d}.",
    "{y}. {m:02}. {d:02}.",
    "'26. {m}. {d}.",
    "{m}. {d}.",
    "제{d}조 {m}. {n}.",
    "{m}.{d}.",
    "{y}. {m}.",
]
MIXED = [
    ["한국어 문장이다.", "This is an English sentence.", "It has two.", "다시 한국어다."],
    ["그는 DeepSeek을 썼다.", "DeepSeek-R1 was released.", "RoPE는 다르다."],
    ["这是第一句。", "好吗？", "好。"],
]


@pytest.mark.parametrize("expected", [*KOREAN, *ENGLISH, *MIXED], ids=lambda case: case[0][:24])
def test_sentences(expected: list[str]) -> None:
    text = " ".join(expected)
    assert sentences(text) == expected
    assert covers(text, split_sentences(text))


@given(
    st.sampled_from(FORMS),
    st.sampled_from(["{} 계약을", "{}까지 일을", "{} 3개 업체와 계약을", "{} AI 사업을", "계약을 {}자로"]),
    st.integers(1990, 2030),
    st.integers(1, 12),
    st.integers(1, 28),
    st.integers(1, 12),
)
def test_no_date_or_clause_is_torn_apart(form: str, place: str, y: int, m: int, d: int, n: int) -> None:
    said = place.format(form.format(y=y, m=m, d=d, n=n))
    expected = ["먼저 뜻을 모았다.", f"시는 {said} 맺었다.", "그 밖의 일은 없다."]
    assert sentences(" ".join(expected)) == expected


def test_a_quotation_without_a_space_before_its_particle() -> None:
    assert sentences("그는 말했다.“이것은 시작이다. 끝이 아니다.”라고 했다.") == [
        "그는 말했다.“이것은 시작이다. 끝이 아니다.”라고 했다."
    ]


def test_a_paragraph_ends_a_sentence() -> None:
    text = "구글·오픈AI 기술 차용했지만 인정받은 中 딥시크\n\n韓 AI 전략, 새로운 경쟁력 필요\n본문이다. 둘째다."
    assert sentences(text) == [
        "구글·오픈AI 기술 차용했지만 인정받은 中 딥시크",
        "韓 AI 전략, 새로운 경쟁력 필요",
        "본문이다.",
        "둘째다.",
    ]


def test_lines_wrapped_at_a_width_are_one_paragraph() -> None:
    text = (
        "This paragraph was wrapped at about seventy columns by an editor, as\n"
        "plain text often is. The second sentence goes on to the next line and\n"
        "ends here.\n"
        "- an item\n"
        "- another item"
    )
    assert [part.replace("\n", " ")[-10:] for part in paragraphs(text)] == ["ends here.", "- an item", "other item"]
    assert sentences(text)[1].startswith("The second sentence goes on")
    assert sentences(text)[1].endswith("ends here.")


PROSE = (
    "다라시는 쌓인 눈을 치우는 차를 올해 12대 더 산다고 9일 밝혔다. 새 차는 소금 대신 사탕무 즙을 뿌린다. 시는 나무가 덜 "
    "마를 것으로 본다. 운전할 사람은 지난해보다 넷 줄었다. 그래서 시는 11월까지 여섯 명을 더 뽑기로 하고 10월부터 접수를 받는다."
)
ENGLISH_PROSE = (
    "The city will buy twelve more snow ploughs this year, officials said on Friday. Instead of salt, the new ploughs spray "
    "beet juice, so that fewer roadside trees dry out. Six more drivers will be hired by November, as four have left."
)


def columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def wrapped(text: str, width: int) -> str:
    lines = [""]
    for word in text.split():
        fits = columns(lines[-1]) + 1 + columns(word) <= width
        lines = [*lines[:-1], f"{lines[-1]} {word}".strip()] if fits or not lines[-1] else [*lines, word]
    return "\n".join(lines)


@given(st.integers(28, 150), st.sampled_from([PROSE, ENGLISH_PROSE]))
def test_lines_wrapped_at_any_width_are_one_paragraph(width: int, text: str) -> None:
    assert [part.replace("\n", " ") for part in paragraphs(f"앞 문단이다.\n\n{wrapped(text, width)}\n\n뒤다.")] == [
        "앞 문단이다.",
        text,
        "뒤다.",
    ]
    assert [part.replace("\n", " ") for part in sentences(wrapped(text, width))] == sentences(text)


def test_wrapped_paragraphs_without_a_line_between_end_where_a_line_is_short() -> None:
    text = f"{wrapped(PROSE, 60)}\n{wrapped(PROSE, 60)}"
    assert [part.replace("\n", " ") for part in paragraphs(text)] == [PROSE, PROSE]


@pytest.mark.parametrize(
    "lines",
    [
        ["나 보기가 역겨워", "가실 때에는", "말없이 고이 보내 드리우리다"],
        ["눈 치우는 차 12대 더 산다", "소금 대신 사탕무 즙을 뿌린다", "운전원 여섯 명을 더 뽑기로"],
        ["다라시 가나구 나다로 12", "전화 02-123-4567", "전자우편 a@example.com"],
        ["하나이다.", "둘이라고 한다.", "셋이라고도 한다.", "넷이다."],
        ["1. 첫째 항목을 여기에 적는다. 이어진다.", "2. 둘째 항목을 여기에 적는다. 이어진다."],
        ["韓 AI 전략, 새로운 경쟁력 필요", "본문이다. 둘째다."],
    ],
)
def test_lines_of_their_own_stay_apart(lines: list[str]) -> None:
    assert len(paragraphs("\n".join(lines))) == len(lines)


def test_short_lines_stay_apart() -> None:
    assert paragraphs("산에는 꽃 피네\n꽃이 피네\n\n갈 봄 여름 없이") == [
        "산에는 꽃 피네",
        "꽃이 피네",
        "갈 봄 여름 없이",
    ]


@given(st.text(alphabet=st.sampled_from("가나다.?!\n \t\"'“”()Aab1 한e\u0301😀。\ud800\0"), max_size=300))
@settings(max_examples=300)
def test_every_character_is_in_one_sentence(text: str) -> None:
    assert covers(text, split_sentences(text))
    assert covers(text, split_paragraphs(text))
    assert split_sentences(text) == split_sentences(text)


@given(st.text(max_size=200))
def test_any_text_at_all(text: str) -> None:
    assert covers(text, split_sentences(text))


@given(st.lists(st.sampled_from([sentence for case in [*KOREAN[:1], *MIXED[:1]] for sentence in case]), min_size=1))
def test_no_sentence_crosses_a_paragraph(parts: list[str]) -> None:
    assert sentences("\n\n".join(parts)) == parts


def test_decomposed_text_has_the_same_sentences() -> None:
    text = unicodedata.normalize("NFD", "그는 갔다. 그리고 돌아왔다.")
    assert [unicodedata.normalize("NFC", part) for part in sentences(text)] == ["그는 갔다.", "그리고 돌아왔다."]


def test_nothing() -> None:
    assert split_sentences("") == []
    assert split_sentences(" \n\t\n") == []


# 50 and more seconds of work each before the patterns were made linear; well under five now, on a slow machine.
@pytest.mark.slow
@pytest.mark.timeout(40)
@pytest.mark.parametrize(
    "text",
    [
        "a" * 1_000_000,
        "가" * 1_000_000,
        "." * 1_000_000,
        '"a ' * 300_000,
        "(" * 1_000_000,
        " " * 1_000_000 + "끝",
        "\n" * 1_000_000 + "끝",
        "This is a sentence. " * 20_000,
    ],
    ids=lambda text: text[:3],
)
def test_monstrous_lines_take_bounded_time(text: str) -> None:
    spans = split_sentences(text)
    assert covers(text, spans)
    assert max(span.end - span.start for span in spans) <= 4_000


@pytest.mark.parametrize(
    ("text", "limit", "head"),
    [
        ("one two three", 8, "one two "),
        ("가나다라", 3, "가나다"),
        ("ae\u0301b", 2, "ae"),
        ("e\u0301b", 1, "e"),
        ("x", 5, "x"),
    ],
)
def test_white_space_cut(text: str, limit: int, head: str) -> None:
    assert text[: white_space_cut(text, limit)] == head


def test_ends_like_sentence() -> None:
    assert ends_like_sentence('그는 "간다."')
    assert ends_like_sentence("목록:")
    assert not ends_like_sentence("딥시크가 남긴 것")


def test_morphemes_have_offsets() -> None:
    text = "딥시크MoE를 지난해 공개했다"
    found = split_morphemes(text)
    assert [(part.form, part.tag) for part in found[:3]] == [("딥시크", "NNP"), ("MoE", "SL"), ("를", "JKO")]
    assert text[found[1].start : found[1].end] == "MoE"
    assert split_morphemes("") == ()
    assert split_morphemes(text * 40)[-1].end == len(text) * 40
    assert kiwi() is kiwi()


# What is told too early, before the second quotation mark or bracket is there, went on: words of an answer were lost so.
GOES_ON = (
    '메타의 라마에는 RoPE(회전위치. 임베딩)가 들어 있다. "It works. "It does," she said.'
    " 그는 “안 된다. 가자.”라고 했다. (끝이다. 정말)"
)


@given(
    st.lists(st.sampled_from(GOES_ON.split(" ")) | st.sampled_from(["\n", ". ", "다. ", "(", "1. "]), max_size=20).map(
        " ".join
    ),
    st.randoms(use_true_random=False),
)
@example(GOES_ON, random.Random(0))
def test_every_word_of_a_text_that_comes_in_pieces_is_told_once(text: str, chance: random.Random) -> None:
    stream, told, rest = SentenceStream(), list[str](), text
    while rest:
        size = chance.randint(1, 6)
        told += stream.feed(rest[:size])
        rest = rest[size:]
    told += stream.finish()
    assert "".join("".join(told).split()) == "".join(text.split())

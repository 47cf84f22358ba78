import os
import random
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles.article_errors import ArticleNotText
from bot.articles.decoding import decode
from bot.bilingual import Language
from bot.text.language import detect_language, normalize, question_language

KOREAN = "딥시크는 강화학습으로 추론 능력을 끌어올렸다.\nMoE 구조도 바꿨다.\n"
ENGLISH = "DeepSeek improved reasoning with reinforcement learning.\nIt changed MoE too.\n"


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    once = normalize(text)
    assert normalize(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert "\r" not in once
    assert "\n\n\n" not in once


@given(st.text())
def test_composed_and_decomposed_text_are_one(text: str) -> None:
    assert normalize(unicodedata.normalize("NFD", text)) == normalize(text)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\ufeff제목\r\n본문\r끝", "제목\n본문\n끝"),
        ("a\0b\x07c\td", "abc\td"),
        ("pay \u202egnp.exe\u202c now", "pay gnp.exe now"),
        ("가 \n \n\t\n\n나", "가\n\n나"),
        ("👩\u200d💻 인공\u200b지능", "👩\u200d💻 인공지능"),
        ("page\x0cbreak\u2028line\x85next", "page\nbreak\nline\nnext"),
        ("half \ud83d pair", "half  pair"),
        ("3억\xa05천만원,\u202f1\u2007달", "3억 5천만원, 1 달"),
        ("２０２６년 １월 ＡＩ 반도체 ＨＢＭ４", "2026년 1월 AI 반도체 HBM4"),
        ("３５０만원, ５,０００㎡, １２．５％", "350만원, 5,000㎡, 12.5%"),
        ("３～５％, １：２, １，０００", "3~5%, 1:2, 1,000"),
        ("이렇게！ “왜？”라고（괄호）하였다．", "이렇게！ “왜？”라고（괄호）하였다．"),
        ("", ""),
    ],
)
def test_normalize(raw: str, clean: str) -> None:
    assert normalize(raw) == clean


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (KOREAN, "ko"),
        (ENGLISH, "en"),
        (
            "The programme (독자 AI 파운데이션 모델) is run by the Korean government and supports several companies.",
            "en",
        ),
        ("구글의 SigLIP-L, OpenAI의 Triton, Flash Attention을 DeepSeek가 썼다.", "ko"),
        (unicodedata.normalize("NFD", KOREAN), "ko"),
        ("2026-01-26", "en"),
        ("", "en"),
    ],
)
def test_detect_language(text: str, language: Language) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("딥시크는 어떤 외부 기술을 사용했나요?", "ko"),
        ("DeepSeek R1이 뭐야?", "ko"),
        ("DeepSeek-R1-Zero GRPO reinforcement learning 설명해줘", "ko"),
        ("Transformer와 MoE의 차이", "ko"),
        ("韓 AI 전략은?", "ko"),
        ("ㄹㅇ?", "ko"),
        (unicodedata.normalize("NFD", "독파모란?"), "ko"),
        ("What is MoE?", "en"),
        ("What is 독자 AI 파운데이션 모델?", "en"),
        ("What does 독파모 stand for?", "en"),
        ("Who is 배경훈?", "en"),
        ("Qu'est-ce que R1 ?", "en"),
        ("R1", "en"),
        ("日本のAI戦略は何ですか？", None),
        ("中国的AI战略是什么？", None),
        ("Что такое R1?", None),
        ("ما هو نموذج R1؟", None),
        ("R1 คืออะไร", None),
        ("2025?", None),
        ("?!", None),
        ("", None),
    ],
)
def test_question_language(question: str, language: Language | None) -> None:
    assert question_language(question) == language


@given(st.text())
def test_any_text_has_a_language_and_any_question_has_one_or_none(text: str) -> None:
    assert detect_language(text) in ("ko", "en")
    assert question_language(text) in ("ko", "en", None)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "euc-kr"])
@pytest.mark.parametrize("text", [KOREAN, KOREAN * 200])
def test_decode_korean(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "a.txt") == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "ascii"])
def test_decode_english(encoding: str) -> None:
    assert decode(ENGLISH.encode(encoding), "a.txt") == ENGLISH


def test_big_endian_mark() -> None:
    assert decode(b"\xfe\xff" + KOREAN.encode("utf-16-be"), "a.txt") == KOREAN


def test_cp949_beyond_euc_kr() -> None:
    assert decode("펩시맨이 똠얌꿍을 먹었다.".encode("cp949"), "a.txt") == "펩시맨이 똠얌꿍을 먹었다."


PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000100"
)


@pytest.mark.parametrize(
    "data",
    [
        PNG,
        b"\0" * 100,
        b"text with\0a nul in it",
        b"%PDF-1.7\n\xe2\xe3\xcf\xd3\n1 0 obj",
        b"PK\x03\x04\x14\x00\x06\x00",
        "café crème, déjà vu".encode("latin-1"),
        KOREAN.encode("utf-8")[:-2] + b"\xff",
        KOREAN.encode("cp949")[:-4] + b"\xb0",
        b"\xff\xfe\x00",
        b"\xff\xfe\x00\x00a\x00\x00\x00",
        bytes(range(1, 32)) * 10,
    ],
)
def test_what_is_not_text_is_refused(data: bytes) -> None:
    with pytest.raises(ArticleNotText) as caught:
        decode(data, "그림.txt")
    assert "그림.txt" in caught.value.message("ko")


@pytest.mark.parametrize("seed", range(40))
def test_random_bytes_are_refused(seed: int) -> None:
    data = random.Random(seed).randbytes(64 + 50 * seed)
    with pytest.raises(ArticleNotText):
        decode(data, "x.txt")


@given(st.binary(max_size=200))
def test_decoding_gives_text_or_refuses(data: bytes) -> None:
    try:
        text = decode(data, "x.txt")
    except ArticleNotText:
        return
    assert "\0" not in text


def test_os_random_is_refused() -> None:
    with pytest.raises(ArticleNotText):
        decode(os.urandom(4096), "x.txt")

"""The check of a sentence: marks, citations and reasons. Rules with a stand-in for the model, judgement with the real one."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.verification import FaithfulnessChecker, PreparedEvidence, SourceSentence, SupportVerdict
from bot.answering.verification.polarity import denials, negations, says_opposite
from bot.answering.verification.token_similarity import LIMITS, Limits, choose_sources, score
from bot.answering.verification.verbatim import quotations, stands_in
from bot.answering.verification.word_overlap import has_every_word, says_twice
from bot.bilingual import Language
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.text.language import has_hangul
from tests.fakes import FakeEmbedder

ENGLISH = (
    (1, "Rice grows in paddies that farmers flood in May."),
    (1, "The harvest begins in 120 days."),
    (2, "Google did not buy the mill in Suwon."),
    (2, 'Its owner said: "We will never sell this mill."'),
)


def prepare(
    checker: FaithfulnessChecker, sentences: tuple[tuple[int, str], ...], language: Language = "en"
) -> PreparedEvidence:
    return checker.prepare([SourceSentence(n, text, language, date(2026, 1, 26)) for n, text in sentences])


@pytest.fixture(scope="module")
def checker() -> FaithfulnessChecker:
    return FaithfulnessChecker(FakeEmbedder())


@pytest.fixture(scope="module")
def evidence(checker: FaithfulnessChecker) -> PreparedEvidence:
    return prepare(checker, ENGLISH)


@pytest.mark.parametrize(
    ("sentence", "n"),
    [
        ("The harvest begins in 120 days.", 1),
        ("“the harvest begins in 120 days”", 1),
        ("The harvest  begins\nin 120 days", 1),
        ("Farmers flood in May. The harvest begins", 1),
        ("We will never sell this mill.", 2),
    ],
)
def test_word_for_word_is_verbatim(
    checker: FaithfulnessChecker, evidence: PreparedEvidence, sentence: str, n: int
) -> None:
    verdict = checker.check(sentence, "en", evidence)
    assert (verdict.support, verdict.citations, verdict.reason) == ("verbatim", (n,), None)


def test_a_part_of_a_word_is_not_verbatim(checker: FaithfulnessChecker) -> None:
    evidence = prepare(checker, ((1, "삼성이 회사를 인수했다는 소문을 부인했다."),), "ko")
    assert checker.check("삼성이 회사를 인수했다.", "ko", evidence).support != "verbatim"
    assert checker.check("회사를 인수했다는 소문을", "ko", evidence).support == "verbatim"


def test_a_number_of_no_passage_is_named_and_never_cited(
    checker: FaithfulnessChecker, evidence: PreparedEvidence
) -> None:
    verdict = checker.check("The harvest begins in 2,500 days.", "en", evidence)
    assert (verdict.support, verdict.citations) == ("unsupported", ())
    assert verdict.reason is not None
    assert "2,500" in verdict.reason.en
    assert "2,500" in verdict.reason.ko


@pytest.mark.parametrize(
    "sentence",
    ["Google bought the mill in Suwon.", "Rice never grows in paddies that farmers flood in May."],
)
def test_the_opposite_is_unsupported(checker: FaithfulnessChecker, evidence: PreparedEvidence, sentence: str) -> None:
    verdict = checker.check(sentence, "en", evidence)
    assert (verdict.support, verdict.citations) == ("unsupported", ())
    assert verdict.reason is not None


def test_a_name_from_elsewhere_is_weak(checker: FaithfulnessChecker, evidence: PreparedEvidence) -> None:
    verdict = checker.check("Then Samsung did not buy the mill in Suwon.", "en", evidence)
    assert verdict.support == "weak"
    assert verdict.reason is not None
    assert "Samsung" in verdict.reason.en


def test_a_number_of_another_passage_is_weak(checker: FaithfulnessChecker, evidence: PreparedEvidence) -> None:
    verdict = checker.check("Google did not buy the mill in Suwon in 120 days.", "en", evidence)
    assert verdict.support == "weak"
    assert verdict.reason is not None
    assert "120" in verdict.reason.en


def test_a_changed_quotation_is_weak(checker: FaithfulnessChecker, evidence: PreparedEvidence) -> None:
    verdict = checker.check('Its owner said: "We will never sell this old mill."', "en", evidence)
    assert verdict.support == "weak"
    assert verdict.reason is not None
    assert "quoted" in verdict.reason.en


def test_no_evidence_and_no_words_support_nothing(checker: FaithfulnessChecker, evidence: PreparedEvidence) -> None:
    assert checker.check("Rice grows.", "en", checker.prepare([])) == SupportVerdict(
        "unsupported", (), None, checker.check("...", "en", evidence).reason, -1.0
    )


def test_what_is_cited_is_what_backs_a_sentence(checker: FaithfulnessChecker, evidence: PreparedEvidence) -> None:
    said = (
        "Rice grows.",
        "쌀은 논에서 자란다.",
        "Nothing else.",
        "Farmers flood the mill in Suwon in May.",
        ENGLISH[1][1],
    )
    verdicts = [checker.check(sentence, "en", evidence) for sentence in said]
    assert {bool(verdict.citations) for verdict in verdicts} == {True, False}
    for verdict in verdicts:
        assert set(verdict.citations) <= {1, 2}
        assert len(verdict.citations) <= 3
        assert bool(verdict.citations) == (verdict.support in ("verbatim", "supported"))
        assert (verdict.reason is None) == (verdict.support in ("verbatim", "supported"))


def test_a_check_embeds_the_sentence_and_nothing_else() -> None:
    embedder = FakeEmbedder()
    checker = FaithfulnessChecker(embedder)
    evidence = prepare(checker, ENGLISH)
    embedder.embedded.clear()
    for sentence in ("Farmers flood the paddies.", "농부는 논에 물을 댄다."):
        checker.check(sentence, "en", evidence)
        assert embedder.embedded == [sentence]
        embedder.embedded.clear()


@pytest.mark.parametrize("pair", LIMITS)
def test_limits_are_in_order(pair: tuple[Language, Language]) -> None:
    assert LIMITS[pair].near < LIMITS[pair].supported


def test_two_sources_are_chosen_where_they_say_it_together() -> None:
    limits = Limits(0.6, 0.4)
    first = np.array([0.9] * 6 + [0.1] * 6, dtype=np.float32)
    other = np.array([0.1] * 6 + [0.9] * 6, dtype=np.float32)
    little = np.array([0.2] * 12, dtype=np.float32)
    assert sorted(choose_sources([little, first, other], [limits] * 3, most=3)) == [1, 2]
    word = np.array([0.9] * 6 + [0.1] * 5 + [0.9], dtype=np.float32)
    assert choose_sources([first, word], [limits] * 2, most=3) == [1]
    assert choose_sources([little, first], [limits] * 2, most=3) == [1]
    assert len(choose_sources([first, other], [limits] * 2, most=1)) == 1
    assert score(np.zeros(0, dtype=np.float32), limits) == -1.0


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("It did not rise and never fell.", 2),
        ("He can't, cannot and won't.", 3),
        ("Not only this but that; no doubt.", 0),
        ("오르지 않았고 값도 없다.", 2),
        ("이것뿐만 아니라 저것도 끊임없이 오를 수밖에 없다.", 0),
        ("안 갔다. 안전한 안내였다.", 1),
        ("가지 마세요. 말해 주세요.", 1),
        ("", 0),
    ],
)
def test_negations_are_counted(text: str, count: int) -> None:
    assert len(negations(text)) == count


def test_words_that_deny_count_as_denials() -> None:
    assert denials("They refused to sign.") == denials("서명을 거부했다.") == 1
    assert denials("They signed.") == denials("서명했다.") == 0


@pytest.mark.parametrize(
    ("claim", "source", "opposite"),
    [
        ("Prices rose.", "값이 떨어졌다.", True),
        ("수출이 늘었다.", "Exports decreased.", True),
        ("The party is in favour: it approved the bill.", "당은 법안에 반대했다.", True),
        ("Prices rose.", "값이 올랐다.", False),
        ("Prices rose.", "값은 올랐고 수요는 줄었다.", False),
        ("Prices are known.", "값이 떨어졌다.", False),
    ],
)
def test_opposites_in_both_languages(claim: str, source: str, opposite: bool) -> None:
    assert says_opposite(claim, source) is opposite


def test_quotations_are_more_than_titles() -> None:
    assert quotations("He said “we will never sell this” of 'Mill'.") == ["we will never sell this"]
    assert quotations("그는 '프롬 스크래치'와 ‘소버린’을 말했다.") == ["프롬 스크래치"]
    assert stands_in("We'll sell", "“we’ll sell!”")
    assert not stands_in("R1", "R1")


# The real model, on the sentences of an article.

KOREAN = (
    (
        1,
        "중국 인공지능(AI) 스타트업 딥시크가 지난해 1월 공개한 오픈소스 추론 모델 'R1'이 업계에 충격파를 던진 지 1년이 흘렀다.",
    ),
    (
        2,
        "딥시크는 모델 개발 과정에서 구글의 비전 인코더(SigLIP-L), 오픈AI의 프로그래밍 언어(트라이톤), 스탠포드 연구진의 플래시 어텐션을 채택했다.",
    ),
    (3, "딥시크는 '딥시크MoE' 방식을 고안해 메모리 사용량과 연산 비용을 획기적으로 줄였다."),
    (4, "배경훈 부총리가 지난해 12월 30일 오후 서울 강남구 코엑스에서 열린 발표회에서 환영사를 했다."),
    (5, "임정환 모티프테크놀로지스 대표는 정부와 시장이 벤치마크 점수에만 집착한다고 경고했다."),
)


@pytest.fixture(scope="module")
def real(embedder: SentenceEmbedder) -> FaithfulnessChecker:
    return FaithfulnessChecker(embedder)


@pytest.fixture(scope="module")
def article(real: FaithfulnessChecker) -> PreparedEvidence:
    return prepare(real, KOREAN, "ko")


@pytest.mark.models
@pytest.mark.parametrize(
    ("sentence", "language", "citations"),
    [
        ("DeepSeek adopted Google's vision encoder SigLIP-L.", "en", (2,)),
        ("DeepSeek released its R1 model in January 2025.", "en", (1,)),
        ("DeepSeekMoE reduced memory usage and computing costs.", "en", (3,)),
        ("딥시크MoE는 메모리 사용량과 연산 비용을 줄였습니다.", "ko", (3,)),
        ("임정환 대표는 정부와 시장이 벤치마크 점수에 집착한다고 경고했습니다.", "ko", (5,)),
    ],
)
def test_what_the_article_says_is_supported(
    real: FaithfulnessChecker, article: PreparedEvidence, sentence: str, language: Language, citations: tuple[int, ...]
) -> None:
    verdict = real.check(sentence, language, article)
    assert (verdict.support, verdict.citations) == ("supported", citations)


@pytest.mark.models
@pytest.mark.parametrize(
    ("sentence", "language"),
    [
        ("DeepSeek adopted Samsung's vision encoder SigLIP-L.", "en"),
        ("DeepSeek released its R1 model in January 2024.", "en"),
        ("DeepSeekMoE increased memory usage and computing costs.", "en"),
        ("DeepSeekMoE did not reduce memory usage and computing costs.", "en"),
        ("Bae Kyung-hoon gave a welcome speech in Seoul on December 31.", "en"),
        ("The capital of France is Paris.", "en"),
        ("딥시크MoE는 메모리 사용량과 연산 비용을 늘렸습니다.", "ko"),
        ("딥시크MoE는 메모리 사용량과 연산 비용을 줄이지 못했습니다.", "ko"),
        ("프랑스의 수도는 파리입니다.", "ko"),
    ],
)
def test_what_the_article_does_not_say_is_not_supported(
    real: FaithfulnessChecker, article: PreparedEvidence, sentence: str, language: Language
) -> None:
    verdict = real.check(sentence, language, article)
    assert verdict.support in ("weak", "unsupported")
    assert verdict.reason is not None


@pytest.mark.models
def test_a_sentence_of_two_facts_cites_both(real: FaithfulnessChecker, article: PreparedEvidence) -> None:
    verdict = real.check("딥시크MoE는 연산 비용을 줄였고, 임정환 대표는 벤치마크 점수 집착을 경고했다.", "ko", article)
    assert set(verdict.citations) == {3, 5}


@pytest.mark.models
def test_a_subject_may_stand_in_the_sentence_before(real: FaithfulnessChecker) -> None:
    texts = ("둘째 까닭은 딥시크MoE라는 구조다.", "전문가 모델을 잘게 나누고, 공통 지식을 맡는 모델은 늘 켜 둔다.")
    evidence = real.prepare([SourceSentence(1, text, "ko") for text in texts])
    told = "딥시크MoE는 전문가 모델을 잘게 나누고, 공통 지식을 맡는 모델은 늘 켜 둡니다."
    assert real.check(told, "ko", evidence).support == "supported"
    assert real.check(told.replace("딥시크MoE", "라마"), "ko", evidence).support != "supported"


@pytest.mark.models
@pytest.mark.parametrize(
    ("language", "text", "told", "titles"),
    [
        ("ko", "연평균 기온은 7~10도이다.", "폴란드의 연평균 기온은 7~10도입니다.", ("폴란드", "핀란드")),
        (
            "en",
            "Its mean temperature is 8 degrees.",
            "The mean temperature of Poland is 8 degrees.",
            ("Poland", "Chad"),
        ),
    ],
)
def test_a_title_may_name_what_a_sentence_is_about(
    real: FaithfulnessChecker, language: Language, text: str, told: str, titles: tuple[str, str]
) -> None:
    right, wrong = (
        real.check(told, language, real.prepare([SourceSentence(1, text, language, title=title)])) for title in titles
    )
    assert right.support == "supported"
    assert wrong.support != "supported"
    assert wrong.reason is not None


@pytest.mark.parametrize(
    ("text", "sentence", "said"),
    [
        ("오픈AI의 프로그래밍 언어(트라이톤) 등을 채택했다.", "트라이톤은 오픈AI의 프로그래밍 언어입니다.", True),
        (
            "업계가 챗봇 말투 교정용으로만 치부하던 강화학습",
            "업계는 강화학습을 챗봇 말투 교정용으로만 치부했습니다.",
            True,
        ),
        ("베네수엘라의 수도는 카라카스다.", "멕시코의 수도는 카라카스입니다.", False),
        ("쌀은 논에서 자란다.", "쌀은 논입니다.", False),
        ("Rice grows in paddies.", "Rice grows in paddies.", False),
        ("", "쌀은 논에서 자랍니다.", False),
    ],
)
def test_a_text_has_every_word_of_a_korean_sentence_or_not(text: str, sentence: str, said: bool) -> None:
    assert has_every_word(text, sentence) is said


@pytest.mark.parametrize(
    ("text", "sentence", "twice"),
    [
        ("라마는 회전위치임베딩을 쓴다.", "회전위치임베딩을 개발한 회전위치임베딩은 라마가 썼습니다.", True),
        ("라마는 회전위치임베딩을 쓴다.", "라마가 쓰는 것은 회전위치임베딩입니다.", False),
        ("트라이톤은 트라이톤 언어로 쓴다.", "트라이톤은 트라이톤 언어로 씁니다.", False),
        ("김대중은 15대 대통령이다.", "김대중 대통령은 15대 대통령입니다.", False),
        ("Rice grows.", "International rice is international rice.", False),
        ("", "", False),
    ],
)
def test_a_sentence_that_lost_its_thread_says_a_name_twice(text: str, sentence: str, twice: bool) -> None:
    assert says_twice(text, sentence) is twice


@pytest.mark.models
def test_a_sentence_that_lost_its_thread_is_not_supported(real: FaithfulnessChecker) -> None:
    evidence = real.prepare([SourceSentence(1, "라마는 회전위치임베딩을 쓰고, 딥시크는 이를 채택했다.", "ko")])
    assert real.check("라마는 회전위치임베딩을 씁니다.", "ko", evidence).support == "supported"
    assert real.check("회전위치임베딩을 쓰는 회전위치임베딩은 라마가 씁니다.", "ko", evidence).support != "supported"


@given(st.sampled_from([text for _, text in KOREAN]), st.text(max_size=60), st.text(max_size=60))
def test_what_a_text_says_it_says_whatever_stands_around_it(sentence: str, before: str, after: str) -> None:
    assert has_every_word(f"{before}\n\n{sentence}\n\n{after}", sentence)


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_is_too_strange_to_be_looked_through(text: str, sentence: str) -> None:
    assert not has_every_word("", sentence)
    assert not (has_every_word(text, sentence) and not has_hangul(sentence))

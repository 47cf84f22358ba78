"""An embedding model behind a real server, in both protocols: the vectors of the model itself, or an error that says what is."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from bot.errors import SettingInvalid
from bot.models.embeddings.embedder import SentenceEmbedder
from bot.models.embeddings.encoder import Encoder, PassageCode
from bot.models.embeddings.late_interaction import PassageTokens
from bot.models.embeddings.served.embedder_choice import embedding_key, open_embedder
from bot.models.embeddings.served.embedding_prompts import known_as, prompts_of
from bot.models.embeddings.served.embedding_server import EmbeddingServer
from bot.models.embeddings.served.served_embedder import ServedEmbedder, _bounded
from bot.models.embeddings.served.wires import in_characters, recognise
from bot.models.model_errors import EmbeddingNotSame, EmbeddingRefused, EmbeddingUnreachable
from bot.settings import Settings
from tests.embedding_server import EmbeddingDoor, Real, Spoken, Trigrams, embedding_door
from tests.fakes import DIMENSION, FakeEmbedder

TEXTS = ["Rice grows in water.", "벼는 물에서 자란다. 가을에 거둔다.", "a"]
NAME = Trigrams.name
BOTH: list[Spoken] = ["TEI", "OpenAI"]


@pytest.fixture(params=BOTH)
def door(request: pytest.FixtureRequest) -> Iterator[EmbeddingDoor]:
    with embedding_door(spoken=request.param) as door:
        yield door


@pytest.fixture
def served(door: EmbeddingDoor) -> ServedEmbedder:
    return ServedEmbedder.open(NAME, [door.url])


def test_vectors_are_those_of_the_model_and_of_unit_length(served: ServedEmbedder) -> None:
    assert served.identity.dimension == DIMENSION
    assert served.identity.dtype == "served"
    expected = FakeEmbedder().embed_passages(TEXTS)
    assert np.allclose(served.embed_passages(TEXTS), expected, atol=1e-6)
    assert np.allclose(served.embed_questions(TEXTS), expected, atol=1e-6)
    assert np.allclose(served.encode_question(TEXTS[1]).vector, expected[1], atol=1e-6)


def test_nothing_is_embedded_without_a_request(door: EmbeddingDoor, served: ServedEmbedder) -> None:
    before = len(door.asked)
    assert served.embed_passages([]).shape == (0, DIMENSION)
    assert list(served.encode_passages([])) == []
    assert len(door.asked) == before


def test_a_blank_text_has_a_vector_too(served: ServedEmbedder) -> None:
    assert np.linalg.norm(served.embed_passages([" \n"])) == pytest.approx(1.0)
    assert len(served.encode_passages([""])) == 1


@pytest.mark.parametrize("spoken", BOTH)
def test_the_protocol_is_recognised(spoken: Spoken) -> None:
    with embedding_door(spoken=spoken) as door:
        for address in (door.url, f"{door.url}/", f"{door.url}/v1"):
            assert recognise(EmbeddingServer(NAME, [address])).protocol == spoken


@pytest.mark.parametrize("counts_bytes", [False, True])
def test_tokens_stand_where_they_do_in_the_text(counts_bytes: bool) -> None:
    with embedding_door(counts_bytes=counts_bytes) as door:
        served = ServedEmbedder.open(NAME, [door.url])
        assert served.identity.parts == "tokens"
        for text, found, own in zip(
            TEXTS, served.encode_passages(TEXTS), FakeEmbedder().encode_passages(TEXTS), strict=True
        ):
            assert [text[start:end] for start, end in found.spans] == [text[start:end] for start, end in own.spans]
            assert np.allclose(found.tokens, own.tokens, atol=1e-6)


def test_spans_in_bytes_become_characters_also_within_one() -> None:
    spans = np.array([[0, 3], [3, 4], [4, 6]], dtype=np.int32)
    assert in_characters("가a…", np.array([[0, 3], [3, 4], [4, 7]], dtype=np.int32)).tolist() == [
        [0, 1],
        [1, 2],
        [2, 3],
    ]
    assert in_characters("가a…", spans).tolist() == [[0, 1], [1, 2], [2, 3]]
    assert in_characters("abcdef", spans).tolist() == spans.tolist()


def test_without_tokens_sentences_stand_for_them() -> None:
    with embedding_door(spoken="OpenAI") as door:
        served = ServedEmbedder.open(NAME, [door.url])
        assert served.identity.parts == "sentences"
        (two,) = served.encode_passages([TEXTS[1]])
        assert two.spans.tolist() == [[0, 0], [12, 12]]
        own = FakeEmbedder().embed_passages([TEXTS[1], "벼는 물에서 자란다.", "가을에 거둔다."])
        assert np.allclose(two.tokens, (own[1:] + own[0]) / 2, atol=1e-6)
        (one,) = served.encode_passages([TEXTS[0]])
        assert np.allclose(one.tokens[0], one.vector, atol=1e-6)


def test_a_server_of_teis_without_tokens_is_used_as_it_is() -> None:
    with embedding_door() as door:
        door.has_tokens = False
        assert ServedEmbedder.open(NAME, [door.url]).identity.parts == "sentences"


def test_a_place_that_covers_no_character_keeps_covering_none_where_words_are_spelled_otherwise() -> None:
    tokens = PassageTokens(np.zeros((3, 2), dtype=np.int8), np.array([[0, 0], [2, 2], [0, 2]], dtype=np.int32))
    placed = PassageCode(np.zeros(2, dtype=np.float32), tokens).placed([0, 1, 3], [1, 3, 4])
    assert placed.tokens.spans.tolist() == [[0, 0], [3, 3], [0, 3]]


def test_requests_are_bounded_in_texts_and_characters() -> None:
    assert list(_bounded(["aa", "b", "cccc", "d"], 2, 4)) == [["aa", "b"], ["cccc"], ["d"]]
    assert list(_bounded(["a" * 9], 2, 4)) == [["a" * 9]]
    assert list(_bounded([], 2, 4)) == []


def test_many_passages_come_in_order_and_their_progress_is_told(door: EmbeddingDoor, served: ServedEmbedder) -> None:
    texts = [f"Passage {n} grows. It is number {n * n}." for n in range(90)]
    heard: list[int] = []
    encoded = served.encode_passages(texts, heard.append)
    assert np.allclose([one.vector for one in encoded], FakeEmbedder().embed_passages(texts), atol=1e-6)
    assert heard == sorted(heard)
    assert heard[-1] == 90
    assert max(len(body.get("inputs") or body["input"]) for _, body in door.asked) <= 32


def test_a_server_that_takes_few_texts_is_asked_for_few() -> None:
    with embedding_door() as door:
        door.most_texts = 4
        served = ServedEmbedder.open(NAME, [door.url])
        assert len(served.embed_passages([f"text {n}" for n in range(30)])) == 30


def test_questions_that_wait_are_asked_together(door: EmbeddingDoor, served: ServedEmbedder) -> None:
    questions = [f"Question {n}?" for n in range(40)]
    before = len(door.asked)
    with ThreadPoolExecutor(40) as threads:
        encoded = list(threads.map(served.encode_question, questions))
    assert np.allclose([one.vector for one in encoded], FakeEmbedder().embed_questions(questions), atol=1e-6)
    requests = [path for path, _ in door.asked[before:] if path.endswith(("/embed", "/embeddings"))]
    assert len(requests) < len(questions)


def test_a_passage_that_is_too_long_is_embedded_by_its_beginning(door: EmbeddingDoor, served: ServedEmbedder) -> None:
    long = "rice " * 40
    door.longest = 110
    rows = served.embed_passages(["a", long, "b"])
    read = long[:110] if door.spoken == "TEI" else long[:100]
    assert np.allclose(rows, FakeEmbedder().embed_passages(["a", read, "b"]), atol=1e-6)


def test_a_passage_that_is_refused_however_short_is_named() -> None:
    with embedding_door(spoken="OpenAI") as door:
        served = ServedEmbedder.open(NAME, [door.url])
        door.longest = 5
        with pytest.raises(EmbeddingRefused, match=r"HTTP 400.*Rice grows in water"):
            served.embed_passages(["a", "Rice grows in water. " * 4])


def test_a_wrong_key_is_told_and_never_shown() -> None:
    with embedding_door(key="right") as door:
        with pytest.raises(EmbeddingRefused, match="HTTP 401") as refused:
            ServedEmbedder.open(NAME, [door.url], "sk-wrong-and-secret-1")
        assert "sk-wrong" not in str(refused.value)
        assert "HAESEOL_EMBEDDING_KEY" in refused.value.message("ko")
        assert ServedEmbedder.open(NAME, [door.url], "right").identity.dimension == DIMENSION


def test_the_key_is_read_as_providers_keys_are_and_openais_goes_to_openai_alone(tmp_path: Path) -> None:
    here = Settings(home=tmp_path, embedding_urls=("http://127.0.0.1:9",))
    there = Settings(home=tmp_path, embedding_urls=("https://api.openai.com/v1",))
    file = tmp_path / "key"
    file.write_text("from a file\n", encoding="utf-8")
    file.chmod(0o600)
    assert embedding_key(here, {"HAESEOL_EMBEDDING_KEY_FILE": str(file)}) == "from a file"
    assert embedding_key(here, {"OPENAI_API_KEY": "k"}) == ""
    assert embedding_key(there, {"OPENAI_API_KEY": "k"}) == "k"
    assert embedding_key(there, {"OPENAI_API_KEY": "k", "HAESEOL_EMBEDDING_KEY": "own"}) == "own"


def test_a_name_that_the_server_does_not_know_is_refused() -> None:
    with embedding_door(spoken="OpenAI") as door, pytest.raises(EmbeddingRefused, match="does not exist"):
        ServedEmbedder.open("other/model", [door.url])
    with embedding_door() as door, pytest.raises(EmbeddingNotSame, match=NAME):
        ServedEmbedder.open("other/model", [door.url])


def test_another_model_under_the_name_of_ours_is_refused() -> None:
    model = Trigrams()
    model.name = "multilingual-e5-small"
    for spoken in BOTH:
        with embedding_door(model, spoken) as door, pytest.raises(EmbeddingNotSame, match="64 ≠ 384"):
            ServedEmbedder.open(model.name, [door.url])


def test_a_server_that_comes_back_with_other_vectors_is_refused(door: EmbeddingDoor, served: ServedEmbedder) -> None:
    door.die()
    with pytest.raises(EmbeddingUnreachable, match=r"http://127\.0\.0\.1"):
        served.embed_passages(TEXTS)
    door.start()
    assert len(served.embed_passages(TEXTS)) == 3
    door.model = Trigrams(dimension=32)
    with pytest.raises(EmbeddingNotSame, match="32 ≠ 64"):
        served.encode_passages(TEXTS)


def test_a_broken_connection_and_a_busy_server_are_asked_once_more(door: EmbeddingDoor, served: ServedEmbedder) -> None:
    door.hangs_up = 1
    assert len(served.embed_passages(TEXTS)) == 3
    door.fails_with = [429]
    assert len(served.embed_passages(TEXTS)) == 3
    door.hangs_up = 2
    with pytest.raises(EmbeddingUnreachable):
        served.embed_passages(TEXTS)
    door.fails_with = [500]
    with pytest.raises(EmbeddingUnreachable, match="HTTP 500"):
        served.embed_passages(TEXTS)


def test_one_of_two_addresses_is_enough() -> None:
    with embedding_door() as one, embedding_door() as other:
        served = ServedEmbedder.open(NAME, [one.url, other.url])
        one.die()
        for _ in range(4):
            assert len(served.embed_passages(TEXTS)) == 3
        other.die()
        with pytest.raises(EmbeddingUnreachable, match=f"{one.url}, {other.url}"):
            served.embed_passages(TEXTS)


@pytest.mark.slow
def test_a_server_that_hangs_is_an_error_for_all_who_wait(door: EmbeddingDoor) -> None:
    server = EmbeddingServer(NAME, [door.url], connecting=0.5, reading=1.0)
    served = ServedEmbedder.by_wire(server, recognise(server), prompts_of(NAME))
    door.hangs = True
    began, failures = time.monotonic(), []

    def ask(n: int) -> None:
        with pytest.raises(EmbeddingUnreachable) as failed:
            served.encode_question(f"Question {n}?")
        failures.append(failed.value)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(failures) == 6
    assert time.monotonic() - began < 10


@pytest.mark.parametrize(
    "said", [["x"], {"data": [{"index": 0}]}, [[float("nan")] * DIMENSION], [[1.0], [2.0]], [[]]], ids=str
)
def test_what_is_no_answer_is_refused(
    door: EmbeddingDoor, served: ServedEmbedder, monkeypatch: pytest.MonkeyPatch, said: object
) -> None:
    monkeypatch.setattr(door, "embed", lambda path, body: (200, said))
    with pytest.raises(EmbeddingRefused):
        served.embed_passages(["one"])


@pytest.mark.parametrize("address", ["nowhere", "ftp://host", "http://", "http://host:x"])
def test_what_is_no_address_is_refused_by_its_setting(address: str) -> None:
    with pytest.raises(SettingInvalid, match="HAESEOL_EMBEDDING_URL"):
        EmbeddingServer(NAME, [address])


@pytest.mark.parametrize(
    ("name", "question", "passage"),
    [
        ("multilingual-e5-small", "query: ", "passage: "),
        ("intfloat/multilingual-e5-large", "query: ", "passage: "),
        ("nomic-embed-text:latest", "search_query: ", "search_document: "),
        ("BAAI/bge-m3", "", ""),
        ("text-embedding-3-small", "", ""),
        ("some/unknown", "", ""),
    ],
)
def test_what_models_want_before_their_texts(name: str, question: str, passage: str) -> None:
    assert (prompts_of(name).question, prompts_of(name).passage) == (question, passage)


def test_an_instruction_goes_before_questions_alone() -> None:
    for name in ("intfloat/multilingual-e5-large-instruct", "Qwen/Qwen3-Embedding-0.6B"):
        assert prompts_of(name).question.startswith("Instruct: ")
        assert prompts_of(name).passage == ""


def test_prompts_are_sent(door: EmbeddingDoor) -> None:
    door.model.name = "tests/nomic-embed-text"
    served = ServedEmbedder.open(door.model.name, [door.url])
    door.asked.clear()
    served.embed_questions(["one"])
    served.embed_passages(["two"])
    sent = [text for _, body in door.asked for text in body.get("inputs") or body["input"]]
    assert sent == ["search_query: one", "search_document: two"]


def test_our_own_model_is_known_under_servers_names_for_it() -> None:
    ours = "multilingual-e5-small"
    for name in (ours, f"intfloat/{ours}", f"{ours}-q8_0.gguf", f"me/{ours}:f16", f"{ours}.gguf", f"{ours}-F16"):
        assert known_as(name) == ours
    for name in ("dragonkue/multilingual-e5-small-ko", "intfloat/multilingual-e5-base"):
        assert known_as(name) == name


@pytest.mark.models
@pytest.mark.parametrize("spoken", BOTH)
def test_the_real_model_gives_the_same_by_an_address(
    embedder: SentenceEmbedder, models: Settings, spoken: Spoken
) -> None:
    real = Real(embedder)
    with embedding_door(real, spoken) as door:
        served = open_embedder(Settings(home=models.home, embedding=real.name, embedding_urls=(door.url,)), {})
        assert served.identity.model == "multilingual-e5-small"
        questions = ["벼는 어디에서 자라?", "Where does rice grow?"]
        for ours, theirs in (
            (embedder.embed_questions, served.embed_questions),
            (embedder.embed_passages, served.embed_passages),
        ):
            assert (np.sum(ours(questions) * theirs(questions), axis=1) > 0.9995).all()
        if spoken == "TEI":
            text = f"{TEXTS[1]} {TEXTS[0]}"
            (own,), (found,) = embedder.encode_passages([text]), served.encode_passages([text])
            assert found.spans.tolist() == own.spans.tolist()
            assert np.sum(found.tokens * own.tokens, axis=1).min() > 0.995
        assert Encoder.for_embedder(served).identity.alignment == (
            "news-3000-2" if spoken == "TEI" else "news-3000-2, sentences"
        )

"""The service over a real library and folder: what the page's library pane stands on. Only the embedder is a fake."""

import queue
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from bot.answering.answer import AnswerDone, Event, EvidenceFound, Waiting
from bot.answering.ask_options import AskOptions
from bot.articles.article_errors import ArticleMissing, VersionMissing
from bot.errors import LibraryBusy, WordsNotInArticle
from bot.insights.translations.translation import Translation
from bot.library.indexing.index_report import IndexReport
from bot.library.store.sqlite_library import SqliteLibrary
from bot.models.embeddings.embedder import EncodedText, SentenceEmbedder
from bot.models.embeddings.encoder import Encoder
from bot.models.llm import active_model
from bot.models.model_errors import ModelUnavailable
from bot.progress import report_nothing
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import Settings
from tests.fakes import FakeEmbedder, ScriptedModel
from tests.library.test_indexing import RICE, WHEAT


@pytest.fixture
def service(tmp_path: Path) -> Iterator[Haeseol]:
    settings = Settings(home=tmp_path, cache=tmp_path / "cache", model=NO_MODEL)
    settings.corpus.mkdir()
    with opened(settings) as service:
        yield service


def opened(settings: Settings) -> Haeseol:
    embedder = FakeEmbedder()
    encoder = Encoder.for_embedder(embedder)
    library = SqliteLibrary.open(settings.index, encoder.identity, patience=0.2)
    return Haeseol(settings, library, encoder, cast(SentenceEmbedder, embedder))


def write(service: Haeseol, name: str, text: str) -> Path:
    path = service.settings.corpus / name
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_library_is_ready_as_soon_as_its_folder_has_been_read(
    service: Haeseol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FakeEmbedder, "load", lambda self: None, raising=False)
    write(service, "rice.txt", RICE)
    synced = threading.Event()
    service.start(report_nothing, lambda done: synced.set())
    assert synced.wait(30)
    until = time.monotonic() + 10
    while service.state().search == "loading" and time.monotonic() < until:
        time.sleep(0.01)
    assert service.state().search == "ready"
    assert service.answer("When is rice harvested?").citations


def test_each_version_can_be_read_and_compared(service: Haeseol) -> None:
    for text in (RICE, RICE + " It is harvested in autumn."):
        write(service, "rice.txt", text)
        service.articles.sync()
    assert service.articles.versions("rice.txt") == (1, 2)
    assert service.articles.get("rice.txt", 1).text == RICE
    assert service.articles.get("rice.txt", 2) == service.articles.get("rice.txt")
    changed = [part.after for part in service.articles.changes("rice.txt", 1).parts if not part.same]
    assert "".join(changed).strip().endswith("It is harvested in autumn.")
    with pytest.raises(VersionMissing):
        service.articles.get("rice.txt", 7)
    with pytest.raises(ArticleMissing):
        service.articles.get("wheat.txt", 1)


def test_a_first_run_that_cannot_write_is_told_and_the_next_one_makes_good(
    service: Haeseol, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_load_search", lambda: None)
    write(service, "rice.txt", RICE)
    told: queue.SimpleQueue[IndexReport] = queue.SimpleQueue()
    other = SqliteLibrary.open(service.settings.index, Encoder.for_embedder(FakeEmbedder()).identity)
    with other.changing():
        service.start(report_nothing, told.put)
        assert isinstance(told.get(timeout=10).failed[0].error, LibraryBusy)
        assert service.state().search == "failed"
    other.close()
    assert service.articles.sync().added == ("rice.txt",)
    assert (service.state().search, service.state().detail) == ("ready", "")


def test_a_removal_is_undone_after_a_restart_too(service: Haeseol) -> None:
    (added,) = service.articles.add_text(WHEAT, "Wheat").added
    service.articles.remove(added)
    assert service.articles.all() == []
    with opened(service.settings) as later:
        assert later.articles.undo_remove().added == (added,)
        with pytest.raises(ArticleMissing):
            later.articles.undo_remove()


def test_one_article_is_read_again_on_request(service: Haeseol) -> None:
    write(service, "rice.txt", RICE)
    service.articles.sync()
    assert service.articles.refresh("rice.txt").unchanged == ("rice.txt",)
    write(service, "rice.txt", WHEAT)
    assert service.articles.refresh("rice.txt").changed == ("rice.txt",)
    with pytest.raises(ArticleMissing):
        service.articles.refresh("none.txt")


@pytest.mark.slow
def test_watching_takes_in_what_changes_and_can_be_switched_off(service: Haeseol) -> None:
    news: queue.Queue[IndexReport] = queue.Queue()
    write(service, "rice.txt", RICE)
    service.articles.watch(True, news.put)
    assert service.state().watching
    assert news.get(timeout=10).added == ("rice.txt",)
    write(service, "wheat.txt", WHEAT)
    assert news.get(timeout=10).added == ("wheat.txt",)
    service.articles.watch(False)
    assert not service.state().watching
    write(service, "late.txt", "Nobody is looking any more.")
    with pytest.raises(queue.Empty):
        news.get(timeout=1)


@pytest.mark.slow
def test_switching_off_ends_a_long_run_soon_and_keeps_what_it_stored(service: Haeseol) -> None:
    for n in range(300):
        write(service, f"{n:03}.txt", f"Article {n} says one thing. " * 3)
    service.articles.watch(True)
    while not service.articles.all():
        assert service.state().watching
    service.articles.watch(False)
    kept = len(service.articles.all())
    assert kept
    assert len(service.articles.sync().added) == 300 - kept


def test_watching_goes_on_when_another_process_was_writing(service: Haeseol, monkeypatch: pytest.MonkeyPatch) -> None:
    news: queue.Queue[IndexReport] = queue.Queue()
    monkeypatch.setattr("bot.library.indexing.watcher._BUSY_SECONDS", 0.05)
    real, busy = service.articles.sync, [True, True]

    def sync(*rest: object) -> IndexReport:
        if busy:
            busy.pop()
            raise LibraryBusy(holder=4711)
        return real()

    monkeypatch.setattr(service.articles, "sync", sync)
    write(service, "rice.txt", RICE)
    service.articles.watch(True, news.put)
    said = [news.get(timeout=10) for _ in range(3)]
    assert [len(done.failed) for done in said] == [1, 1, 0]
    assert said[-1].added == ("rice.txt",)


def test_storage_counts_what_there_is(service: Haeseol) -> None:
    path = write(service, "rice.txt", RICE)
    service.articles.sync()
    use = service.articles.storage()
    assert use.articles == path.stat().st_size
    assert use.kept == 0
    assert use.index > 10_000
    service.articles.remove("rice.txt")
    assert service.articles.storage().kept == len(RICE)


def test_a_sentence_is_translated_once_and_forgotten_with_its_article(
    service: Haeseol, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(service, "rice.txt", RICE)
    service.articles.sync()
    words = RICE.split(". ")[0]
    with pytest.raises(ModelUnavailable):
        list(service.translations.translate(service.articles.get("rice.txt"), words, "ko"))
    model = ScriptedModel("벼는 한국에서 자라는 곡식이다.")
    monkeypatch.setattr(active_model, "open_model", lambda settings: model)
    with opened(replace(service.settings, model=model.name)) as service:
        *_, made = service.translations.translate(service.articles.get("rice.txt", 1), words, "ko")
        assert isinstance(made, Translation)
        assert list(service.translations.translate(service.articles.get("rice.txt"), words, "ko")) == [made]
        assert len(model.asked) == 1
        with pytest.raises(WordsNotInArticle):
            next(service.translations.translate(service.articles.get("rice.txt"), "words of another article", "ko"))
        with pytest.raises(VersionMissing):
            next(service.translations.translate(service.articles.get("rice.txt", 7), words, "ko"))
        service.articles.remove("rice.txt")
        write(service, "rice.txt", RICE)
        service.articles.sync()
        list(service.translations.translate(service.articles.get("rice.txt"), words, "ko"))
        assert len(model.asked) == 2


def test_the_choice_to_watch_outlives_the_program(service: Haeseol) -> None:
    news: queue.Queue[IndexReport] = queue.Queue()
    service.articles.watch_as_chosen(news.put)
    assert service.state().watching
    service.articles.choose_watching(False)
    assert not service.state().watching
    service.articles.watch_as_chosen(news.put)
    assert not service.state().watching
    service.articles.choose_watching(True)
    write(service, "rice.txt", RICE)
    while not (told := news.get(timeout=10)).added:
        pass
    assert told.added == ("rice.txt",)


def test_the_state_tells_when_the_library_was_written(service: Haeseol) -> None:
    before = service.state().written_at
    assert service.state().written_at == before
    write(service, "rice.txt", RICE)
    time.sleep(0.01)
    service.articles.sync()
    assert service.state().written_at > before
    assert service.articles.all()[0].version == 1


def test_two_readers_add_at_once_and_a_run_over_the_folder_comes_after_them(service: Haeseol) -> None:
    embedder = cast(FakeEmbedder, service._embedder)
    real, done = embedder.encode_passages, dict[str, IndexReport]()

    def add(title: str, text: str) -> None:
        done[title] = service.articles.add_text(text, title)

    small = threading.Thread(target=add, args=("Small", "Kimchi is made in winter."))
    run = threading.Thread(target=lambda: done.update(run=service.articles.sync()))

    def begin_others(texts: Sequence[str], on_done: Callable[[int], None] | None = None) -> Sequence[EncodedText]:
        embedder.encode_passages = real  # type: ignore[method-assign]
        run.start()
        small.start()
        while not cast(SqliteLibrary, service._library)._connections.lock.wanted():
            pass
        return real(texts, on_done)

    embedder.encode_passages = begin_others  # type: ignore[method-assign]
    large = "\n\n".join(f"Paragraph {n} speaks of rice. {'It goes on and on. ' * 12}" for n in range(300))
    add("Large", large)
    small.join(30)
    run.join(30)
    assert [name for name in done if name != "run"] == ["Small", "Large"]
    assert [len(done[name].added) for name in ("Small", "Large", "run")] == [1, 1, 0]
    assert len(done["run"].unchanged) == 2


RICE_QUESTION = "What grows in flooded paddies?"


def ask(service: Haeseol, question: str = RICE_QUESTION, **options: Any) -> list[Event]:
    return list(service.ask(question, AskOptions(**options)))


def test_the_same_question_is_answered_from_memory_until_anything_changes(service: Haeseol) -> None:
    write(service, "rice.txt", RICE)
    service.articles.sync()
    first, again = ask(service), ask(service)
    assert isinstance(first[-1], AnswerDone)
    assert isinstance(again[-1], AnswerDone)
    assert (first[-1].answer.repeated, again[-1].answer.repeated) == (False, True)
    assert replace(again[-1].answer, repeated=False, seconds=first[-1].answer.seconds) == first[-1].answer
    assert [type(event) for event in again] == [EvidenceFound, AnswerDone]
    assert again[-1].answer.to_json()["repeated"]
    assert not _is_repeated(ask(service, language="ko"))
    assert not _is_repeated(ask(service, conversation=[("What is rice?", "A grain.")]))
    assert _is_repeated(ask(service, reader="another"))
    write(service, "wheat.txt", WHEAT)
    service.articles.sync()
    assert not _is_repeated(ask(service))
    assert _is_repeated(ask(service))


def _is_repeated(events: list[Event]) -> bool:
    assert isinstance(events[-1], AnswerDone)
    return events[-1].answer.repeated


def answer_with(service: Haeseol, monkeypatch: pytest.MonkeyPatch, model: ScriptedModel) -> None:
    """Let a model answer from an article about rice."""
    monkeypatch.setattr(active_model, "open_model", lambda settings: model)
    service._active_model.choose(model.name)
    write(service, "rice.txt", RICE)
    service.articles.sync()


def test_evidence_is_there_for_all_while_one_is_answered(service: Haeseol, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(service, monkeypatch, ScriptedModel("It grows.", name="anything"))
    first, second = service.ask(RICE_QUESTION), service.ask("Where does rice grow?")
    assert isinstance(next(first), EvidenceFound)
    next(first)
    assert isinstance(next(second), EvidenceFound)
    assert next(second) == Waiting(1)
    first.close()  # type: ignore[attr-defined]
    assert next(second) == Waiting(0)
    assert isinstance(list(second)[-1], AnswerDone)


def test_who_waits_has_the_answer_as_soon_as_somebody_had_it(service: Haeseol, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_with(service, monkeypatch, ScriptedModel("It grows.", name="anything"))
    first, second, third = (service.ask(asked) for asked in (RICE_QUESTION, RICE_QUESTION, "Where does rice grow?"))
    told = [next(first), next(first)]
    assert isinstance(next(third), EvidenceFound)
    assert next(third) == Waiting(1)
    assert isinstance(next(second), EvidenceFound)
    assert next(second) == Waiting(2)
    told += first
    assert isinstance(told[-1], AnswerDone)
    done, more = next(second), list(second)
    assert isinstance(done, AnswerDone)
    assert done.answer.repeated
    assert done.answer.sentences == told[-1].answer.sentences
    assert done.answer.seconds.total > done.answer.seconds.evidence
    assert more == []
    assert next(third) == Waiting(0)
    assert isinstance(list(third)[-1], AnswerDone)


def test_an_answer_of_quotes_in_place_of_the_models_words_is_kept(
    service: Haeseol, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = ScriptedModel("Rice of Samsung grows in flooded paddies.", name="qwen2.5-coder-1.5b")
    answer_with(service, monkeypatch, weak)
    first = ask(service)[-1]
    assert isinstance(first, AnswerDone)
    assert first.answer.model is None
    assert _is_repeated(ask(service))


def test_an_answer_that_the_model_broke_off_is_not_kept(service: Haeseol, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        active_model, "open_model", lambda settings: ScriptedModel("Rice.", away_after=0, name="broken")
    )
    service._active_model.choose("broken")
    write(service, "rice.txt", RICE)
    service.articles.sync()
    assert not _is_repeated(ask(service))
    assert not _is_repeated(ask(service))

"""Nothing that readers were told is lost while a page is killed under them; and the bench that measures it sees what is."""

import asyncio
from pathlib import Path

import pytest

from bench.cluster.ledger import ANSWERED, Ledger, Promised
from bench.cluster.model_stand_in import reply
from bench.cluster.page_client import Balancer, Json
from bench.cluster.plan import Kill, Plan, usual_kills
from bench.cluster.processes import INSTALLED, WHY_NOT
from bench.cluster.run import run
from bench.cluster.verdict import judge_articles, judge_conversations, judge_logs
from tests.in_a_thread import in_a_thread


class ToldPage:
    """A page that has these turns in the one conversation, these articles, each of one passage."""

    def __init__(self, turns: list[tuple[str, str]], articles: list[Json]) -> None:
        self._turns = [{"id": id, "answer": {"answer": said}} for id, said in turns]
        self._articles = articles

    async def look(self, name: str, *data: object) -> Json:
        if name == "articles":
            return {"type": "articles", "articles": self._articles}
        if name == "conversations":
            return {"type": "conversations", "conversations": [{"id": "c"}]}
        return {"type": "conversation", "turns": self._turns}

    async def search(self, question: str, article_id: str) -> list[Json]:
        return [row for row in self._articles if row["id"] == article_id]


@pytest.mark.slow
@pytest.mark.skipif(not INSTALLED, reason=WHY_NOT)
def test_nothing_is_lost_when_a_page_is_killed(tmp_path: Path) -> None:
    kill = Kill("page", 6.0, 2.0)
    plan = Plan(readers=10, seconds=20.0, pages=2, workers=1, pause=2.0, articles_before=4, small=True, kills=(kill,))
    outcome = in_a_thread(lambda: run(plan, tmp_path, print))
    ledger = outcome.ledger
    assert [verdict.wrong for verdict in outcome.verdicts] == [()] * 4
    assert (ledger.dead_ends, ledger.places_lost, ledger.given_up) == ([], [], [])
    assert [killed.what for killed in outcome.killed] == ["page"]
    answered = [each for each in ledger.tries if each.ended in ANSWERED]
    assert len(answered) == ledger.asked >= plan.readers
    assert any(each.at > outcome.killed[0].at for each in answered)
    assert sum(map(len, ledger.saved.values())) == ledger.asked
    assert len(ledger.articles) > plan.articles_before


def test_a_turn_that_is_gone_doubled_or_another_one_is_seen() -> None:
    def wrong(*turns: tuple[str, str]) -> tuple[str, ...]:
        ledger = Ledger(saved={"c": {"t1": "one", "t2": "two"}})
        return in_a_thread(lambda: asyncio.run(judge_conversations([ToldPage(list(turns), [])], ledger))).wrong

    assert wrong(("t1", "one"), ("t2", "two")) == ()
    assert wrong(("t1", "one"), ("not told", "three"), ("t2", "two")) == ()
    assert wrong(("t1", "one")) == ("turn t2 of c is not there", "the turns of c are in another order")
    assert wrong(("t1", "one"), ("t2", "another")) == ("turn t2 of c has another answer",)
    assert "turn t1 of c is there 2 times" in wrong(("t1", "one"), ("t1", "one"), ("t2", "two"))
    assert wrong(("t2", "two"), ("t1", "one")) == ("the turns of c are in another order",)


def test_an_article_that_is_gone_doubled_or_not_removed_is_seen(tmp_path: Path) -> None:
    def wrong(*articles: str, removed: bool = False, files: int = 1) -> int:
        for n in range(files):
            (tmp_path / f"{n}.txt").write_text("Note 1 tells of it.", encoding="utf-8")
        rows: list[Json] = [{"id": id, "title": "Note 1", "source": id, "version": 1, "passages": 1} for id in articles]
        ledger = Ledger(articles=[Promised("Note 1", "add_text", "a", removed=removed)])
        found = len(in_a_thread(lambda: asyncio.run(judge_articles([ToldPage([], rows)], ledger, tmp_path))).wrong)
        for path in tmp_path.iterdir():
            path.unlink()
        return found

    assert wrong("a") == wrong(removed=True, files=0) == 0
    assert wrong() and wrong("a", "b") and wrong("a", files=2) and wrong("a", removed=True)


def test_a_fault_in_a_log_is_seen(tmp_path: Path) -> None:
    log = tmp_path / "page-0.log"
    log.write_text('{"level": "INFO", "message": "fine"}\nnot JSON\n', encoding="utf-8")
    assert judge_logs([log]).wrong == ()
    log.write_text('{"level": "ERROR", "message": "it broke", "exception": "a\\nKeyError: 1"}\n', encoding="utf-8")
    assert judge_logs([log]).wrong == ("1 times in a log of page: KeyError: 1",)


def test_a_reader_is_led_to_the_next_page_while_one_cannot_be_connected_to() -> None:
    balancer = Balancer(["a", "b", "c"])
    assert [balancer.page_of(reader) for reader in range(4)] == ["a", "b", "c", "a"]
    balancer.leave_alone("a")
    assert [balancer.page_of(reader) for reader in range(4)] == ["b", "b", "c", "b"]


def test_the_stand_in_answers_with_what_it_was_shown() -> None:
    passages = (
        "Passages of an article:\n[1] The bridge is old. It is red.\n[2] The mill cost 70 won. It is new.\n\nRequest: "
    )
    assert reply([{"content": f"{passages}What did the mill cost?"}]) == "The mill cost 70 won. [2]"
    assert reply([{"content": "Article:\nThe mill is new.\n\nQuestion: Is it?\nYes or no."}]) == "Yes"


def test_all_three_are_killed_and_come_back_within_the_time() -> None:
    kills = usual_kills(180.0)
    assert [kill.what for kill in kills] == ["page", "worker", "model"]
    assert all(kill.seconds + kill.away < 180.0 for kill in kills)

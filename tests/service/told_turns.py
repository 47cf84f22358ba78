"""Turns as the page saves them."""

from bot.service.conversations import Turn
from bot.ui.events import event_json
from tests.page_fakes import ScriptedHaeseol


def told(question: str, id: str = "turn-0001") -> Turn:
    """What the page is told about a question, as it is saved."""
    events = [event_json(event) for event in ScriptedHaeseol().ask(question)]
    evidence = next(event["evidence"] for event in events if event["type"] == "evidence")
    answer = events[-1]["answer"]
    return Turn(id, question, "2026-11-24T09:00:00+00:00", None, evidence, tuple(answer["sentences"]), answer)

"""What readers said of answers, as questions to measure with: the lines that `haeseol eval` reads."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from bot.service.conversations.turns import Conversation, Json, Judgement, Turn


def feedback_cases(conversations: Iterable[Conversation], articles: Collection[str]) -> str:
    """Return a JSONL line for each judged answer, oldest first; empty where there is none.

    A good answer names the article that it cites most as the one that answers the question, if that is still among
    `articles`; a good refusal is a question without an answer, and so is one that should have been refused. What else
    is said beside these fields is for people to read. A question asked later in a conversation has the turns before it.
    """
    return "".join(
        json.dumps(_case(turn, judgement, conversation, articles), ensure_ascii=False) + "\n"
        for conversation in conversations
        for turn, judgement in _judged(conversation)
    )


def _judged(conversation: Conversation) -> Iterator[tuple[Turn, Judgement]]:
    for turn in conversation.turns:
        if turn.judgement is not None:
            yield turn, turn.judgement


def _case(turn: Turn, judgement: Judgement, conversation: Conversation, articles: Collection[str]) -> Json:
    before = conversation.turns[: conversation.turns.index(turn)]
    case: Json = {"id": turn.id, "question": turn.question, "answerable": _answerable(turn, judgement)}
    gold = _cited_most(turn)
    if judgement.verdict == "good" and case["answerable"] and gold in articles:
        case["article_id"] = gold
    return {
        **case,
        "verdict": judgement.verdict,
        "reason": judgement.reason,
        "note": judgement.note,
        "told": turn.said,
        "model": (turn.answer or {}).get("model"),
        "before": [[each.question, each.said] for each in before],
        "asked_at": turn.asked_at,
        "judged_at": judgement.judged_at,
    }


def _answerable(turn: Turn, judgement: Judgement) -> bool:
    refused = turn.answer is not None and not turn.answer["found"]
    if judgement.verdict == "good":
        return not refused
    return judgement.reason != "unfounded"


def _cited_most(turn: Turn) -> str | None:
    citations = {citation["n"]: citation["article_id"] for citation in (turn.answer or {}).get("citations", ())}
    counted = Counter(citations[n] for sentence in turn.sentences for n in sentence["citations"] if n in citations)
    return counted.most_common(1)[0][0] if counted else None

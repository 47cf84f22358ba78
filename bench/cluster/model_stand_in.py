"""A stand-in for the server of an answering model: it speaks OpenAI's protocol, at a set speed, and says what it was shown.

It knows nothing. Of the passages in a request it repeats the sentence that shares the most words with the question, with that
passage's number, so that what checks the answer has something to find; asked for yes or no it says yes.

    python -m bench.cluster.model_stand_in PORT
"""

import json
import re
import sys
import time
from typing import Any

from bench.cluster.json_server import JsonRequest, JsonServer

# Seconds until the first word, and words a second after it: a model of some billion weights on a card that others use too.
FIRST_WORD_SECONDS = 0.3
WORDS_A_SECOND = 40.0

_HEAD = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "stand-in"}
_PASSAGE = re.compile(r"^\[(\d+)\] (.+)$", re.MULTILINE)
_SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
_WORD = re.compile(r"\w+")


def reply(messages: list[dict[str, Any]]) -> str:
    """Return what is said to a conversation."""
    asked = str(messages[-1]["content"])
    if asked.rstrip().endswith("Yes or no.") or "yes or no?" in asked:
        return "Yes"
    shown, _, question = asked.partition("\n\n")
    question = question or shown
    sentences = [
        (sentence, f" [{number}]")
        for number, passage in _PASSAGE.findall(shown)
        for sentence in _SENTENCE_END.split(passage)
    ]
    if not sentences:
        text = shown.partition("\n")[2] or shown
        sentences = [(sentence, "") for sentence in _SENTENCE_END.split(text)]
    wanted = set(_WORD.findall(question.lower()))
    # As many letters as words in common: neither the longest sentence nor a title of one word.
    said, number = max(sentences, key=lambda each: _shared(each[0], wanted))
    return f"{said.strip()}{number}"


def _shared(sentence: str, wanted: set[str]) -> float:
    words = _WORD.findall(sentence.lower())
    return len(wanted.intersection(words)) / (5 + len(words))


class _Request(JsonRequest):
    def do_GET(self) -> None:
        self.tell({"object": "list", "data": [{"id": "stand-in", "object": "model"}]})

    def do_POST(self) -> None:
        body = self.read_json()
        words = re.findall(r"\S+\s*", reply(body["messages"]))
        time.sleep(FIRST_WORD_SECONDS)
        if body.get("stream"):
            self._stream(words)
        else:
            time.sleep(len(words) / WORDS_A_SECOND)
            message = {"role": "assistant", "content": "".join(words)}
            choices = [{"index": 0, "message": message, "finish_reason": "stop"}]
            self.tell({**_HEAD, "object": "chat.completion", "choices": choices})

    def _stream(self, words: list[str]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for word in words:
            self._event({"index": 0, "delta": {"content": word}, "finish_reason": None})
            time.sleep(1 / WORDS_A_SECOND)
        self._event({"index": 0, "delta": {}, "finish_reason": "stop"})
        self.wfile.write(b"data: [DONE]\n\n")

    def _event(self, choice: dict[str, Any]) -> None:
        self.wfile.write(f"data: {json.dumps({**_HEAD, 'choices': [choice]})}\n\n".encode())


if __name__ == "__main__":
    JsonServer(("127.0.0.1", int(sys.argv[1])), _Request).serve_forever()

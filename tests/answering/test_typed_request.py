"""What the reader of sentences is asked."""

import pytest

from bot.answering.selection.typed_request import as_typed
from bot.bilingual import Language

TITLE = "Tidal power for Sorae"


@pytest.mark.parametrize(
    ("request_", "typed"),
    [
        ("How many homes does the Sorae station supply?", "how many homes does the station supply"),
        ("When did Sorae open its station?", "when did it open its station"),
        ("What do Sorae's fishermen fear?!", "what do its fishermen fear"),
        ("Who is Ann Bell?", "who is ann bell"),
        ("Why did Tid sell it?", "why did tid sell it"),
        ("how many", "how many"),
        ("???", "???"),
    ],
)
def test_it_is_as_people_type_it_and_names_nothing_that_the_title_names(request_: str, typed: str) -> None:
    assert as_typed(request_, TITLE, ("en", "en")) == typed


@pytest.mark.parametrize("pair", [("ko", "ko"), ("en", "ko"), ("ko", "en")])
def test_any_other_request_is_read_as_it_stands(pair: tuple[Language, Language]) -> None:
    assert as_typed("How many homes does the Sorae station supply?", TITLE, pair) == (
        "How many homes does the Sorae station supply?"
    )

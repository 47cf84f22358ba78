"""JSON that others wrote becomes what can be kept, or is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.json_text import read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inside: st.lists(inside) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inside),
)


@pytest.mark.slow
@given(VALUES, st.booleans())
def test_what_json_says_is_read(value: object, escaped: bool) -> None:
    assert read_json(json.dumps(value, ensure_ascii=escaped)) == value


def test_half_a_surrogate_becomes_a_question_mark() -> None:
    assert read_json(r'["a\ud800", {"\uDFFFb": "\ud83d\ude00"}]') == ["a?", {"?b": "😀"}]
    assert read_json(r'"\udc00"') == read_json('"\udc00"') == "?"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_bytes_are_decoded_before(encoding: str) -> None:
    with pytest.raises(TypeError):
        read_json('"\ud800"'.encode(encoding, "surrogatepass"))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000])
def test_what_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_json(text)

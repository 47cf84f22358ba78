"""Korean morphemes of texts that no keyboard writes."""

from hypothesis import given
from hypothesis import strategies as st

from bot.text.morphology import split_morphemes


@given(st.text(st.sampled_from("눈이 왔다.a1\ud800\udfff"), max_size=40))
def test_half_a_surrogate_is_no_part_of_a_word(text: str) -> None:
    morphemes = split_morphemes(text)
    assert all(0 <= m.start <= m.end <= len(text) for m in morphemes)
    assert not [m.form for m in morphemes if not m.form.isprintable()]


def test_what_stands_beside_one_is_found_where_it_is() -> None:
    assert [(m.form, m.start, m.end) for m in split_morphemes("눈이 \ud800 온다")][:2] == [("눈", 0, 1), ("이", 1, 2)]

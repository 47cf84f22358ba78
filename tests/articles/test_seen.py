"""What Chromium shows of pages made by chance is what we read; `python -m bench.reading seen` compares more, and LibreOffice."""

import pytest

from bench.reading.seen import differences, missing_program, pages


def test_how_words_may_differ() -> None:
    shown, ours = "다리101 공사102가 pier103Bridge104 105억원", "다리101공사102가 pier103 BRIDGE104 106억원"
    found = [(each.kind, each.word) for each in differences(shown, ours)]
    assert found == [("fused", "공사102가"), ("parted", "bridge104"), ("lost", "105억원"), ("added", "106억원")]
    assert not list(differences(shown, shown))


@pytest.mark.slow
def test_pages_are_read_as_chromium_shows_them() -> None:
    if missing := missing_program("html"):
        pytest.skip(missing)
    compared = list(pages(range(1_000, 1_015), "html"))
    assert [list(differences(shown, ours)) for shown, ours in compared] == [[]] * 15

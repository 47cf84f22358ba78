"""How news pages are measured (`python -m bench.reading news`): by sentences that are found and lines that are kept."""

import pytest

from bench.reading.news import kept, lost, main, sentences
from tests.news_pages import NEWS_PAGES


def test_sentences_are_found_and_lines_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 0
    _, korean, english = capsys.readouterr().out.splitlines()
    assert korean.split()[:2] == ["ko", "10"] and english.split()[:2] == ["en", "10"]
    assert "100.00%" in korean and "100.00%" in english


def test_what_counts_as_lost_and_as_kept() -> None:
    page = next(each for each in NEWS_PAGES if each.name == "ko_small_paper.html")
    whole = "\n\n".join([f"▲ {page.caption}", *page.paragraphs])
    assert (list(lost(page, whole)), list(kept(page, whole))) == ([], [])
    row = f"| 본문 | {page.paragraphs[0]} |"
    changed = whole.replace(page.paragraphs[0], row).replace("31억원", "32억원")
    assert list(lost(page, changed)) == [sentences(page)[1]]
    assert list(kept(page, changed)) == [row.replace("31억원", "32억원")]
    assert list(kept(page, f"박가나 기자\n\n{whole}\n\n___")) == ["박가나 기자", "___"]

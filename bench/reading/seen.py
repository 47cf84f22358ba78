"""Whether a person sees what we read: `python -m bench.reading seen [--documents N] [--form html|article|epub|docx] [--show N]`.

Pages, books and Word documents made by chance (`bench.reading.odd_pages`, `bench.reading.odd_word`) are shown by Chromium and
LibreOffice, and their text is compared with ours word by word: words lost and added, two words fused that are shown apart, and
one word parted that is shown whole, per 10,000 words. `article` is a page's article among other things, where what looks like
no part of one is left out on purpose. Forms whose program is not on the machine are passed over, with a line that says so.
"""

import argparse
import re
import shutil
import subprocess
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from random import Random
from typing import Literal

from bench.reading.made import read
from bench.reading.made_documents import book_of
from bench.reading.odd_pages import STYLE, WORD, odd_body, odd_story
from bench.reading.odd_word import HIDDEN, odd_word
from bot.articles.html import page_text
from tests.browser.chromium import find_chromium, launch_chromium

Kind = Literal["lost", "added", "fused", "parted"]
KINDS: tuple[Kind, ...] = ("lost", "added", "fused", "parted")
_FORMS = ("html", "article", "epub", "docx")
# What parts words: white space, and the signs with which we write rows and sentences.
_PARTS = re.compile(r"[\s|.,]")
# LibreOffice writes a few fields out instead of what they show.
_FIELD_CODES = re.compile(r'MERGEFIELD x|HYPERLINK "" \\l "x"')
_MOST = 5.0
_UNSEEN = "\u200b"


@dataclass(frozen=True, slots=True)
class Difference:
    """A word, or what stands before it, that is shown in another way than we read it."""

    kind: Kind
    word: str


def main(arguments: list[str] | None = None) -> int:
    """Compare and print; return 1 where pages, books or Word documents are read otherwise than they are shown."""
    parser = argparse.ArgumentParser(prog="python -m bench.reading seen", description=__doc__)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--form", choices=_FORMS, action="append", help="only these (all)")
    parser.add_argument("--show", type=int, default=0, metavar="N", help="print the first N differences")
    options = parser.parse_args(arguments)
    print(
        f"{'form':8} {'documents':>9} {'words':>8} " + " ".join(f"{kind:>7}" for kind in KINDS) + "   per 10,000 words"
    )
    failed = False
    for form in options.form or _FORMS:
        if missing := missing_program(form):
            print(f"{form:8} passed over: {missing}")
            continue
        numbers = range(options.documents)
        texts = list(word_documents(numbers) if form == "docx" else pages(numbers, form))
        found = [(n, each) for n, (shown, ours) in enumerate(texts) for each in differences(shown, ours)]
        counts = Counter(each.kind for _, each in found)
        words = sum(len(WORD.findall(shown)) for shown, _ in texts)
        rates = [10_000 * counts[kind] / words for kind in KINDS]
        print(f"{form:8} {len(texts):9} {words:8,} " + " ".join(f"{rate:7.2f}" for rate in rates), flush=True)
        for number, each in found[: options.show]:
            print(f"  {form} {number}: {each.kind} {each.word}")
        failed = failed or (form != "article" and max(rates) > _MOST)
    return int(failed)


def missing_program(form: str) -> str:
    """Return what to install to see documents of a form; "" where it is there."""
    if form == "docx":
        return "" if shutil.which("soffice") else "no LibreOffice: apt-get install libreoffice-writer-nogui"
    return "" if find_chromium() else "no Chromium: apt-get install chromium"


def pages(numbers: Sequence[int], form: str) -> Iterator[tuple[str, str]]:
    """Yield what Chromium shows of pages and what we read of them: of all of it, of its article, or of a book with it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright, launch_chromium(playwright) as browser:
        tab = browser.new_page()
        for number in numbers:
            chance = Random(number)
            body = odd_story(chance) if form == "article" else odd_body(chance)
            head = f'<meta charset="utf-8"><title>다라시의 다리</title><style>{STYLE}</style>'
            page = f'<!DOCTYPE html><html lang="ko"><head>{head}</head>'
            page += f"<body>{body}</body></html>"
            tab.set_content(page)
            shown = str(tab.evaluate("document.body.innerText"))
            if form == "epub":
                # As a browser writes it down, for a book must be well-formed.
                markup = tab.evaluate("new XMLSerializer().serializeToString(document)")
                yield shown, read(book_of(str(markup)), "a.epub")
            else:
                yield shown, read(page.encode(), "a.html") if form == "article" else page_text(page, "a.html")


def word_documents(numbers: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Yield what LibreOffice shows of Word documents and what we read of them."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in numbers:
            (folder / f"{number}.docx").write_bytes(odd_word(Random(number)))
        options = [
            "--headless",
            f"-env:UserInstallation={folder.as_uri()}/profile",
            "--convert-to",
            "txt:Text (encoded):UTF8",
        ]
        paths = [str(folder / f"{number}.docx") for number in numbers]
        subprocess.run(["soffice", *options, "--outdir", name, *paths], check=True, capture_output=True, timeout=1_200)
        for number in numbers:
            shown = (folder / f"{number}.txt").read_text(encoding="utf-8-sig")
            yield (
                _FIELD_CODES.sub("", shown.replace(HIDDEN, "")),
                read((folder / f"{number}.docx").read_bytes(), "a.docx"),
            )


def differences(shown: str, ours: str) -> Iterator[Difference]:
    """Yield how a text differs from what is shown, in order."""
    wanted, found = _words(shown), _words(ours)
    words, read_words = [word for word, _ in wanted], [word for word, _ in found]
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, words, read_words, autojunk=False).get_opcodes():
        if tag != "equal":
            yield from (Difference("lost", word) for word in words[i1:i2])
            yield from (Difference("added", word) for word in read_words[j1:j2])
            continue
        for (word, is_apart), (_, is_read_apart) in list(zip(wanted[i1:i2], found[j1:j2], strict=True))[1:]:
            if is_apart != is_read_apart:
                yield Difference("fused" if is_apart else "parted", word)


def _words(text: str) -> list[tuple[str, bool]]:
    """Return the words of a text, each with whether something parts it from the word before it."""
    found, end = [], 0
    for match in WORD.finditer(text):
        between = text[end : match.start()].replace(_UNSEEN, "")
        found.append((match[0].lower(), _PARTS.search(between) is not None))
        end = match.end()
    return found

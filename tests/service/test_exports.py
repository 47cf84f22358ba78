"""What is exported, read again by what reads it: YAML and block ids, Anki's own tables, BibTeX's braces, CSL-JSON."""

import io
import json
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import ReadingWarning
from bot.library.collection_errors import ScopeEmpty
from bot.library.scope import Scope
from bot.library.store.stored_article import ArticleText
from bot.service.conversations import Turn
from bot.service.exports import article_note, export_bibtex, export_csl
from bot.service.exports.anki_deck import CardSource, export_anki
from bot.service.exports.export_errors import NothingToExport
from bot.service.exports.obsidian import paragraphs
from tests.page_fakes import ARTICLES, SUGGESTED, ScriptedHaeseol, explain
from tests.service.test_conversations import one
from tests.service.told_turns import told

KOREAN, ENGLISH = ARTICLES
TODAY = date(2026, 11, 28)
HOSTILE = replace(
    ENGLISH,
    id="h",
    title='A "title": [[link]] #tag {x} & 50% \\end $m$ ~ ^x',
    author="O'Brien; Müller",
    text="First [[Home]] #tag %%hidden%% ^p9\n\nSecond line\nwith more.",
)


def test_a_note_has_front_matter_and_its_paragraphs_can_be_pointed_to() -> None:
    document = article_note(ENGLISH, ("AI 정책", "2026"))
    _, head, body = document.data.decode().split("---\n", 2)
    fields = yaml.safe_load(head)
    assert (fields["title"], fields["date"], fields["author"]) == (ENGLISH.title, ENGLISH.published, ENGLISH.author)
    assert (fields["source"], fields["tags"], fields["haeseol_id"]) == (ENGLISH.url, ["AI-정책", "_2026"], ENGLISH.id)
    blocks = re.findall(r"^(.+) \^p(\d+)$", body, re.MULTILINE)
    assert [int(n) for _, n in blocks] == list(range(1, 1 + len(list(paragraphs(ENGLISH.text)))))
    assert blocks[0][0] == next(paragraphs(ENGLISH.text))[1]


def test_what_an_article_says_never_becomes_a_link_or_a_tag_of_the_note() -> None:
    text = article_note(HOSTILE, ()).data.decode()
    assert yaml.safe_load(text.split("---\n")[1])["title"] == HOSTILE.title
    body = text.split("---\n", 2)[2]
    assert not re.search(r"(?<![\\\[])\[\[|(?<![\\\w])#\w|(?<!\\)%%(?!hidden)", body)
    assert re.findall(r"(?<!\\)\^(\w+)$", body, re.MULTILINE) == ["x", "p1", "p2"][1:]


def test_a_conversation_points_to_the_paragraphs_that_it_cites() -> None:
    exports = ScriptedHaeseol().exports
    conversation = one(told(SUGGESTED["en"][0]), told(SUGGESTED["en"][1]))
    text = exports.conversation("obsidian", conversation, "en").data.decode()
    quotes = re.findall(r"^> — \[\[([^#|]+)#\^p(\d+)\|([^\]]+)\]\] \^q(\d+)$", text, re.MULTILINE)
    assert [int(n) for *_, n in quotes] == list(range(1, len(quotes) + 1))
    assert {f"[[#^q{n}|{n}]]" for *_, n in quotes} == set(re.findall(r"\[\[#\^q\d+\|\d+\]\]", text))
    for name, paragraph, title, _ in quotes:
        article = next(each for each in ARTICLES if each.title == title)
        assert f"{name}.md" == article_note(article, ()).name
        assert int(paragraph) <= len(list(paragraphs(article.text)))
    changed = replace(conversation, turns=tuple(_of_an_older_version(turn) for turn in conversation.turns))
    assert "#^p" not in exports.conversation("obsidian", changed, "ko").data.decode()


def _of_an_older_version(turn: Turn) -> Turn:
    answer = json.loads(json.dumps(turn.answer))
    for citation in answer["citations"]:
        citation["version"] = 99
    return replace(turn, answer=answer)


def _notes(package: bytes, folder: Path) -> list[tuple[str, str, str]]:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        archive.extract("collection.anki2", folder)
    with closing(sqlite3.connect(folder / "collection.anki2")) as database:
        return database.execute("SELECT guid, flds, tags FROM notes ORDER BY guid").fetchall()


def test_cards_have_the_articles_own_words_and_keep_their_ids(tmp_path: Path) -> None:
    guide = explain(ENGLISH)
    first = export_anki([CardSource(ENGLISH, guide, ("AI 정책",))], "#AI", 1_764_000_000.0)
    again = export_anki([CardSource(ENGLISH, guide)], "#AI", 1_764_100_000.0)
    assert first is not None
    assert again is not None
    notes = _notes(first.data, tmp_path)
    assert len(notes) == len([item for item in guide.terms if item.label]) + sum(
        len(q.questions) for q in guide.questions
    )
    for _, fields, tags in notes:
        front, back, source = fields.split("\x1f")
        assert front
        assert back.replace("<br>", "\n").replace("&#x27;", "'") in ENGLISH.text
        assert ENGLISH.title in source
        assert tags.split() == ["haeseol", "AI_정책"]
    assert [note[0] for note in _notes(again.data, tmp_path)] == [note[0] for note in notes]
    assert export_anki([CardSource(ENGLISH, replace(guide, terms=(), questions=()))], "x", 0.0) is None


@given(
    st.builds(
        lambda title, author, url: replace(ENGLISH, title=title, author=author, url=url),
        st.text(max_size=40),
        st.text(max_size=20),
        st.sampled_from(["", "http://[", "http://xn--/", "http://a:b:c/"]),
    )
)
def test_bibtex_keeps_its_braces_whatever_an_article_is_called(article: ArticleText) -> None:
    text = re.sub(r"\\[{}]", "", export_bibtex([article], TODAY).data.decode())
    depth = 0
    for letter in text:
        depth += (letter == "{") - (letter == "}")
        assert depth >= 0
    assert depth == 0


def test_references_say_what_is_known_and_no_day_that_is_only_that_of_saving() -> None:
    saved = replace(KOREAN, id="s", warnings=(ReadingWarning("saved_day"),))
    text = export_bibtex([ENGLISH, saved, HOSTILE], TODAY).data.decode()
    kinds = [("online", "example2026what"), ("misc", "article-043a71"), ("online", "example2026title")]
    assert re.findall(r"^@(\w+)\{(\S+),$", text, re.MULTILINE) == kinds
    assert r"\{x\} \& 50\% \textbackslash{}end \$m\$ \textasciitilde{} \textasciicircum{}x" in text
    english, korean, _ = json.loads(export_csl([ENGLISH, saved, HOSTILE], TODAY).data)
    assert english == {
        "id": "example2026what", "type": "webpage", "title": ENGLISH.title, "language": "en",
        "author": [{"literal": "Ann Author"}], "issued": {"date-parts": [[2026, 1, 20]]},
        "URL": ENGLISH.url, "accessed": {"date-parts": [[2026, 11, 28]]},
    }  # fmt: skip
    assert "issued" not in korean


def test_a_key_of_a_reference_never_comes_to_stand_for_another_article() -> None:
    other, nameless = replace(ENGLISH, id="other"), replace(KOREAN, id="n", author="", url="")

    def keys(*articles: ArticleText) -> dict[str, str]:
        found = re.findall(r"^@\w+\{(\S+),$", export_bibtex(articles, TODAY).data.decode(), re.MULTILINE)
        return {key: article.id for key, article in zip(found, articles, strict=True)}

    before, after = keys(ENGLISH, nameless), keys(other, KOREAN, ENGLISH, nameless)
    assert len(after) == 4
    assert all(after.get(key, id) == id for key, id in before.items())
    assert keys(nameless).items() <= after.items()


def test_what_cannot_be_exported_is_named() -> None:
    exports = ScriptedHaeseol().exports
    assert len(exports.articles("obsidian", Scope(articles=(KOREAN.id, ENGLISH.id)))) == 2
    with pytest.raises(ScopeEmpty):
        exports.articles("bibtex", Scope.of_article("nowhere"))
    refused = one(told("Who won the football match?"))
    with pytest.raises(NothingToExport):
        exports.conversation("bibtex", refused, "en")

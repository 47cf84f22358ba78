"""Who changes the articles meanwhile: adds texts and files through pages, writes into the folder, removes, and tries again."""

import asyncio
import random
import secrets
from collections.abc import Callable
from pathlib import Path

from bench.cluster.ledger import Ledger, Promised
from bench.cluster.page_client import Json, LineBroke, PageClient

# Beside what pages are told: every third article is one that somebody writes into the folder.
WAYS = ("add_text", "add_files", "written into the folder")
_AGAIN_SECONDS = 2.0
_MOST_TRIES = 30
# Of those that are there one in so many is removed again.
_REMOVED_OF = 5

_TOWNS = ("Haran", "Soban", "Mirae", "Garam", "Nuri", "Dasom")
_THINGS = ("library", "bridge", "harbour", "museum", "observatory", "market hall")


class Editor:
    """Changes articles one after the other, each until a page has told what came of it."""

    def __init__(
        self, number: int, client: PageClient, ledger: Ledger, corpus: Path, over: Callable[[], bool], pause: float
    ) -> None:
        self._client = client
        self._ledger = ledger
        self._corpus = corpus
        self._over = over
        self._pause = pause
        self._number = number
        self._chance = random.Random(f"editor {number}")

    async def edit(self) -> None:
        """Add and remove until it is over."""
        while not self._over():
            await self.add()
            mine = [each for each in self._ledger.articles if each.id and not each.removed]
            if mine and not self._chance.randrange(_REMOVED_OF):
                await self._remove(self._chance.choice(mine))
            await asyncio.sleep(self._chance.uniform(0.5, 1.5) * self._pause)

    async def add(self) -> None:
        """Add one article, and try again until a page says that it is there."""
        way = WAYS[len(self._ledger.articles) % len(WAYS)]
        added = Promised(f"Note {secrets.token_hex(5)}", way)
        self._ledger.articles.append(added)
        if way == WAYS[2]:
            folder = self._corpus / "written"
            folder.mkdir(exist_ok=True)
            half = folder / f".{added.marker}.part"
            half.write_text(self._text(added.marker), encoding="utf-8")
            half.rename(folder / f"{added.marker}.txt")
            return
        text = self._text(added.marker)
        while added.tries < _MOST_TRIES and not added.id:
            added.tries += 1
            try:
                report = await self._report(added, text)
            except LineBroke as error:
                self._ledger.changes_broken[f"{way}: {error}"] += 1
            else:
                if report["type"] == "report" and not report["failed"]:
                    added.id = str([*report["added"], *report["changed"], *report["unchanged"]][0])
                    return
                told = report if report["type"] == "error" else report["failed"][0]["error"]
                self._ledger.changes_broken[f"{way}: {told['name']}"] += 1
            await asyncio.sleep(_AGAIN_SECONDS)

    async def _report(self, added: Promised, text: str) -> Json:
        if added.way == "add_text":
            return await self._last("add_text", text, added.marker)
        path = await self._client.upload(f"{added.marker}.txt", text)
        return await self._last("add_files", [path])

    async def _last(self, name: str, *data: object) -> Json:
        last: Json = {}
        async for event in self._client.stream(name, *data):
            last = event
        return last

    async def _remove(self, article: Promised) -> None:
        article.removed = True
        for _ in range(_MOST_TRIES):
            try:
                told = await self._last("remove", article.id)
            except LineBroke as error:
                self._ledger.changes_broken[f"remove: {error}"] += 1
            else:
                # Somebody who tries again after the line broke may find that it was removed the first time.
                if told["type"] == "report" or told["name"] == "ArticleMissing":
                    article.told_removed = True
                    return
                self._ledger.changes_broken[f"remove: {told['name']}"] += 1
            await asyncio.sleep(_AGAIN_SECONDS)

    def _text(self, marker: str) -> str:
        town, thing, year = (
            self._chance.choice(_TOWNS),
            self._chance.choice(_THINGS),
            self._chance.randrange(1900, 2020),
        )
        sentences = [
            f"{marker} tells of the {thing} of {town}, which was opened in {year}.",
            f"It cost {self._chance.randrange(2, 900)} million won, as the mayor of {town} said at the time.",
            f"{self._chance.randrange(1_000, 90_000):,} people came in its first year, more than had been expected.",
            f"The {thing} is open from {self._chance.randrange(7, 11)} in the morning, except on Mondays.",
            f"In {year + self._chance.randrange(1, 30)} a storm damaged its roof, and it was closed for three months.",
        ]
        return " ".join(sentences)

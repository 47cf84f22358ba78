"""Commands of feeds: add, list, remove, poll, today."""

import argparse
import sys
from datetime import date

from bot.bilingual import Bilingual, Language
from bot.cli.console import iso, print_json, tell
from bot.insights.digest import DigestItem
from bot.library.feeds.feed_store import FollowedFeed
from bot.service.haeseol import Haeseol
from bot.settings import Settings

_FOLLOWED = Bilingual(
    ko="haeseol: 이제 ‘{title}’ 피드를 받아 봐요. 새 글은 `haeseol feed poll`이나 화면이 열려 있는 동안 들어와요.",
    en="haeseol: “{title}” is followed. New articles come with `haeseol feed poll`, or while the page runs.",
)
_TOO_EARLY = Bilingual(
    ko="haeseol: {title}: 아직 물을 때가 아니에요. {when} 뒤에 다시 물어요.",
    en="haeseol: {title}: not asked again before {when}.",
)
_NOTHING = Bilingual(ko="오늘 피드에서 온 글이 없어요.", en="The feeds brought nothing today.")
_BY_MACHINE = Bilingual(ko="기계 번역", en="machine translation")


def add_feed(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Follow a feed."""
    with Haeseol.open(settings) as service:
        feed = service.feeds.add(options.address, options.tag)
    if options.json:
        print_json(_feed_json(feed))
    tell(_FOLLOWED.in_(language).format(title=feed.title), file=sys.stderr)
    return 0


def list_feeds(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """List the feeds that are followed."""
    with Haeseol.open(settings) as service:
        feeds = service.feeds.all()
    if options.json:
        print_json([_feed_json(feed) for feed in feeds])
        return 0
    for feed in feeds:
        tags = "".join(f" #{tag}" for tag in feed.tags)
        problem = f"\n    ! {feed.problem[language]}" if feed.problem else ""
        tell(f"{feed.address}\t{feed.polled_at or '-'}\t{feed.title}{tags}{problem}")
    return 0


def remove_feed(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Follow a feed no longer; its articles stay."""
    with Haeseol.open(settings) as service:
        service.feeds.remove(options.address)
    return 0


def poll_feeds(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Ask the feeds whose time has come, and take in what is new."""
    with Haeseol.open(settings) as service:
        polled = service.feeds.poll()
    for each in polled:
        if not each.asked:
            tell(_TOO_EARLY.in_(language).format(title=each.feed.title, when=each.feed.next_at), file=sys.stderr)
        for failure in each.failed:
            tell(f"haeseol: {failure.error.message(language)}", file=sys.stderr)
    failed = [failure for each in polled for failure in each.failed]
    added = [article_id for each in polled for article_id in each.added]
    if options.json:
        reasons = [{"source": each.source, "reason": each.error.message(language)} for each in failed]
        print_json({"asked": sum(each.asked for each in polled), "added": added, "failed": reasons})
    else:
        for article_id in added:
            tell(article_id)
    return 1 if failed else 0


def today(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Tell what the feeds brought today: of each article the sentence that carries it."""
    told_in: Language = options.language or language
    with Haeseol.open(settings) as service:
        items = service.digest(date.today(), told_in)
    if options.json:
        print_json([_item_json(item) for item in items])
        return 0
    if not items:
        tell(_NOTHING.in_(language), file=sys.stderr)
    for n, item in enumerate(items, start=1):
        tell(f"{item.sentence} [{n}]")
        if item.translation:
            tell(f"    ({_BY_MACHINE.in_(told_in)}: {item.translation})")
    for n, item in enumerate(items, start=1):
        facts = " · ".join(filter(None, (iso(item.published), item.url or item.article_id)))
        tell(f"\n[{n}] {item.title}\n    {facts}")
    return 0


def _feed_json(feed: FollowedFeed) -> dict[str, object]:
    return {
        "address": feed.address,
        "title": feed.title,
        "tags": feed.tags,
        "polled_at": feed.polled_at or None,
        "next_at": feed.next_at or None,
        "problem": feed.problem or None,
        "taken": [article.id for article in feed.taken],
    }


def _item_json(item: DigestItem) -> dict[str, object]:
    return {
        "article_id": item.article_id,
        "version": item.version,
        "title": item.title,
        "language": item.language,
        "published": iso(item.published),
        "url": item.url,
        "sentence": item.sentence,
        "start": item.start,
        "end": item.end,
        "translation": item.translation or None,
    }

"""An overview in words and as JSON: what the command line and the page tell of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from bot.bilingual import Bilingual, Language
from bot.insights.overview.overview import Comparison, Said, Story, TopicsFound

Json = dict[str, Any]

_TOPICS = Bilingual("주제", "Topics")
_OTHERS = Bilingual("그 밖의 글", "Other articles")
_LEFT_OUT = Bilingual(
    "오래전에 넣은 글 {n}편은 다루지 않았어요.", "{n} of the articles added longest ago are left out."
)
_STORIES = Bilingual("두 언어로 전한 같은 소식", "The same story in two languages")
_PARTS: Mapping[str, Bilingual] = {
    "agree": Bilingual("두 글이 같게 말해요", "Both say"),
    "differ": Bilingual("두 글이 다르게 말해요", "They differ"),
    "only_ko": Bilingual("한국어 글에만 있어요", "Only in the Korean one"),
    "only_en": Bilingual("영어 글에만 있어요", "Only in the English one"),
}


def topics_json(found: TopicsFound) -> Json:
    """Return the topics with all that is known of their articles."""
    plain = asdict(found)
    for article in [*plain["others"], *(article for topic in plain["topics"] for article in topic["articles"])]:
        article["published"] = article["published"].isoformat() if article["published"] else None
    return plain


def comparison_json(comparison: Comparison) -> Json:
    """Return the comparison of two articles."""
    return asdict(comparison)


def overview_json(topics: TopicsFound, told: Sequence[tuple[Story, Comparison]]) -> Json:
    """Return everything: `topics`, `others`, `total`, and `stories` with what agrees and differs in each."""
    stories = [{**asdict(story), **comparison_json(comparison)} for story, comparison in told]
    return {**topics_json(topics), "stories": stories}


def tell_topics(found: TopicsFound, language: Language) -> Iterator[str]:
    """Yield the topics in lines, each article below its topic."""
    yield _TOPICS.in_(language)
    for topic in found.topics:
        label = topic.ko if language == "ko" else topic.en
        yield f"\n{' · '.join(label)} ({len(topic.articles)})"
        yield from (f"  {article.title} ({article.id})" for article in topic.articles)
    if found.others:
        yield f"\n{_OTHERS.in_(language)} ({len(found.others)})"
        yield from (f"  {article.title} ({article.id})" for article in found.others)
    left_out = found.total - len(found.others) - sum(len(topic.articles) for topic in found.topics)
    if left_out:
        yield f"\n{_LEFT_OUT.in_(language).format(n=left_out)}"


def tell_stories(
    told: Sequence[tuple[Story, Comparison]], titles: Mapping[str, str], language: Language
) -> Iterator[str]:
    """Yield the stories that are told in both languages in lines, with what agrees, differs and is in one of them alone."""
    if told:
        yield f"\n{_STORIES.in_(language)}"
    for story, comparison in told:
        yield f"\n{titles.get(story.ko, story.ko)} ({story.ko})\n{titles.get(story.en, story.en)} ({story.en})"
        for part, words in _PARTS.items():
            items: Sequence[Any] = getattr(comparison, part)
            if items:
                yield f"  {words.in_(language)}"
            for item in items:
                said = [item] if isinstance(item, Said) else [item.ko, item.en]
                yield "\n".join(f"  {'-' if n == 0 else ' '} {one.text}" for n, one in enumerate(said))

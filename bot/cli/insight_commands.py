"""Commands of what is told without a question: overview and explain."""

import argparse
import sys
from typing import Any

from bot.bilingual import Language
from bot.cli.console import print_json, show_progress, tell, with_model
from bot.insights.guides.rendering import explanation_json, explanation_text
from bot.insights.overview.overview import Comparison, Story, StoryFound, TopicsFound
from bot.insights.overview.wording import overview_json, tell_stories, tell_topics
from bot.progress import Progress, Report
from bot.service.haeseol import Haeseol
from bot.settings import Settings

Json = dict[str, Any]


def overview(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Tell the topics of all articles, which tell the same story in two languages, and where those agree and differ."""
    topics = TopicsFound((), (), 0)
    told: list[tuple[Story, Comparison]] = []
    with Haeseol.open(settings) as service, show_progress(language) as report:
        for event in service.overview.survey():
            if isinstance(event, Progress):
                report(event)
            elif isinstance(event, TopicsFound):
                topics = event
                if not options.json:
                    tell("\n".join(tell_topics(topics, language)))
            elif isinstance(event, StoryFound):
                told.append((event.story, _compared(service, event.story, report)))
        titles = {row.id: row.title for row in service.articles.all()}
    if options.json:
        print_json(overview_json(topics, told))
    else:
        tell("\n".join(tell_stories(told, titles, language)))
    return 0


def _compared(service: Haeseol, story: Story, report: Report) -> Comparison:
    for news in service.overview.compare(story.ko, story.en):
        if isinstance(news, Comparison):
            return news
        report(news)
    raise AssertionError("a comparison ends with itself")


def explain(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Explain an article without a question: what it says, whom and what it names, and what it could be asked."""
    languages: tuple[Language, ...] = (options.language,) if options.language else ("ko", "en")
    with Haeseol.open(with_model(settings, options.model)) as service:
        article = service.articles.get(options.id)
        for explanation, step in service.guides.make(article, languages):  # noqa: B007 - the last one is whole
            if step is not None:
                tell(f"{step.what} ({step.language})…", file=sys.stderr)
        if service.state().model == "away":
            tell(f"haeseol: {service.state().detail}", file=sys.stderr)
    told = explanation_json(explanation, article, languages)
    if options.json:
        print_json(told)
    else:
        tell(explanation_text(told, language))
    return 0

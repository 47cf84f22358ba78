"""The command check: does the library say a claim?"""

import argparse
import sys
from typing import Any

from bot.answering.claim_check import CheckedClaim
from bot.bilingual import Bilingual, Language
from bot.cli.batches import read_batch
from bot.cli.console import print_json, tell, without_line_ends
from bot.cli.scope_options import read_scope
from bot.errors import QuestionError
from bot.service.haeseol import Haeseol
from bot.settings import Settings

_MARKS = {
    "verbatim": Bilingual("글에 그대로 있어요", "word for word in an article"),
    "supported": Bilingual("글에 있는 내용이에요", "the articles say this"),
    "weak": Bilingual("확인하지 못했어요", "not confirmed"),
    "unsupported": Bilingual("글에 없거나 글과 달라요", "not what the articles say"),
}


def check(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Check a claim, or one of each line of a file; the others are checked where one is no claim that can be checked.

    A line that is not as it should be ends it: the file may be another than was meant.
    """
    failed = False
    with Haeseol.open(settings) as service:
        for article_id in options.article:
            service.articles.get(article_id)
        scope = read_scope(options)
        if not options.batch:
            checked = service.check_claim(options.claim, scope)
            if options.json:
                print_json({"id": None, **checked.to_json()})
            else:
                _tell(checked, language)
            return 0
        for row in read_batch(options.batch, "claim"):
            try:
                line: dict[str, Any] = service.check_claim(row["claim"], scope).to_json()
            except QuestionError as error:
                failed = True
                tell(f"haeseol: {row['id']}: {error.message(language)}", file=sys.stderr)
                line = {"claim": row["claim"], "support": "unsupported", "citations": [], "closest": None}
                line |= {"reason": error.message(language), "error": type(error).__name__}
            print_json({"id": row["id"], **line})
    return 1 if failed else 0


def _tell(checked: CheckedClaim, language: Language) -> None:
    reason = f": {checked.reason}" if checked.reason else ""
    tell(f"{_MARKS[checked.support].in_(language)} ({checked.support}){reason}")
    for citation in checked.citations or filter(None, [checked.closest]):
        tell(f"\n{citation.title} ({without_line_ends(citation.article_id)})\n    {citation.quote}")

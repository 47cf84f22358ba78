"""The command that serves the tools of MCP over standard input and output, for assistants that start it themselves."""

import argparse

from bot.bilingual import Language
from bot.cli.console import with_model
from bot.service.haeseol import Haeseol
from bot.settings import Settings


def mcp(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Serve the tools until the assistant hangs up. Nothing but the protocol is written to standard output."""
    from bot.api.question_line import QuestionLine
    from bot.api.tools import build_tools
    from bot.progress import report_nothing

    with Haeseol.open(with_model(settings, options.model)) as service:
        line = QuestionLine(service)
        service.start(report_nothing, lambda done: None)
        build_tools(lambda: service, lambda: line).run("stdio")
    return 0

"""The command line. Results go to standard output, everything else to standard error; JSON is a contract with scripts.

Exit codes: 0 done, 1 something failed (it said which and why), 2 wrong usage.
"""

import argparse
import os
import sys
from collections.abc import Callable, MutableMapping
from pathlib import Path

from bot.bilingual import Language
from bot.cli.article_commands import index, list_articles, remove, show, tag
from bot.cli.claim_command import check
from bot.cli.console import tell, terminal_language
from bot.cli.export_command import export
from bot.cli.feed_commands import add_feed, list_feeds, poll_feeds, remove_feed, today
from bot.cli.insight_commands import explain, overview
from bot.cli.json_log import log_as_json
from bot.cli.key_command import key
from bot.cli.library_command import move
from bot.cli.migrate_command import migrate
from bot.cli.model_commands import models
from bot.cli.password_command import password
from bot.cli.program_commands import doctor, end_orderly, evaluate, serve, setup
from bot.cli.question_commands import ask, search
from bot.cli.scope_options import add_scope, composed
from bot.cli.tools_command import mcp
from bot.cli.work_command import work
from bot.errors import HaeseolError
from bot.models.llm.saved_choice import with_remembered
from bot.models.openmp import wait_briefly
from bot.settings import LOCAL, Settings

_LAST_PORT = 65_535


def main(arguments: list[str] | None = None) -> int:
    """Run one command and return its exit code."""
    prepare_process(os.environ)
    end_orderly()
    options = command_parser().parse_args(arguments)
    language = terminal_language(os.environ)
    try:
        settings = with_remembered(Settings.from_environment(os.environ, home=options.home))
        command: Callable[[argparse.Namespace, Settings, Language], int] = options.command
        if settings.json_log:
            log_as_json(command.__name__)
        return command(options, settings, language)
    except HaeseolError as error:
        tell(f"haeseol: {error.message(language)}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # Whoever read our output has had enough; Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def command_parser() -> argparse.ArgumentParser:
    """Return the parser of the command line; what it parses has the function to run as `command`."""
    parser = argparse.ArgumentParser(
        prog="haeseol", description="Explain articles in Korean and English, with evidence."
    )
    parser.add_argument("--home", type=Path, help="the folder that holds corpus/ and index/")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, run: Callable[..., int], says: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=says, description=says)
        made.set_defaults(command=run)
        return made

    made = command("setup", setup, "Fetch and verify the models; does nothing when they are there.")
    which = made.add_mutually_exclusive_group()
    which.add_argument("--model", help="another answering model of the catalogue, such as qwen3-4b")
    which.add_argument("--recommended", action="store_true", help="fetch and choose the best one for this machine")
    made.add_argument(
        "--native",
        action="store_true",
        help="build the answering engine for this processor too: some minutes, a compiler",
    )
    made.add_argument("--verify", action="store_true", help="read the models in full and fetch again what is damaged")

    made = command("models", models, "List the answering models, with their sizes and licences.")
    made.add_argument("--json", action="store_true")

    made = command("index", index, "Add or refresh articles; with no source, make the index match corpus/.")
    _add_index(made)

    made = command("list", list_articles, "List the articles.")
    add_scope(made)
    made.add_argument("--json", action="store_true")

    made = command("tag", tag, "Give articles tags or take some away; without an article, list the tags.")
    made.add_argument("ids", nargs="*", type=composed, metavar="ID", help="articles, as `haeseol list` names them")
    made.add_argument("--add", action="append", default=[], metavar="NAME", help="a tag to give (may be repeated)")
    made.add_argument("--remove", action="append", default=[], metavar="NAME", help="a tag to take away")
    made.add_argument("--json", action="store_true")

    made = command("show", show, "Print an article as it was read, with what its reader wants known.")
    made.add_argument("id", type=composed, metavar="ID", help="the article, as `haeseol list` names it")
    made.add_argument("--version", type=_positive, metavar="N", help="an older version that is kept (the newest)")
    made.add_argument("--json", action="store_true")

    made = command("export", export, "Write articles as notes, cards or references.")
    made.add_argument("form", choices=["obsidian", "anki", "bibtex", "csl-json"])
    made.add_argument(
        "ids", nargs="*", type=composed, metavar="ID", help="articles, as `haeseol list` names them (all)"
    )
    made.add_argument("--to", type=Path, metavar="PATH", help="a folder (obsidian) or a file; references also as text")
    add_scope(made)

    made = command("remove", remove, "Remove articles from the library and from corpus/.")
    made.add_argument("ids", nargs="+", type=composed, metavar="ID")
    made.add_argument("--json", action="store_true")

    made = command(
        "move-library", move, "Carry the library to a server, or back; run it again where it was interrupted."
    )
    made.add_argument(
        "--to",
        required=True,
        metavar="ADDRESS",
        help=f"milvus://host:19530/name, or {LOCAL} for index/: it is made what the library in use (HAESEOL_LIBRARY) is",
    )
    made.add_argument("--json", action="store_true")

    made = command(
        "migrate",
        migrate,
        "Make the tables in the database that several pages share (HAESEOL_STATE), as this version has them.",
    )
    made.add_argument(
        "--from-home", action="store_true", help="also carry this home's conversations and keys there, each once"
    )
    made.add_argument("--json", action="store_true")

    feeds = command("feed", list_feeds, "Follow RSS and Atom feeds; without more, list them.")
    feeds.set_defaults(json=False)
    _add_feeds(feeds)

    made = command("search", search, "Search for passages.")
    _add_question(made)
    made.add_argument("-k", type=_positive, default=5, help="how many passages (5)")
    add_scope(made)

    made = command("ask", ask, "Answer a question from the articles.")
    _add_question(made)
    made.add_argument("--language", choices=["auto", "ko", "en"], default="auto", help="language of the answer (auto)")
    add_scope(made)
    _add_model(made)

    made = command("check", check, "Check whether the articles say a claim.")
    claimed = made.add_mutually_exclusive_group(required=True)
    claimed.add_argument("claim", nargs="?", metavar="CLAIM")
    claimed.add_argument("--batch", type=Path, metavar="CLAIMS.jsonl", help='lines of {"id", "claim"}')
    add_scope(made)
    made.add_argument("--json", action="store_true")

    made = command("overview", overview, "Tell topics, stories in two languages, and where those agree and differ.")
    made.add_argument("--json", action="store_true")

    made = command("explain", explain, "Explain an article: summary, key points, names, numbers, terms, questions.")
    made.add_argument("id", type=composed, metavar="ID", help="the article, as `haeseol list` names it")
    made.add_argument("--language", choices=["ko", "en"], help="of the summary and the questions (both)")
    made.add_argument("--json", action="store_true")
    _add_model(made)

    made = command("eval", evaluate, "Measure search, refusals and answers on questions whose answers are known.")
    made.add_argument("cases", nargs="+", type=Path, metavar="CASES.jsonl", help="the questions")
    made.add_argument(
        "--passages",
        action="append",
        default=[],
        type=Path,
        metavar="PASSAGES.jsonl",
        help="search these passages, in a library of their own; may be given several times. Without it your own articles"
        ' are searched, and the questions are lines of {"id", "question", "article_id"} with or without "must_contain"',
    )
    depth = made.add_mutually_exclusive_group()
    depth.add_argument("--refusal", action="store_true", help="measure only what the evidence refuses: quick")
    depth.add_argument("--answers", action="store_true", help="measure answers too: seconds a question")
    made.add_argument("--limit", type=_positive, metavar="N", help="take N questions, in a fixed random order")
    made.add_argument("--html", type=Path, metavar="FILE", help="also write a page with the tables and every failure")
    made.add_argument("--json", action="store_true")
    _add_model(made)

    made = command("serve", serve, "Serve the page.")
    made.add_argument("--port", type=_port)
    _add_model(made)

    made = command("work", work, "Make the changes of articles that pages file (HAESEOL_STATE), until Ctrl-C.")
    made.add_argument(
        "--once", action="store_true", help="end when nothing waits any more; no folder or feed is followed"
    )
    made.add_argument("--port", type=_port, help="where to tell machines how it is doing: /healthz, /readyz, /metrics")

    made = command("mcp", mcp, "Serve the articles to an assistant as tools (MCP), over standard input and output.")
    _add_model(made)

    made = command("key", key, "Make, list or revoke keys for programs on other machines (serve has the API).")
    what = made.add_subparsers(dest="what", required=True, metavar="new [NAME] | list | revoke ID")
    new = what.add_parser("new", help="make a key, which is printed this once")
    new.add_argument("of", nargs="?", default="", type=composed, metavar="NAME", help="what the key is for")
    what.add_parser("list", help="list the keys that open").add_argument("--json", action="store_true")
    what.add_parser("revoke", help="let a key open nothing any more").add_argument("of", metavar="ID")

    made = command("password", password, "Set the password of the page, which other machines need to use it.")
    made.add_argument("--remove", action="store_true", help="have no password: the page is for this machine alone")

    made = command("doctor", doctor, "Say what is installed, what is missing, and what mends it.")
    made.add_argument("--report", action="store_true", help="as JSON to send to somebody: no content, paths or keys")
    made.add_argument("--deep", action="store_true", help="also read the models in full and compare their digests")
    return parser


def _add_index(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("paths", nargs="*", metavar="SOURCE", help="files, folders, JSONL archives or web addresses")
    parser.add_argument("--rebuild", action="store_true", help="begin with an empty index")
    parser.add_argument("--watch", action="store_true", help="go on: take in what changes in corpus/ until Ctrl-C")
    parser.add_argument("--json", action="store_true")


def _add_feeds(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION")

    def action(name: str, run: Callable[..., int], says: str) -> argparse.ArgumentParser:
        made = actions.add_parser(name, help=says, description=says)
        made.set_defaults(command=run)
        made.add_argument("--json", action="store_true")
        return made

    made = action("add", add_feed, "Follow a feed, or the one that a site's page names.")
    made.add_argument("address", metavar="URL")
    made.add_argument("--tag", action="append", default=[], metavar="NAME", help="of its articles (the feed's title)")
    action("list", list_feeds, "List the feeds that are followed.")
    action("remove", remove_feed, "Follow a feed no longer; its articles stay.").add_argument("address", metavar="URL")
    action("poll", poll_feeds, "Ask the feeds whose time has come, hourly at most, and take in what is new.")
    made = action("today", today, "Tell what the feeds brought today.")
    made.add_argument("--language", choices=["ko", "en"], help="the reader's language (the terminal's)")


def _add_question(parser: argparse.ArgumentParser) -> None:
    asked = parser.add_mutually_exclusive_group(required=True)
    asked.add_argument("question", nargs="?", metavar="QUESTION")
    asked.add_argument("--batch", type=Path, metavar="QUESTIONS.jsonl", help='lines of {"id", "question"}')
    parser.add_argument("--json", action="store_true")


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--model", help='a model of the catalogue, provider:model such as ollama:qwen3, or "none"')


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("a whole number from 1")
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 1 <= value <= _LAST_PORT:
        raise argparse.ArgumentTypeError(f"a port from 1 to {_LAST_PORT}")
    return value


def prepare_process(environment: MutableMapping[str, str]) -> None:
    """Tell the libraries below us, before they are imported, to send nothing out, to share the cores and to start fast."""
    from bot.ui import keep_to_this_machine
    from bot.ui.gradio_stubs import leave_out_stubs

    keep_to_this_machine(environment)
    leave_out_stubs()
    for name in ("HF_HUB_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        environment.setdefault(name, "1")
    wait_briefly(environment)
    environment.setdefault("TOKENIZERS_PARALLELISM", "false")
    environment.setdefault("TRANSFORMERS_VERBOSITY", "error")


if __name__ == "__main__":
    sys.exit(main())

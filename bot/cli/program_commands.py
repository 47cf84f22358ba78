"""Commands of the program itself: setup, serve, doctor, and eval, which measures it."""

import argparse
import os
import signal
import sys
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bot.bilingual import Bilingual, Language
from bot.cli.article_commands import say_report
from bot.cli.console import print_json, show_progress, tell, terminal_language, with_model
from bot.cli.engine_command import build_engine
from bot.cli.model_commands import choose_recommended
from bot.errors import HaeseolError
from bot.library.indexing.index_report import IndexReport
from bot.models.files import is_present, setup_model
from bot.models.llm.saved_choice import with_remembered
from bot.models.model_errors import ModelUnknown
from bot.models.translation import NO_TRANSLATOR
from bot.progress import Report, report_nothing
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.settings import DEFAULT_MODEL, Settings

if TYPE_CHECKING:
    from gradio import ChatInterface

    from bot.service.conversations import Conversations
    from bot.service.state_choice import State

Json = dict[str, Any]

# Seconds. Behind many networks the translator's server cannot be reached, and nobody should wait long to hear that.
_SIGN_OF_LIFE = 5.0
WITHOUT_TRANSLATOR = Bilingual(
    ko="번역 모델 없이 시작해요. 번역은 답변 모델이 대신해요.",
    en="There is no translator: the answering model translates instead.",
)


def setup(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Fetch and check the models that the settings name; with `--native` then build the engine for this processor.

    With `--recommended` choose the best model for this machine, after that, by how fast it reads.
    """
    model = DEFAULT_MODEL if options.recommended else options.model
    with show_progress(language) as report:
        for name in _local_models(with_model(settings, model)):
            place = setup_model(name, settings.cache, report, hub=settings.hub, verify=options.verify)
            tell(f"{name}: {place}", file=sys.stderr)
        _fetch_translator(settings, language, report, verify=options.verify)
    if options.native:
        build_engine(settings, language)
    return choose_recommended(settings, language, verify=options.verify) if options.recommended else 0


def serve(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Fetch the models if they are missing, serve the page until Ctrl-C, and index what is new in `corpus/` meanwhile."""
    from bot.service.state_choice import open_state

    chosen = replace(with_model(settings, options.model), port=options.port or settings.port)
    with open_state(chosen) as state:
        return _serve(chosen, state, language)


def _serve(chosen: Settings, state: "State", language: Language) -> int:
    from bot.ui.access.authorisation import open_access
    from bot.ui.access.key_credential import KeyCredential
    from bot.ui.server import build_server, launch

    access, _ = open_access(chosen.home, KeyCredential(state.keys))  # asked before gigabytes are fetched
    access.require_protection(chosen.host, chosen.origins, proxy_guards=chosen.proxy_guards)
    _fetch_missing(chosen, language)

    def say(done: IndexReport) -> None:
        if done.added or done.changed or done.removed or done.failed:
            say_report(done, language)

    def follow_from_now(done: IndexReport) -> None:
        say_report(done, language)
        service.articles.watch_as_chosen(say)

    with (
        Haeseol.open(chosen, state.database) as service,
        launch(
            build_server(
                service,
                state.conversations,
                host=chosen.host,
                origins=chosen.origins,
                root_path=chosen.root_path,
                proxy_guards=chosen.proxy_guards,
                home=chosen.home,
                keys=state.keys,
                state_answers=state.answers if state.database else None,
            ),
            host=chosen.host,
            port=chosen.port,
            root_path=chosen.root_path,
        ) as page,
    ):
        tell(f"Haeseol: {page.url}", file=sys.stderr)
        with show_progress(language) as report:
            service.start(report, follow_from_now)
            page.wait()
    return 0


def open_for_chat() -> "tuple[Haeseol, Conversations]":
    """Return the service of the home that the environment names, and its conversations; what is missing is fetched first.

    Search, articles and answering model are loaded in the background, as for the page.
    """
    from bot.service.state_choice import open_state

    settings = with_remembered(Settings.from_environment(os.environ))
    state = open_state(settings)  # for as long as the program lives
    _fetch_missing(settings, terminal_language(os.environ))
    service = Haeseol.open(settings, state.database)
    service.start(report_nothing, lambda done: None)
    return service, state.conversations


def serve_chat(chat: "ChatInterface") -> int:
    """Serve the chat without the page, as `gradio app.py` and Spaces do; a Space is for everybody."""
    from bot.ui.access.password_file import PasswordFile
    from bot.ui.chat_alone import launch_alone

    try:
        settings = Settings.from_environment(os.environ)
        password, is_space = PasswordFile.of(settings.home), "SPACE_ID" in os.environ
        end_orderly()
        launch_alone(
            chat,
            password,
            settings.host,
            port=settings.port if os.environ.get("HAESEOL_PORT") else None,
            root_path=settings.root_path,
            origins=settings.origins,
            proxy_guards=settings.proxy_guards,
            for_everybody=is_space,
        )
    except HaeseolError as error:
        tell(f"haeseol: {error.message(terminal_language(os.environ))}", file=sys.stderr)
        return 1
    return 0


def end_orderly() -> None:
    """Let what asks the program to end (`kill`, a system that shuts down) end it as Ctrl-C does, all closed."""

    def end(number: int, frame: object) -> None:
        raise SystemExit(128 + number)

    if threading.current_thread() is threading.main_thread():
        for name in ("SIGTERM", "SIGHUP"):
            number = getattr(signal, name, None)
            if number is not None and signal.getsignal(number) is signal.SIG_DFL:  # `nohup` has it ignored
                signal.signal(number, end)


def doctor(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Say what is installed, what is missing, and the command that mends it; with `--report`, for somebody who helps."""
    from bot.cli.doctor import diagnose
    from bot.cli.doctor_report import report

    if options.report:
        print_json(report(settings, language))
        return 0

    findings = diagnose(settings, deep=options.deep)
    for finding in findings:
        tell(f"{'✓' if finding.ok else '✗'} {finding.what.in_(language)}")
        if finding.fix and not finding.ok:
            tell(f"    → {finding.fix}")
    return 0 if all(finding.ok for finding in findings) else 1


def evaluate(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Measure search, refusals and answers on questions whose answers are known."""
    from bot import evaluation
    from bot.evaluation.html_report import check_writable, write_page
    from bot.evaluation.report import print_report

    measures: tuple[evaluation.Measure, ...] = ("retrieval", "refusal", "answers")
    measures = ("refusal",) if options.refusal else measures if options.answers else measures[:2]
    plan = evaluation.Plan(tuple(options.cases), tuple(options.passages), measures, options.limit)
    if options.html:
        check_writable(options.html)  # before a run that may take long
    with show_progress(language) as report:
        done = evaluation.evaluate(plan, with_model(settings, options.model), report)
    if options.html:
        write_page(done, options.html, language)
    if options.json:
        print_json(done.to_json())
    else:
        print_report(done, language)
    return 0


def _local_models(settings: Settings) -> list[str]:
    """Return the models that run on this machine: the embedding and the answering one, each unless it runs elsewhere."""
    answering = [] if ":" in settings.model or settings.model == NO_MODEL else [settings.model]
    return [*([] if settings.embedding_urls else [settings.embedding]), *answering]


def _fetch_missing(settings: Settings, language: Language) -> None:
    """Fetch the models that are missing. Without the answering model the page still works, with quotes, and says so."""
    with show_progress(language) as report:
        names = _local_models(settings)
        is_first_run = not all(is_present(name, settings.cache) for name in names)
        for name in names:
            try:
                setup_model(name, settings.cache, report, hub=settings.hub)
            except ModelUnknown:
                raise
            except HaeseolError as error:
                if name == settings.embedding:
                    raise
                tell(f"haeseol: {error.message(language)}", file=sys.stderr)
        if is_first_run:
            _fetch_translator(settings, language, report)


def _fetch_translator(settings: Settings, language: Language, report: Report, *, verify: bool = False) -> None:
    """Fetch the translator where its server answers; where it does not, say so and go on: everything works without it."""
    name = settings.translator
    if name == NO_TRANSLATOR:
        return
    try:
        place = setup_model(name, settings.cache, report, verify=verify, answer_within=_SIGN_OF_LIFE)
        tell(f"{name}: {place}", file=sys.stderr)
    except ModelUnknown:
        raise
    except HaeseolError as error:
        tell(f"haeseol: {WITHOUT_TRANSLATOR.in_(language)} {error.message(language)}", file=sys.stderr)

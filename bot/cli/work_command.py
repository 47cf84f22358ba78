"""The command that makes the changes of articles that pages file."""

import argparse
import sys
from contextlib import ExitStack
from dataclasses import replace

from bot.bilingual import Bilingual, Language
from bot.cli.console import show_progress, tell
from bot.errors import SettingInvalid
from bot.models.files import setup_model
from bot.service.haeseol import NO_MODEL, Haeseol
from bot.service.state.state_address import SETTING
from bot.settings import EXPECTED_STATE, Settings

_WORKS = Bilingual(
    ko="haeseol: {address}에서 글을 바꾸는 일을 가져다 해요. 끝내려면 Ctrl-C를 눌러요.",
    en="haeseol: the changes of articles that are filed at {address} are made here. Ctrl-C ends it.",
)


def work(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Take the jobs that pages file and do them until Ctrl-C; with `--once` until none waits any more.

    The answering model is not loaded: pages make the guides of articles, with the model that they have for answers anyway.
    """
    if not settings.state:
        raise SettingInvalid(setting=SETTING, value="", expected=EXPECTED_STATE)
    from bot.service.state.state_database import StateDatabase
    from bot.service.work.duties import Duties
    from bot.service.work.job_queue import JobQueue
    from bot.service.work.worker import Worker
    from bot.ui.worker_health import WorkerHealth

    with ExitStack() as opened:
        database = opened.enter_context(StateDatabase.open(settings.state))  # asked before anything is fetched
        if not settings.embedding_urls:
            with show_progress(language) as report:
                setup_model(settings.embedding, settings.cache, report, hub=settings.hub)
        service = opened.enter_context(Haeseol.open(replace(settings, model=NO_MODEL)))
        worker = Worker(service, JobQueue(database), Duties(database))
        if port := options.port or settings.work_port:
            opened.enter_context(WorkerHealth(worker, settings.host, port))
        tell(_WORKS.in_(language).format(address=database.address), file=sys.stderr)
        worker.run(once=options.once)
    return 0

"""The password of the page: set, changed, taken away."""

import argparse
import getpass
import sys

from bot.bilingual import Bilingual, Language
from bot.cli.console import tell
from bot.settings import Settings
from bot.ui.access.access_errors import PasswordsDiffer

_ASK = Bilingual(ko="새 비밀번호: ", en="New password: ")
_AGAIN = Bilingual(ko="한 번 더: ", en="Once more: ")
_SET = Bilingual(
    ko="비밀번호를 정했어요. 이제 화면을 열 때 물어봐요. 그 전에 열려 있던 화면은 다시 로그인해야 해요.",
    en="The password is set. The page asks for it from now on; whoever had it open signs in again.",
)
_REMOVED = Bilingual(
    ko="비밀번호를 없앴어요. 이제 이 컴퓨터에서만 열 수 있고, 켜져 있는 화면은 다시 시작해야 열려요.",
    en="There is no password any more: the page is for this machine alone, and one that is being served opens after a restart.",
)


def password(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Ask for a password twice and keep its digest; from a pipe the first line is taken. With `--remove` there is none."""
    from bot.ui.access.password_file import PasswordFile

    kept = PasswordFile.of(settings.home)
    if options.remove:
        kept.remove()
        tell(_REMOVED.in_(language), file=sys.stderr)
        return 0
    if sys.stdin.isatty():
        chosen = getpass.getpass(_ASK.in_(language))
        if chosen != getpass.getpass(_AGAIN.in_(language)):
            raise PasswordsDiffer
    else:
        chosen = sys.stdin.readline().rstrip("\r\n")
    kept.set(chosen)
    tell(_SET.in_(language), file=sys.stderr)
    return 0

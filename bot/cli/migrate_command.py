"""The command that makes the tables in the database that several pages share."""

import argparse
import sys
from typing import TYPE_CHECKING

from bot.bilingual import Bilingual, Language
from bot.cli.console import print_json, tell
from bot.errors import SettingInvalid
from bot.settings import EXPECTED_STATE, Settings

if TYPE_CHECKING:
    from bot.service.state_move import Carried

_READY = Bilingual(
    ko="haeseol: {address} 데이터베이스가 준비됐어요. 이번에 한 단계: {applied}",
    en="haeseol: the database at {address} is ready. Steps done now: {applied}",
)
_NONE = Bilingual(ko="없음", en="none")
_CARRIED = Bilingual(
    ko="haeseol: 대화 {conversations}개와 키 {keys}개를 옮겼어요. 이 폴더의 파일은 그대로 있어요.",
    en="haeseol: conversations carried: {conversations}, keys: {keys}. The files of this home stay as they are.",
)


def migrate(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Make the tables of this version in the database that HAESEOL_STATE names; does nothing where they are there.

    With `--from-home` carry the home's conversations and keys there too.
    """
    from bot.service.state.migrating import migrate as migrate_state
    from bot.service.state.state_address import SETTING, shown_address
    from bot.service.state_move import carry_home_state

    if not settings.state:
        raise SettingInvalid(setting=SETTING, value="", expected=EXPECTED_STATE)
    applied = migrate_state(settings.state)
    told = ", ".join(applied) or _NONE.in_(language)
    tell(_READY.in_(language).format(address=shown_address(settings.state), applied=told), file=sys.stderr)
    carried = carry_home_state(settings) if options.from_home else None
    if options.json:
        counts = {} if carried is None else {"conversations": carried.conversations, "keys": carried.keys}
        print_json({"applied": applied, **counts})
    return 0 if carried is None else _tell_carried(carried, language)


def _tell_carried(carried: "Carried", language: Language) -> int:
    told = _CARRIED.in_(language).format(conversations=carried.conversations, keys=carried.keys)
    tell(told, file=sys.stderr)
    for error in carried.failed:
        tell(f"haeseol: {error.message(language)}", file=sys.stderr)
    return 1 if carried.failed else 0

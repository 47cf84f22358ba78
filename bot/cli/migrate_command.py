"""The command that makes the tables in the database that several pages share."""

import argparse
import sys

from bot.bilingual import Bilingual, Language
from bot.cli.console import print_json, tell
from bot.errors import SettingInvalid
from bot.service.state.migrating import migrate as migrate_state
from bot.service.state.state_address import SETTING, shown_address
from bot.settings import EXPECTED_STATE, Settings

_READY = Bilingual(
    ko="haeseol: {address} 데이터베이스가 준비됐어요. 새로 한 단계: {applied}",
    en="haeseol: the database at {address} is ready. Steps done now: {applied}",
)
_NONE = Bilingual(ko="없음", en="none")


def migrate(options: argparse.Namespace, settings: Settings, language: Language) -> int:
    """Make the tables of this version in the database that HAESEOL_STATE names; does nothing where they are there."""
    if not settings.state:
        raise SettingInvalid(setting=SETTING, value="", expected=EXPECTED_STATE)
    applied = migrate_state(settings.state)
    if options.json:
        print_json({"applied": applied})
    told = ", ".join(applied) or _NONE.in_(language)
    tell(_READY.in_(language).format(address=shown_address(settings.state), applied=told), file=sys.stderr)
    return 0
